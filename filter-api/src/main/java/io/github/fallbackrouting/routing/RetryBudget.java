package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.RetryRules.Budget;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The share of requests that may cause extra attempts, over all requests: as many as a fifth of the requests of the last
 * ten seconds, and ten a second whatever their number.
 *
 * <p>When a provider is down, retries of everybody would multiply the load on what is left. Finagle's {@code RetryBudget}
 * has the same numbers; what is earned or spent counts for ten seconds. Thread-safe.
 */
final class RetryBudget {

    /** Finagle's time to live of a token, in slices of a second. */
    private static final int SLICES = 10;

    private static final long SLICE = Duration.ofSeconds(1).toNanos();

    private final Budget budget;
    private final LongSupplier nanoTime;
    private final long origin;
    private final long[] requests = new long[SLICES];
    private final long[] extras = new long[SLICES];
    private long newest;

    RetryBudget(Budget budget, LongSupplier nanoTime) {
        this.budget = budget;
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
    }

    /** A request has come. */
    synchronized void deposit() {
        requests[slice()]++;
    }

    /** Takes leave for one extra attempt; false if there is none. */
    synchronized boolean withdraw() {
        int slice = slice();
        if (sum(extras) >= earned()) {
            return false;
        }
        extras[slice]++;
        return true;
    }

    /** Whether so much is left that the same deployment may be asked again: the last half is for asking others. */
    synchronized boolean isAmple() {
        slice();
        return sum(extras) <= (earned() + 1) / 2;
    }

    private long earned() {
        return (long) (sum(requests) * budget.share()) + (long) budget.perSecond() * SLICES;
    }

    /** The leave that was taken last was not used. */
    synchronized void giveBack() {
        int slice = slice();
        extras[slice] = Math.max(0, extras[slice] - 1);
    }

    /** The slice of now, those that have passed since the last look emptied. */
    private int slice() {
        long now = (nanoTime.getAsLong() - origin) / SLICE;
        for (long passed = Math.max(newest + 1, now - SLICES + 1); passed <= now; passed++) {
            requests[(int) (passed % SLICES)] = 0;
            extras[(int) (passed % SLICES)] = 0;
        }
        newest = Math.max(newest, now);
        return (int) (newest % SLICES);
    }

    private static long sum(long[] slices) {
        long sum = 0;
        for (long slice : slices) {
            sum += slice;
        }
        return sum;
    }
}
