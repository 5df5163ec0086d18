package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the wire, the reader and who closes do to each other, on a wire that is the test's own. */
@Timeout(60)
class ResponseBodyTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final TransportThreads THREADS = new TransportThreads();

    private final AtomicInteger over = new AtomicInteger();
    private final ResponseBody body = new ResponseBody("deployment west", LONG, THREADS, over::incrementAndGet);
    private final Wire wire = new Wire();

    @AfterAll
    static void endThreads() {
        THREADS.close();
    }

    /** Counts what is asked of it. */
    private static class Wire implements Flow.Subscription {

        private final AtomicLong asked = new AtomicLong();
        private volatile boolean cancelled;

        @Override
        public void request(long n) {
            asked.addAndGet(n);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(CompletableFuture<Optional<ByteBuffer>> piece) throws IOException {
        return BodyReading.text(BodyReading.await(piece));
    }

    @Test
    void nothingMoreIsAskedOfTheWireBeforeTheReaderHasTakenWhatIsThere() throws Exception {
        body.onSubscribe(wire);
        assertEquals(1, wire.asked.get());

        body.onNext(List.of(bytes("one"), bytes(""), bytes("two")));
        assertEquals(1, wire.asked.get());
        assertEquals("one", text(body.next()));
        assertEquals(1, wire.asked.get());
        assertEquals("two", text(body.next()));
        assertEquals(2, wire.asked.get());
    }

    @Test
    void whatTheWireGivesWithoutAByteIsNoPiece() throws Exception {
        body.onSubscribe(wire);
        CompletableFuture<Optional<ByteBuffer>> piece = body.next();

        body.onNext(List.of(bytes("")));
        body.onNext(List.of());

        assertEquals(3, wire.asked.get());
        assertFalse(piece.isDone());
        body.onNext(List.of(bytes("one")));
        assertEquals("one", text(piece));
    }

    @Test
    void aFailureComesAfterTheBytesBeforeItAndStays() throws Exception {
        body.onSubscribe(wire);
        body.onNext(List.of(bytes("one")));
        IOException reset = new IOException("reset");
        body.onError(reset);

        assertEquals("one", text(body.next()));
        assertEquals(reset, assertThrows(IOException.class, () -> text(body.next())));
        assertEquals(reset, assertThrows(IOException.class, () -> text(body.next())));
    }

    @Test
    void closingDropsWhatHasArrived() {
        body.onSubscribe(wire);
        body.onNext(List.of(bytes("one")));

        body.close();
        body.onNext(List.of(bytes("two")));
        body.onComplete();

        assertTrue(wire.cancelled);
        assertEquals(1, over.get());
        assertEquals(
                "the answer's body is closed",
                assertThrows(IOException.class, () -> text(body.next())).getMessage());
    }

    @Test
    void aBodyThatIsClosedBeforeItBeginsTakesNoWire() {
        body.close();

        body.onSubscribe(wire);

        assertTrue(wire.cancelled);
        assertEquals(0, wire.asked.get());
    }

    @Test
    void aReaderMayAskForTheNextPieceWhereItGetsOne() throws Exception {
        body.onSubscribe(wire);
        CompletableFuture<Optional<ByteBuffer>> second = body.next().thenCompose(first -> body.next());
        body.onNext(List.of(bytes("one")));
        assertEquals(2, wire.asked.get());
        body.onNext(List.of(bytes("two")));
        assertEquals("two", text(second));

        CompletableFuture<Optional<ByteBuffer>> afterTheEnd = body.next().thenCompose(end -> body.next());
        body.onComplete();
        assertEquals(Optional.empty(), BodyReading.await(afterTheEnd));
        assertEquals(1, over.get());
    }

    @Test
    void aReaderThatIsSlowKeepsNobodyFromClosing() throws Exception {
        body.onSubscribe(wire);
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Void> go = new CompletableFuture<Void>().orTimeout(10, TimeUnit.SECONDS);
        CompletableFuture<Void> reader = body.next().thenAccept(bytes -> {
            running.countDown();
            go.join();
        });
        CompletableFuture<Void> wires = CompletableFuture.runAsync(() -> body.onNext(List.of(bytes("one"))));
        assertTrue(running.await(5, TimeUnit.SECONDS));

        body.close();

        go.complete(null);
        reader.get(5, TimeUnit.SECONDS);
        wires.get(5, TimeUnit.SECONDS);
    }

    @Test
    void aWireThatAnswersWhileItIsAskedTakesNoStack() throws Exception {
        int pieces = 200_000;
        AtomicInteger left = new AtomicInteger(pieces);
        body.onSubscribe(new Wire() {
            @Override
            public void request(long n) {
                if (left.getAndDecrement() > 0) {
                    body.onNext(List.of(ByteBuffer.allocate(100)));
                } else {
                    body.onComplete();
                }
            }
        });

        AtomicLong bytes = new AtomicLong();
        ReadingOn.toTheEnd(body::next, piece -> bytes.addAndGet(piece.remaining()))
                .get(30, TimeUnit.SECONDS);

        assertEquals(pieces * 100L, bytes.get());
    }

    /** Runs two things at the same time. */
    private static void race(ExecutorService pool, Runnable one, Runnable other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        Future<?> first = pool.submit(() -> {
            start.await();
            one.run();
            return null;
        });
        Future<?> second = pool.submit(() -> {
            start.await();
            other.run();
            return null;
        });
        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);
    }

    @Test
    void noWakeUpIsLostHoweverTheyMeet() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 3_000; round++) {
                ResponseBody raced = new ResponseBody("deployment west", LONG, THREADS, () -> {});
                raced.onSubscribe(new Wire());
                CompletableFuture<String> piece = new CompletableFuture<>();
                Runnable asking = () -> {
                    CompletableFuture<?> unused =
                            raced.next().thenAccept(bytes -> piece.complete(BodyReading.text(bytes)));
                };
                race(pool, asking, () -> raced.onNext(List.of(bytes("one"))));
                assertEquals("one", piece.get(10, TimeUnit.SECONDS));

                CompletableFuture<Optional<ByteBuffer>> last = raced.next();
                if (round % 2 == 0) {
                    race(pool, raced::close, () -> raced.onNext(List.of(bytes("two"))));
                } else {
                    race(pool, raced::close, raced::onComplete);
                }
                // Which of them comes first is open, but one does.
                CompletableFuture<?> either = last.exceptionally(closed -> Optional.empty());
                either.get(10, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
