package io.github.fallbackrouting.jersey;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every thread of one upstream, in one thread group, so that all of them can be ended. Thread-safe.
 *
 * <p>All are daemons, inherit no thread-local and have the platform's class loader as their context class loader: none of
 * them holds the web application that happened to start it.
 *
 * <p>The group is how the thread of a {@link java.net.http.HttpClient} is ended. Java 17 gives a client no {@code close()};
 * its selector thread runs until it is interrupted, or until the client is garbage. A thread started by one of ours is in
 * our group, so interrupting the group reaches it. That holds on Java 17 to 25.
 */
final class TransportThreads implements AutoCloseable {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    /**
     * Workers, at most. They never wait for an upstream, with one exception: {@link java.net.http.HttpClient} looks names
     * up on them, as does {@link AddressCheck} before it. Eight leave room for some slow lookups, and a deployment that fails
     * is soon passed over.
     */
    static final int WORKERS = 8;

    private static final long IDLE_SECONDS = 30;

    /** How long {@link #close()} waits for the threads, all together. They end within milliseconds. */
    private static final long CLOSE_MILLIS = 2_000;

    private final ThreadGroup group = new ThreadGroup("fallback-routing");
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor timer;

    TransportThreads() {
        workers = new Workers(factory((task, name) -> new Worker(group, task, name), "fallback-routing-worker-"));
        workers.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(
                1, factory((task, name) -> new Thread(group, task, name, 0, false), "fallback-routing-timer-"));
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Before a worker looks for another task, it does what the last one has led to; nothing more once all has been ended. */
    private static final class Workers extends ThreadPoolExecutor {

        Workers(ThreadFactory factory) {
            super(WORKERS, WORKERS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        }

        @Override
        protected void afterExecute(Runnable task, @Nullable Throwable failure) {
            if (Thread.currentThread() instanceof Worker worker) {
                for (Runnable next = worker.next.poll(); next != null && !isShutdown(); next = worker.next.poll()) {
                    take(next);
                }
            }
        }

        private static void take(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "A task of the HTTP client failed", e);
            }
        }
    }

    /** One of the {@link #workers()}. */
    private static final class Worker extends Thread {

        /** What its task has led to; this thread's own. */
        private final Queue<Runnable> next = new ArrayDeque<>();

        Worker(ThreadGroup group, Runnable task, String name) {
            super(group, task, name, 0, false);
        }
    }

    private static ThreadFactory factory(BiFunction<Runnable, String, Thread> maker, String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = maker.apply(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            return thread;
        };
    }

    /** Short work only: what blocks here delays the calls of others. */
    ExecutorService workers() {
        return workers;
    }

    /**
     * The same for an HTTP client, which hands over to its executor most of what it does: a worker does that itself as soon as
     * it is done with what it is at, instead of waking another one for it and going to sleep. Not at once, since what it is at
     * comes first: the body of an answer before what the client does with its end.
     */
    Executor onWorker() {
        return task -> {
            if (Thread.currentThread() instanceof Worker worker && worker.getThreadGroup() == group) {
                worker.next.add(task);
            } else {
                workers.execute(task);
            }
        };
    }

    /** For time limits; a task hands over to {@link #workers()} what is not ours to run. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** Makes something on one of our threads, so that the threads it starts are in our group; at once if this is one. */
    <T> T make(Supplier<T> maker) {
        if (Thread.currentThread().getThreadGroup() == group) {
            return maker.get();
        }
        FutureTask<T> task = new FutureTask<>(maker::get);
        workers.execute(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the HTTP client was being made", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the HTTP client could not be made: " + e.getCause(), e.getCause());
        }
    }

    /** Ends every thread of the group and waits for that, for 2 s at most. Idempotent. */
    @Override
    public void close() {
        workers.shutdownNow();
        timer.shutdownNow();
        group.interrupt();
        Thread[] threads = new Thread[group.activeCount() + WORKERS];
        int count = group.enumerate(threads);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        for (int i = 0; i < count; i++) {
            if (threads[i] != Thread.currentThread()) {
                join(threads[i], deadline);
            }
        }
    }

    private static void join(Thread thread, long deadline) {
        try {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            thread.join(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
