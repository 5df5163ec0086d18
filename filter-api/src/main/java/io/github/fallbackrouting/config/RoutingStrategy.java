package io.github.fallbackrouting.config;

/** {@code routing_strategy}: which of a group's deployments is asked next. */
public enum RoutingStrategy {
    /** By chance, in proportion to {@code weight}, {@code rpm} or {@code tpm}; LiteLLM's default. */
    SIMPLE_SHUFFLE("simple-shuffle"),
    /** The one with the fewest attempts under way. */
    LEAST_BUSY("least-busy"),
    /** The one that answered fastest lately; one that has not answered yet comes first. */
    LATENCY_BASED("latency-based-routing"),
    /** The one with the fewest tokens in this minute; none that has reached its {@code rpm} or {@code tpm}. */
    USAGE_BASED("usage-based-routing-v2"),
    /** The cheapest; one without prices comes last. */
    COST_BASED("cost-based-routing");

    private final String key;

    RoutingStrategy(String key) {
        this.key = key;
    }

    /** As the file spells it. */
    public String key() {
        return key;
    }
}
