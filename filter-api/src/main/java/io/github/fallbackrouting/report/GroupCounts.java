package io.github.fallbackrouting.report;

import io.github.fallbackrouting.report.CallFinished.End;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the calls for one model group. Immutable.
 *
 * @param ends calls by their end; ends that did not happen are left out
 * @param answersByAlternate good answers that another deployment than the host's own gave
 * @param answersByFallback those of them that came from another model group
 * @param servedBy good answers by the deployment that gave them, of whatever group it is; in the order of the file
 */
public record GroupCounts(
        Map<End, Long> ends, long answersByAlternate, long answersByFallback, Map<String, Long> servedBy) {

    /** As many digits as tell one call in ten thousand. */
    private static final int DIGITS = 4;

    /** All calls that have ended. */
    public long calls() {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Those that got a good answer. */
    public long answered() {
        return ends.getOrDefault(End.ANSWERED, 0L);
    }

    /** Which part of the good answers another model group gave, from 0 to 1; empty if there were none. */
    public Optional<BigDecimal> fallbackRate() {
        return part(answersByFallback);
    }

    /** Which part of the good answers this deployment gave, from 0 to 1; empty if there were none. */
    public Optional<BigDecimal> share(String deployment) {
        return part(servedBy.getOrDefault(deployment, 0L));
    }

    private Optional<BigDecimal> part(long count) {
        return answered() == 0
                ? Optional.empty()
                : Optional.of(
                        BigDecimal.valueOf(count).divide(BigDecimal.valueOf(answered()), DIGITS, RoundingMode.HALF_UP));
    }
}
