package io.github.fallbackrouting.sample;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Chat completions, streamed or not. */
@Path("chat/completions")
public final class ChatResource {

    private final Provider provider;

    ChatResource(Provider provider) {
        this.provider = provider;
    }

    /**
     * The provider's answer; {@link FallbackGroup} is the only line that this host needs of us. The model that a request
     * asks for names the group.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @FallbackGroup
    public Response complete(byte[] request) {
        return provider.post("chat/completions", request);
    }
}
