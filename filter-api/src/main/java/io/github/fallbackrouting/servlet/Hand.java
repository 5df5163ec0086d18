package io.github.fallbackrouting.servlet;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of one exchange, one after the other: a thread of the crew, or the container's own while it has to wait
 * anyway. Thread-safe.
 */
@SuppressWarnings("try") // A lock is held for its block, and not otherwise used.
final class Hand implements Executor {

    /** A step lasts microseconds, and what follows a broken connection no longer than that; in nanoseconds. */
    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(5);

    private final Executor crew;
    private final Consumer<Throwable> whenWrong;
    private final BlockLock lock = new BlockLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Runnable> steps = new ArrayDeque<>(1);
    private boolean isCalled;
    private boolean isAtStep;
    private boolean isLent;
    private @Nullable Thread taker;

    /** @param whenWrong hears of a step that threw: a mistake of ours, after which the exchange must still end */
    Hand(Executor crew, Consumer<Throwable> whenWrong) {
        this.crew = crew;
        this.whenWrong = whenWrong;
    }

    @Override
    public void execute(Runnable step) {
        try (BlockLock unusedHold = lock.hold()) {
            steps.add(step);
            if (isLent) {
                changed.signalAll();
            } else {
                callCrew();
            }
        }
    }

    private void callCrew() {
        if (!isCalled && !steps.isEmpty()) {
            isCalled = true;
            crew.execute(this::takeSteps);
        }
    }

    private void takeSteps() {
        Runnable step = next();
        while (step != null) {
            take(step);
            step = next();
        }
    }

    private @Nullable Runnable next() {
        try (BlockLock unusedHold = lock.hold()) {
            Runnable step = isLent ? null : steps.poll();
            isAtStep = step != null;
            taker = isAtStep ? Thread.currentThread() : null;
            if (step == null) {
                isCalled = false;
                changed.signalAll();
            }
            return step;
        }
    }

    /**
     * Waits until the crew is at no step, so that nothing of this exchange's is being written; not if this is the thread that
     * takes it, and not for long.
     */
    void awaitRest() {
        long left = LONGEST_REST;
        try (BlockLock unusedHold = lock.hold()) {
            while (isAtStep && taker != Thread.currentThread() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            whenWrong.accept(e);
        }
    }

    /**
     * Has this thread take all steps until it is not needed any more.
     *
     * @param first a step of its own; behind those that wait already, and the crew is not called for it
     * @param enough asked after each step
     * @param whenInterrupted runs as a step when the thread is interrupted; the thread goes on, and stays interrupted
     */
    void lend(@Nullable Runnable first, BooleanSupplier enough, Runnable whenInterrupted) {
        if (first != null) {
            keep(first);
        }
        boolean wasInterrupted = false;
        Runnable step = borrowed(enough);
        while (step != null) {
            take(step);
            if (Thread.interrupted()) {
                wasInterrupted = true;
                execute(whenInterrupted);
            }
            step = borrowed(enough);
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(Runnable first) {
        try (BlockLock unusedHold = lock.hold()) {
            isLent = true;
            steps.add(first);
        }
    }

    /**
     * The next step for the thread that is lent; one that does nothing if that is interrupted; null if it is enough. It waits
     * for a step that the crew is at, but not for a crew that has been called and is too busy to come, or has ended.
     */
    private @Nullable Runnable borrowed(BooleanSupplier enough) {
        try (BlockLock unusedHold = lock.hold()) {
            isLent = true;
            while (isAtStep || (steps.isEmpty() && !enough.getAsBoolean())) {
                changed.await();
            }
            if (!enough.getAsBoolean()) {
                return steps.poll();
            }
            isLent = false;
            callCrew();
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return () -> {};
        }
    }
}
