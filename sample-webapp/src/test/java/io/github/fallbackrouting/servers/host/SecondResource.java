package io.github.fallbackrouting.servers.host;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** An LLM endpoint of another group. */
@Path("second")
@FallbackGroup("gpt-4.1")
public class SecondResource {

    /** Answers with this status. */
    @POST
    @Path("chat/completions")
    @Consumes("application/json")
    public Response chat(@HeaderParam("x-status") int status, String body) {
        return Response.status(status)
                .type("application/json")
                .entity("{\"choices\":[{\"from\":\"second\"}]}")
                .build();
    }
}
