package io.github.fallbackrouting.routing;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the same deployment is asked again: half a second, doubled each time, at most eight seconds,
 * and up to a quarter more so that those who failed together don't come back together. LiteLLM's
 * {@code _calculate_retry_after}, which has it from OpenAI's clients, has the same times. Thread-safe if the source of
 * chance is.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(8);
    private static final double JITTER = 0.25;

    private final DoubleSupplier random;

    /** @param random from 0 to 1, exclusive */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** @param before how often the deployment has been asked again already */
    Duration after(int before) {
        // Beyond the fourth doubling it is the longest anyway.
        double nanos = FIRST.toNanos() * (double) (1 << Math.min(before, 5)) * (1 + JITTER * random.getAsDouble());
        return Duration.ofNanos((long) Math.min(nanos, (double) LONGEST.toNanos()));
    }
}
