package io.github.fallbackrouting.report;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Takes events to one listener of the host's, on a thread of its own, so that no request waits for it. Thread-safe. */
final class Courier implements FallbackListener, AutoCloseable {

    /** About a second of a busy host's events; with their attempts some megabytes. */
    static final int MOST_WAITING = 10_000;

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private static final long IDLE_SECONDS = 10;

    /** How long {@link #close()} lets a listener take what waits. */
    private static final long CLOSE_SECONDS = 2;

    private final String name;
    private final Listeners guarded;
    private final StartedThreads started;
    private final ThreadPoolExecutor thread;
    private final AtomicLong dropped = new AtomicLong();

    /** @param factory makes the thread, when there is something to take for the first time */
    Courier(FallbackListener listener, ThreadFactory factory) {
        this.name = listener.getClass().getName();
        this.guarded = new Listeners(List.of(listener));
        this.started = new StartedThreads(factory);
        this.thread = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), started);
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void started(CallStarted event) {
        take(to -> to.started(event));
    }

    @Override
    public void attempted(AttemptEnded event) {
        take(to -> to.attempted(event));
    }

    @Override
    public void fellBack(FellBack event) {
        take(to -> to.fellBack(event));
    }

    @Override
    public void cooledDown(CooledDown event) {
        take(to -> to.cooledDown(event));
    }

    @Override
    public void finished(CallFinished event) {
        take(to -> to.finished(event));
    }

    private void take(Consumer<FallbackListener> event) {
        try {
            thread.execute(() -> deliver(event));
        } catch (RejectedExecutionException e) {
            if (!thread.isShutdown() && dropped.getAndIncrement() == 0) {
                LOG.log(
                        Level.WARNING,
                        "The FallbackListener {0} is too slow: {1} events wait for it, and further ones are dropped",
                        name,
                        MOST_WAITING);
            }
        }
    }

    private void deliver(Consumer<FallbackListener> event) {
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LOG.log(Level.WARNING, "The FallbackListener {0} was too slow: {1} events were dropped", name, lost);
        }
        event.accept(guarded);
    }

    /** How many events wait. */
    int waiting() {
        return thread.getQueue().size();
    }

    /** What waits is taken, for two seconds at most; the listener itself is the host's, and not closed. */
    @Override
    public void close() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
            started.join(until);
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
