package io.github.fallbackrouting.servers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;

/** An answer that is read while it comes, on a stream of HTTP/2. */
final class Http2Answer {

    private static final int PATIENCE_SECONDS = 15;

    private final Object lock = new Object();
    private final List<String> head = new ArrayList<>();
    private final List<String> trailers = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean hasHead;
    private boolean isComplete;
    private boolean isReset;
    private int status;
    private final Stream stream;

    private Http2Answer(Session session, MetaData.Request request, byte[] sent) throws Exception {
        stream = session.newStream(new HeadersFrame(request, null, false), new Frames())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        stream.data(new DataFrame(stream.getId(), ByteBuffer.wrap(sent), true)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Posts JSON on a stream of its own. */
    static Http2Answer post(Session session, int port, String path, String body, List<String> headers)
            throws Exception {
        HttpFields.Mutable fields = HttpFields.build();
        fields.put("content-type", "application/json");
        for (String line : headers) {
            int colon = line.indexOf(':');
            fields.add(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        HttpURI uri = HttpURI.from("http://localhost:" + port + path);
        return new Http2Answer(
                session,
                new MetaData.Request("POST", uri, HttpVersion.HTTP_2, fields),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private final class Frames implements Stream.Listener {

        @Override
        public void onHeaders(Stream on, HeadersFrame frame) {
            synchronized (lock) {
                List<String> to = hasHead ? trailers : head;
                if (frame.getMetaData() instanceof MetaData.Response response) {
                    status = response.getStatus();
                }
                for (HttpField field : frame.getMetaData().getHttpFields()) {
                    to.add(field.getName() + ": " + field.getValue());
                }
                hasHead = true;
                isComplete = frame.isEndStream();
                lock.notifyAll();
            }
            if (!frame.isEndStream()) {
                on.demand();
            }
        }

        @Override
        public void onDataAvailable(Stream on) {
            Stream.Data data = on.readData();
            boolean isLast = false;
            while (data != null && !isLast) {
                byte[] bytes = new byte[data.frame().getByteBuffer().remaining()];
                data.frame().getByteBuffer().get(bytes);
                isLast = data.frame().isEndStream();
                data.release();
                synchronized (lock) {
                    body.writeBytes(bytes);
                    isComplete |= isLast;
                    lock.notifyAll();
                }
                data = isLast ? null : on.readData();
            }
            if (!isLast) {
                on.demand();
            }
        }

        @Override
        public void onReset(Stream on, ResetFrame frame, Callback callback) {
            synchronized (lock) {
                isReset = true;
                lock.notifyAll();
            }
            callback.succeeded();
        }

        @Override
        public void onFailure(Stream on, int error, String reason, Throwable failure, Callback callback) {
            onReset(on, new ResetFrame(on.getId(), error), callback);
        }
    }

    /** Waits until the answer has ended, one way or the other. */
    Http2Answer toEnd() throws InterruptedException {
        waitUntil(() -> isComplete || isReset);
        return this;
    }

    /** Waits until the body has this in it; fails if the answer ends before. */
    Http2Answer await(String part) throws InterruptedException {
        waitUntil(() -> isComplete || isReset || body().contains(part));
        if (!body().contains(part)) {
            throw new AssertionError("the answer ended without '" + part + "': " + body());
        }
        return this;
    }

    private void waitUntil(BooleanSupplier condition) throws InterruptedException {
        synchronized (lock) {
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!condition.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(patience - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("nothing for " + PATIENCE_SECONDS + " s after: " + head + " " + body());
                }
                lock.wait(left);
            }
        }
    }

    int status() {
        synchronized (lock) {
            return status;
        }
    }

    /** Of the head; a field that stands in the trailers only is not there. */
    Optional<String> header(String name) {
        synchronized (lock) {
            return value(head, name);
        }
    }

    /** Of the fields behind the body. */
    Optional<String> trailer(String name) {
        synchronized (lock) {
            return value(trailers, name);
        }
    }

    private static Optional<String> value(List<String> fields, String name) {
        return fields.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** What has come so far. */
    String body() {
        synchronized (lock) {
            return body.toString(StandardCharsets.UTF_8);
        }
    }

    /** Whether it has ended as an answer should. */
    boolean isComplete() {
        synchronized (lock) {
            return isComplete && !isReset;
        }
    }

    /** Leaves in the middle. */
    void reset() {
        stream.reset(new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
    }
}
