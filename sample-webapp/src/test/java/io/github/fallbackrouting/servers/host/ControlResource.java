package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** How a test talks to the host besides. */
@Path("control")
public class ControlResource {

    /** Opens a gate of the host's. */
    @GET
    @Path("open/{gate}")
    public String open(@PathParam("gate") String gate) {
        Gates.open(gate);
        return gate;
    }

    /** Opens every gate of the host's for good. */
    @GET
    @Path("open-all")
    public String openAll() {
        Gates.openAll();
        return "all";
    }

    /** What became of the host's side of a case. */
    @GET
    @Path("diary/{case}")
    public String diary(@PathParam("case") String caseName) {
        return String.join(",", Diary.of(caseName));
    }
}
