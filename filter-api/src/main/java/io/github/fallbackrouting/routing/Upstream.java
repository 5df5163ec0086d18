package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sends one request to one deployment, once: it neither retries nor follows redirects nor judges the answer. Thread-safe.
 */
public interface Upstream extends AutoCloseable {

    /**
     * Starts a call and returns at once.
     *
     * @return completes on a thread of the upstream's when the head of the response is there, whatever its status; or
     *     exceptionally with the {@link IOException} that ended the call, a {@link java.net.http.HttpTimeoutException} if
     *     it was a time limit. Cancelling it aborts the call and frees its connection.
     */
    CompletableFuture<Response> send(Request request);

    /** Aborts what is under way and ends every thread and connection. Further calls fail. Idempotent. */
    @Override
    void close();

    /**
     * What to send, and how long to wait.
     *
     * @param deployment where to; its credentials are the only ones sent, and only to whom its endpoint lets us believe, at an
     *     address that its endpoint's reach allows
     * @param operation what to ask of it
     * @param body already in the deployment's own terms
     * @param contentType of the body, as the caller sent it
     * @param accept the media types that the caller takes, in the form of an Accept header
     * @param limits the time limits of this call
     */
    record Request(
            Deployment deployment, Operation operation, Body body, String contentType, String accept, Limits limits) {}

    /** A request body, which can be read as often as need be until the request it came with is over. */
    interface Body {

        /** In bytes. */
        long length();

        /** The bytes from the first on; the caller closes it. */
        InputStream open() throws IOException;
    }

    /**
     * Time limits, all positive.
     *
     * @param connect for the connection, TLS included
     * @param head from the start of the call until the response's head is there
     * @param idle while a piece of the body is waited for
     * @param total from the start of the call until the end of the body
     */
    record Limits(Duration connect, Duration head, Duration idle, Duration total) {}

    /** The head of a response, with the body still on its way. Used by one thread at a time. */
    interface Response extends AutoCloseable {

        int status();

        /** The field's first value; names are case-insensitive. */
        Optional<String> header(String name);

        /**
         * The next bytes of the body as they arrive; asked for by one party at a time, and not again before the last one has
         * completed. What is not asked for stays on the wire.
         *
         * <p>Who reads on when a piece has completed must loop where the next is there already: each step within the one
         * before takes stack.
         *
         * @return completes with the bytes (at least one), or empty at the end of the body, on a thread of the upstream's
         *     which must not be made to wait, or at once if they are there already; exceptionally with an
         *     {@link IOException} if the body is cut or the response closed, and with a
         *     {@link java.net.http.HttpTimeoutException} if {@link Limits#idle} passed while waiting for this piece or
         *     {@link Limits#total} is over
         */
        CompletableFuture<Optional<ByteBuffer>> next();

        /**
         * Ends the call: frees the connection if the body was read to its end, and aborts it otherwise. From any thread; who
         * waits for the next piece has failed when this returns, and what hangs on that piece runs on the closing thread.
         * Idempotent.
         */
        @Override
        void close();
    }
}
