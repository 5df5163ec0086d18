package io.github.fallbackrouting.servers.host;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** LLM endpoints for those whom the container lets in; whose provider is down. */
@Path("members")
@FallbackGroup("gpt-4o")
@Consumes("application/json")
public class MembersResource {

    /** For everybody who has a name, as the descriptor says. */
    @POST
    @Path("chat/completions")
    public Response members(@Context SecurityContext caller, String body) {
        return Response.status(503)
                .header("x-caller", caller.getUserPrincipal().getName())
                .build();
    }

    /** For insiders only, as the descriptor says. */
    @POST
    @Path("constraint/chat/completions")
    public Response constraint(@Context SecurityContext caller, String body) {
        return members(caller, body);
    }

    /** For insiders only, as the annotation says. */
    @RolesAllowed("insider")
    @POST
    @Path("roles/chat/completions")
    public Response roles(@Context SecurityContext caller, String body) {
        return members(caller, body);
    }
}
