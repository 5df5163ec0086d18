package io.github.fallbackrouting.report;

import io.github.fallbackrouting.routing.Attempt;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A deployment was asked, and what it answered has ended: a stream with its last byte. Immutable.
 *
 * @param call whose attempt it was
 * @param group the model group that the caller asked for
 * @param attempt how it ended
 */
public record AttemptEnded(LlmCall call, String group, Attempt attempt) {

    /** What it cost, in USD; empty if its deployment has no prices, or it did not say what it used. */
    public Optional<BigDecimal> cost() {
        return attempt.cost();
    }
}
