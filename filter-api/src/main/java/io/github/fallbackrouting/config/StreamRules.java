package io.github.fallbackrouting.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How streamed answers are treated. Immutable.
 *
 * @param midStream {@code mid_stream}: what becomes of one that breaks half-way
 * @param malformed {@code malformed_events}: what becomes of events that are not valid JSON
 * @param deadline {@code stream_deadline}, or else {@code deadline} where the file says that: how long after the request came
 *     in a stream may go on at all; positive; empty: as long as it flows, which {@code idle_timeout} decides
 * @param includeUsage {@code include_usage}, or else LiteLLM's {@code always_include_stream_usage}: whether streamed requests
 *     that go to alternates ask for {@code usage} with {@code stream_options.include_usage}
 */
public record StreamRules(
        MidStream midStream, MalformedEvents malformed, Optional<Duration> deadline, boolean includeUsage) {

    /** The values that hold where the file is silent. */
    public static final StreamRules DEFAULT =
            new StreamRules(MidStream.CONTINUE, MalformedEvents.DROP, Optional.empty(), false);

    /** @throws IllegalArgumentException if the deadline is not positive */
    public StreamRules {
        Objects.requireNonNull(midStream, "midStream");
        Objects.requireNonNull(malformed, "malformed");
        deadline.ifPresent(Timeouts::requirePositive);
    }
}
