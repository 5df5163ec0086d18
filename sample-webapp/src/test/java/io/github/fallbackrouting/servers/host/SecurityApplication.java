package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.Set;

/** The host's JAX-RS classes, with roles. */
public class SecurityApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> classes = new HashSet<>(Set.of(
                ChatResource.class,
                VaultResource.class,
                HostFilters.Authentication.class,
                HostFilters.Fields.class,
                VaultResource.Roles.class,
                UpstreamTrouble.Mapper.class));
        RolesFeature.ofJersey().ifPresent(classes::add);
        return classes;
    }
}
