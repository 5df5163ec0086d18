package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** An exception that the host maps to an answer of its own. */
public class UpstreamTrouble extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Maps it. */
    public static class Mapper implements ExceptionMapper<UpstreamTrouble> {
        @Override
        public Response toResponse(UpstreamTrouble trouble) {
            return Response.status(502)
                    .type("application/json")
                    .entity("{\"error\":{\"message\":\"mapped by the host\"}}")
                    .build();
        }
    }
}
