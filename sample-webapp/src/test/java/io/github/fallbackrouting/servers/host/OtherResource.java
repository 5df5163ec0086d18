package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Resources that are none of ours. */
@Path("other")
public class OtherResource {

    @GET
    public String get() {
        return "got";
    }

    @POST
    @Consumes("application/json")
    public Response post(String body) {
        return Response.status(body.contains("fail") ? 503 : 200)
                .type("application/json")
                .entity("{\"echo\":" + body + "}")
                .build();
    }

    /** Ends like an endpoint of ours, but is not annotated. */
    @POST
    @Path("chat/completions")
    @Consumes("application/json")
    public Response lookalike(String body) {
        return Response.status(503)
                .type("application/json")
                .entity("{\"error\":{\"message\":\"not ours\"}}")
                .header("Retry-After", "7")
                .build();
    }

    /** Not annotated; a filter is mapped for it. */
    @POST
    @Path("mapped")
    @Consumes("application/json")
    public Response mapped(String body) {
        return post(body);
    }
}
