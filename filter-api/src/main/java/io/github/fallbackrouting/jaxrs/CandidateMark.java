package io.github.fallbackrouting.jaxrs;

import io.github.fallbackrouting.servlet.Binding;
import io.github.fallbackrouting.servlet.Exchange;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** The earliest request filter: the request is for an annotated method. */
final class CandidateMark implements ContainerRequestFilter {

    static final int PRIORITY = Integer.MIN_VALUE;

    private final Binding binding;

    CandidateMark(Binding binding) {
        this.binding = binding;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getProperty(Exchange.ATTRIBUTE) instanceof Exchange exchange) {
            exchange.candidate(binding);
        }
    }
}
