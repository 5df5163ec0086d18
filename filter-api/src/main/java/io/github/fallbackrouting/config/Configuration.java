package io.github.fallbackrouting.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
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
        fallbacks = Collections.unmodifiableMap(copy);
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

    /**
     * The groups that stand in for this one, in order: its own row, else the row of {@code "*"}; empty without either. A group
     * never stands in for itself.
     */
    public List<String> fallbacksOf(String group) {
        List<String> own = fallbacks.get(group);
        List<String> row = own != null ? own : fallbacks.getOrDefault(ANY_GROUP, List.of());
        return row.stream().filter(target -> !target.equals(group)).toList();
    }

    /**
     * Makes sure that whoever may be sent a request for this group can serve it: every deployment of the group and of the
     * groups that its fallbacks lead to, theirs included.
     *
     * @throws ConfigurationException if there is no such group, or a deployment speaks another protocol than the operation
     *     belongs to; a line for each
     */
    public void requireServable(String group, Operation operation) {
        if (!groups().contains(group)) {
            throw new ConfigurationException(
                    "the model group '" + group + "' does not exist, expected one of " + String.join(", ", groups()));
        }
        List<String> refusals = new ArrayList<>();
        for (String reachable : reachableFrom(group)) {
            for (Deployment deployment : group(reachable)) {
                if (deployment.dialect() != operation.dialect()) {
                    refusals.add(refusal(deployment, group, operation));
                }
            }
        }
        if (!refusals.isEmpty()) {
            throw new ConfigurationException(String.join("\n", refusals));
        }
    }

    private Set<String> reachableFrom(String group) {
        Set<String> reached = new LinkedHashSet<>(List.of(group));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            for (String next : fallbacksOf(open.remove())) {
                if (reached.add(next)) {
                    open.add(next);
                }
            }
        }
        return reached;
    }

    private static String refusal(Deployment deployment, String group, Operation operation) {
        String place = deployment.group().equals(group)
                ? "of the model group '" + group + "'"
                : "of the model group '" + deployment.group() + "', a fallback of '" + group + "',";
        String instead = deployment.dialect() == Dialect.ANTHROPIC
                ? "a deployment that speaks OpenAI; Anthropic itself does at https://api.anthropic.com/v1: write openai/"
                        + deployment.modelOnTheWire() + " with that api_base"
                : "a deployment that speaks Anthropic messages, such as anthropic/<model>, or an endpoint that speaks OpenAI";
        return "the deployment '" + deployment.id() + "' (" + deployment.model() + ") " + place + " speaks "
                + deployment.dialect().title() + ", but " + operation + " is an operation of "
                + operation.dialect().title() + ", expected " + instead;
    }
}
