package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Prices;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * One try at one deployment, and how it ended. Immutable.
 *
 * @param hop what was planned
 * @param outcome what came of it
 * @param began how long after its request it began
 * @param took from its start until its end; as long as a stream is on its way, until its first content
 * @param firstContent from its start until the first content of a stream; empty if it gave none
 * @param usage what the answer says that it used
 * @param cost in USD, exactly; empty if its deployment has no prices, or it did not say what it used
 */
public record Attempt(
        Hop hop,
        Outcome outcome,
        Duration began,
        Duration took,
        Optional<Duration> firstContent,
        Usage usage,
        Optional<BigDecimal> cost) {

    /**
     * One whose cost is the deployment's own prices times what the answer says that it used, as LiteLLM's {@code
     * generic_cost_per_token} reckons.
     */
    public Attempt(
            Hop hop, Outcome outcome, Duration began, Duration took, Optional<Duration> firstContent, Usage usage) {
        this(hop, outcome, began, took, firstContent, usage, cost(hop.deployment(), usage));
    }

    private static Optional<BigDecimal> cost(Deployment deployment, Usage usage) {
        Optional<Prices> prices = deployment.settings().prices();
        if (prices.isEmpty() || !usage.isKnown()) {
            return Optional.empty();
        }
        return Optional.of(prices.get()
                .of(usage.plainInput(), usage.cacheRead(), usage.cacheWrite(), usage.plainOutput(), usage.reasoning()));
    }

    /** Whether its provider may ask money for it. */
    public Billable billable() {
        boolean hasAnswered = firstContent.isPresent() || usage.isKnown();
        return outcome instanceof Failed failed && !hasAnswered ? failed.billable() : Billable.YES;
    }
}
