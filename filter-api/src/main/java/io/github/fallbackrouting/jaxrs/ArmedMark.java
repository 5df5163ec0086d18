package io.github.fallbackrouting.jaxrs;

import io.github.fallbackrouting.servlet.Exchange;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** The last request filter: the request got past all the others, and the resource method is next. */
final class ArmedMark implements ContainerRequestFilter {

    static final int PRIORITY = Integer.MAX_VALUE;

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getProperty(Exchange.ATTRIBUTE) instanceof Exchange exchange) {
            exchange.arm();
        }
    }
}
