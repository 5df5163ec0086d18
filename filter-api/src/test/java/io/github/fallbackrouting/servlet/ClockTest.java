package io.github.fallbackrouting.servlet;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.routing.World.Alarm;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The only time here is the machine's own: whatever must come is waited for, and nothing is measured. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClockTest {

    private final ClassLoader loader = new URLClassLoader(new URL[0]);
    private final Clock clock = new Clock(loader);

    @AfterEach
    void end() {
        clock.close();
    }

    private static Thread takerOf(CompletableFuture<Thread> taker) {
        return taker.orTimeout(30, SECONDS).join();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 120})
    void knowsTheTime(int millis) {
        long began = System.nanoTime();
        CompletableFuture<Thread> taker = new CompletableFuture<>();

        Alarm unused = clock.after(Duration.ofMillis(millis), () -> taker.complete(Thread.currentThread()));

        assertTrue(takerOf(taker).getName().startsWith("fallback-routing-clock-"));
        assertTrue(takerOf(taker).isDaemon());
        assertTrue(System.nanoTime() - began >= MILLISECONDS.toNanos(millis), "not too early");
    }

    @Test
    void takesATimeThatIsOverForNow() {
        CompletableFuture<Thread> taker = new CompletableFuture<>();

        Alarm unused = clock.after(Duration.ofMillis(-20), () -> taker.complete(Thread.currentThread()));

        assertTrue(takerOf(taker).isDaemon());
    }

    /** Whether it has been put on the list only, or set at once. */
    @ParameterizedTest
    @ValueSource(ints = {20, 120})
    void takesAnAlarmBack(int millis) {
        AtomicBoolean wentOff = new AtomicBoolean();
        CompletableFuture<Thread> later = new CompletableFuture<>();
        Alarm taken = clock.after(Duration.ofMillis(millis), () -> wentOff.set(true));
        Alarm unused = clock.after(Duration.ofMillis(millis * 2L), () -> later.complete(Thread.currentThread()));

        taken.cancel();

        assertTrue(takerOf(later).isDaemon());
        assertFalse(wentOff.get());
        taken.cancel();
    }

    @Test
    void takesAnAlarmBackThatIsOffTheList() {
        AtomicBoolean wentOff = new AtomicBoolean();
        CompletableFuture<Thread> later = new CompletableFuture<>();
        Alarm taken = clock.after(Duration.ofMillis(300), () -> wentOff.set(true));
        Alarm unused = clock.after(Duration.ofMillis(400), () -> later.complete(Thread.currentThread()));
        CompletableFuture<Thread> afterTheList = new CompletableFuture<>();
        Alarm unusedToo = clock.after(Duration.ofMillis(110), () -> afterTheList.complete(Thread.currentThread()));

        takerOf(afterTheList);
        taken.cancel();

        takerOf(later);
        assertFalse(wentOff.get());
    }

    /** So many that the list is gone through while others come. */
    @Test
    void forgetsNone() throws InterruptedException {
        int all = 100_000;
        CountDownLatch gone = new CountDownLatch(all);
        AtomicInteger tooMany = new AtomicInteger();

        for (int i = 0; i < all; i++) {
            Alarm unused = clock.after(Duration.ofMillis(60), gone::countDown);
            clock.after(Duration.ofMillis(60), tooMany::incrementAndGet).cancel();
        }

        assertTrue(gone.await(30, SECONDS), () -> gone.getCount() + " never went off");
        assertEquals(0, tooMany.get());
    }

    /** While they come from several threads at once. */
    @Test
    void forgetsNoneOfSeveralThreads() throws InterruptedException {
        int each = 20_000;
        CountDownLatch gone = new CountDownLatch(4 * each);

        for (int i = 0; i < 4; i++) {
            new Thread(() -> {
                        for (int k = 0; k < each; k++) {
                            Alarm unused = clock.after(Duration.ofMillis(51), gone::countDown);
                        }
                    })
                    .start();
        }

        assertTrue(gone.await(30, SECONDS), () -> gone.getCount() + " never went off");
    }

    @Test
    void takesNothingOnceItIsClosed() {
        AtomicInteger taken = new AtomicInteger();
        Alarm pending = clock.after(Duration.ofMillis(1), () -> {});
        Alarm listed = clock.after(Duration.ofMinutes(1), taken::incrementAndGet);

        clock.close();
        Alarm late = clock.after(Duration.ZERO, taken::incrementAndGet);
        Alarm lateOnTheList = clock.after(Duration.ofMinutes(1), taken::incrementAndGet);

        assertSame(Alarm.NONE, late);
        late.cancel();
        lateOnTheList.cancel();
        pending.cancel();
        listed.cancel();
        assertEquals(0, taken.get());
        clock.close();
    }
}
