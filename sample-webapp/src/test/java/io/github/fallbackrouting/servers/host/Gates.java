package io.github.fallbackrouting.servers.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where answers wait until the test lets them go on. Static, since what waits and what opens meet nowhere else; the test and
 * each application have their own, as they have their own class loaders.
 */
public final class Gates {

    private static final int MOST_SECONDS = 120;
    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();
    private static final AtomicBoolean ALL_OPEN = new AtomicBoolean();

    private Gates() {}

    /** Lets through whoever waits here, now or later. */
    public static void open(String name) {
        gate(name).countDown();
    }

    /** Closes every gate: a test begins. */
    public static void closeAll() {
        ALL_OPEN.set(false);
        GATES.clear();
    }

    /** Lets everybody through, now and from now on: the test is over. */
    public static void openAll() {
        ALL_OPEN.set(true);
        GATES.values().forEach(CountDownLatch::countDown);
    }

    /**
     * Waits until the gate is open.
     *
     * @throws InterruptedIOException if the thread is interrupted, whose flag is set then
     * @throws IOException if it stays closed for two minutes
     */
    public static void pass(String name) throws IOException {
        CountDownLatch gate = gate(name);
        try {
            if (!ALL_OPEN.get() && !gate.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the gate " + name + " stayed closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted at the gate " + name);
        }
    }

    private static CountDownLatch gate(String name) {
        return GATES.computeIfAbsent(name, key -> new CountDownLatch(1));
    }
}
