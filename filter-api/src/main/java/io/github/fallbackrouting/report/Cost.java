package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.Prices;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What answers cost, in USD, exactly: the deployment's own prices times what its answer says that it used, as LiteLLM's {@code
 * generic_cost_per_token} reckons. Stateless.
 */
public final class Cost {

    private Cost() {}

    /** What an attempt cost; empty if its deployment has no prices, or did not say what it used. */
    public static Optional<BigDecimal> of(Attempt attempt) {
        Optional<Prices> prices = attempt.hop().deployment().settings().prices();
        return attempt.usage().isKnown() && prices.isPresent()
                ? Optional.of(of(prices.get(), attempt.usage()))
                : Optional.empty();
    }

    private static BigDecimal of(Prices prices, Usage usage) {
        long plainInput = Math.max(0, usage.input() - usage.cacheRead() - usage.cacheWrite());
        long plainOutput = usage.output() - usage.reasoning();
        BigDecimal input = plus(BigDecimal.ZERO, prices.input(), plainInput);
        BigDecimal read = plus(input, prices.cacheRead().orElse(prices.input()), usage.cacheRead());
        BigDecimal written = plus(read, prices.cacheWrite().orElse(prices.input()), usage.cacheWrite());
        BigDecimal output = plus(written, prices.output(), plainOutput);
        return plus(output, prices.reasoning().orElse(prices.output()), usage.reasoning());
    }

    /** Most answers have none of most kinds of tokens. */
    private static BigDecimal plus(BigDecimal cost, BigDecimal price, long tokens) {
        return tokens == 0 ? cost : cost.add(price.multiply(BigDecimal.valueOf(tokens)));
    }

    /**
     * What the answer cost to which these attempts led, all parts of a stream together; empty if there is no good one, or the
     * cost of a part is not known.
     */
    public static Optional<BigDecimal> ofAnswer(List<Attempt> attempts) {
        if (attempts.isEmpty() || !(attempts.get(attempts.size() - 1).outcome() instanceof Served)) {
            return Optional.empty();
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (Attempt attempt : attempts) {
            if (isPart(attempt)) {
                Optional<BigDecimal> cost = of(attempt);
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
        return cost.signum() == 0 ? "0" : cost.stripTrailingZeros().toPlainString();
    }
}
