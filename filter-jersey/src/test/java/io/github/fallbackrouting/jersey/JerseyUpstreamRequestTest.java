package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.jersey.ScriptedServer.Received;
import io.github.fallbackrouting.routing.Upstream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an alternate receives. */
class JerseyUpstreamRequestTest extends UpstreamAndServer {

    @BeforeEach
    void answerOnce() {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "{}"));
    }

    @Test
    void theWholeRequestIsThisAndNothingElse() throws Exception {
        Requests.to(server.url("/openai/v1"))
                .query("api-version=2025-02-01-preview")
                .header("api-key", "sk-west")
                .contentType("application/json;charset=\"UTF-8\"")
                .body(Requests.text("{\"model\":\"west\",\"n\":\"ü\"}"))
                .sendWith(upstream)
                .close();

        Received request = server.request();
        assertEquals("POST /openai/v1/chat/completions?api-version=2025-02-01-preview HTTP/1.1", request.requestLine());
        assertEquals(
                List.of(
                        "Accept-Encoding: identity",
                        "Accept: text/event-stream",
                        "Content-Length: 25",
                        "Content-Type: application/json;charset=\"UTF-8\"",
                        "Host: " + server.url("").getAuthority(),
                        "User-Agent: fallback-routing/(version)",
                        "api-key: sk-west"),
                request.fields().stream()
                        .map(field -> field.replaceFirst("/\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?$", "/(version)"))
                        .sorted()
                        .toList());
        assertEquals("{\"model\":\"west\",\"n\":\"ü\"}", request.text());
    }

    @Test
    void theUrlIsSentAsItIsWritten() throws Exception {
        Requests.to(server.url("/a%2Fb/%7Bid%7D/c+d"))
                .query("x=%7B1%7D&y=a%20b+c&z=%25")
                .sendWith(upstream)
                .close();

        assertEquals(
                "POST /a%2Fb/%7Bid%7D/c+d/chat/completions?x=%7B1%7D&y=a%20b+c&z=%25 HTTP/1.1",
                server.request().requestLine());
    }

    @Test
    void theEndpointsHeadersWinOverOurs() throws Exception {
        Requests.to(server.url("/v1"))
                .header("user-agent", "acme")
                .header("ACCEPT", "application/json")
                .sendWith(upstream)
                .close();

        List<String> fields = server.request().fields();
        assertTrue(fields.contains("User-Agent: acme"), fields::toString);
        assertTrue(fields.contains("Accept: application/json"), fields::toString);
        assertEquals(6, fields.size(), fields::toString);
    }

    @Test
    void fieldsOfTheConnectionAreNotForAnEndpointToSet() throws Exception {
        Requests.to(server.url("/v1"))
                .header("Host", "evil.example")
                .header("Transfer-Encoding", "chunked")
                .header("Content-Length", "1")
                .header("Connection", "close")
                .header("Expect", "100-continue")
                .sendWith(upstream)
                .close();

        Received request = server.request();
        assertFalse(request.head().contains("evil"), request::head);
        assertFalse(request.head().contains("chunked"), request::head);
        assertEquals(13, request.body().length());
        assertEquals(6, request.fields().size(), request::head);
    }

    @Test
    void aCredentialThatHttpDoesNotAllowFailsWithoutBeingShown() throws Exception {
        IOException failure = Requests.to(server.url("/v1"))
                .header("Authorization", "Bearer sk-west\n")
                .failWith(upstream);

        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertTrue(all.toString().contains("'Authorization'"), all.toString());
        assertFalse(all.toString().contains("sk-west"), all.toString());
        assertEquals(0, server.connections());
    }

    @Test
    void aLargeBodyArrivesWholeAndItsStreamIsClosed() throws Exception {
        byte[] bytes = new byte[5_000_001];
        new Random(7).nextBytes(bytes);
        WatchedBody body = new WatchedBody(bytes, bytes.length);

        Requests.to(server.url("/v1")).body(body).sendWith(upstream).close();

        assertEquals(
                new String(bytes, StandardCharsets.ISO_8859_1), server.request().body());
        body.closed.get(5, TimeUnit.SECONDS);
    }

    @Test
    void anEmptyBodyIsSentAsOne() throws Exception {
        Requests.to(server.url("/v1"))
                .body(Requests.text(""))
                .sendWith(upstream)
                .close();

        assertTrue(server.request().fields().contains("Content-Length: 0"));
    }

    @Test
    void ofABodyThatIsLongerThanItSaysOnlyTheSaidPartIsSent() throws Exception {
        WatchedBody body = new WatchedBody("0123456789".getBytes(StandardCharsets.UTF_8), 4);

        Requests.to(server.url("/v1")).body(body).sendWith(upstream).close();

        assertEquals("0123", server.request().text());
        body.closed.get(5, TimeUnit.SECONDS);
    }

    @Test
    void aBodyThatIsShorterThanItSaysFailsTheCall() throws Exception {
        WatchedBody body = new WatchedBody(new byte[40_000], 50_000);

        IOException failure = Requests.to(server.url("/v1")).body(body).failWith(upstream);

        assertInstanceOf(EOFException.class, failure);
        assertEquals(
                "the kept request body has 40000 bytes, but its length was said to be 50000", failure.getMessage());
        body.closed.get(5, TimeUnit.SECONDS);
    }

    @Test
    void aBodyWhoseFileHasVanishedFailsTheCall(@TempDir Path directory) throws Exception {
        Path gone = directory.resolve("body");
        Upstream.Body body = new Upstream.Body() {
            @Override
            public long length() {
                return 10;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(gone);
            }
        };

        assertInstanceOf(
                NoSuchFileException.class,
                Requests.to(server.url("/v1")).body(body).failWith(upstream));
    }

    @Test
    void aBodyThatThrowsFailsTheCallWithAnIOException() throws Exception {
        Upstream.Body body = new Upstream.Body() {
            @Override
            public long length() {
                return 10;
            }

            @Override
            public InputStream open() {
                throw new IllegalStateException("released");
            }
        };

        IOException failure = Requests.to(server.url("/v1")).body(body).failWith(upstream);

        assertEquals("the kept request body could not be read: released", failure.getMessage());
    }

    @Test
    void aSecondCallUsesTheConnectionOfTheFirst() throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "second"));
        Requests request = Requests.to(server.url("/v1"));

        try (Upstream.Response first = request.sendWith(upstream)) {
            assertEquals("{}", BodyReading.all(first));
        }
        try (Upstream.Response second = request.sendWith(upstream)) {
            assertEquals("second", BodyReading.all(second));
        }

        assertEquals(
                List.of(1, 1),
                server.requests(2).stream().map(Received::connection).toList());
    }

    /** A body that tells when its stream is closed. */
    private static final class WatchedBody implements Upstream.Body {

        final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        private final byte[] bytes;
        private final long length;

        WatchedBody(byte[] bytes, long length) {
            this.bytes = bytes;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public InputStream open() {
            return new FilterInputStream(new ByteArrayInputStream(bytes)) {
                @Override
                public void close() {
                    closed.complete(true);
                }
            };
        }
    }
}
