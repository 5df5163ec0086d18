package io.github.fallbackrouting.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Reads a time as LiteLLM writes it: a number of seconds, with a fraction if need be, quoted or not. */
final class Seconds {

    /** Thirty years: sums of such times still fit into nanoseconds. */
    private static final BigDecimal LONGEST = BigDecimal.valueOf(1_000_000_000);

    private static final int NANOS = 9;

    private Seconds() {}

    /** The time, longer than zero; empty if a mistake has been noted. */
    static Optional<Duration> positive(YamlValue value) {
        return read(value, Duration.ofNanos(1), "a number of seconds, more than 0 and at most " + LONGEST);
    }

    /** The time, zero or longer; empty if a mistake has been noted. */
    static Optional<Duration> zeroOrMore(YamlValue value) {
        return read(value, Duration.ZERO, "a number of seconds from 0 to " + LONGEST);
    }

    private static Optional<Duration> read(YamlValue value, Duration least, String expected) {
        return value.number(expected).flatMap(seconds -> {
            Optional<Duration> duration = seconds.compareTo(LONGEST) > 0
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(seconds.movePointRight(NANOS).longValue()));
            Optional<Duration> read = duration.filter(time -> time.compareTo(least) >= 0);
            if (read.isEmpty()) {
                value.mistake(expected);
            }
            return read;
        });
    }
}
