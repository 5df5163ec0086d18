package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;

/** What the host puts in front of every resource, and into every answer. */
public final class HostFilters {

    private HostFilters() {}

    /** Refuses whoever says that he is nobody, or too fast. */
    public static class Authentication implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            String refusal = request.getHeaderString("x-refuse");
            if (refusal != null) {
                request.abortWith(Response.status(Integer.parseInt(refusal))
                        .entity("refused by the host")
                        .type("text/plain")
                        .build());
            }
        }
    }

    /** Adds fields of the host's own. */
    public static class Fields implements ContainerResponseFilter {
        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            if (request.getHeaderString("x-refuse-answer") != null) {
                throw new SecurityException("not to be answered");
            }
            if (request.getHeaderString("Origin") != null) {
                response.getHeaders().add("Access-Control-Allow-Origin", request.getHeaderString("Origin"));
            }
            response.getHeaders().add("x-request-id", "host-1");
            response.getHeaders().add("Content-Security-Policy", "default-src 'none'");
        }
    }
}
