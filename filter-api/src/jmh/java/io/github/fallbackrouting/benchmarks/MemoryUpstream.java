package io.github.fallbackrouting.benchmarks;

import io.github.fallbackrouting.routing.Upstream;
import io.github.fallbackrouting.routing.UpstreamFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Answers every request from memory, at once and with a good answer: a stream of {@link Payloads#CHUNKS} chunks to whoever takes
 * one, 1 KB of JSON to everybody else. One request at a time.
 */
public final class MemoryUpstream implements Upstream {

    private final byte[] scratch = new byte[8192];
    private final MemoryAnswer whole = new MemoryAnswer("application/json", Payloads.answer(1024));
    private final MemoryAnswer stream = new MemoryAnswer("text/event-stream", Payloads.events());

    /** Makes it. */
    public static final class Factory implements UpstreamFactory {

        /** For {@link java.util.ServiceLoader}. */
        public Factory() {}

        @Override
        public Upstream create() {
            return new MemoryUpstream();
        }
    }

    @Override
    public CompletableFuture<Response> send(Request request) {
        boolean isForStream = false;
        try (InputStream body = request.body().open()) {
            for (int n = body.read(scratch); n >= 0; n = body.read(scratch)) {
                isForStream |= request.limits().total().toHours() > 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        MemoryAnswer answer = isForStream ? stream : whole;
        answer.next = 0;
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public void close() {
        // There is nothing to end.
    }

    private static final class MemoryAnswer implements Response {
        private final Optional<String> type;
        private final List<ByteBuffer> pieces = new ArrayList<>();
        private final List<CompletableFuture<Optional<ByteBuffer>>> nexts = new ArrayList<>();
        private int next;

        MemoryAnswer(String type, byte[]... body) {
            this.type = Optional.of(type);
            for (byte[] piece : body) {
                ByteBuffer buffer = ByteBuffer.wrap(piece);
                pieces.add(buffer);
                nexts.add(CompletableFuture.completedFuture(Optional.of(buffer)));
            }
            nexts.add(CompletableFuture.completedFuture(Optional.empty()));
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public Optional<String> header(String name) {
            return name.equalsIgnoreCase("Content-Type") ? type : Optional.empty();
        }

        @Override
        public CompletableFuture<Optional<ByteBuffer>> next() {
            if (next < pieces.size()) {
                pieces.get(next).rewind();
            }
            return nexts.get(next++);
        }

        @Override
        public void close() {
            // There is nothing to free.
        }
    }
}
