package io.github.fallbackrouting.servers.host;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.annotation.Priority;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicInteger;

/** LLM endpoints whose provider is always down, so that only their guards keep a request from being sent elsewhere. */
@Path("vault")
@FallbackGroup
@Consumes("application/json")
public class VaultResource {

    private static final AtomicInteger RUNS = new AtomicInteger();

    /** How often any of them ran. */
    @GET
    @Path("runs")
    public String runs() {
        return Integer.toString(RUNS.get());
    }

    /** On the request's own thread. */
    @POST
    @Path("sync/chat/completions")
    public Response sync(String body) {
        RUNS.incrementAndGet();
        return Response.status(503).build();
    }

    /** On another thread. */
    @POST
    @Path("async/chat/completions")
    public void async(@Suspended AsyncResponse async, String body) {
        RUNS.incrementAndGet();
        Thread worker = new Thread(() -> async.resume(Response.status(503).build()));
        worker.setDaemon(true);
        worker.start();
    }

    /** For one role only. */
    @RolesAllowed("insider")
    @POST
    @Path("roles/chat/completions")
    public Response roles(String body) {
        return sync(body);
    }

    /** For one role only, on another thread. */
    @RolesAllowed("insider")
    @POST
    @Path("async-roles/chat/completions")
    public void asyncRoles(@Suspended AsyncResponse async, String body) {
        async(async, body);
    }

    /** For nobody, as the descriptor says. */
    @POST
    @Path("constraint/chat/completions")
    public Response constraint(@HeaderParam("x-unused") String unused, String body) {
        return sync(body);
    }

    /** Takes a header field's word for the caller's role. */
    @Priority(Priorities.AUTHENTICATION)
    public static class Roles implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            String role = request.getHeaderString("x-role");
            request.setSecurityContext(new SecurityContext() {
                @Override
                public Principal getUserPrincipal() {
                    return () -> "somebody";
                }

                @Override
                public boolean isUserInRole(String asked) {
                    return asked.equals(role);
                }

                @Override
                public boolean isSecure() {
                    return false;
                }

                @Override
                public String getAuthenticationScheme() {
                    return "test";
                }
            });
        }
    }
}
