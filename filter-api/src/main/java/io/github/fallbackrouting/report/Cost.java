package io.github.fallbackrouting.report;

import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What answers cost, in USD, exactly. Stateless. */
public final class Cost {

    private Cost() {}

    /**
     * What the answer cost to which these attempts led, all parts of a stream together; empty if there is no good one, or the
     * cost of a part is not known.
     */
    public static Optional<BigDecimal> ofAnswer(List<Attempt> attempts) {
        if (attempts.isEmpty() || !(attempts.get(attempts.size() - 1).outcome() instanceof Served)) {
            return Optional.empty();
        }
        if (attempts.size() == 1) {
            return attempts.get(0).cost();
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (Attempt attempt : attempts) {
            if (isPart(attempt)) {
                Optional<BigDecimal> cost = attempt.cost();
                if (cost.isEmpty()) {
                    return Optional.empty();
                }
                sum = sum.add(cost.get());
            }
        }
        return Optional.of(sum);
    }

    /** Whether the client has got what this attempt gave. */
    public static boolean isPart(Attempt attempt) {
        return attempt.outcome() instanceof Served || attempt.firstContent().isPresent();
    }

    /** As a header field and a page spell it: a decimal number without an exponent. */
    public static String text(BigDecimal cost) {
        String plain = cost.toPlainString();
        if (cost.scale() <= 0) {
            return plain;
        }
        int end = plain.length();
        while (plain.charAt(end - 1) == '0') {
            end--;
        }
        return plain.substring(0, plain.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
