package io.github.fallbackrouting.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How long we wait for whoever answers, the host included. All positive. Immutable.
 *
 * @param connect for the connection, TLS included; not configurable: 5 s, as LiteLLM's HTTP client has it
 * @param firstToken {@code first_token_timeout}: for the first content of a stream; a whole answer is not bound by it,
 *     since its first byte comes when the last token is made
 * @param idle {@code idle_timeout}: between two pieces of a body, or two pieces of content of a stream
 * @param deadline {@code deadline}: for the whole request with all its attempts, the host's own included
 * @param attempt {@code timeout}, or else {@code request_timeout}: for one attempt, of a stream until its first content;
 *     empty: only the deadline ends it
 */
public record Timeouts(
        Duration connect, Duration firstToken, Duration idle, Duration deadline, Optional<Duration> attempt) {

    /** The values that hold where the file is silent. */
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Optional.empty());

    /** @throws IllegalArgumentException if one is not positive */
    public Timeouts {
        requirePositive(connect);
        requirePositive(firstToken);
        requirePositive(idle);
        requirePositive(deadline);
        attempt.ifPresent(Timeouts::requirePositive);
    }

    /** How long the operator gives an attempt at this deployment: its own {@code timeout} counts before the one for all. */
    public Optional<Duration> attemptAt(Deployment deployment) {
        return deployment.settings().timeout().or(() -> attempt);
    }

    /** The one of two times that is over first. */
    public static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    static void requirePositive(Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("a timeout must be longer than zero, not " + duration);
        }
    }
}
