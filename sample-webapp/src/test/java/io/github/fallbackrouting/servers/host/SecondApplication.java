package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.core.Application;
import java.util.Set;

/** A host's second JAX-RS application, with a class of the first in it. */
public class SecondApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(ChatResource.class, SecondResource.class, HostFilters.Fields.class);
    }
}
