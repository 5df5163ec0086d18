package io.github.fallbackrouting.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that the operator says, checked and with every default filled in. Immutable.
 *
 * @param groups who there is
 * @param fallbacks which groups stand in for which; every one named exists
 * @param retries how often we try again
 * @param selection who is asked next
 * @param cooldowns who rests
 * @param clientControls what callers may say about it
 * @param timeouts how long we wait
 * @param hold how much we keep
 * @param streams how streamed answers are treated
 * @param interruptsHost {@code interrupt_host}: whether a host's thread that still waits for its provider is interrupted when
 *     another answer has taken its place
 * @param report what an answer says about who gave it
 */
public record Configuration(
        ModelGroups groups,
        Fallbacks fallbacks,
        RetryRules retries,
        SelectionRules selection,
        CooldownRules cooldowns,
        Set<ClientControl> clientControls,
        Timeouts timeouts,
        HoldLimits hold,
        StreamRules streams,
        boolean interruptsHost,
        ReportRules report) {

    /** @throws IllegalArgumentException if a fallback names what does not exist */
    public Configuration {
        Objects.requireNonNull(retries, "retries");
        Objects.requireNonNull(selection, "selection");
        Objects.requireNonNull(cooldowns, "cooldowns");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(hold, "hold");
        Objects.requireNonNull(streams, "streams");
        Objects.requireNonNull(report, "report");
        clientControls = Set.copyOf(clientControls);
        for (Target target : fallbacks.targets()) {
            if (groups.target(target.name()).isEmpty()) {
                throw new IllegalArgumentException("a fallback names '" + target.name() + "', which does not exist");
            }
        }
    }

    /** With the defaults for everything that is not said. */
    public static Configuration of(ModelGroups groups, Fallbacks fallbacks) {
        return new Configuration(
                groups,
                fallbacks,
                RetryRules.DEFAULT,
                SelectionRules.DEFAULT,
                CooldownRules.DEFAULT,
                Set.of(),
                Timeouts.DEFAULT,
                HoldLimits.DEFAULT,
                StreamRules.DEFAULT,
                false,
                ReportRules.DEFAULT);
    }

    /**
     * Makes sure that whoever may be sent a request for this group can serve it: every deployment of the group and of those
     * that its fallbacks lead to, theirs included.
     *
     * @throws ConfigurationException if there is no such group, or a deployment speaks another protocol than the operation
     *     belongs to; a line for each
     */
    public void requireServable(String group, Operation operation) {
        ModelGroup asked = groups.require(group);
        List<String> refusals = new ArrayList<>();
        for (ModelGroup reachable : reachableFrom(asked)) {
            for (Deployment deployment : reachable.deployments()) {
                if (deployment.dialect() != operation.dialect()) {
                    refusals.add(refusal(deployment, asked, operation));
                }
            }
        }
        if (!refusals.isEmpty()) {
            throw new ConfigurationException(refusals.stream().distinct().collect(Collectors.joining("\n")));
        }
    }

    /** The groups that a request for this one can be sent to: itself first, then whom its fallbacks lead to, theirs included. */
    public Set<ModelGroup> reachableFrom(ModelGroup group) {
        Map<String, ModelGroup> reached = new LinkedHashMap<>(Map.of(group.name(), group));
        Deque<ModelGroup> open = new ArrayDeque<>(reached.values());
        while (!open.isEmpty()) {
            List<String> names = open.remove().names();
            Stream.of(fallbacks.general(), fallbacks.contextWindow(), fallbacks.contentPolicy())
                    .flatMap(table -> table.row(names).stream())
                    .flatMap(List::stream)
                    .flatMap(target -> groups.target(target.name()).stream())
                    .filter(next -> reached.putIfAbsent(next.name(), next) == null)
                    .forEach(open::add);
        }
        return new LinkedHashSet<>(reached.values());
    }

    private static String refusal(Deployment deployment, ModelGroup group, Operation operation) {
        String place = group.deployment(deployment.id()).isPresent()
                ? "of the model group '" + group.name() + "'"
                : "of the model group '" + deployment.group() + "', a fallback of '" + group.name() + "',";
        String instead = deployment.dialect() == Dialect.ANTHROPIC
                ? "a deployment that speaks OpenAI; Anthropic itself does at https://api.anthropic.com/v1: write openai/"
                        + deployment.modelOnTheWire() + " with that api_base"
                : "a deployment that speaks Anthropic messages, such as anthropic/<model>, or an endpoint that speaks OpenAI";
        return "the deployment '" + deployment.id() + "' (" + deployment.model() + ") " + place + " speaks "
                + deployment.dialect().title() + ", but " + operation + " is an operation of "
                + operation.dialect().title() + ", expected " + instead;
    }
}
