package io.github.fallbackrouting.config;

import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * How a deployment is chosen within a group. Immutable.
 *
 * @param strategy {@code routing_strategy}
 * @param preCallChecks {@code enable_pre_call_checks}: whether deployments are passed over that have reached their
 *     {@code rpm} or {@code tpm}, or whose {@code max_input_tokens} the request exceeds
 * @param weightedFailover {@code enable_weighted_failover}: whether the others of a group are asked whatever
 *     {@code num_retries} says
 * @param nextLevelOn {@code order_fallback_status_codes}: the statuses after which the next {@code order} level is tried;
 *     empty: all
 */
public record SelectionRules(
        RoutingStrategy strategy, boolean preCallChecks, boolean weightedFailover, Optional<Set<Integer>> nextLevelOn) {

    /** The values that hold where the file is silent. */
    public static final SelectionRules DEFAULT =
            new SelectionRules(RoutingStrategy.SIMPLE_SHUFFLE, false, false, Optional.empty());

    public SelectionRules {
        nextLevelOn = nextLevelOn.map(Set::copyOf);
    }

    /** Whether a deployment may be passed over because it has no room. */
    public boolean looksForRoom() {
        return preCallChecks || strategy == RoutingStrategy.USAGE_BASED;
    }

    /**
     * Whether the next {@code order} level is tried after a failure.
     *
     * @param status of the answer; 0 if there was none, which no list names
     */
    public boolean levelsUpOn(int status) {
        IntPredicate listed =
                nextLevelOn.<IntPredicate>map(statuses -> statuses::contains).orElse(any -> true);
        return listed.test(status);
    }
}
