package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.fallbackrouting.routing.Upstream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the wire does wrong is an {@link IOException}, and never a reason to send a request again. */
class JerseyUpstreamFaultTest extends UpstreamAndServer {

    static Stream<Arguments> headFaults() {
        return Stream.of(
                Arguments.of("close without a byte", "", ScriptedServer.CLOSE),
                Arguments.of("reset without a byte", "", ScriptedServer.RESET),
                Arguments.of("close in the status line", "HTTP/1.1 20", ScriptedServer.CLOSE),
                Arguments.of("close in the head", "HTTP/1.1 200 OK\r\nContent-Le", ScriptedServer.CLOSE),
                Arguments.of("reset in the head", "HTTP/1.1 200 OK\r\nContent-Le", ScriptedServer.RESET),
                Arguments.of("close after 100", "HTTP/1.1 100 Continue\r\n\r\n", ScriptedServer.CLOSE),
                Arguments.of("close after 103", "HTTP/1.1 103 Early Hints\r\n\r\n", ScriptedServer.CLOSE),
                Arguments.of(
                        "101 unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", ScriptedServer.CLOSE),
                Arguments.of("no status line", "<html>hello</html>\r\n\r\n", ScriptedServer.CLOSE),
                Arguments.of("no status", "HTTP/1.1 abc OK\r\n\r\n", ScriptedServer.CLOSE),
                Arguments.of("another protocol", "SSH-2.0-OpenSSH_9.9\r\n\r\n", ScriptedServer.CLOSE),
                Arguments.of(
                        "204 with a length", "HTTP/1.1 204 OK\r\nContent-Length: 5\r\n\r\nhello", ScriptedServer.CLOSE),
                Arguments.of(
                        "a head without end",
                        "HTTP/1.1 200 OK\r\n" + "X-Policy: 0123456789012345678901234567890123456789\r\n".repeat(20_000),
                        ScriptedServer.AWAIT_PEER));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headFaults")
    void aBrokenHeadFailsTheCallAndTheServerSawOneRequest(String name, String bytes, ScriptedServer.Step end)
            throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.send(bytes), end);

        Requests.to(server.url("/v1")).failWith(upstream);

        assertEquals("{\"model\":\"m\"}", server.request().body());
        assertEquals(1, server.connections());
    }

    static Stream<String> headsWithoutSense() {
        return Stream.of(
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(50));
    }

    @ParameterizedTest
    @MethodSource("headsWithoutSense")
    void aConnectionWhoseHeadMakesNoSenseIsClosed(String bytes) throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.send(bytes), ScriptedServer.AWAIT_PEER);

        assertThrows(Exception.class, () -> {
            try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
                BodyReading.all(response);
            }
        });

        server.peerClosed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nhello",
                "Content-Length: 10\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n-3\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloworld\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\nhello"
            })
    void aBrokenBodyFailsWhileItIsRead(String rest) throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST, ScriptedServer.send("HTTP/1.1 200 OK\r\n" + rest), ScriptedServer.CLOSE);

        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            assertEquals(200, response.status());
            IOException first = assertThrows(IOException.class, () -> BodyReading.all(response));
            assertEquals(first, BodyReading.failure(response));
        }
        assertEquals("{\"model\":\"m\"}", server.request().body());
        assertEquals(1, server.connections());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-5", "99999999999999999999", ""})
    void aLengthThatIsNoneFailsTheCallAtItsHeadOrWhileItIsRead(String length) {
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello"),
                ScriptedServer.AWAIT_PEER);

        assertThrows(IOException.class, () -> {
            try (Upstream.Response response =
                    Requests.to(server.url("/v1")).idle(Duration.ofMillis(200)).sendWith(upstream)) {
                BodyReading.all(response);
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        });
    }

    @Test
    void aResetInTheBodyComesAfterTheBytesBeforeIt() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\nhello"),
                ScriptedServer.await(read),
                ScriptedServer.RESET);

        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            assertEquals("hello", BodyReading.piece(response));
            read.countDown();
            BodyReading.failure(response);
        }
    }

    @Test
    void nobodyListeningIsAConnectException() throws Exception {
        URI url = server.url("/v1");
        server.close();

        assertInstanceOf(ConnectException.class, Requests.to(url).failWith(upstream));
    }

    @Test
    void aNameThatNobodyHasIsAnIOException() throws Exception {
        // Longer than any name may be (RFC 1035, section 2.3.4): refused by the resolver without asking anybody.
        String name = "a".repeat(70) + ".invalid";

        assertInstanceOf(
                ConnectException.class,
                Requests.to(URI.create("http://" + name + "/v1")).failWith(upstream));
    }

    @Test
    void tlsWithAServerThatSpeaksNoneIsAnSslException() throws Exception {
        server.then(ScriptedServer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), ScriptedServer.CLOSE);
        URI url = URI.create(server.url("/v1").toString().replace("http:", "https:"));

        assertInstanceOf(SSLException.class, Requests.to(url).failWith(upstream));
        assertEquals(1, server.connections());
    }

    @ParameterizedTest
    @MethodSource("partings")
    void aKeptConnectionThatTheServerEndsUnderARequestIsNotReplacedByAnother(ScriptedServer.Step parting)
            throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "{}"));
        server.then(ScriptedServer.READ_REQUEST, parting);
        try (Upstream.Response first = Requests.to(server.url("/v1")).sendWith(upstream)) {
            BodyReading.all(first);
        }

        Requests.to(server.url("/v1")).failWith(upstream);

        assertEquals(2, server.requests(2).size());
        assertEquals(1, server.connections());
    }

    static Stream<ScriptedServer.Step> partings() {
        return Stream.of(ScriptedServer.CLOSE, ScriptedServer.RESET);
    }
}
