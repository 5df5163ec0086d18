package io.github.fallbackrouting.report;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the end of the threads of a pool. Thread-safe.
 *
 * <p>A pool counts as terminated a moment before its last thread has ended. Tomcat looks for the threads of an application that
 * is undeployed, and calls one that it finds in that moment a leak.
 */
public final class StartedThreads implements ThreadFactory {

    private static final long LONGEST_SECONDS = 2;

    private final ThreadFactory factory;
    private final Set<Thread> started = ConcurrentHashMap.newKeySet();

    /** @param factory makes the threads */
    public StartedThreads(ThreadFactory factory) {
        this.factory = factory;
    }

    @Override
    public Thread newThread(Runnable task) {
        started.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = factory.newThread(task);
        started.add(thread);
        return thread;
    }

    /**
     * Returns when all have ended but the caller's own, which takes milliseconds once they are told to; after two seconds at
     * the latest, or when the caller is interrupted.
     */
    public void join() {
        try {
            join(System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns when all have ended but the caller's own.
     *
     * @param until the {@link System#nanoTime} to wait for at most
     */
    public void join(long until) throws InterruptedException {
        for (Thread thread : started) {
            long left = until - System.nanoTime();
            if (left > 0 && !thread.equals(Thread.currentThread()) && thread.isAlive()) {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            }
        }
    }
}
