package io.github.fallbackrouting.routing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers as the test says, and writes down what it was asked. */
final class FakeUpstream implements Upstream {

    private final Map<String, Supplier<CompletableFuture<Response>>> answers = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();

    /** What a deployment answers, made when it is asked. */
    FakeUpstream answer(String id, Supplier<CompletableFuture<Response>> answer) {
        answers.put(id, answer);
        return this;
    }

    /** One answer after the other; the last is given for ever. */
    FakeUpstream answer(String id, Response... each) {
        Deque<Response> left = new ArrayDeque<>(List.of(each));
        return answer(id, () -> CompletableFuture.completedFuture(left.size() > 1 ? left.remove() : left.getFirst()));
    }

    FakeUpstream fail(String id, Throwable failure) {
        return answer(id, () -> CompletableFuture.failedFuture(failure));
    }

    List<Request> requests() {
        return requests;
    }

    /** The ids of the deployments that were asked, in order. */
    List<String> asked() {
        return requests.stream().map(request -> request.deployment().id()).toList();
    }

    @Override
    public CompletableFuture<Response> send(Request request) {
        requests.add(request);
        Supplier<CompletableFuture<Response>> answer =
                answers.get(request.deployment().id());
        if (answer == null) {
            throw new AssertionError("nobody expected that " + request.deployment() + " is asked");
        }
        return answer.get();
    }

    @Override
    public void close() {}

    /**
     * A response whose end is written down, with its body in pieces: those that it is made of, or those that a test gives to
     * an open one. Thread-safe.
     *
     * <p>Like the real one: a piece that is there completes at once; one that is not, on the thread that gives it.
     */
    static class FakeResponse implements Response {

        private final int status;
        private final Map<String, String> headers = new HashMap<>();
        private final Deque<CompletableFuture<Optional<ByteBuffer>>> pieces = new ArrayDeque<>();
        private @Nullable CompletableFuture<Optional<ByteBuffer>> awaited;
        private boolean closed;

        /** An open one; others say {@link #open}. */
        FakeResponse(int status) {
            this.status = status;
        }

        /** @param pieces the whole body; an empty piece is none */
        FakeResponse(int status, String... pieces) {
            this(status);
            List.of(pieces).forEach(this::give);
            end();
        }

        /** @param pieces the whole body; an empty piece is none */
        FakeResponse(int status, byte[]... pieces) {
            this(status);
            List.of(pieces).forEach(this::give);
            end();
        }

        FakeResponse(int status, Cut body) {
            this(status);
            body.pieces().forEach(this::give);
            fail(body.end());
        }

        /** One whose body comes as the test gives it. */
        static FakeResponse open(int status) {
            return new FakeResponse(status);
        }

        FakeResponse with(String name, String value) {
            headers.put(name.toLowerCase(Locale.ROOT), value);
            return this;
        }

        /** One more piece, unless it is empty. */
        FakeResponse give(String piece) {
            return give(piece.getBytes(StandardCharsets.UTF_8));
        }

        /** One more piece, unless it is empty. */
        FakeResponse give(byte[] piece) {
            if (piece.length > 0) {
                add(CompletableFuture.completedFuture(Optional.of(ByteBuffer.wrap(piece))));
            }
            return this;
        }

        /** The body is over, and whole. */
        FakeResponse end() {
            add(CompletableFuture.completedFuture(Optional.empty()));
            return this;
        }

        /** The body breaks off. */
        FakeResponse fail(IOException failure) {
            add(CompletableFuture.failedFuture(failure));
            return this;
        }

        private void add(CompletableFuture<Optional<ByteBuffer>> piece) {
            synchronized (this) {
                if (closed) {
                    return;
                }
                pieces.add(piece);
            }
            serve();
        }

        /** Whether somebody waits for a piece that is not there yet. */
        synchronized boolean isAwaited() {
            return awaited != null;
        }

        synchronized boolean isClosed() {
            return closed;
        }

        @Override
        public int status() {
            return status;
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        @Override
        public CompletableFuture<Optional<ByteBuffer>> next() {
            CompletableFuture<Optional<ByteBuffer>> asked = new CompletableFuture<>();
            synchronized (this) {
                if (awaited != null) {
                    throw new AssertionError("a piece is asked for while the last one is still awaited");
                }
                awaited = asked;
            }
            serve();
            return asked;
        }

        private void serve() {
            CompletableFuture<Optional<ByteBuffer>> asked;
            CompletableFuture<Optional<ByteBuffer>> piece;
            synchronized (this) {
                piece = pieces.peek();
                asked = awaited;
                if (asked == null || piece == null) {
                    return;
                }
                awaited = null;
                if (!isLast(piece)) {
                    pieces.remove();
                }
            }
            CompletableFuture<?> unused = piece.whenComplete((bytes, failure) -> {
                if (failure != null) {
                    asked.completeExceptionally(failure);
                } else {
                    asked.complete(bytes);
                }
            });
        }

        /** The end is given for ever. */
        private static boolean isLast(CompletableFuture<Optional<ByteBuffer>> piece) {
            return piece.isCompletedExceptionally() || piece.join().isEmpty();
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                pieces.clear();
                pieces.add(CompletableFuture.failedFuture(new IOException("the answer's body is closed")));
            }
            serve();
        }
    }

    /** A body that breaks off. */
    record Cut(List<byte[]> pieces, IOException end) {}

    /** The bytes of a text, each a piece of its own, and then an exception. */
    static Cut cut(String text, IOException end) {
        List<byte[]> pieces = new ArrayList<>();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            pieces.add(new byte[] {each});
        }
        return new Cut(pieces, end);
    }
}
