package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.ConfigurationException;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.config.Operation;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The annotated endpoints of one web application: where its JAX-RS applications, which find them, meet the filters, which
 * serve them.
 *
 * <p>Either may start first; whichever comes second has the endpoints checked against the configuration. Thread-safe.
 */
public final class Bindings {

    private static final String ATTRIBUTE = Bindings.class.getName();

    private final List<Bound> bounds = new CopyOnWriteArrayList<>();
    private final List<Configuration> configurations = new CopyOnWriteArrayList<>();

    private record Bound(Binding binding, PathPattern path, String where) {}

    private Bindings() {}

    /** Those of this web application; the same at every call. */
    public static Bindings of(ServletContext application) {
        synchronized (Bindings.class) {
            if (application.getAttribute(ATTRIBUTE) instanceof Bindings existing) {
                return existing;
            }
            Bindings bindings = new Bindings();
            application.setAttribute(ATTRIBUTE, bindings);
            return bindings;
        }
    }

    /**
     * Adds an endpoint.
     *
     * @param path which request paths it may have
     * @param where the resource method, for messages
     * @throws ConfigurationException if a filter's configuration can't serve it
     */
    public void add(Binding binding, PathPattern path, String where) {
        Bound bound = new Bound(binding, path, where);
        configurations.forEach(configuration -> check(bound, configuration));
        bounds.add(bound);
    }

    /**
     * Adds a filter that serves the annotated endpoints.
     *
     * @throws ConfigurationException if its configuration can't serve one that is already there
     */
    void serveBy(Configuration configuration) {
        bounds.forEach(bound -> check(bound, configuration));
        configurations.add(configuration);
    }

    /** Whether a request of this path may be an annotated endpoint's. */
    boolean mayMatch(String path) {
        for (Bound bound : bounds) {
            if (bound.path().mayMatch(path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether no endpoint was found at all. */
    boolean isEmpty() {
        return bounds.isEmpty();
    }

    /**
     * Checks that a configuration knows what an endpoint names, and that whoever may stand in for it speaks its dialect.
     *
     * @param where the endpoint, for messages
     */
    static void check(Binding binding, Optional<Operation> operation, String where, Configuration configuration) {
        String group = binding.group();
        if (group.isEmpty()) {
            operation.ifPresent(asked -> configuration.groups().names().stream()
                    .filter(name -> speaks(configuration, name, asked))
                    .forEach(name -> configuration.requireServable(name, asked)));
            return;
        }
        List<Deployment> members =
                configuration.groups().named(group).map(ModelGroup::deployments).orElse(List.of());
        if (members.isEmpty()) {
            throw new ConfigurationException(where + " names the model group '" + group
                    + "', which the configuration does not have; it has "
                    + configuration.groups().names());
        }
        String deployment = binding.deployment();
        if (!deployment.isEmpty()
                && members.stream().noneMatch(member -> member.id().equals(deployment))) {
            throw new ConfigurationException(where + " names the deployment '" + deployment
                    + "', which the model group '" + group + "' does not have; it has "
                    + members.stream().map(Deployment::id).toList());
        }
        operation.ifPresent(asked -> configuration.requireServable(group, asked));
    }

    /** Whether the deployment that a resource itself calls, the group's first, knows the operation. */
    private static boolean speaks(Configuration configuration, String group, Operation operation) {
        return configuration
                .groups()
                .named(group)
                .filter(found -> found.deployments().get(0).dialect() == operation.dialect())
                .isPresent();
    }

    private static void check(Bound bound, Configuration configuration) {
        Optional<Operation> operation = bound.binding().operation();
        Optional<String> ending = bound.path().ending();
        if (operation.isEmpty() && ending.isPresent()) {
            operation = Operation.ofRequestPath(ending.get());
            if (operation.isEmpty()) {
                throw new ConfigurationException(bound.where() + " has a path that ends in '" + ending.get()
                        + "', which tells no operation: add operation = \"/chat/completions\", or whatever is to be appended"
                        + " to a deployment's api_base, to its @FallbackGroup");
            }
        }
        check(bound.binding(), operation, bound.where(), configuration);
    }
}
