package io.github.fallbackrouting.cases.host;

import io.github.fallbackrouting.FallbackGroup;
import io.github.fallbackrouting.cases.Json;
import io.github.fallbackrouting.cases.host.HostModels.Deployed;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An LLM endpoint that asks its own provider and passes on what that says. */
@Path("/v1/{path: .+}")
@FallbackGroup
public class LlmResource {

    /** The attribute of the web application that holds its {@link HostModels}. */
    public static final String MODELS = "models";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Members of a body by which callers talk to LiteLLM itself. */
    private static final Set<String> NOT_FOR_PROVIDERS = Set.of(
            "fallbacks",
            "context_window_fallbacks",
            "content_policy_fallbacks",
            "disable_fallbacks",
            "include_fallback_errors",
            "num_retries",
            "timeout",
            "stream_timeout",
            "metadata",
            "litellm_metadata",
            "tags",
            "mock_testing_fallbacks",
            "mock_testing_context_fallbacks",
            "mock_testing_content_policy_fallbacks",
            "mock_testing_rate_limit_error");

    /** RFC 9110, section 7.6.1, and what the server sets itself. */
    private static final Set<String> OWN =
            Set.of("connection", "keep-alive", "transfer-encoding", "content-length", "date", ":status");

    @Context
    private ServletContext application;

    /** For the container. */
    @SuppressWarnings("NullAway.Init")
    public LlmResource() {}

    @POST
    public Response post(@PathParam("path") String path, String text) throws IOException, InterruptedException {
        Json body = Json.parse(text);
        String model = body.member("model").map(Json::text).orElse("");
        boolean stream = body.member("stream").filter(Json::isTrue).isPresent();
        Optional<Deployed> provider = ((HostModels) application.getAttribute(MODELS)).provider(model, stream);
        if (provider.isEmpty()) {
            return error(400, "invalid_request_error", "Invalid model name passed in model=" + model);
        }
        try {
            return passOn(CLIENT.send(request(provider.get(), path, body), head -> new ReceivedBody()));
        } catch (HttpTimeoutException e) {
            return error(408, "timeout", "The provider did not answer in time.");
        }
    }

    private static HttpRequest request(Deployed provider, String path, Json body) {
        Map<String, Json> members = new LinkedHashMap<>(body.members());
        members.keySet().removeAll(NOT_FOR_PROVIDERS);
        members.put("model", Json.of(provider.model()));
        String key = provider.isAnthropic() ? "x-api-key" : "Authorization";
        return HttpRequest.newBuilder(URI.create(provider.base() + "/" + path))
                .timeout(provider.timeout())
                .header("Content-Type", "application/json")
                .header(key, provider.isAnthropic() ? provider.key() : "Bearer " + provider.key())
                .POST(HttpRequest.BodyPublishers.ofString(Json.of(members).toString()))
                .build();
    }

    private static Response passOn(HttpResponse<InputStream> answer) throws IOException {
        Response.ResponseBuilder response = Response.status(answer.statusCode());
        answer.headers().map().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> response.header(name, value));
            }
        });
        boolean stream = answer.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
        if (stream) {
            return response.entity((StreamingOutput) out -> copy(answer, out)).build();
        }
        try (InputStream in = answer.body()) {
            return response.entity(in.readAllBytes()).build();
        }
    }

    private static void copy(HttpResponse<InputStream> answer, OutputStream out) throws IOException {
        try (InputStream in = answer.body()) {
            // The client learns at once that there is an answer.
            out.flush();
            byte[] piece = new byte[8192];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                out.write(piece, 0, read);
                out.flush();
            }
        }
    }

    private static Response error(int status, String type, String message) {
        Json error = Json.of(Map.of("error", Map.of("message", message, "type", type)));
        return Response.status(status)
                .type("application/json")
                .entity(error.toString())
                .build();
    }
}
