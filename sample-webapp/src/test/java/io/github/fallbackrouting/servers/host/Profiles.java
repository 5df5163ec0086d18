package io.github.fallbackrouting.servers.host;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.ws.rs.Path;

/** Where the host's LLM endpoints are mapped; but for the first, filters of their own are mapped there. */
public final class Profiles {

    private Profiles() {}

    /** Annotated; the request's own model names the group. */
    @Path("llm")
    @FallbackGroup
    public static class Annotated extends Behaviours {}

    /** Behind a filter with short limits. */
    @Path("short")
    public static class Hurried extends Behaviours {}

    /** Behind a filter that says all that it can of who answered. */
    @Path("talking")
    public static class Talking extends Behaviours {}

    /** Behind a filter that continues no stream and drops no event. */
    @Path("strict")
    public static class Strict extends Behaviours {}

    /** Behind a filter with short limits that interrupts the host's thread. */
    @Path("interrupting")
    public static class Interrupting extends Behaviours {}
}
