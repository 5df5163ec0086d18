package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ModelGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The part of a request's way that lies within one model group: who of it has been asked, and when they may be asked
 * again. Not thread-safe.
 *
 * <p>Deployments that differ in {@code order} form levels; what is counted here is counted for one level.
 */
final class Leg {

    private final ModelGroup group;
    private final Map<String, String> overrides;
    private final List<Deployment> untried;
    private final Map<String, Try> tries = new LinkedHashMap<>();
    private final Set<Integer> levels = new HashSet<>();
    private int level;
    private int retries;

    /**
     * @param members who may be asked at all
     * @param overrides for everybody who is asked here
     */
    Leg(ModelGroup group, List<Deployment> members, Map<String, String> overrides) {
        this.group = group;
        this.overrides = overrides;
        this.untried = new ArrayList<>(members);
    }

    ModelGroup group() {
        return group;
    }

    Map<String, String> overrides() {
        return overrides;
    }

    /** How many attempts were made beyond the first. */
    int retries() {
        return retries;
    }

    /** Those of the current level that have not been asked. */
    List<Deployment> siblings(Predicate<Deployment> free) {
        return untried.stream()
                .filter(deployment -> deployment.settings().level() == level)
                .filter(free)
                .toList();
    }

    /** Those of the lowest level that has anybody who has not been asked. */
    List<Deployment> lowest(Predicate<Deployment> free) {
        List<Deployment> candidates = untried.stream().filter(free).toList();
        int lowest = candidates.stream()
                .mapToInt(deployment -> deployment.settings().level())
                .min()
                .orElse(0);
        return candidates.stream()
                .filter(deployment -> deployment.settings().level() == lowest)
                .toList();
    }

    /** Those of the lowest level that has not had its turn; each has one. */
    List<Deployment> nextLevel(Predicate<Deployment> free) {
        return lowest(
                free.and(deployment -> !levels.contains(deployment.settings().level())));
    }

    /** This one is asked as the first of its level. */
    void begin(Deployment deployment) {
        tries.clear();
        retries = 0;
        level = deployment.settings().level();
        levels.add(level);
        ask(deployment);
    }

    /** This one is asked as well, or again. */
    void retry(Deployment deployment) {
        retries++;
        ask(deployment);
    }

    private void ask(Deployment deployment) {
        untried.remove(deployment);
        tries.computeIfAbsent(deployment.id(), id -> new Try(deployment)).times++;
    }

    /** How often this one has been asked on this level. */
    int timesAsked(Deployment deployment) {
        Try made = tries.get(deployment.id());
        return made == null ? 0 : made.times;
    }

    /** When one that was asked may be asked again, on the router's clock; empty: not any more. */
    void askAgain(Deployment deployment, OptionalLong readyAt) {
        Try made = tries.get(deployment.id());
        if (made != null) {
            made.readyAt = readyAt;
        }
    }

    /** The one that may be asked again first, and when, on the router's clock. */
    Optional<Map.Entry<Deployment, Long>> soonest(long now) {
        return tries.values().stream()
                .filter(made -> made.readyAt.isPresent())
                .min(Comparator.comparingLong(made -> made.readyAt.getAsLong() - now))
                .map(made -> Map.entry(made.deployment, made.readyAt.getAsLong()));
    }

    private static final class Try {
        private final Deployment deployment;
        private int times;
        private OptionalLong readyAt = OptionalLong.empty();

        Try(Deployment deployment) {
            this.deployment = deployment;
        }
    }
}
