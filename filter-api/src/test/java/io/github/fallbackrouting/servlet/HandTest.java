package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandTest {

    private final ExecutorService pool = Executors.newFixedThreadPool(4);
    private final List<Throwable> wrong = new ArrayList<>();

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void takesAllStepsInOrderAndOneAtATimeWhoeverAsks() throws Exception {
        Hand hand = new Hand(pool, wrong::add);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicBoolean overlap = new AtomicBoolean();
        int askers = 8;
        int each = 2_000;
        List<List<Integer>> taken = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(askers * each);
        List<Thread> threads = new ArrayList<>();
        for (int asker = 0; asker < askers; asker++) {
            List<Integer> mine = new ArrayList<>();
            taken.add(mine);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    int step = i;
                    hand.execute(() -> {
                        overlap.compareAndSet(false, atOnce.incrementAndGet() > 1);
                        mine.add(step);
                        atOnce.decrementAndGet();
                        all.countDown();
                    });
                }
            });
            threads.add(thread);
            thread.start();
        }

        assertTrue(all.await(20, TimeUnit.SECONDS));

        for (Thread thread : threads) {
            thread.join();
        }
        assertFalse(overlap.get());
        for (List<Integer> mine : taken) {
            assertEquals(each, mine.size());
            for (int i = 0; i < each; i++) {
                assertEquals(i, mine.get(i));
            }
        }
    }

    @Test
    void hasTheThreadThatIsLentTakeTheSteps() {
        Hand hand = new Hand(
                task -> {
                    throw new AssertionError("no other thread is needed");
                },
                wrong::add);
        List<Thread> takers = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(3);
        Runnable step = new Runnable() {
            @Override
            public void run() {
                takers.add(Thread.currentThread());
                if (left.decrementAndGet() > 0) {
                    hand.execute(this);
                }
            }
        };
        CountDownLatch lent = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            try {
                lent.await();
                hand.execute(step);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        other.start();

        hand.lend(
                () -> {
                    lent.countDown();
                    return left.get() == 0;
                },
                () -> {});

        assertEquals(3, takers.size());
        takers.forEach(taker -> assertSame(Thread.currentThread(), taker));
    }

    @Test
    void goesOnWithTheCrewWhereTheLentThreadIsNotNeededAnyMore() {
        Queue<Runnable> crew = new ArrayDeque<>();
        Hand hand = new Hand(crew::add, wrong::add);
        List<String> journal = new ArrayList<>();
        hand.lend(() -> true, () -> {});

        hand.execute(() -> journal.add("one"));
        hand.execute(() -> journal.add("two"));

        assertEquals(1, crew.size());
        crew.remove().run();
        assertEquals(List.of("one", "two"), journal);
        assertTrue(crew.isEmpty());
    }

    @Test
    void tellsWhenTheLentThreadIsInterruptedAndLeavesItSo() {
        Hand hand = new Hand(pool, wrong::add);
        AtomicBoolean told = new AtomicBoolean();
        Thread.currentThread().interrupt();

        hand.lend(told::get, () -> told.set(true));

        assertTrue(told.get());
        assertTrue(Thread.interrupted());
    }

    @Test
    void takesTheNextStepAfterOneThatThrows() throws Exception {
        Hand hand = new Hand(pool, wrong::add);
        CountDownLatch next = new CountDownLatch(1);
        hand.execute(() -> {
            throw new NoClassDefFoundError("a library of the host's");
        });
        hand.execute(next::countDown);

        assertTrue(next.await(10, TimeUnit.SECONDS));
        assertEquals(1, wrong.size());
    }
}
