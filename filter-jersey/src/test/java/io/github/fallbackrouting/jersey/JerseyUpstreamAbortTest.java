package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.routing.Upstream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A call that nobody wants any more is over for the provider too, at once. */
class JerseyUpstreamAbortTest {

    /** What we promise, in milliseconds. */
    private static final long PROMPT = 20;

    /** Each time is measured so often; their median has to be prompt, since a busy machine may delay any single one. */
    private static final int ROUNDS = 11;

    private static JerseyUpstream upstream;

    @BeforeAll
    static void openUpstream() {
        upstream = new JerseyUpstream();
    }

    @AfterAll
    static void closeUpstream() {
        upstream.close();
    }

    /** One call, aborted; says when that was. */
    private interface Round {

        long abort(ScriptedServer server) throws Exception;
    }

    private static void assertPrompt(Round round) throws Exception {
        long[] millis = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            try (ScriptedServer server = ScriptedServer.start()) {
                long aborted = round.abort(server);
                millis[i] = TimeUnit.NANOSECONDS.toMillis(server.peerClosed() - aborted);
                assertEquals(1, server.connections());
            }
        }
        Arrays.sort(millis);
        assertTrue(millis[ROUNDS / 2] <= PROMPT, () -> "closed after (ms) " + Arrays.toString(millis));
    }

    @Test
    void cancellingBeforeTheHeadClosesTheConnection() throws Exception {
        assertPrompt(server -> {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.AWAIT_PEER);
            CompletableFuture<Upstream.Response> answer =
                    upstream.send(Requests.to(server.url("/v1")).build());
            server.requests(1);
            long start = System.nanoTime();
            assertTrue(answer.cancel(true));
            return start;
        });
    }

    @Test
    void cancellingInTheMiddleOfALargeRequestClosesTheConnectionAndTheBody() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Upstream.Body large = new Upstream.Body() {
            @Override
            public long length() {
                return 20_000_000;
            }

            @Override
            public InputStream open() {
                opened.countDown();
                return new FilterInputStream(new ByteArrayInputStream(new byte[20_000_000])) {
                    @Override
                    public void close() {
                        closed.complete(true);
                    }
                };
            }
        };
        CountDownLatch cancelled = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start()) {
            server.then(ScriptedServer.READ_HEAD, ScriptedServer.await(cancelled), ScriptedServer.AWAIT_PEER);
            CompletableFuture<Upstream.Response> answer =
                    upstream.send(Requests.to(server.url("/v1")).body(large).build());
            server.requests(1);
            assertTrue(opened.await(5, TimeUnit.SECONDS));

            assertTrue(answer.cancel(true));

            assertTrue(closed.get(5, TimeUnit.SECONDS));
            cancelled.countDown();
            server.peerClosed();
        }
    }

    @Test
    void closingTheResponseBeforeItsEndClosesTheConnection() throws Exception {
        assertPrompt(server -> {
            server.then(
                    ScriptedServer.READ_REQUEST,
                    ScriptedServer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
                    ScriptedServer.AWAIT_PEER);
            Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream);
            assertEquals("hello", BodyReading.piece(response));
            long start = System.nanoTime();
            response.close();
            return start;
        });
    }

    @Test
    void closingTheResponseBeforeItsBodyClosesTheConnection() throws Exception {
        assertPrompt(server -> {
            server.then(
                    ScriptedServer.READ_REQUEST,
                    ScriptedServer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
                    ScriptedServer.AWAIT_PEER);
            Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream);
            long start = System.nanoTime();
            response.close();
            return start;
        });
    }

    @Test
    void closingFailsThePieceThatIsAwaited() throws Exception {
        assertPrompt(server -> {
            server.then(
                    ScriptedServer.READ_REQUEST,
                    ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\nh"),
                    ScriptedServer.AWAIT_PEER);
            Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream);
            assertEquals("h", BodyReading.piece(response));
            CompletableFuture<Optional<ByteBuffer>> piece = response.next();
            long start = System.nanoTime();
            response.close();
            assertTrue(piece.isCompletedExceptionally(), "it must have failed before closing returns");
            assertEquals(
                    "the answer's body is closed",
                    assertThrows(IOException.class, () -> BodyReading.await(piece))
                            .getMessage());
            return start;
        });
    }

    @Test
    void aReaderThatGivesUpWaitingGetsNothingOfTheRest() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start()) {
            server.then(
                    ScriptedServer.READ_REQUEST,
                    ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\n"),
                    ScriptedServer.await(givenUp),
                    ScriptedServer.send("lost"),
                    ScriptedServer.AWAIT_PEER);
            Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream);
            assertTrue(response.next().cancel(true));

            givenUp.countDown();

            server.peerClosed();
            assertEquals(
                    "a piece of the answer of deployment azure-west came when its reader had given up waiting",
                    BodyReading.failure(response).getMessage());
        }
    }

    @Test
    void aBodyThatIsClosedIsNotRead() throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
            Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream);
            assertEquals("hello", BodyReading.piece(response));

            response.close();
            response.close();

            assertEquals(
                    "the answer's body is closed", BodyReading.failure(response).getMessage());
        }
    }

    @Test
    void closingAnAnswerThatWasReadKeepsItsConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            for (int i = 0; i < 20; i++) {
                server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
                Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream);
                assertEquals("hello", BodyReading.all(response));
                response.close();
                response.close();
            }
            assertEquals(1, server.connections());
        }
    }

    @Test
    void cancellingAfterTheAnswerDoesNotDisturbIt() throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
            CompletableFuture<Upstream.Response> answer =
                    upstream.send(Requests.to(server.url("/v1")).build());
            try (Upstream.Response response = answer.get(5, TimeUnit.SECONDS)) {
                assertFalse(answer.cancel(true));
                assertEquals("hello", BodyReading.all(response));
            }
        }
    }
}
