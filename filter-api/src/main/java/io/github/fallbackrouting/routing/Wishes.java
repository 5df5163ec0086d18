package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Fallbacks;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one request says of its own routing, as far as the operator lets its caller. Immutable.
 *
 * @param fallbacks instead of the operator's
 * @param numRetries instead of the operator's {@code num_retries}
 * @param timeout of one attempt, instead of the operator's
 * @param deadline of the whole request; counts if it is shorter than the operator's
 * @param origin whether the caller asks for the first time
 * @param promptTokens how long the request is, as an estimate in tokens; 0 if unknown
 */
public record Wishes(
        Optional<Fallbacks> fallbacks,
        OptionalInt numRetries,
        Optional<Duration> timeout,
        Optional<Duration> deadline,
        Origin origin,
        long promptTokens) {

    /** Nothing special. */
    public static final Wishes NONE =
            new Wishes(Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Origin.CALLER, 0);

    /** Where a request comes from. */
    public enum Origin {
        /** A caller that asks for the first time. */
        CALLER,
        /**
         * A client library that tries again, since it did not like the first answer: whoever failed just now is passed
         * over.
         */
        CLIENT_RETRY
    }
}
