package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature;

/** The host's JAX-RS classes, with roles. */
public class SecurityApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                ChatResource.class,
                VaultResource.class,
                HostFilters.Authentication.class,
                HostFilters.Fields.class,
                VaultResource.Roles.class,
                RolesAllowedDynamicFeature.class,
                UpstreamTrouble.Mapper.class);
    }
}
