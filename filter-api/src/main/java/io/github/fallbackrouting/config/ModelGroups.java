package io.github.fallbackrouting.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All deployments by the names that they can be asked by: a group's own, an alias, a name that a wildcard such as {@code
 * openai/*} matches. Immutable.
 */
public final class ModelGroups {

    private final List<Deployment> deployments;
    private final Map<String, ModelGroup> byName = new LinkedHashMap<>();
    private final Map<String, Deployment> byId = new HashMap<>();
    private final List<Wildcard> wildcards;

    /**
     * @param deployments in the order of the file
     * @param aliases {@code model_group_alias}: from an alias to the name of a group
     * @throws IllegalArgumentException if two deployments share an id, or an alias stands for no group
     */
    public ModelGroups(List<Deployment> deployments, Map<String, String> aliases) {
        this.deployments = List.copyOf(deployments);
        Map<String, List<Deployment>> members = new LinkedHashMap<>();
        for (Deployment deployment : deployments) {
            if (byId.put(deployment.id(), deployment) != null) {
                throw new IllegalArgumentException("two deployments have the id '" + deployment.id() + "'");
            }
            members.computeIfAbsent(deployment.group(), name -> new ArrayList<>())
                    .add(deployment);
        }
        members.forEach((name, group) -> byName.put(name, new ModelGroup(name, List.of(name), group)));
        wildcards = byName.values().stream()
                .filter(group -> WildcardPattern.wildcards(group.name()) > 0)
                .map(Wildcard::new)
                .sorted(Comparator.comparing(Wildcard::pattern, WildcardPattern.MOST_SPECIFIC_FIRST))
                .toList();
        Map<String, ModelGroup> byAlias = new LinkedHashMap<>();
        aliases.forEach((alias, name) -> byAlias.put(alias, aliased(alias, name)));
        // LiteLLM's router looks for an alias before it looks for a group.
        byName.putAll(byAlias);
    }

    private ModelGroup aliased(String alias, String name) {
        ModelGroup group = named(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the alias '" + alias + "' stands for '" + name + "', which does not exist"));
        List<String> names = new ArrayList<>(List.of(alias));
        names.addAll(group.names());
        return new ModelGroup(alias, names.stream().distinct().toList(), group.deployments());
    }

    /** All deployments, in the order of the file. */
    public List<Deployment> deployments() {
        return deployments;
    }

    /** The names of the groups and of their aliases, patterns included. */
    public Set<String> names() {
        return byName.keySet();
    }

    /** The group of this name. */
    public Optional<ModelGroup> named(String name) {
        ModelGroup exact = byName.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (Wildcard wildcard : wildcards) {
            Optional<ModelGroup> matching = wildcard.match(name);
            if (matching.isPresent()) {
                return matching;
            }
        }
        return Optional.empty();
    }

    /**
     * The name in the file by which a caller's name is served: that name itself, or the pattern of a wildcard. However many
     * names callers make up, there are no more of these than the file has.
     *
     * @return empty if it is not served
     */
    public Optional<String> nameFor(String asked) {
        return byName.containsKey(asked)
                ? Optional.of(asked)
                : wildcards.stream()
                        .filter(wildcard -> wildcard.pattern().match(asked).isPresent())
                        .findFirst()
                        .map(wildcard -> wildcard.group().name());
    }

    /** The group of this name, or the deployment of this id as a group of one. */
    public Optional<ModelGroup> target(String name) {
        Optional<ModelGroup> group = named(name);
        return group.isPresent()
                ? group
                : Optional.ofNullable(byId.get(name))
                        .map(deployment -> new ModelGroup(name, List.of(name), List.of(deployment)));
    }

    /**
     * The group of this name.
     *
     * @throws ConfigurationException if there is none
     */
    ModelGroup require(String name) {
        return named(name)
                .orElseThrow(() -> new ConfigurationException("the model group '" + name
                        + "' does not exist, expected one of " + String.join(", ", byName.keySet())));
    }

    /** A group whose name is a pattern. */
    private record Wildcard(ModelGroup group, WildcardPattern pattern) {

        Wildcard(ModelGroup group) {
            this(group, new WildcardPattern(group.name()));
        }

        /** Empty too if a model would have no name left: it may be a segment of a path, which would then lead elsewhere. */
        Optional<ModelGroup> match(String name) {
            return pattern.match(name)
                    .map(texts -> new ModelGroup(
                            name,
                            List.of(name, group.name()),
                            group.deployments().stream()
                                    .map(member -> member.servingAs(name, texts))
                                    .toList()))
                    .filter(found -> found.deployments().stream()
                            .noneMatch(member -> member.modelOnTheWire().isBlank()));
        }
    }
}
