package io.github.fallbackrouting.servers.host;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.concurrent.CompletionException;

/** Plays a script as events of Jakarta REST. */
record SinkStage(SseEventSink sink, Sse sse) implements Script.Stage {

    @Override
    public void say(String text) throws IOException {
        OutboundSseEvent.Builder event = sse.newEventBuilder();
        OutboundSseEvent built = text.startsWith(":")
                ? event.comment(text.substring(1)).build()
                : event.data(text).build();
        try {
            sink.send(built).toCompletableFuture().join();
        } catch (CompletionException | IllegalStateException e) {
            throw new IOException("nobody reads", e);
        }
    }

    @Override
    public void fail() throws IOException {
        throw new IOException("the provider's connection broke");
    }

    @Override
    public void cut() {}
}
