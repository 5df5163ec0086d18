package io.github.fallbackrouting.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A model group as it was asked for. Immutable.
 *
 * @param name the name that was asked for
 * @param names that name, then what it stands for: the group behind an alias, the pattern of a wildcard. Fallbacks and
 *     policies may be given for any of them
 * @param deployments its members in the order of the file, at least one; those of a wildcard know the model that is meant
 */
public record ModelGroup(String name, List<String> names, List<Deployment> deployments) {

    public ModelGroup {
        Objects.requireNonNull(name, "name");
        names = List.copyOf(names);
        deployments = List.copyOf(deployments);
    }

    /** The member of this id. */
    public Optional<Deployment> deployment(String id) {
        return deployments.stream()
                .filter(deployment -> deployment.id().equals(id))
                .findFirst();
    }
}
