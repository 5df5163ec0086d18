package io.github.fallbackrouting.load.host;

import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** A second JAX-RS application of the host. */
public final class PingApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(PingResource.class);
    }

    @Override
    public Map<String, Object> getProperties() {
        // Neither is used here, and each would warn at the start that a library of its own is missing.
        return Map.of(
                "jersey.config.server.wadl.disableWadl", true, "jersey.config.disableDefaultProvider", "DATASOURCE");
    }
}
