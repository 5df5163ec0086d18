package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.ConfigurationException;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The filter's init-params. Immutable.
 *
 * @param config where the configuration stands
 * @param binding the endpoint that this filter is mapped for, if it is for one
 */
record InitParams(String config, Optional<Binding> binding) {

    private static final String DEFAULT_CONFIG = "/WEB-INF/fallback.yaml";
    private static final List<String> KNOWN = List.of("config", "group", "deployment", "operation");

    /** @throws ConfigurationException if one is unknown, or makes no sense */
    static InitParams of(FilterConfig filter) {
        for (String name : Collections.list(filter.getInitParameterNames())) {
            if (!KNOWN.contains(name)) {
                throw new ConfigurationException("the filter '" + filter.getFilterName() + "' has the init-param '"
                        + name + "', expected one of " + KNOWN);
            }
        }
        String group = value(filter, "group");
        String deployment = value(filter, "deployment");
        String operation = value(filter, "operation");
        if (group.isEmpty() && !(deployment.isEmpty() && operation.isEmpty())) {
            throw new ConfigurationException("the filter '" + filter.getFilterName()
                    + "' has the init-param deployment or operation, but no group; for annotated resources these stand in"
                    + " @FallbackGroup");
        }
        String config = value(filter, "config");
        return new InitParams(
                config.isEmpty() ? DEFAULT_CONFIG : config,
                group.isEmpty() ? Optional.empty() : Optional.of(binding(filter, group, deployment, operation)));
    }

    private static Binding binding(FilterConfig filter, String group, String deployment, String operation) {
        try {
            return Binding.of(group, deployment, operation);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("the filter '" + filter.getFilterName() + "': " + e.getMessage(), e);
        }
    }

    private static String value(FilterConfig filter, String name) {
        String value = filter.getInitParameter(name);
        return value == null ? "" : value.strip();
    }

    /** @throws ConfigurationException if nothing is there */
    InputStream openConfig(ServletContext application) throws IOException {
        if (config.startsWith("classpath:")) {
            String name = config.substring("classpath:".length());
            ClassLoader loader = application.getClassLoader();
            return found(
                    loader.getResourceAsStream(name.startsWith("/") ? name.substring(1) : name), "on the class path");
        }
        if (config.startsWith("file:")) {
            Path file = file();
            return found(Files.isRegularFile(file) ? Files.newInputStream(file) : null, "on this machine");
        }
        if (!config.startsWith("/")) {
            throw new ConfigurationException(
                    "the init-param config is '" + config
                            + "', expected a path in the web application such as /WEB-INF/fallback.yaml, or classpath:… or file:…");
        }
        return found(application.getResourceAsStream(config), "in the web application");
    }

    private Path file() {
        try {
            return Path.of(URI.create(config));
        } catch (IllegalArgumentException e) {
            // file:relative or with characters that a URI does not have: a plain path after the scheme.
            return Path.of(config.substring("file:".length()));
        }
    }

    private InputStream found(@Nullable InputStream stream, String where) {
        if (stream == null) {
            throw new ConfigurationException("the configuration " + config + " does not exist " + where);
        }
        return stream;
    }
}
