package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Timeouts;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The instant after which no attempt of a request may start or go on. Immutable.
 *
 * @param nanoTime the clock, in the manner of {@link System#nanoTime()}
 * @param at the instant on that clock
 */
record Deadline(LongSupplier nanoTime, long at) {

    /** The instant this long after another. */
    static Deadline after(Duration time, long start, LongSupplier nanoTime) {
        return new Deadline(nanoTime, start + time.toNanos());
    }

    /** What is left; zero or negative once it has passed. */
    Duration left() {
        return Duration.ofNanos(at - nanoTime.getAsLong());
    }

    /** A time, or what is left if that is shorter. */
    Duration atMost(Duration time) {
        return Timeouts.shorter(time, left());
    }

    boolean hasPassed() {
        return at - nanoTime.getAsLong() <= 0;
    }
}
