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

    /** A response whose end is written down; it comes piece by piece. */
    static final class FakeResponse implements Response {

        private final int status;
        private final Map<String, String> headers = new HashMap<>();
        private final Deque<CompletableFuture<Optional<ByteBuffer>>> pieces = new ArrayDeque<>();
        private CompletableFuture<Optional<ByteBuffer>> asked = CompletableFuture.completedFuture(Optional.empty());
        private boolean closed;

        private FakeResponse(int status) {
            this.status = status;
        }

        /** One that the test feeds. */
        static FakeResponse open(int status) {
            return new FakeResponse(status);
        }

        /** One that comes at once. */
        FakeResponse(int status, String body) {
            this(status);
            give(body);
            end();
        }

        /** One that is cut after a while. */
        FakeResponse(int status, String body, IOException end) {
            this(status);
            for (int i = 0; i < body.length(); i++) {
                give(body.substring(i, i + 1));
            }
            fail(end);
        }

        FakeResponse with(String name, String value) {
            headers.put(name.toLowerCase(Locale.ROOT), value);
            return this;
        }

        /** The next piece comes. */
        FakeResponse give(String text) {
            if (!text.isEmpty()) {
                arrive(CompletableFuture.completedFuture(
                        Optional.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))));
            }
            return this;
        }

        /** It comes to its end. */
        FakeResponse end() {
            arrive(CompletableFuture.completedFuture(Optional.empty()));
            return this;
        }

        /** It breaks off. */
        void fail(IOException failure) {
            arrive(CompletableFuture.failedFuture(failure));
        }

        private void arrive(CompletableFuture<Optional<ByteBuffer>> piece) {
            if (asked.isDone()) {
                pieces.add(piece);
                return;
            }
            CompletableFuture<Optional<ByteBuffer>> unused = piece.whenComplete((bytes, failure) -> {
                if (failure == null) {
                    asked.complete(bytes);
                } else {
                    asked.completeExceptionally(failure);
                }
            });
        }

        boolean isClosed() {
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
            if (!asked.isDone()) {
                throw new AssertionError("the last piece has not come yet");
            }
            asked = pieces.isEmpty() ? new CompletableFuture<>() : pieces.remove();
            return asked;
        }

        @Override
        public void close() {
            closed = true;
            if (!asked.isDone()) {
                asked.completeExceptionally(new IOException("closed"));
            }
        }
    }
}
