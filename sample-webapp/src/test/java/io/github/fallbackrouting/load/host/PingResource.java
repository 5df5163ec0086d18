package io.github.fallbackrouting.load.host;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What has nothing to do with models. */
@Path("ping")
public final class PingResource {

    /** Says the same to everybody. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String ping() {
        return "pong";
    }
}
