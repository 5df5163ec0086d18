package io.github.fallbackrouting.jersey;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, piece by piece for a reader that need not wait.
 *
 * <p>One piece is asked of the wire at a time, and the next when the reader has taken the last, so that at most two are in
 * memory: what the reader does not take stays on the wire. The clock runs while the reader waits for a piece; a body that
 * nobody reads is not timed.
 *
 * <p>Completing a future runs whoever hangs on it: that is done without a lock, by the worker on which the wire speaks to us. To
 * hand it to another one took 0.1 ms on two cores that had nothing else to do, for each piece of a stream.
 *
 * <p>Read by one party at a time; {@link #close()} and {@link #abort} from any thread, also while a piece is awaited: it has
 * then failed when they return, and the connection is closed.
 */
final class ResponseBody implements HttpResponse.BodySubscriber<ResponseBody> {

    private static final Future<?> NONE = CompletableFuture.completedFuture(null);

    /** What a reader gets of a body that has been closed; it costs no stack trace, since each body is closed. */
    private static final class ClosedException extends IOException {

        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("the answer's body is closed");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** No more bytes: the end, or the reason why there is none. */
    private record End(@Nullable IOException failure) {}

    private final String from;
    private final Duration idle;
    private final TransportThreads threads;
    private final Runnable whenOver;

    private final Queue<ByteBuffer> arrived = new ArrayDeque<>();
    private @Nullable CompletableFuture<Optional<ByteBuffer>> awaited;
    private Future<?> idleLimit = NONE;
    private Flow.@Nullable Subscription wire;
    private @Nullable End end;
    private boolean aborted;

    /**
     * @param from whose answer it is, for messages
     * @param idle the longest wait for a piece
     * @param whenOver runs when no more bytes will come, whatever the reason; more than once perhaps
     */
    ResponseBody(String from, Duration idle, TransportThreads threads, Runnable whenOver) {
        this.from = from;
        this.idle = idle;
        this.threads = threads;
        this.whenOver = whenOver;
    }

    /** This body, at once: the head of an answer must not wait for its body. */
    @Override
    public CompletionStage<ResponseBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        if (takes(subscription)) {
            subscription.request(1);
        } else {
            subscription.cancel();
        }
    }

    private synchronized boolean takes(Flow.Subscription subscription) {
        if (wire != null || end != null) {
            return false;
        }
        wire = subscription;
        return true;
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        boolean isAwaited;
        Flow.Subscription again;
        synchronized (this) {
            if (end != null) {
                return;
            }
            item.stream().filter(ByteBuffer::hasRemaining).forEach(arrived::add);
            isAwaited = awaited != null && !arrived.isEmpty();
            again = arrived.isEmpty() ? wire : null;
        }
        if (again != null) {
            again.request(1);
        }
        if (isAwaited) {
            serve();
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(new End(Call.asIOException(failure)));
    }

    @Override
    public void onComplete() {
        end(new End(null));
    }

    private void end(End last) {
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = last;
            wire = null;
        }
        whenOver.run();
        serve();
    }

    /** As {@link io.github.fallbackrouting.routing.Upstream.Response#next} says. */
    CompletableFuture<Optional<ByteBuffer>> next() {
        CompletableFuture<Optional<ByteBuffer>> piece = new CompletableFuture<>();
        synchronized (this) {
            if (awaited != null) {
                throw new IllegalStateException("a piece of the body of " + from
                        + " was asked for while the last one was still awaited; wait until that has completed");
            }
            awaited = piece;
            if (arrived.isEmpty() && end == null) {
                idleLimit = threads.timer()
                        .schedule(
                                () -> threads.workers().execute(() -> idleIsOver(piece)),
                                idle.toNanos(),
                                TimeUnit.NANOSECONDS);
            }
        }
        serve();
        return piece;
    }

    /** Gives the reader what is there, if it waits and there is anything. */
    private void serve() {
        CompletableFuture<Optional<ByteBuffer>> reader;
        ByteBuffer piece;
        End last;
        Flow.Subscription again;
        synchronized (this) {
            reader = awaited;
            last = end;
            if (reader == null || (arrived.isEmpty() && last == null)) {
                return;
            }
            stopWaiting();
            piece = arrived.poll();
            again = arrived.isEmpty() ? wire : null;
        }
        if (again != null) {
            again.request(1);
        }
        complete(reader, piece, last);
    }

    private void complete(
            CompletableFuture<Optional<ByteBuffer>> reader, @Nullable ByteBuffer piece, @Nullable End last) {
        if (piece != null) {
            if (!reader.complete(Optional.of(piece))) {
                abort(new IOException(
                        "a piece of the answer of " + from + " came when its reader had given up waiting"));
            }
        } else if (last != null && last.failure() != null) {
            reader.completeExceptionally(last.failure());
        } else {
            reader.complete(Optional.empty());
        }
    }

    private void idleIsOver(CompletableFuture<Optional<ByteBuffer>> piece) {
        if (isStillAwaited(piece)) {
            abort(new HttpTimeoutException(
                    from + " was silent for " + Call.seconds(idle) + " in the middle of its answer"));
        }
    }

    private synchronized boolean isStillAwaited(CompletableFuture<Optional<ByteBuffer>> piece) {
        return awaited == piece && arrived.isEmpty() && end == null;
    }

    /** With the lock held. */
    private void stopWaiting() {
        awaited = null;
        idleLimit.cancel(false);
        idleLimit = NONE;
    }

    /** Ends the call. The connection goes back to the pool if all has arrived, and is closed otherwise. Idempotent. */
    void close() {
        abort(new ClosedException());
    }

    /**
     * Ends the call; from now on there are no more pieces. Without effect after a first time.
     *
     * @param reason what the reader gets
     */
    void abort(IOException reason) {
        CompletableFuture<Optional<ByteBuffer>> reader;
        Flow.Subscription cancelled;
        synchronized (this) {
            if (aborted) {
                return;
            }
            aborted = true;
            end = new End(reason);
            arrived.clear();
            cancelled = wire;
            wire = null;
            reader = awaited;
            stopWaiting();
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
        whenOver.run();
        if (reader != null) {
            reader.completeExceptionally(reason);
        }
    }
}
