package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.routing.Upstream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A body over a socket, piece by piece and with no thread that waits for one. */
@Timeout(60)
class JerseyUpstreamBodyTest extends UpstreamAndServer {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String LAST = "0\r\n\r\n";

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void aPieceThatComesLateCompletesOnAWorker() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send(HEAD),
                ScriptedServer.await(late),
                ScriptedServer.send(chunk("hello") + LAST));

        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            CompletableFuture<Optional<ByteBuffer>> piece = response.next();
            CompletableFuture<String> thread =
                    piece.thenApply(bytes -> Thread.currentThread().getName());
            assertFalse(piece.isDone());

            late.countDown();

            // This first: who waits for the piece itself may be the one that runs what hangs on it.
            String worker = thread.get(5, TimeUnit.SECONDS);
            assertTrue(worker.startsWith("fallback-routing-worker-"), worker);
            assertEquals("hello", BodyReading.text(BodyReading.await(piece)));
            assertEquals("", BodyReading.piece(response));
        }
    }

    @Test
    void aPieceThatIsThereCompletesAtOnce() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send(HEAD + chunk("one") + chunk("two") + LAST),
                ScriptedServer.open(sent));

        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            assertTrue(sent.await(5, TimeUnit.SECONDS));
            assertEquals("one", BodyReading.piece(response));
            CompletableFuture<Optional<ByteBuffer>> two = response.next();
            assertTrue(two.isDone());
            assertEquals("two", BodyReading.text(two.join()));
        }
    }

    @Test
    void oneThatAsksTwiceIsToldSo() throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.send(HEAD), ScriptedServer.AWAIT_PEER);

        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            CompletableFuture<Optional<ByteBuffer>> first = response.next();

            assertThrows(IllegalStateException.class, response::next);
            assertFalse(first.isDone());
        }
    }

    @Test
    void manyPiecesComeInOrderWhateverTheirPace() throws Exception {
        int many = 20_000;
        List<ScriptedServer.Step> steps = new ArrayList<>(List.of(ScriptedServer.READ_REQUEST));
        steps.add(ScriptedServer.send(HEAD));
        int from = 0;
        for (int pace = 1; from < many; pace = pace % 97 + 1) {
            int to = Math.min(many, from + pace);
            steps.add(ScriptedServer.send(
                    IntStream.range(from, to).mapToObj(i -> chunk(i + "\n")).collect(Collectors.joining())));
            from = to;
        }
        steps.add(ScriptedServer.send(LAST));
        server.then(steps.toArray(ScriptedServer.Step[]::new));

        StringBuilder read = new StringBuilder();
        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            ReadingOn.toTheEnd(response::next, piece -> read.append(StandardCharsets.UTF_8.decode(piece)))
                    .get(30, TimeUnit.SECONDS);
        }

        assertEquals(IntStream.range(0, many).mapToObj(i -> i + "\n").collect(Collectors.joining()), read.toString());
    }

    @Test
    void aLargeBodyInSmallPiecesTakesNoStack() throws Exception {
        String some = chunk("x".repeat(100)).repeat(1_000);
        List<ScriptedServer.Step> steps = new ArrayList<>(List.of(ScriptedServer.READ_REQUEST));
        steps.add(ScriptedServer.send(HEAD));
        steps.addAll(Collections.nCopies(200, ScriptedServer.send(some)));
        steps.add(ScriptedServer.send(LAST));
        server.then(steps.toArray(ScriptedServer.Step[]::new));

        LongAdder bytes = new LongAdder();
        LongAdder pieces = new LongAdder();
        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            ReadingOn.toTheEnd(response::next, piece -> {
                        bytes.add(piece.remaining());
                        pieces.increment();
                    })
                    .get(30, TimeUnit.SECONDS);
        }

        assertEquals(20_000_000, bytes.sum());
        assertTrue(pieces.sum() >= 200_000, pieces::toString);
    }
}
