package io.github.fallbackrouting.sample;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Embeddings. */
@Path("embeddings")
public final class EmbeddingsResource {

    private final Provider provider;

    EmbeddingsResource(Provider provider) {
        this.provider = provider;
    }

    /** The provider's answer; the model that a request asks for names the group. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @FallbackGroup
    public Response embed(byte[] request) {
        return provider.post("embeddings", request);
    }
}
