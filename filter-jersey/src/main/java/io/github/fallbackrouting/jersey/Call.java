package io.github.fallbackrouting.jersey;

import io.github.fallbackrouting.routing.Upstream;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * One call under way, ended by whatever comes first: the end of its answer, a failure, a time limit or a caller who wants
 * it no more. Thread-safe.
 *
 * <p>It keeps its own time limits. Those of {@link java.net.http.HttpClient} don't fit: its connect timeout is the client's
 * and not a call's, and a request's timeout ends with the head of the answer up to Java 25, but includes the body from
 * Java 26 on (JDK-8208693), which would cut every long stream.
 */
final class Call implements RequestBody.Listener {

    /** The property by which a call travels through Jersey to the connector. */
    static final String PROPERTY = "io.github.fallbackrouting.jersey.call";

    private static final Future<?> NONE = CompletableFuture.completedFuture(null);

    private final Upstream.Request request;
    private final TransportThreads threads;
    private final Consumer<Call> whenOver;

    private final CompletableFuture<Upstream.Response> answer = new CompletableFuture<>();
    private final RequestBody requestBody;
    private final ResponseBody responseBody;
    private final long deadline;
    private final AtomicReference<@Nullable Future<?>> exchange = new AtomicReference<>();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final AtomicBoolean head = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Future<?> connectLimit = NONE;
    private volatile Future<?> headLimit = NONE;
    private volatile Future<?> totalLimit = NONE;

    /** @param whenOver told once, when nothing of this call is left to abort */
    Call(Upstream.Request request, TransportThreads threads, Consumer<Call> whenOver) {
        this.request = request;
        this.threads = threads;
        this.whenOver = whenOver;
        Upstream.Limits limits = request.limits();
        requestBody = new RequestBody(request.body(), this);
        responseBody = new ResponseBody(name(), limits.idle(), threads, this::finished);
        deadline = System.nanoTime() + limits.total().toNanos();
    }

    /** Sets the clocks going. */
    void start() {
        Upstream.Limits limits = request.limits();
        // A request without a body gives no sign of being connected: there the limit of the head has to do.
        if (requestBody.contentLength() > 0) {
            connectLimit = failAfter(
                    limits.connect().toNanos(),
                    () -> new HttpConnectTimeoutException(
                            "no connection to " + name() + " within " + seconds(limits.connect())));
        }
        Duration limit = limits.head().compareTo(limits.total()) < 0 ? limits.head() : limits.total();
        headLimit = failAfter(
                limit.toNanos(),
                () -> new HttpTimeoutException(name() + " did not begin to answer within " + seconds(limit)));
        CompletableFuture<Upstream.Response> unused = answer.whenComplete((response, failed) -> {
            if (failed != null) {
                release(asIOException(failed));
            }
        });
    }

    /** By a worker: a failure runs whoever waits for it. */
    private Future<?> failAfter(long nanos, Supplier<IOException> late) {
        return threads.timer()
                .schedule(() -> threads.workers().execute(() -> fail(late.get())), nanos, TimeUnit.NANOSECONDS);
    }

    /** Whom we call, for messages. */
    private String name() {
        return "deployment " + request.deployment().id();
    }

    Upstream.Request request() {
        return request;
    }

    RequestBody requestBody() {
        return requestBody;
    }

    ResponseBody responseBody() {
        return responseBody;
    }

    /** What the caller waits for; cancelling it aborts the call. */
    CompletableFuture<Upstream.Response> answer() {
        return answer;
    }

    /** Takes the exchange into custody: cancelling it is how the connection of an aborted call is closed. */
    void exchanging(Future<?> running) {
        if (!exchange.compareAndSet(null, running)) {
            running.cancel(true);
        }
    }

    @Override
    public void connected() {
        connectLimit.cancel(false);
    }

    @Override
    public void unreadable(IOException cause) {
        fail(cause);
    }

    /** The head of the answer is there: from here on the body's limits hold. */
    void headArrived() {
        head.set(true);
        stopClocks();
        Duration total = request.limits().total();
        totalLimit = failAfter(
                deadline - System.nanoTime(),
                () -> new HttpTimeoutException(
                        name() + " took longer than " + seconds(total) + " for its whole answer"));
        if (over.get()) {
            stopClocks();
        }
    }

    private void stopClocks() {
        connectLimit.cancel(false);
        headLimit.cancel(false);
        totalLimit.cancel(false);
    }

    /**
     * Tells the reader of the body why there is no more of it, after all the bytes that came.
     *
     * @return false if there is no head yet, and so no body to fail
     */
    boolean failBody(Throwable cause) {
        if (!head.get()) {
            return false;
        }
        responseBody.onError(cause);
        return true;
    }

    /** Hands the answer to the caller, or closes it if there is none any more. */
    void succeed(Upstream.Response response) {
        if (!answer.complete(response)) {
            response.close();
        }
    }

    /** Ends the call; who waits for its head or its body gets this exception. Without effect after a first one. */
    void fail(IOException cause) {
        if (failure.compareAndSet(null, cause)) {
            release(cause);
            answer.completeExceptionally(cause);
        }
    }

    private void finished() {
        if (over.compareAndSet(false, true)) {
            stopClocks();
            requestBody.close();
            whenOver.accept(this);
        }
    }

    private void release(IOException reason) {
        if (over.compareAndSet(false, true)) {
            stopClocks();
            requestBody.close();
            // Before the exchange, whose end would be a reason of its own.
            responseBody.abort(reason);
            Future<?> running = exchange.getAndSet(NONE);
            if (running != null) {
                running.cancel(true);
            }
            whenOver.accept(this);
        }
    }

    /**
     * The exception that the wire threw, out of what others put around it. A failure of TLS may be a long way down: on some
     * of its paths {@link java.net.http.HttpClient} says "received no bytes" first.
     */
    static IOException asIOException(Throwable failure) {
        Throwable cause = failure;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SSLException tls) {
                return tls;
            }
        }
        while (isWrapper(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof IOException io) {
            return io;
        }
        return new IOException(
                cause instanceof CancellationException ? "the call was cancelled" : "the call failed: " + cause, cause);
    }

    /** The failure with the remedy in its message, where the operator has one: a certificate that was not accepted. */
    IOException explained(IOException cause) {
        if (!(cause instanceof SSLHandshakeException)) {
            return cause;
        }
        IOException explained = new SSLHandshakeException(
                "the TLS certificate of " + name() + " ("
                        + request.deployment().endpoint().base().getHost()
                        + ") is not accepted, or no protocol is common: "
                        + cause.getMessage()
                        + "; if an authority of your own has signed it, name that one's certificate, in a PEM file, in the"
                        + " deployment's litellm_params.ssl_verify; if it is expired or for another name, it has to be replaced");
        explained.initCause(cause);
        return explained;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException
                || failure instanceof ExecutionException
                || failure instanceof ProcessingException
                || failure instanceof UncheckedIOException;
    }

    /** A duration for people: {@code 2.5 s}. */
    static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
