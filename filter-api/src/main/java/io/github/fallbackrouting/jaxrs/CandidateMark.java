package io.github.fallbackrouting.jaxrs;

import io.github.fallbackrouting.servlet.Binding;
import io.github.fallbackrouting.servlet.Exchange;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Optional;

/** The earliest request filter: the request has come to a resource method, whose endpoint may be known. */
final class CandidateMark implements ContainerRequestFilter {

    static final int PRIORITY = Integer.MIN_VALUE;

    private final Optional<Binding> binding;

    /** @param binding what the method's annotation says; empty without one, where a filter may be mapped for it */
    CandidateMark(Optional<Binding> binding) {
        this.binding = binding;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getProperty(Exchange.ATTRIBUTE) instanceof Exchange exchange) {
            exchange.enterRest();
            binding.ifPresent(exchange::candidate);
        }
    }
}
