package io.github.fallbackrouting.servlet;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandTest {

    private final ExecutorService crew = Executors.newFixedThreadPool(4);
    private final ExecutorService others = Executors.newCachedThreadPool();
    private final List<Throwable> wrongs = Collections.synchronizedList(new ArrayList<>());
    private final Hand hand = new Hand(crew, wrongs::add);

    @AfterEach
    void end() {
        crew.shutdownNow();
        others.shutdownNow();
    }

    /** Runs its tasks only when the test says so. */
    private static final class Idle {
        private final Queue<Runnable> tasks = new ArrayDeque<>();

        void work() {
            Runnable task = tasks.poll();
            while (task != null) {
                task.run();
                task = tasks.poll();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, SECONDS), "it never came");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- the crew -------------------------------------------------------------------------------------------------

    @Test
    void takesStepsInOrderOnTheCrew() {
        Idle idle = new Idle();
        List<String> taken = new ArrayList<>();
        Hand lazy = new Hand(idle.tasks::add, wrongs::add);

        lazy.execute(() -> {
            taken.add("1");
            lazy.execute(() -> taken.add("3"));
        });
        lazy.execute(() -> taken.add("2"));
        assertEquals(List.of(), taken);
        assertEquals(1, idle.tasks.size(), "one call is enough");
        idle.work();

        assertEquals(List.of("1", "2", "3"), taken);
    }

    @Test
    void callsTheCrewAgainForWhatComesLater() {
        Idle idle = new Idle();
        List<String> taken = new ArrayList<>();
        Hand lazy = new Hand(idle.tasks::add, wrongs::add);
        lazy.execute(() -> taken.add("1"));
        idle.work();

        lazy.execute(() -> taken.add("2"));
        idle.work();

        assertEquals(List.of("1", "2"), taken);
    }

    @Test
    void goesOnAfterAStepThatThrows() {
        CompletableFuture<Void> next = new CompletableFuture<>();
        IllegalStateException mistake = new IllegalStateException("a mistake of ours");

        hand.execute(() -> {
            throw mistake;
        });
        hand.execute(() -> next.complete(null));

        next.orTimeout(30, SECONDS).join();
        assertEquals(List.of(mistake), wrongs);
    }

    @Test
    void takesOneStepAtATimeAndThoseOfEachThreadInOrder() throws Exception {
        int threads = 8;
        int each = 5_000;
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads * each);
        List<List<Integer>> taken = new ArrayList<>();
        List<Future<?>> givers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            List<Integer> mine = new ArrayList<>();
            taken.add(mine);
            givers.add(others.submit(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    hand.execute(() -> {
                        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                        mine.add(number);
                        atOnce.decrementAndGet();
                        done.countDown();
                    });
                }
            }));
        }
        for (Future<?> giver : givers) {
            giver.get(30, SECONDS);
        }
        await(done);

        assertEquals(1, most.get());
        for (List<Integer> mine : taken) {
            assertEquals(each, mine.size());
            for (int i = 0; i < each; i++) {
                assertEquals(i, mine.get(i));
            }
        }
    }

    // ---- a thread that is lent ------------------------------------------------------------------------------------

    @Test
    void hasTheLentThreadTakeTheSteps() {
        List<Thread> takers = new ArrayList<>();
        Idle idle = new Idle();
        Hand lazy = new Hand(idle.tasks::add, wrongs::add);
        AtomicBoolean enough = new AtomicBoolean();
        Thread lent = Thread.currentThread();
        CompletableFuture<Void> unused = CompletableFuture.runAsync(
                () -> {
                    awaitWaiting(lent);
                    lazy.execute(() -> takers.add(Thread.currentThread()));
                    lazy.execute(() -> {
                        takers.add(Thread.currentThread());
                        enough.set(true);
                    });
                },
                others);

        lazy.lend(null, enough::get, () -> {});

        assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), takers);
        assertEquals(0, idle.tasks.size(), "the crew is not called meanwhile");
    }

    @Test
    void hasTheLentThreadTakeItsOwnStepFirst() {
        List<Thread> takers = new ArrayList<>();
        Idle idle = new Idle();
        Hand lazy = new Hand(idle.tasks::add, wrongs::add);

        lazy.lend(() -> takers.add(Thread.currentThread()), () -> takers.size() == 1, () -> {});

        assertEquals(List.of(Thread.currentThread()), takers);
        assertEquals(0, idle.tasks.size(), "the crew is not called");
    }

    @Test
    void doesNotWaitForACrewThatIsTooBusyToCome() {
        List<Thread> takers = new ArrayList<>();
        Idle busy = new Idle();
        Hand lazy = new Hand(busy.tasks::add, wrongs::add);
        lazy.execute(() -> takers.add(Thread.currentThread()));

        lazy.lend(null, () -> takers.size() == 1, () -> {});
        assertEquals(List.of(Thread.currentThread()), takers);
        lazy.execute(() -> takers.add(Thread.currentThread()));
        assertEquals(1, busy.tasks.size(), "it has been called already");
        busy.work();

        assertEquals(2, takers.size());
    }

    @Test
    void doesWithoutACrewThatHasEnded() {
        List<Thread> takers = new ArrayList<>();
        Hand alone = new Hand(step -> {}, wrongs::add);
        alone.execute(() -> takers.add(Thread.currentThread()));

        alone.lend(null, () -> takers.size() == 1, () -> {});

        assertEquals(List.of(Thread.currentThread()), takers);
    }

    @Test
    void takesNoStepMoreThanIsEnough() {
        Idle idle = new Idle();
        List<String> taken = new ArrayList<>();
        Hand lazy = new Hand(idle.tasks::add, wrongs::add);
        AtomicBoolean enough = new AtomicBoolean();
        Thread lent = Thread.currentThread();
        others.execute(() -> {
            awaitWaiting(lent);
            lazy.execute(() -> {
                taken.add("lent");
                lazy.execute(() -> taken.add("crew"));
                enough.set(true);
            });
        });

        lazy.lend(null, enough::get, () -> {});
        assertEquals(List.of("lent"), taken);
        assertEquals(1, idle.tasks.size(), "the crew is called for the rest");
        idle.work();

        assertEquals(List.of("lent", "crew"), taken);
    }

    @Test
    void lendsNobodyWhereItIsEnoughAlready() {
        hand.lend(null, () -> true, () -> {});

        CompletableFuture<Thread> taker = new CompletableFuture<>();
        hand.execute(() -> taker.complete(Thread.currentThread()));
        assertNotSame(Thread.currentThread(), taker.orTimeout(30, SECONDS).join());
    }

    @Test
    void waitsForTheStepThatTheCrewIsAt() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean enough = new AtomicBoolean();
        List<Thread> takers = Collections.synchronizedList(new ArrayList<>());
        hand.execute(() -> {
            begun.countDown();
            await(mayEnd);
            ended.set(true);
        });
        await(begun);
        hand.execute(() -> {
            assertTrue(ended.get(), "two steps at once");
            takers.add(Thread.currentThread());
            enough.set(true);
        });
        Thread lent = new Thread(() -> hand.lend(null, enough::get, () -> {}));
        lent.start();

        mayEnd.countDown();
        join(lent);

        assertEquals(1, takers.size());
        assertEquals(List.of(), wrongs);
    }

    private static void join(Thread thread) {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertFalse(thread.isAlive(), "it was never given back");
    }

    @Test
    void goesOnWithALentThreadWhoseStepThrows() {
        AtomicBoolean enough = new AtomicBoolean();
        IllegalStateException mistake = new IllegalStateException("a mistake of ours");
        others.execute(() -> {
            hand.execute(() -> {
                throw mistake;
            });
            hand.execute(() -> enough.set(true));
        });

        hand.lend(null, enough::get, () -> {});

        assertEquals(List.of(mistake), wrongs);
    }

    @Test
    void keepsALentThreadThatIsInterruptedAndLeavesItInterrupted() {
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Thread> told = new CompletableFuture<>();
        List<Thread> takers = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean stayed = new AtomicBoolean();
        Thread lent = new Thread(() -> {
            hand.lend(null, enough::get, () -> told.complete(Thread.currentThread()));
            stayed.set(Thread.currentThread().isInterrupted());
        });
        CountDownLatch atWork = new CountDownLatch(1);
        lent.start();
        awaitWaiting(lent);
        hand.execute(atWork::countDown);
        await(atWork);

        lent.interrupt();

        assertSame(lent, told.orTimeout(30, SECONDS).join(), "it is a step like any other");
        hand.execute(() -> {
            takers.add(Thread.currentThread());
            enough.set(true);
        });
        join(lent);
        assertEquals(List.of(lent), takers);
        assertTrue(stayed.get(), "whoever lent it must see it, too");
    }

    @Test
    void hearsOfAThreadThatWasInterruptedBeforeItWasLent() {
        AtomicInteger told = new AtomicInteger();
        Thread.currentThread().interrupt();

        hand.lend(null, () -> told.get() > 0, told::incrementAndGet);

        assertTrue(Thread.interrupted());
        assertEquals(1, told.get());
    }

    @Test
    void hearsOfAThreadThatIsInterruptedWithinAStep() {
        Idle idle = new Idle();
        Hand lazy = new Hand(idle.tasks::add, wrongs::add);
        AtomicInteger told = new AtomicInteger();
        others.execute(() -> lazy.execute(() -> Thread.currentThread().interrupt()));

        lazy.lend(null, () -> told.get() > 0, told::incrementAndGet);

        assertTrue(Thread.interrupted());
        assertEquals(1, told.get());
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void losesNoStepWhileItIsLentAndGivenBack() throws Exception {
        int givers = 4;
        int each = 5_000;
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(givers * each);
        List<Future<?>> all = new ArrayList<>();
        for (int g = 0; g < givers; g++) {
            all.add(others.submit(() -> {
                for (int i = 0; i < each; i++) {
                    hand.execute(() -> {
                        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                        taken.incrementAndGet();
                        atOnce.decrementAndGet();
                        done.countDown();
                    });
                }
            }));
        }
        int times = 0;
        while (done.getCount() > 0) {
            int goal = Math.min(taken.get() + 50, givers * each);
            hand.lend(null, () -> taken.get() >= goal, () -> {});
            times++;
        }
        for (Future<?> giver : all) {
            giver.get(30, SECONDS);
        }
        await(done);

        assertEquals(1, most.get());
        assertEquals(givers * each, taken.get());
        assertTrue(times > 0);
        assertEquals(List.of(), wrongs);
    }

    @Test
    void wakesALentThreadForASingleLateStepEachTime() throws Exception {
        for (int round = 0; round < 5_000; round++) {
            AtomicBoolean enough = new AtomicBoolean();
            Hand fresh = new Hand(crew, wrongs::add);
            if (round % 2 == 0) {
                fresh.execute(() -> {});
            }
            Future<?> giver = others.submit(() -> fresh.execute(() -> enough.set(true)));
            fresh.lend(null, enough::get, () -> {});
            giver.get(30, SECONDS);
        }
        assertEquals(List.of(), wrongs);
    }

    @Test
    void whoAwaitsItsRestGoesOnWhenTheCrewIsAtNoStep() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicBoolean isTaken = new AtomicBoolean();
        AtomicBoolean wasTaken = new AtomicBoolean();
        hand.execute(() -> {
            begun.countDown();
            await(gate);
            isTaken.set(true);
        });
        await(begun);

        Thread container = new Thread(() -> {
            hand.awaitRest();
            wasTaken.set(isTaken.get());
        });
        container.start();
        while (container.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        gate.countDown();
        join(container);

        assertTrue(wasTaken.get());
    }

    @Test
    void whoTakesAStepDoesNotAwaitItsOwnRest() {
        CountDownLatch passed = new CountDownLatch(1);

        hand.execute(() -> {
            hand.awaitRest();
            passed.countDown();
        });

        await(passed);
    }
}
