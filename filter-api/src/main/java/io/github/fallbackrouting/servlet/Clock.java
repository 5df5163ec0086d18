package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.report.StartedThreads;
import io.github.fallbackrouting.routing.World.Alarm;
import io.github.fallbackrouting.routing.World.Timer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a filter that knows the time. Thread-safe.
 *
 * <p>Each covered request sets an alarm and most cancel it before it goes off, many within milliseconds. So an alarm is only
 * put on a list at first, and those that are still wanted when the list is gone through are set: setting
 * each at once, which wakes the timer's thread, and taking it off again made a covered request cost 12.8 µs of CPU instead of
 * 4.5 (benchmark {@code Covered}, 1 KB each way).
 */
final class Clock implements Timer, AutoCloseable {

    /** How long an alarm is on the list at most; in nanoseconds. */
    private static final long ON_THE_LIST = TimeUnit.MILLISECONDS.toNanos(50);

    private final StartedThreads threads;
    private final ScheduledThreadPoolExecutor timer;

    /** The last one on the list, or null; whoever puts the first on it has it gone through. */
    private final AtomicReference<@Nullable Listed> listed = new AtomicReference<>();

    /** @param loader the web application's */
    Clock(ClassLoader loader) {
        threads = new StartedThreads(Crew.factory("fallback-routing-clock-", loader));
        timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** The task must be short; it is not run once the clock is closed. */
    @Override
    public Alarm after(Duration time, Runnable task) {
        long nanos = Math.max(0, time.toNanos());
        if (nanos <= ON_THE_LIST) {
            Future<?> set = set(task, nanos);
            return set == null ? Alarm.NONE : () -> set.cancel(false);
        }
        Listed alarm = new Listed(task, System.nanoTime() + nanos);
        Listed before;
        do {
            before = listed.get();
            alarm.before = before;
        } while (!listed.compareAndSet(before, alarm));
        if (before == null) {
            Future<?> unused = set(this::goThrough, ON_THE_LIST);
        }
        return alarm;
    }

    /** Null if the web application has ended, and its requests with it. */
    private @Nullable Future<?> set(Runnable task, long nanos) {
        try {
            return timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    private void goThrough() {
        Listed alarm = listed.getAndSet(null);
        while (alarm != null) {
            alarm.set();
            Listed before = alarm.before;
            // Else an alarm that is set would keep the memory of all that were listed before it.
            alarm.before = null;
            alarm = before;
        }
    }

    /** An alarm that is not set yet; once cancelled it holds on to nothing. */
    private final class Listed implements Alarm {

        private final long due;
        private @Nullable Listed before;
        private @Nullable Runnable task;
        private @Nullable Future<?> set;

        Listed(Runnable task, long due) {
            this.task = task;
            this.due = due;
        }

        synchronized void set() {
            Runnable wanted = task;
            if (wanted != null) {
                task = null;
                set = Clock.this.set(wanted, Math.max(0, due - System.nanoTime()));
            }
        }

        @Override
        public synchronized void cancel() {
            Future<?> pending = set;
            task = null;
            set = null;
            if (pending != null) {
                pending.cancel(false);
            }
        }
    }

    /** Ends the thread, which takes milliseconds, and waits for that. */
    @Override
    public void close() {
        timer.shutdownNow();
        threads.join();
    }
}
