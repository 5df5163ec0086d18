package io.github.fallbackrouting.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time, chance and waiting, so that tests can have others. Immutable.
 *
 * @param nanoTime what all intervals are measured with, in the manner of {@link System#nanoTime()}
 * @param wallClock what dates of other servers are compared with
 * @param random from 0 to 1, exclusive
 * @param pause lets time go by
 */
public record World(LongSupplier nanoTime, InstantSource wallClock, DoubleSupplier random, Pause pause) {

    /** Lets a thread wait. */
    @FunctionalInterface
    public interface Pause {
        /**
         * Returns when this time is over.
         *
         * @throws InterruptedException if the thread is interrupted
         */
        void last(Duration time) throws InterruptedException;
    }

    /** The machine's own. */
    public static World real() {
        return new World(
                System::nanoTime,
                Clock.systemUTC(),
                () -> ThreadLocalRandom.current().nextDouble(),
                time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }
}
