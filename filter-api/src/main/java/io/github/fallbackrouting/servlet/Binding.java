package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.routing.MediaType;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of an endpoint: the members of {@code @FallbackGroup}, or the init-params of the same names. Immutable.
 *
 * @param group the model group; empty if the request's {@code model} names it
 * @param deployment the id of the deployment that the endpoint itself calls; empty for the group's first
 * @param operation what is asked of an alternate; empty if the request's path says it
 */
public record Binding(String group, String deployment, Optional<Operation> operation) {

    public Binding {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(deployment, "deployment");
        Objects.requireNonNull(operation, "operation");
    }

    /**
     * Takes the values as they were written.
     *
     * @throws IllegalArgumentException if the operation is no path
     */
    public static Binding of(String group, String deployment, String operation) {
        return new Binding(
                group, deployment, operation.isEmpty() ? Optional.empty() : Optional.of(new Operation(operation)));
    }

    /**
     * Whether requests of a media type can be covered.
     *
     * @param range a media type, perhaps with a wildcard, as {@code @Consumes} has it
     */
    public static boolean mayBeFor(String range) {
        return range.contains("*") || MediaType.of(range) == MediaType.JSON;
    }
}
