package io.github.fallbackrouting.report;

import io.github.fallbackrouting.routing.FailureKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the attempts at one deployment. Immutable.
 *
 * @param attempts that have ended
 * @param answers calls that it answered well
 * @param answersAsAlternate those of them that the host had meant for another deployment
 * @param answersByFallback those of them that had asked for another model group
 * @param failures attempts that failed, by kind; kinds that did not happen are left out
 * @param lastFailure the newest of them, but for {@link FailureKind#CLIENT_GONE}
 * @param inputTokens as far as its answers say it
 * @param outputTokens as far as its answers say it
 * @param cost of all attempts that said what they used, failed ones too, in USD
 */
public record DeploymentCounts(
        long attempts,
        long answers,
        long answersAsAlternate,
        long answersByFallback,
        Map<FailureKind, Long> failures,
        Optional<LastFailure> lastFailure,
        long inputTokens,
        long outputTokens,
        BigDecimal cost) {

    /**
     * A failed attempt. Immutable.
     *
     * @param kind why
     * @param status of the answer; 0 if there was none
     * @param time when it ended
     */
    public record LastFailure(FailureKind kind, int status, Instant time) {}
}
