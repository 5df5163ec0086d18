package io.github.fallbackrouting.jersey;

import io.github.fallbackrouting.routing.Upstream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Streams an {@link Upstream.Body} to the wire, once. Thread-safe.
 *
 * <p>{@link HttpRequest.BodyPublishers#ofInputStream} won't do: on Java 17 it takes an error while reading for the end of
 * the body, and never closes the stream of a request that is cancelled.
 *
 * <p>A second subscription is refused: it would be the request sent again, which
 * {@code -Djdk.httpclient.enableAllMethodRetry} makes the JDK do behind our back.
 */
final class RequestBody implements HttpRequest.BodyPublisher {

    /** Hears how the sending goes. */
    interface Listener {

        /** The connection stands, TLS included, and the head of the request is on its way. Not told of an empty body. */
        void connected();

        /** The body could not be read. */
        void unreadable(IOException failure);
    }

    /** As large as a buffer of {@link java.net.http.HttpClient}. */
    private static final int BUFFER = 16 << 10;

    private static final InputStream CLOSED = InputStream.nullInputStream();

    private final Upstream.Body body;
    private final long length;
    private final Listener listener;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicReference<@Nullable InputStream> stream = new AtomicReference<>();

    RequestBody(Upstream.Body body, Listener listener) {
        this.body = body;
        this.length = body.length();
        this.listener = listener;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        Sending sending = new Sending(subscriber);
        subscriber.onSubscribe(sending);
        if (subscribed.compareAndSet(false, true)) {
            listener.connected();
        } else {
            sending.end(new IOException("the request was about to be sent a second time"));
        }
    }

    /** Closes the stream, if it is open; no further byte is read. Idempotent. */
    void close() {
        InputStream open = stream.getAndSet(CLOSED);
        if (open != null && open != CLOSED) {
            closeQuietly(open);
        }
    }

    private InputStream open() throws IOException {
        InputStream open = stream.get();
        if (open != null) {
            return open;
        }
        InputStream opened = body.open();
        if (stream.compareAndSet(null, opened)) {
            return opened;
        }
        closeQuietly(opened);
        return CLOSED;
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // Every byte that we want has been read.
        }
    }

    private final class Sending implements Flow.Subscription {

        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicBoolean over = new AtomicBoolean();
        private long remaining = length;

        Sending(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                end(new IOException("asked for " + n + " buffers"));
                return;
            }
            // Whoever raises the demand from zero reads; everybody else only adds to it. Once all is over it stays
            // raised.
            if (!over.get() && demand.getAndAccumulate(n, Sending::add) == 0) {
                do {
                    sendBuffer();
                } while (!over.get() && demand.decrementAndGet() > 0);
            }
        }

        private static long add(long demand, long more) {
            return demand > Long.MAX_VALUE - more ? Long.MAX_VALUE : demand + more;
        }

        private void sendBuffer() {
            try {
                byte[] buffer = new byte[(int) Math.min(BUFFER, remaining)];
                InputStream open = open();
                int read = open.readNBytes(buffer, 0, buffer.length);
                if (stream.get() == CLOSED) {
                    over.set(true);
                    return;
                }
                if (read < buffer.length) {
                    throw new EOFException("the kept request body has " + (length - remaining + read)
                            + " bytes, but its length was said to be " + length);
                }
                remaining -= read;
                subscriber.onNext(ByteBuffer.wrap(buffer));
                if (remaining == 0 && over.compareAndSet(false, true)) {
                    close();
                    subscriber.onComplete();
                }
            } catch (IOException e) {
                fail(e);
            } catch (RuntimeException e) {
                fail(new IOException("the kept request body could not be read: " + e.getMessage(), e));
            }
        }

        private void fail(IOException failure) {
            if (stream.get() == CLOSED) {
                over.set(true);
            } else {
                listener.unreadable(failure);
                end(failure);
            }
        }

        void end(IOException failure) {
            if (over.compareAndSet(false, true)) {
                close();
                subscriber.onError(failure);
            }
        }

        @Override
        public void cancel() {
            over.set(true);
            close();
        }
    }
}
