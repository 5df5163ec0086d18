package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The host's JAX-RS classes. */
public class HostApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                ChatResource.class,
                OtherResource.class,
                HostFilters.Authentication.class,
                HostFilters.Fields.class,
                UpstreamTrouble.Mapper.class);
    }
}
