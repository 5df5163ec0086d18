package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.report.StartedThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one filter that take steps. Thread-safe.
 *
 * <p>A step lasts microseconds, unless it writes to a client that does not read. So there are few threads, and one more
 * each time that steps are found waiting for one. All are daemons, and have the web application's class loader, since they
 * also run the host's listeners.
 */
final class Crew implements Executor, AutoCloseable {

    /** As many as find work on a busy machine of a few cores. */
    private static final int FEW = 8;

    /** Each of these is blocked by a client that does not read, until the container gives that client up. */
    private static final int MOST = 512;

    /**
     * A step that has waited this long shows that the threads may be blocked and not merely busy, and gets one more; not the
     * next one before this time is over once more. In nanoseconds. With 20 ms and no pause a thousand streams that began at
     * once on two busy cores brought 137 threads.
     */
    private static final long LONG = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long IDLE_SECONDS = 10;

    private final StartedThreads steps;
    private final ThreadPoolExecutor workers;
    private long added = System.nanoTime();

    /** @param loader the web application's */
    Crew(ClassLoader loader) {
        steps = new StartedThreads(factory("fallback-routing-step-", loader));
        workers = new ThreadPoolExecutor(FEW, FEW, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), steps);
        workers.allowCoreThreadTimeOut(true);
    }

    /** Makes daemons that have the web application's class loader. */
    static ThreadFactory factory(String prefix, ClassLoader loader) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, prefix + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    private record Step(Runnable task, long since) implements Runnable {
        @Override
        public void run() {
            task.run();
        }
    }

    /** Takes a step soon; without effect once the crew is closed. */
    @Override
    public void execute(Runnable task) {
        long now = System.nanoTime();
        if (workers.getQueue().peek() instanceof Step waiting && now - waiting.since() > LONG) {
            addOne(now);
        }
        try {
            workers.execute(new Step(task, now));
        } catch (RejectedExecutionException e) {
            // The web application has ended, and its requests with it.
            return;
        }
    }

    private synchronized void addOne(long now) {
        int size = workers.getCorePoolSize();
        if (size < MOST && now - added > LONG) {
            added = now;
            workers.setMaximumPoolSize(size + 1);
            workers.setCorePoolSize(size + 1);
        }
    }

    /** Ends the threads, which takes milliseconds, and waits for that. */
    @Override
    public void close() {
        workers.shutdownNow();
        steps.join();
    }
}
