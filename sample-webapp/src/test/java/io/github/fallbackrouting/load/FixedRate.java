package io.github.fallbackrouting.load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * Calls that begin when they are due, however long those before them take.
 *
 * <p>A call's latency counts from when it was due. If all connections are busy then, its wait for one is part of it: a server
 * that stalls is late with every call that was due meanwhile, not only with the few that it was given (coordinated omission).
 */
final class FixedRate {

    /** A call on a connection, whole when it returns. */
    interface Call {
        /** Makes it. */
        void make() throws IOException;
    }

    /** Waits. */
    interface Sleeper {
        /** For about this time. */
        void sleep(long nanos);
    }

    private final LongSupplier clock;
    private final Sleeper sleeper;

    /** @param clock in nanoseconds, as {@link System#nanoTime} */
    FixedRate(LongSupplier clock, Sleeper sleeper) {
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /**
     * Makes the calls.
     *
     * @param connections each makes one call at a time; all are at work at the same time
     * @param perSecond how many are due in a second
     * @param count how many in all
     * @return the latency of each in nanoseconds, in the order in which they were due
     */
    long[] play(List<Call> connections, double perSecond, int count) throws InterruptedException, ExecutionException {
        long[] latencies = new long[count];
        AtomicInteger next = new AtomicInteger();
        long start = clock.getAsLong();
        Threads.run(connections.stream()
                .map(call -> (Threads.Task) () -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        long due = start + (long) (i * 1e9 / perSecond);
                        await(due);
                        call.make();
                        latencies[i] = clock.getAsLong() - due;
                    }
                })
                .toList());
        return latencies;
    }

    private void await(long due) {
        for (long left = due - clock.getAsLong(); left > 0; left = due - clock.getAsLong()) {
            sleeper.sleep(left);
        }
    }

    /** Without the first calls, while which the connections were new. */
    static long[] settled(long[] latencies, int without) {
        return LongStream.of(latencies).skip(without).toArray();
    }
}
