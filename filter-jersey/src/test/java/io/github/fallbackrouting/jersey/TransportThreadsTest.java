package io.github.fallbackrouting.jersey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TransportThreadsTest {

    @AutoClose
    private final TransportThreads threads = new TransportThreads();

    private final Executor onWorker = threads.onWorker();
    private final List<String> done = new CopyOnWriteArrayList<>();

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(30, SECONDS).join();
    }

    private static void note(CompletableFuture<Thread> taker) {
        taker.complete(Thread.currentThread());
    }

    @Test
    void aWorkerGoesOnWithWhatItsTaskLedTo() {
        CompletableFuture<Thread> first = new CompletableFuture<>();
        CompletableFuture<Thread> last = new CompletableFuture<>();

        onWorker.execute(() -> {
            onWorker.execute(() -> {
                done.add("second");
                onWorker.execute(() -> {
                    done.add("fourth");
                    note(last);
                });
            });
            onWorker.execute(() -> done.add("third"));
            done.add("first");
            note(first);
        });

        assertSame(await(first), await(last));
        assertNotSame(Thread.currentThread(), await(first));
        assertEquals(List.of("first", "second", "third", "fourth"), done);
    }

    @Test
    void aTaskThatFailsDoesNotKeepOthersFromTheirTurn() {
        CompletableFuture<Thread> last = new CompletableFuture<>();

        onWorker.execute(() -> {
            onWorker.execute(() -> {
                throw new IllegalStateException("a mistake");
            });
            onWorker.execute(() -> note(last));
            throw new IllegalStateException("another mistake");
        });

        await(last);
    }

    @Test
    void aWorkerOfAnotherUpstreamHandsOver() {
        CompletableFuture<Thread> others = new CompletableFuture<>();
        CompletableFuture<Thread> ours = new CompletableFuture<>();
        CountDownLatch isOver = new CountDownLatch(1);
        try (TransportThreads other = new TransportThreads()) {
            other.workers().execute(() -> {
                note(others);
                onWorker.execute(() -> note(ours));
                awaitQuietly(isOver);
            });

            assertNotSame(await(others).getThreadGroup(), await(ours).getThreadGroup());
            isOver.countDown();
        }
    }

    @Test
    void whatIsLeftAtTheEndIsNotDone() {
        CompletableFuture<Thread> begun = new CompletableFuture<>();
        CountDownLatch never = new CountDownLatch(1);
        onWorker.execute(() -> {
            onWorker.execute(() -> done.add("too late"));
            note(begun);
            awaitQuietly(never);
            done.add("interrupted");
        });
        Thread worker = await(begun);

        threads.close();

        assertFalse(worker.isAlive(), "close() waits for it");
        assertEquals(List.of("interrupted"), done);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
