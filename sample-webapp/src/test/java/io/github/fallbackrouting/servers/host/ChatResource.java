package io.github.fallbackrouting.servers.host;

import io.github.fallbackrouting.FallbackGroup;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** An LLM endpoint that does what the request's {@code x-do} says. */
@Path("llm")
@FallbackGroup("gpt-4o")
@Consumes("application/json")
public class ChatResource {

    private static final String GOOD =
            "{\"id\":\"host\",\"model\":\"gpt-4o\",\"choices\":[{\"message\":{\"content\":\"from the host – é\"}}],\"error\":null}";

    /** How often the resource methods ran; asked for with GET. */
    private static final AtomicInteger RUNS = new AtomicInteger();

    @GET
    @Path("runs")
    public String runs() {
        return Integer.toString(RUNS.get());
    }

    @POST
    @Path("chat/completions")
    public Response chat(@HeaderParam("x-do") String action, @Context HttpServletResponse servlet, InputStream body)
            throws IOException {
        RUNS.incrementAndGet();
        if ("unread".equals(action)) {
            return answer(action, servlet);
        }
        byte[] read = body.readAllBytes();
        return "digest".equals(action)
                ? json("{\"length\":" + read.length + ",\"hash\":" + Arrays.hashCode(read) + "}")
                : answer(action, servlet);
    }

    /** The request's own model names the group here. */
    @FallbackGroup
    @POST
    @Path("any/chat/completions")
    public Response any(@HeaderParam("x-do") String action, @Context HttpServletResponse servlet, InputStream body)
            throws IOException {
        return chat(action, servlet, body);
    }

    /** Something of the host's may still refuse the request. */
    @FallbackGroup
    @Guarded
    @POST
    @Path("guarded/chat/completions")
    public Response guarded(@HeaderParam("x-do") String action, @Context HttpServletResponse servlet, InputStream body)
            throws IOException {
        return chat(action, servlet, body);
    }

    /** Refuses without a look at the body. */
    @FallbackGroup
    @POST
    @Path("refuse/chat/completions")
    public Response refuse() {
        return Response.status(413).build();
    }

    @POST
    @Path("async/chat/completions")
    public void async(@HeaderParam("x-do") String action, @Suspended AsyncResponse async, String body) {
        Thread worker = new Thread(() -> async.resume(Response.status("fail".equals(action) ? 503 : 200)
                .type("application/json")
                .entity(GOOD)
                .build()));
        worker.setDaemon(true);
        worker.start();
    }

    @FallbackGroup
    @POST
    @Path("any-async/chat/completions")
    public void anyAsync(@HeaderParam("x-do") String action, @Suspended AsyncResponse async, String body) {
        RUNS.incrementAndGet();
        async(action, async, body);
    }

    private static Response answer(String action, HttpServletResponse servlet) throws IOException {
        if (action.startsWith("status-")) {
            return Response.status(Integer.parseInt(action.substring("status-".length())))
                    .type("application/json")
                    .header("Retry-After", "7")
                    .header("x-ratelimit-remaining", "0")
                    .header("Set-Cookie", "provider=1")
                    .entity("{\"error\":{\"message\":\"failed as told: " + action + "\"}}")
                    .build();
        }
        if (action.startsWith("bare-")) {
            return Response.status(Integer.parseInt(action.substring("bare-".length())))
                    .build();
        }
        return switch (action) {
            case "ok", "unread-ok" -> json(GOOD);
            case "no-length" ->
                Response.ok((StreamingOutput) out -> {
                            out.write(GOOD.getBytes(StandardCharsets.UTF_8));
                            out.flush();
                            out.write(' ');
                        })
                        .type("application/json")
                        .build();
            case "large" -> json("{\"text\":\"" + "x".repeat(3 << 20) + "\"}");
            case "large-error" ->
                Response.status(500)
                        .type("application/json")
                        .entity("{\"error\":{\"message\":\"" + "x".repeat(100_000) + "\"}}")
                        .build();
            case "text" -> Response.ok("plain text").type("text/plain").build();
            case "created" -> Response.status(201).header("Location", "/there").build();
            case "no-content" -> Response.noContent().build();
            case "redirect" ->
                Response.temporaryRedirect(java.net.URI.create("/elsewhere")).build();
            case "cookie" ->
                Response.ok(GOOD)
                        .type("application/json")
                        .cookie(new jakarta.ws.rs.core.NewCookie.Builder("a")
                                .value("b")
                                .build())
                        .header("x-litellm-model-id", "set-by-host")
                        .build();
            case "sse" ->
                Response.ok((StreamingOutput) out -> {
                            out.write("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n"
                                    .getBytes(StandardCharsets.UTF_8));
                            out.flush();
                            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
                        })
                        .type("text/event-stream")
                        .build();
            case "html" ->
                Response.ok("<html>maintenance</html>").type("text/html").build();
            case "empty" -> Response.ok().type("application/json").build();
            case "error-in-200" -> json("{\"error\":{\"message\":\"overloaded\",\"code\":503}}");
            case "not-json" -> json("{\"choices\": [");
            case "cut" ->
                Response.ok("{\"choices\":[]}")
                        .type("application/json")
                        .header("Content-Length", "500")
                        .build();
            case "unread" ->
                Response.status(503).entity("busy").type("text/plain").build();
            case "send-error" -> {
                servlet.sendError(503, "sent by the host");
                yield Response.status(503).build();
            }
            case "throw" -> throw new IllegalStateException("a bug of the host's, or an answer that it can't read");
            case "throw-refused" -> throw new ProcessingException(new ConnectException("Connection refused"));
            case "throw-timeout" -> throw new ProcessingException(new SocketTimeoutException("Read timed out"));
            case "throw-io" -> throw new IOException("stream closed");
            case "throw-security" -> throw new SecurityException("not for you");
            case "throw-mapped" -> throw new UpstreamTrouble();
            case "throw-503" -> throw new ServiceUnavailableException(30L);
            default -> throw new IllegalArgumentException(action);
        };
    }

    private static Response json(String text) {
        return Response.ok(text).type("application/json").build();
    }
}
