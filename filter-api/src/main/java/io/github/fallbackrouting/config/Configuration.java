package io.github.fallbackrouting.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that the operator says, checked and with every default filled in. Immutable.
 *
 * @param deployments in the order of the file; ids are unique
 * @param fallbacks from a model group to the groups that stand in for it, in order; every group named exists
 * @param maxFallbacks the most moves from one group to another that a request may cause; LiteLLM's default is 5
 * @param timeouts how long we wait
 * @param hold how much we keep
 * @param serverTiming whether answers carry {@code Server-Timing}
 */
public record Configuration(
        List<Deployment> deployments,
        Map<String, List<String>> fallbacks,
        int maxFallbacks,
        Timeouts timeouts,
        HoldLimits hold,
        boolean serverTiming) {

    /** LiteLLM's {@code ROUTER_MAX_FALLBACKS}. */
    public static final int DEFAULT_MAX_FALLBACKS = 5;

    /** The row of {@code fallbacks} for the groups without one of their own; {@code default_fallbacks} is this row too. */
    public static final String ANY_GROUP = "*";

    /** @throws IllegalArgumentException if two deployments share an id, or a fallback names a group that does not exist */
    public Configuration {
        deployments = List.copyOf(deployments);
        Map<String, List<String>> copy = new LinkedHashMap<>();
        fallbacks.forEach((group, targets) -> copy.put(group, List.copyOf(targets)));
        fallbacks = Map.copyOf(copy);
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(hold, "hold");
        if (maxFallbacks < 0) {
            throw new IllegalArgumentException("max_fallbacks must not be negative, but is " + maxFallbacks);
        }
        Set<String> ids = new LinkedHashSet<>();
        for (Deployment deployment : deployments) {
            if (!ids.add(deployment.id())) {
                throw new IllegalArgumentException("two deployments have the id '" + deployment.id() + "'");
            }
        }
        Set<String> groups = deployments.stream().map(Deployment::group).collect(Collectors.toSet());
        for (Map.Entry<String, List<String>> entry : fallbacks.entrySet()) {
            for (String target : entry.getValue()) {
                if (!groups.contains(target)) {
                    throw new IllegalArgumentException("the fallback of '" + entry.getKey() + "' names the group '"
                            + target + "', which does not exist");
                }
            }
        }
    }

    /** The names of all model groups, in the order of the file. */
    public Set<String> groups() {
        return deployments.stream().map(Deployment::group).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The deployments of a group in the order of the file; empty if there is no such group. */
    public List<Deployment> group(String name) {
        return deployments.stream()
                .filter(deployment -> deployment.group().equals(name))
                .toList();
    }

    /** The deployment of this id. */
    public Optional<Deployment> deployment(String id) {
        return deployments.stream()
                .filter(deployment -> deployment.id().equals(id))
                .findFirst();
    }

    /** The groups that stand in for this one, in order: its own row, else the row of {@code "*"}; empty without either. */
    public List<String> fallbacksOf(String group) {
        List<String> own = fallbacks.get(group);
        return own != null ? own : fallbacks.getOrDefault(ANY_GROUP, List.of());
    }
}
