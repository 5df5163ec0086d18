package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.DeploymentSettings;
import io.github.fallbackrouting.config.SelectionRules;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** Chooses one of several deployments by {@code routing_strategy}. Thread-safe if the source of chance is. */
final class Selection {

    /** What {@code simple-shuffle} spreads by: the first of these that any of the candidates has, as LiteLLM does it. */
    private static final List<ToDoubleFunction<Deployment>> SHARES = List.of(
            deployment -> deployment.settings().weight().orElse(BigDecimal.ZERO).doubleValue(),
            deployment -> deployment.settings().rpm().orElse(0),
            deployment -> deployment.settings().tpm().orElse(0));

    private final SelectionRules rules;
    private final Traffic traffic;
    private final DoubleSupplier random;

    /** @param random from 0 to 1, exclusive */
    Selection(SelectionRules rules, Traffic traffic, DoubleSupplier random) {
        this.rules = rules;
        this.traffic = traffic;
        this.random = random;
    }

    /**
     * Whether a deployment has room for one more request.
     *
     * @param promptTokens how long it is; 0 if unknown
     */
    boolean hasRoom(Deployment deployment, long promptTokens) {
        DeploymentSettings settings = deployment.settings();
        if (!fits(deployment, promptTokens)) {
            return false;
        }
        if (!rules.looksForRoom()) {
            return true;
        }
        return !isBelow(settings.rpm(), traffic.requests(deployment) + 1)
                && !isBelow(settings.tpm(), traffic.tokens(deployment) + promptTokens);
    }

    /** Whether a request of this length fits into a deployment's context window, as far as both are known. */
    boolean fits(Deployment deployment, long promptTokens) {
        return !rules.preCallChecks() || !isBelow(deployment.settings().maxInputTokens(), promptTokens);
    }

    private static boolean isBelow(OptionalInt limit, long value) {
        return limit.isPresent() && limit.getAsInt() < value;
    }

    /** One of these, of which there is at least one. Where several are equally good, the first in the order of the file. */
    Deployment choose(List<Deployment> candidates) {
        return switch (rules.strategy()) {
            case SIMPLE_SHUFFLE -> shuffled(candidates);
            case LEAST_BUSY -> least(candidates, traffic::underWay);
            case LATENCY_BASED -> least(candidates, traffic::latency);
            case USAGE_BASED -> least(candidates, traffic::tokens);
            case COST_BASED -> least(candidates, Selection::cost);
        };
    }

    private static double cost(Deployment deployment) {
        return deployment
                .settings()
                .prices()
                .map(prices -> prices.perToken().doubleValue())
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static Deployment least(List<Deployment> candidates, ToDoubleFunction<Deployment> measure) {
        return candidates.stream().min(Comparator.comparingDouble(measure)).orElseThrow();
    }

    private Deployment shuffled(List<Deployment> candidates) {
        ToDoubleFunction<Deployment> share = SHARES.stream()
                .filter(some -> candidates.stream().mapToDouble(some).sum() > 0)
                .findFirst()
                .orElse(any -> 1);
        double left =
                random.getAsDouble() * candidates.stream().mapToDouble(share).sum();
        for (Deployment candidate : candidates) {
            left -= share.applyAsDouble(candidate);
            if (left < 0) {
                return candidate;
            }
        }
        // Only rounding leads here.
        return candidates.get(candidates.size() - 1);
    }
}
