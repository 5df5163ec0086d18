package io.github.fallbackrouting.sample;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** The models that the provider offers. */
@Path("models")
public final class ModelsResource {

    private final Provider provider;

    ModelsResource(Provider provider) {
        this.provider = provider;
    }

    /** The provider's list. */
    @GET
    public Response list() {
        return provider.get("models");
    }
}
