package io.github.fallbackrouting.servers.host;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.util.Arrays;
import java.util.Optional;

/** Heeds {@link RolesAllowed} for a JAX-RS implementation that a descriptor can't tell to do so: CXF. */
public class RolesFeature implements DynamicFeature {

    /** Jersey's own, which has to be registered: it has no setting for it, as RESTEasy has. Empty on another implementation. */
    static Optional<Class<?>> ofJersey() {
        try {
            return Optional.of(Class.forName("org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature"));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        RolesAllowed allowed = resource.getResourceMethod().getAnnotation(RolesAllowed.class);
        if (allowed == null) {
            return;
        }
        ContainerRequestFilter guard = request -> {
            if (Arrays.stream(allowed.value()).noneMatch(request.getSecurityContext()::isUserInRole)) {
                throw new ForbiddenException();
            }
        };
        context.register(guard, Priorities.AUTHORIZATION);
    }
}
