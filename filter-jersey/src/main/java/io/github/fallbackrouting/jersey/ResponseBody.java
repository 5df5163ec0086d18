package io.github.fallbackrouting.jersey;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream that waits no longer than its limits.
 *
 * <p>One piece is asked for at a time, so that at most two are in memory: what the reader does not take stays on the wire.
 * Nothing watches the clock but the reader itself; a body that nobody reads is not timed.
 *
 * <p>Read by one thread at a time; {@link #close()} and {@link #abort} from any thread, also while a read waits: it then
 * throws at once, and the connection is closed.
 */
final class ResponseBody extends InputStream implements HttpResponse.BodySubscriber<InputStream> {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What the wire says. */
    private sealed interface Signal {

        /** Some bytes, in order. */
        record Bytes(List<ByteBuffer> buffers) implements Signal {}

        /** No more bytes: the end, or the reason why there is none. */
        record End(@Nullable IOException failure) implements Signal {}
    }

    /** In place of a subscription: there is nothing left to cancel. */
    private static final Flow.Subscription DONE = new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    private final String from;
    private final Duration idle;
    private final Duration total;
    private final long deadline;
    private final Runnable whenOver;

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final AtomicReference<Signal.@Nullable End> aborted = new AtomicReference<>();

    private List<ByteBuffer> buffers = List.of();
    private int next;
    private ByteBuffer current = NOTHING;
    private Signal.@Nullable End end;

    /**
     * @param from whose answer it is, for messages
     * @param idle the longest wait for a piece
     * @param total the time from the start of the call until the end of the body
     * @param deadline when {@code total} is over, as {@link System#nanoTime()} counts
     * @param whenOver runs when no more bytes will come, whatever the reason; more than once perhaps
     */
    ResponseBody(String from, Duration idle, Duration total, long deadline, Runnable whenOver) {
        this.from = from;
        this.idle = idle;
        this.total = total;
        this.deadline = deadline;
        this.whenOver = whenOver;
    }

    /** This stream, at once: the head of an answer must not wait for its body. */
    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription wire) {
        if (subscription.compareAndSet(null, wire)) {
            wire.request(1);
        } else {
            wire.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        signals.add(new Signal.Bytes(item));
    }

    @Override
    public void onError(Throwable failure) {
        end(new Signal.End(Call.asIOException(failure)));
    }

    @Override
    public void onComplete() {
        end(new Signal.End(null));
    }

    private void end(Signal.End last) {
        subscription.set(DONE);
        signals.add(last);
        whenOver.run();
    }

    @Override
    public int read() throws IOException {
        ByteBuffer buffer = await();
        return buffer == null ? -1 : buffer.get() & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = await();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, count);
        return count;
    }

    /** Always zero: whoever asks must not conclude that the body is over, or that a read won't wait. */
    @Override
    public int available() {
        return 0;
    }

    /** Ends the call. The connection goes back to the pool if all has arrived, and is closed otherwise. Idempotent. */
    @Override
    public void close() {
        abort(null);
    }

    /**
     * Ends the call; reading throws from now on.
     *
     * @param reason what reading throws; null if the stream was merely closed
     */
    void abort(@Nullable IOException reason) {
        Signal.End last = new Signal.End(reason);
        if (aborted.compareAndSet(null, last)) {
            Flow.Subscription wire = subscription.getAndSet(DONE);
            if (wire != null) {
                wire.cancel();
            }
            signals.clear();
            signals.add(last);
            whenOver.run();
        }
    }

    /** A buffer with at least one byte left; null at the end of the body. */
    private @Nullable ByteBuffer await() throws IOException {
        while (true) {
            throwIfAborted();
            if (current.hasRemaining()) {
                return current;
            }
            if (next < buffers.size()) {
                current = buffers.get(next++);
            } else if (end != null) {
                if (end.failure() != null) {
                    throw end.failure();
                }
                return null;
            } else {
                take();
            }
        }
    }

    private void throwIfAborted() throws IOException {
        Signal.End reason = aborted.get();
        if (reason != null) {
            throw reason.failure() != null ? reason.failure() : new IOException("the answer's body is closed");
        }
    }

    private void take() throws IOException {
        long left = deadline - System.nanoTime();
        Signal signal = left > 0 ? poll(Math.min(left, idle.toNanos())) : null;
        if (signal == null) {
            HttpTimeoutException late = new HttpTimeoutException(
                    left <= idle.toNanos()
                            ? from + " took longer than " + Call.seconds(total) + " for its whole answer"
                            : from + " was silent for " + Call.seconds(idle) + " in the middle of its answer");
            abort(late);
            throw late;
        }
        if (signal instanceof Signal.Bytes bytes) {
            buffers = bytes.buffers();
            next = 0;
            Flow.Subscription wire = subscription.get();
            if (wire != null) {
                wire.request(1);
            }
        } else if (signal instanceof Signal.End last && aborted.get() == null) {
            end = last;
        }
    }

    private @Nullable Signal poll(long nanos) throws IOException {
        try {
            return signals.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while waiting for the answer of " + from);
            abort(interrupted);
            throw interrupted;
        }
    }
}
