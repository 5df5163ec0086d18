package io.github.fallbackrouting.routing;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A clock that stands still until it is told to go on. It starts shortly before its numbers wrap around, as those of
 * {@link System#nanoTime()} may.
 */
public final class SteppedClock implements LongSupplier {

    private static final long START = Long.MAX_VALUE - 1_000_000;

    private volatile long now = START;

    @Override
    public long getAsLong() {
        return now;
    }

    /** Goes on. */
    public synchronized void step(Duration time) {
        now += time.toNanos();
    }

    /** How long it has gone on. */
    public Duration gone() {
        return Duration.ofNanos(now - START);
    }
}
