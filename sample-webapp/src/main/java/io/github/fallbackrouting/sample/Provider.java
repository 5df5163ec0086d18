package io.github.fallbackrouting.sample;

import jakarta.servlet.ServletContext;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.CommonProperties;
import org.jspecify.annotations.Nullable;

/**
 * The one provider that the host knows, called with a plain Jersey client. Thread-safe.
 *
 * <p>What the provider answers is passed on: status, content type, {@code Retry-After} and body. A provider that can't
 * be reached surfaces as the client's {@link jakarta.ws.rs.ProcessingException}.
 */
final class Provider implements AutoCloseable {

    private static final String OPENAI = "https://api.openai.com/v1";

    private final Client client;
    private final WebTarget base;
    private final String authorization;

    private Provider(String base, String key) {
        this.client = ClientBuilder.newBuilder()
                .connectTimeout(5, TimeUnit.SECONDS)
                .readTimeout(60, TimeUnit.SECONDS)
                .property(CommonProperties.PROVIDER_DEFAULT_DISABLE, "DATASOURCE")
                .build();
        this.base = client.target(base);
        this.authorization = "Bearer " + key;
    }

    /**
     * OpenAI, or what speaks its protocol at {@code OPENAI_API_BASE}; the key is {@code OPENAI_API_KEY}. Either stands in
     * the environment or is a context-param.
     *
     * @throws IllegalStateException if there is no key
     */
    static Provider of(ServletContext context) {
        String key = setting("OPENAI_API_KEY", context);
        if (key == null) {
            throw new IllegalStateException("No key for the provider: set OPENAI_API_KEY in the environment.");
        }
        return new Provider(Objects.requireNonNullElse(setting("OPENAI_API_BASE", context), OPENAI), key);
    }

    private static @Nullable String setting(String name, ServletContext context) {
        String value = System.getenv(name);
        return value != null && !value.isBlank() ? value : context.getInitParameter(name);
    }

    /** The provider's answer to this request; an event stream is passed on as it comes. */
    Response post(String path, byte[] body) {
        return passOn(request(path).post(Entity.json(body)));
    }

    /** The provider's answer to a {@code GET}. */
    Response get(String path) {
        return passOn(request(path).get());
    }

    private Invocation.Builder request(String path) {
        return base.path(path).request().header(HttpHeaders.AUTHORIZATION, authorization);
    }

    private static Response passOn(Response answer) {
        Response.ResponseBuilder builder = Response.status(answer.getStatus())
                .type(answer.getMediaType())
                .header(HttpHeaders.RETRY_AFTER, answer.getHeaderString(HttpHeaders.RETRY_AFTER));
        if (MediaType.SERVER_SENT_EVENTS_TYPE.isCompatible(answer.getMediaType())) {
            return builder.entity((StreamingOutput) out -> copy(answer, out)).build();
        }
        try (answer) {
            return builder.entity(answer.readEntity(byte[].class)).build();
        }
    }

    private static void copy(Response answer, OutputStream out) throws IOException {
        try (answer;
                InputStream in = answer.readEntity(InputStream.class)) {
            byte[] chunk = new byte[8192];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                out.write(chunk, 0, read);
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
