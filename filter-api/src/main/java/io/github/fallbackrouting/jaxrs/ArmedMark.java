package io.github.fallbackrouting.jaxrs;

import io.github.fallbackrouting.servlet.Access;
import io.github.fallbackrouting.servlet.Exchange;
import io.github.fallbackrouting.servlet.OwnAnswer;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;

/**
 * The last request filter: the request got past all the others, and the resource method is next, unless its deployment is
 * to be passed over.
 */
final class ArmedMark implements ContainerRequestFilter {

    static final int PRIORITY = Integer.MAX_VALUE;

    private final Access access;

    /** @param access whether anything may still refuse the request */
    ArmedMark(Access access) {
        this.access = access;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getProperty(Exchange.ATTRIBUTE) instanceof Exchange exchange) {
            exchange.arm(access)
                    .ifPresent(own -> request.abortWith(Response.status(own.status())
                            .type(OwnAnswer.TYPE)
                            .entity(own.body())
                            .build()));
        }
    }
}
