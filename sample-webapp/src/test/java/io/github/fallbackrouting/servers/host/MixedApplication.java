package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.Set;

/** A host's first JAX-RS application of two; with forms, and for members only in parts. */
public class MixedApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> classes = new HashSet<>(Set.of(
                ChatResource.class,
                FormResource.class,
                MembersResource.class,
                HostFilters.Authentication.class,
                HostFilters.Fields.class,
                UpstreamTrouble.Mapper.class));
        RolesFeature.ofJersey().ifPresent(classes::add);
        return classes;
    }
}
