package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.cases.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * How long a provider takes to misbehave.
 *
 * @param retryAfter what S01 asks for
 * @param firstToken what S07 takes to its first event
 * @param stall how long S09 falls silent before it hangs up
 * @param silence how long S06 says nothing before it hangs up
 * @param outage how long S15 is away after a reset
 * @param gap between two words
 */
record Timings(
        Duration retryAfter, Duration firstToken, Duration stall, Duration silence, Duration outage, Duration gap) {

    /** Words of a stream that is cut: S08, S14. */
    static final int CUT_AFTER = 40;

    /** Words of a stream that stalls: S09. */
    static final int STALL_AFTER = 20;

    /** Index of the word before which S10's broken event stands. */
    static final int MALFORMED_BEFORE = 10;

    /** With what a control request says in seconds, such as {@code {"stall": 30, "gap": 0.015}}; the rest stays. */
    Timings with(Json seconds) {
        return new Timings(
                either(seconds, "retry_after", retryAfter),
                either(seconds, "first_token", firstToken),
                either(seconds, "stall", stall),
                either(seconds, "silence", silence),
                either(seconds, "outage", outage),
                either(seconds, "gap", gap));
    }

    private static Duration either(Json seconds, String name, Duration otherwise) {
        return seconds.member(name)
                .map(Json::number)
                .map(given -> given.multiply(BigDecimal.valueOf(1_000)).setScale(0, RoundingMode.HALF_UP))
                .map(millis -> Duration.ofMillis(millis.longValueExact()))
                .orElse(otherwise);
    }
}
