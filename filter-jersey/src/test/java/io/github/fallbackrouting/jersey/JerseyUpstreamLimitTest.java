package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.routing.Upstream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No call and no read outlasts its limits; each failure says which one it was, and ends the connection. */
@Timeout(60)
class JerseyUpstreamLimitTest extends UpstreamAndServer {

    private static final Duration SHORT = Duration.ofMillis(150);

    @Test
    void aServerThatDoesNotTakeConnectionsIsLeftAfterTheConnectLimit() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> crowd = fill(full);

            IOException failure = Requests.to(URI.create("http://127.0.0.1:" + full.getLocalPort()))
                    .connect(SHORT)
                    .failWith(upstream);

            assertInstanceOf(HttpConnectTimeoutException.class, failure);
            assertEquals("no connection to deployment azure-west within 0.15 s", failure.getMessage());
            for (SocketChannel one : crowd) {
                one.close();
            }
        }
    }

    /** Takes every place in the queue of a socket that nobody accepts from; Linux ignores who comes after that. */
    private static List<SocketChannel> fill(ServerSocket full) throws IOException {
        List<SocketChannel> crowd = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SocketChannel one = SocketChannel.open();
            one.configureBlocking(false);
            one.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()));
            crowd.add(one);
        }
        return crowd;
    }

    @Test
    void tlsIsPartOfTheConnectLimit() throws Exception {
        server.then(ScriptedServer.AWAIT_PEER);
        URI url = URI.create(server.url("/v1").toString().replace("http:", "https:"));

        IOException failure = Requests.to(url).connect(SHORT).failWith(upstream);

        assertInstanceOf(HttpConnectTimeoutException.class, failure);
        server.peerClosed();
    }

    @Test
    void theConnectLimitEndsWithTheConnection() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.await(late), ScriptedServer.answer(200, "{}"));
        CompletableFuture<Upstream.Response> slow =
                upstream.send(Requests.to(server.url("/v1")).connect(SHORT).build());
        // A later call with the same limit: once it has failed, the limit of the first is over as well.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> crowd = fill(full);
            Requests.to(URI.create("http://127.0.0.1:" + full.getLocalPort()))
                    .connect(SHORT)
                    .failWith(upstream);
            for (SocketChannel one : crowd) {
                one.close();
            }
        }

        late.countDown();
        slow.get(5, TimeUnit.SECONDS).close();
    }

    @Test
    void aServerThatDoesNotAnswerIsLeftAfterTheHeadLimit() throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.AWAIT_PEER);

        IOException failure = Requests.to(server.url("/v1")).head(SHORT).failWith(upstream);

        assertEquals(HttpTimeoutException.class, failure.getClass());
        assertEquals("deployment azure-west did not begin to answer within 0.15 s", failure.getMessage());
        server.peerClosed();
        assertEquals(1, server.requests(1).size());
    }

    @Test
    void halfAHeadIsNoAnswer() throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST, ScriptedServer.send("HTTP/1.1 200 OK\r\nX"), ScriptedServer.AWAIT_PEER);

        assertEquals(
                HttpTimeoutException.class,
                Requests.to(server.url("/v1")).head(SHORT).failWith(upstream).getClass());
        server.peerClosed();
    }

    @Test
    void interimAnswersDoNotStopTheHeadLimit() throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"),
                ScriptedServer.AWAIT_PEER);

        assertEquals(
                HttpTimeoutException.class,
                Requests.to(server.url("/v1")).head(SHORT).failWith(upstream).getClass());
    }

    @Test
    void theTotalLimitHoldsForTheHeadToo() throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.AWAIT_PEER);

        assertEquals(
                "deployment azure-west did not begin to answer within 0.15 s",
                Requests.to(server.url("/v1")).total(SHORT).failWith(upstream).getMessage());
    }

    @Test
    void aServerThatDoesNotReadALargeRequestIsLeftAndItsBodyClosed() throws Exception {
        server.then(ScriptedServer.READ_HEAD, ScriptedServer.await(new CountDownLatch(1)));
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Upstream.Body body = new Upstream.Body() {
            @Override
            public long length() {
                return 20_000_000;
            }

            @Override
            public InputStream open() {
                return new FilterInputStream(new ByteArrayInputStream(new byte[20_000_000])) {
                    @Override
                    public void close() {
                        closed.complete(true);
                    }
                };
            }
        };

        IOException failure =
                Requests.to(server.url("/v1")).body(body).head(SHORT).failWith(upstream);

        assertEquals(HttpTimeoutException.class, failure.getClass());
        assertTrue(closed.get(5, TimeUnit.SECONDS));
    }

    @Test
    void aBodyThatFallsSilentIsLeftAfterTheIdleLimit() throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\nhello"),
                ScriptedServer.AWAIT_PEER);

        try (Upstream.Response response =
                Requests.to(server.url("/v1")).idle(SHORT).sendWith(upstream)) {
            assertEquals("hello", BodyReading.piece(response));
            IOException failure = BodyReading.failure(response);
            assertInstanceOf(HttpTimeoutException.class, failure);
            assertEquals(
                    "deployment azure-west was silent for 0.15 s in the middle of its answer", failure.getMessage());
            assertEquals(failure, BodyReading.failure(response));
            server.peerClosed();
        }
    }

    @Test
    void aBodyThatNeverBeginsIsLeftAfterTheIdleLimit() throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
                ScriptedServer.AWAIT_PEER);

        try (Upstream.Response response =
                Requests.to(server.url("/v1")).idle(SHORT).sendWith(upstream)) {
            assertThrows(HttpTimeoutException.class, () -> BodyReading.all(response));
            server.peerClosed();
        }
    }

    @Test
    void aBodyThatNeverEndsIsLeftAfterTheTotalLimit() throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\n"),
                ScriptedServer.flood("data: again\n\n"),
                ScriptedServer.AWAIT_PEER);

        try (Upstream.Response response =
                Requests.to(server.url("/v1")).total(Duration.ofMillis(400)).sendWith(upstream)) {
            HttpTimeoutException failure = assertThrows(HttpTimeoutException.class, () -> readAndForget(response));
            assertEquals("deployment azure-west took longer than 0.4 s for its whole answer", failure.getMessage());
            server.peerClosed();
        }
    }

    private static void readAndForget(Upstream.Response response) throws IOException {
        while (!BodyReading.piece(response).isEmpty()) {
            // Some more.
        }
    }

    @Test
    void aSilentBodyThatIsAwaitedIsLeftAfterTheTotalLimitToo() throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\nhello"),
                ScriptedServer.AWAIT_PEER);

        try (Upstream.Response response =
                Requests.to(server.url("/v1")).total(Duration.ofMillis(400)).sendWith(upstream)) {
            assertEquals("hello", BodyReading.piece(response));
            IOException failure = BodyReading.failure(response);
            assertInstanceOf(HttpTimeoutException.class, failure);
            assertEquals("deployment azure-west took longer than 0.4 s for its whole answer", failure.getMessage());
            server.peerClosed();
        }
    }

    @Test
    void aBodyThatNobodyReadsIsNotTimedForItsSilence() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"),
                ScriptedServer.await(late),
                ScriptedServer.send("lo"));
        try (Upstream.Response unread =
                Requests.to(server.url("/v1")).idle(SHORT).sendWith(upstream)) {
            assertEquals("hel", BodyReading.piece(unread));
            // A later call with the same limit: once it has failed, so would the first have.
            try (ScriptedServer other = ScriptedServer.start()) {
                other.then(
                        ScriptedServer.READ_REQUEST,
                        ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\n"),
                        ScriptedServer.AWAIT_PEER);
                try (Upstream.Response read =
                        Requests.to(other.url("/v1")).idle(SHORT).sendWith(upstream)) {
                    BodyReading.failure(read);
                }
            }

            late.countDown();
            assertEquals("lo", BodyReading.all(unread));
        }
    }

    @Test
    void aBodyThatNobodyReadsIsLeftAfterTheTotalLimit() throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\nhello"),
                ScriptedServer.AWAIT_PEER);

        try (Upstream.Response response =
                Requests.to(server.url("/v1")).total(Duration.ofMillis(400)).sendWith(upstream)) {
            server.peerClosed();
            assertInstanceOf(HttpTimeoutException.class, BodyReading.failure(response));
        }
    }

    @Test
    void aBodyThatCameInTimeMayBeReadLater() throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
        try (Upstream.Response read =
                Requests.to(server.url("/v1")).total(Duration.ofMillis(400)).sendWith(upstream)) {
            assertEquals("hello", BodyReading.piece(read));
            // A later call with the same limit: once it has failed, that of the first is over as well.
            server.then(
                    ScriptedServer.READ_REQUEST,
                    ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\n"),
                    ScriptedServer.AWAIT_PEER);
            try (Upstream.Response slow =
                    Requests.to(server.url("/v1")).total(Duration.ofMillis(400)).sendWith(upstream)) {
                BodyReading.failure(slow);
            }

            assertEquals("", BodyReading.piece(read));
        }
    }

    @Test
    void theLimitsOfOneCallAreNotThoseOfAnother() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.await(late), ScriptedServer.answer(200, "{}"));
        CompletableFuture<Upstream.Response> patient =
                upstream.send(Requests.to(server.url("/v1")).build());
        server.requests(1);
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.AWAIT_PEER);

        Requests.to(server.url("/v1")).head(SHORT).failWith(upstream);
        late.countDown();

        try (Upstream.Response response = patient.get(5, TimeUnit.SECONDS)) {
            assertEquals("{}", BodyReading.all(response));
        }
    }
}
