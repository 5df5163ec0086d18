package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Dialect;
import io.github.fallbackrouting.config.Endpoint;
import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.config.Timeouts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Deployments and configurations for tests. */
public final class Deployments {

    private Deployments() {}

    /**
     * A deployment named after its group: {@code a1} is the id of one in group {@code a}, whose model is {@code
     * provider/a1-model}.
     */
    public static Deployment deployment(String id) {
        return deployment(id, id.replaceAll("\\d+$", ""), "provider/" + id + "-model");
    }

    /** A deployment somewhere that nobody calls. */
    public static Deployment deployment(String id, String group, String model) {
        return new Deployment(
                id,
                group,
                model,
                model.substring(model.indexOf('/') + 1),
                Dialect.OPENAI,
                new Endpoint(URI.create("http://deployment.invalid"), null, Map.of()));
    }

    /** With the defaults for everything else. */
    public static Configuration configuration(Map<String, List<String>> fallbacks, String... ids) {
        return configuration(fallbacks, Configuration.DEFAULT_MAX_FALLBACKS, ids);
    }

    /** With the defaults for everything else. */
    public static Configuration configuration(Map<String, List<String>> fallbacks, int maxFallbacks, String... ids) {
        return new Configuration(
                Stream.of(ids).map(Deployments::deployment).toList(),
                fallbacks,
                maxFallbacks,
                Timeouts.DEFAULT,
                HoldLimits.DEFAULT,
                true);
    }
}
