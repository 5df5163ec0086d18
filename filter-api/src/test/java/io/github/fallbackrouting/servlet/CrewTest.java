package io.github.fallbackrouting.servlet;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The only time here is the machine's own: whatever must come is waited for, and nothing is measured. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrewTest {

    private final ClassLoader loader = new URLClassLoader(new URL[0]);
    private final Crew crew = new Crew(loader);

    @AfterEach
    void end() {
        crew.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, SECONDS), "it never came");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread takerOf(CompletableFuture<Thread> taker) {
        return taker.orTimeout(30, SECONDS).join();
    }

    @Test
    void takesStepsOnDaemonsWithTheLoaderOfTheWebApplication() {
        CompletableFuture<Thread> taker = new CompletableFuture<>();
        CompletableFuture<ClassLoader> seen = new CompletableFuture<>();

        crew.execute(() -> {
            seen.complete(Thread.currentThread().getContextClassLoader());
            taker.complete(Thread.currentThread());
        });

        assertTrue(takerOf(taker).getName().startsWith("fallback-routing-step-"));
        assertTrue(takerOf(taker).isDaemon());
        assertSame(loader, seen.join());
    }

    @Test
    void goesOnAfterAStepThatThrows() {
        CompletableFuture<Thread> taker = new CompletableFuture<>();
        crew.execute(() -> {
            throw new IllegalStateException("a mistake");
        });

        crew.execute(() -> taker.complete(Thread.currentThread()));

        assertTrue(takerOf(taker).isDaemon());
    }

    @Test
    void takesStepsThoughManyAreBlocked() {
        int blocked = 20;
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(blocked);
        for (int i = 0; i < blocked; i++) {
            crew.execute(() -> {
                stuck.countDown();
                await(free);
            });
        }
        // Each step that comes finds that others have waited too long.
        while (stuck.getCount() > 0) {
            try {
                boolean unused = stuck.await(5, MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            crew.execute(() -> {});
        }
        CompletableFuture<Thread> taker = new CompletableFuture<>();
        crew.execute(() -> taker.complete(Thread.currentThread()));
        // Later than a tenth of a second, which is how long a step waits before another thread is added.
        CompletableFuture.delayedExecutor(250, MILLISECONDS).execute(() -> crew.execute(() -> {}));

        assertTrue(takerOf(taker).isDaemon());
        free.countDown();
    }

    @Test
    void takesNothingOnceItIsClosed() {
        AtomicInteger taken = new AtomicInteger();
        CompletableFuture<Thread> before = new CompletableFuture<>();
        crew.execute(() -> before.complete(Thread.currentThread()));
        Thread worker = takerOf(before);

        crew.close();
        crew.execute(taken::incrementAndGet);

        assertFalse(worker.isAlive());
        assertEquals(0, taken.get());
        crew.close();
    }

    @Test
    void interruptsWhatIsBlockedWhenItIsClosed() {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        crew.execute(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        await(begun);

        crew.close();

        assertTrue(interrupted.orTimeout(30, SECONDS).join());
    }
}
