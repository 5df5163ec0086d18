package io.github.fallbackrouting.servlet;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for a block, as {@code synchronized} is: {@code try (BlockLock held = lock.hold()) {…}}. But who writes to a slow client
 * meanwhile, or waits for it, does not keep the carrier of his virtual thread, which a monitor does up to Java 23 (JEP 491).
 */
final class BlockLock extends ReentrantLock implements AutoCloseable {

    private static final long serialVersionUID = 1L;

    /** Waits for the lock, and has it until it is closed. */
    BlockLock hold() {
        lock();
        return this;
    }

    @Override
    public void close() {
        unlock();
    }
}
