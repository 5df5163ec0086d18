package io.github.fallbackrouting.servers.host;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.util.Arrays;

/** Heeds {@link RolesAllowed} for a JAX-RS implementation that a descriptor can't tell to do so: CXF. */
public class RolesFeature implements DynamicFeature {

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
