package io.github.fallbackrouting.servers.host;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Takes forms and uploads under an annotation of ours, as an endpoint for transcriptions does. */
@Path("forms")
@FallbackGroup("gpt-4o")
public class FormResource {

    /** Says what it got. */
    @POST
    @Consumes("application/x-www-form-urlencoded")
    public Response form(@HeaderParam("x-status") int status, @FormParam("a") String a, @FormParam("b") String b) {
        return Response.status(status)
                .type("application/json")
                .entity("{\"a\":\"" + a + "\",\"b\":\"" + b + "\"}")
                .build();
    }

    /** Says what it got. */
    @POST
    @Path("audio/transcriptions")
    @Consumes("multipart/form-data")
    public Response upload(@HeaderParam("x-status") int status, InputStream body) throws IOException {
        byte[] read = body.readAllBytes();
        return Response.status(status)
                .type("application/json")
                .entity("{\"length\":" + read.length + ",\"hash\":" + Arrays.hashCode(read) + "}")
                .build();
    }
}
