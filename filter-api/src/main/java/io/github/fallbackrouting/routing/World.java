package io.github.fallbackrouting.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time, chance and waiting, so that tests can have others. Immutable.
 *
 * @param nanoTime what all intervals are measured with, in the manner of {@link System#nanoTime()}
 * @param wallClock what dates of other servers are compared with
 * @param random from 0 to 1, exclusive
 * @param timer lets something happen later
 */
public record World(LongSupplier nanoTime, InstantSource wallClock, DoubleSupplier random, Timer timer) {

    /** Lets something happen later. Thread-safe. */
    @FunctionalInterface
    public interface Timer {
        /**
         * Runs a task once this time is over, on a thread of the timer's, which it must not hold up.
         *
         * @return takes the task back, if it has not begun
         */
        Alarm after(Duration time, Runnable task);
    }

    /** A task that is to run later. */
    @FunctionalInterface
    public interface Alarm {
        /** Nothing to take back. */
        Alarm NONE = () -> {};

        /** Takes the task back; without effect once it has begun. */
        void cancel();
    }

    /** The machine's own, with a timer. */
    public static World real(Timer timer) {
        return new World(
                System::nanoTime,
                Clock.systemUTC(),
                () -> ThreadLocalRandom.current().nextDouble(),
                timer);
    }
}
