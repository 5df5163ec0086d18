package io.github.fallbackrouting.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As many calls as a few connections can make, each the next as soon as it has the answer to the last.
 *
 * @param perSecond answered calls; host, clients and upstream share the machine
 * @param cpuMicros of the host's process for one of them, its compiler and collector included
 * @param allocated bytes of the host's heap for one of them
 */
record ClosedLoop(double perSecond, double cpuMicros, double allocated) {

    /** Measures it. */
    static ClosedLoop measure(Host host, Ask ask, int connections, Duration duration)
            throws InterruptedException, ExecutionException {
        AtomicLong count = new AtomicLong();
        Crowd.Step step = client -> {
            host.call(client, ask, ClientConnection.Body.UNREAD);
            count.incrementAndGet();
        };
        return Crowd.during(host, Collections.nCopies(connections, step), () -> measure(host, count, duration));
    }

    /** Measures it while this counts. */
    static ClosedLoop measure(Host host, AtomicLong count, Duration duration) throws IOException, InterruptedException {
        Map<String, Long> spentBefore = host.spent();
        long countBefore = count.get();
        long start = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        Map<String, Long> spent = host.spent();
        double calls = count.get() - countBefore;
        double nanos = System.nanoTime() - start;
        return new ClosedLoop(
                calls * 1e9 / nanos,
                difference("cpu", spentBefore, spent) / 1e3 / calls,
                difference("allocated", spentBefore, spent) / calls);
    }

    private static double difference(String name, Map<String, Long> before, Map<String, Long> after) {
        return after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
    }
}
