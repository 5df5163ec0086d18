package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** LLM endpoints of every kind that Jakarta REST knows; each plays the script that the request brings along. */
@Consumes("application/json")
public abstract class Behaviours {

    /** For subclasses: what differs is where they are mapped. */
    protected Behaviours() {}

    /** Writes on the request's own thread. */
    @POST
    @Path("output/chat/completions")
    public Response output(
            @HeaderParam("x-script") String script, @HeaderParam("x-case") String caseName, String body) {
        return playing(Script.ofField(script), caseName);
    }

    /** The same in Anthropic's words. */
    @POST
    @Path("output/messages")
    public Response messages(
            @HeaderParam("x-script") String script, @HeaderParam("x-case") String caseName, String body) {
        return output(script, caseName, body);
    }

    /** The same in the words of OpenAI's Responses. */
    @POST
    @Path("output/responses")
    public Response responses(
            @HeaderParam("x-script") String script, @HeaderParam("x-case") String caseName, String body) {
        return output(script, caseName, body);
    }

    /** The same in the words of OpenAI's legacy completions. */
    @POST
    @Path("output/completions")
    public Response completions(
            @HeaderParam("x-script") String script, @HeaderParam("x-case") String caseName, String body) {
        return output(script, caseName, body);
    }

    /** Blocks the request's own thread until the gate of the case's name is opened, and answers then. */
    @POST
    @Path("blocked/chat/completions")
    public Response blocked(@HeaderParam("x-script") String script, @HeaderParam("x-case") String caseName, String body)
            throws IOException {
        pass(caseName);
        return playing(Script.ofField(script), caseName);
    }

    /** Answers by an {@code AsyncResponse}. */
    @POST
    @Path("async/chat/completions")
    public void async(
            @HeaderParam("x-do") String action,
            @HeaderParam("x-script") String field,
            @HeaderParam("x-case") String caseName,
            @Suspended AsyncResponse async,
            String body) {
        Script script = Script.ofField(field);
        switch (action) {
            case "later" -> elsewhere(caseName, () -> resume(async, caseName, whole(script)));
            case "at-once" -> resume(async, caseName, whole(script));
            case "playing" -> elsewhere(caseName, () -> resume(async, caseName, playing(script, caseName)));
            case "exception" -> elsewhere(caseName, () -> async.resume(new IllegalStateException("a bug")));
            case "exception-at-once" -> async.resume(new IllegalStateException("a bug"));
            case "timeout" -> async.setTimeout(200, TimeUnit.MILLISECONDS);
            case "cancel" -> async.cancel();
            case "never" ->
                elsewhere(caseName, () -> {
                    pass(caseName);
                    resume(async, caseName, whole(script));
                });
            default -> throw new IllegalArgumentException(action);
        }
    }

    /** Answers by a {@code CompletionStage}. */
    @POST
    @Path("stage/chat/completions")
    public CompletionStage<Response> stage(
            @HeaderParam("x-do") String action,
            @HeaderParam("x-script") String field,
            @HeaderParam("x-case") String caseName,
            String body) {
        Script script = Script.ofField(field);
        CompletableFuture<Response> stage = new CompletableFuture<>();
        switch (action) {
            case "later" -> elsewhere(caseName, () -> stage.complete(whole(script)));
            case "at-once" -> stage.complete(whole(script));
            case "exception" -> elsewhere(caseName, () -> stage.completeExceptionally(new IOException("no provider")));
            case "exception-at-once" -> stage.completeExceptionally(new IOException("no provider"));
            case "never" ->
                elsewhere(caseName, () -> {
                    pass(caseName);
                    stage.complete(whole(script));
                });
            default -> throw new IllegalArgumentException(action);
        }
        return stage;
    }

    /** Sends each piece of the script as an event's data; one that begins with a colon is a comment. */
    @POST
    @Path("sink/chat/completions")
    @Produces("text/event-stream")
    public void sink(
            @HeaderParam("x-script") String field,
            @HeaderParam("x-case") String caseName,
            @Context SseEventSink sink,
            @Context Sse sse,
            String body) {
        elsewhere(caseName, () -> {
            try (sink) {
                Script.ofField(field).play(new SinkStage(sink, sse));
            }
        });
    }

    /** An answer that plays the script while it is written. */
    static Response playing(Script script, String caseName) {
        return Response.status(script.status())
                .type(script.contentType())
                .entity((StreamingOutput) out -> {
                    try {
                        script.play(new OutputStage(out));
                        Diary.note(caseName, "finished");
                    } catch (IOException e) {
                        Diary.note(caseName, Thread.currentThread().isInterrupted() ? "interrupted" : "broken");
                        throw e;
                    }
                })
                .build();
    }

    private static Response whole(Script script) {
        return Response.status(script.status())
                .type(script.contentType())
                .entity(script.text())
                .build();
    }

    private static void resume(AsyncResponse async, String caseName, Response answer) {
        Diary.note(caseName, async.resume(answer) ? "resumed" : "not resumed");
    }

    private static void pass(String caseName) throws IOException {
        try {
            Gates.pass(caseName);
            Diary.note(caseName, "passed");
        } catch (IOException e) {
            Diary.note(caseName, Thread.currentThread().isInterrupted() ? "interrupted" : "broken");
            throw e;
        }
    }

    /** What a thread of the host's own does. */
    interface Task {
        void run() throws IOException;
    }

    static void elsewhere(String caseName, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        Diary.note(caseName, "broken");
                    }
                },
                "scripted-host");
        thread.setDaemon(true);
        thread.start();
    }
}
