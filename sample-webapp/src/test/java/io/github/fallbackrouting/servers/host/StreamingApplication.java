package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The JAX-RS classes of the host that streams and waits. */
public class StreamingApplication extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                ControlResource.class,
                HostFilters.Fields.class,
                Profiles.Annotated.class,
                Profiles.Hurried.class,
                Profiles.Strict.class,
                Profiles.Talking.class,
                Profiles.Interrupting.class);
    }
}
