package io.github.fallbackrouting.routing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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

    /** A response whose end is written down. */
    static final class FakeResponse implements Response {

        private final int status;
        private final Map<String, String> headers = new HashMap<>();
        private final InputStream body;
        private boolean closed;

        FakeResponse(int status, InputStream body) {
            this.status = status;
            this.body = body;
        }

        FakeResponse(int status, String body) {
            this(status, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        }

        FakeResponse with(String name, String value) {
            headers.put(name.toLowerCase(Locale.ROOT), value);
            return this;
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
        public InputStream body() {
            return body;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** The bytes of a text, and then an exception. */
    static InputStream cut(String text, IOException end) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == bytes.length) {
                    throw end;
                }
                return bytes[at++] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                buffer[offset] = (byte) read();
                return 1;
            }
        };
    }
}
