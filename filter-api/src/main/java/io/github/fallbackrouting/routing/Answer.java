package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.routing.Upstream.Response;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * An alternate's answer, read far enough to be judged: to its end or to {@code hold.response}; a stream to its first
 * content; a failed one as far as its provider's code must stand. Used by one thread at a time.
 */
public final class Answer implements AutoCloseable {

    private final Response response;
    private final Call call;
    private final byte[] held;
    private final Extent extent;
    private final Evidence evidence;
    private boolean heldIsGiven;

    /** How much of the body is held. */
    enum Extent {
        /** All of it. */
        WHOLE,
        /** Its beginning. */
        BEGINNING
    }

    /** @param call what was asked */
    Answer(Response response, Call call, byte[] held, Extent extent, Evidence evidence) {
        this.response = response;
        this.call = call;
        this.held = held;
        this.extent = extent;
        this.evidence = evidence;
    }

    Evidence evidence() {
        return evidence;
    }

    /** What it answers. */
    public Call call() {
        return call;
    }

    /** The status to send on. */
    public int status() {
        return response.status();
    }

    /** A field of the answer's head. */
    public Optional<String> header(String name) {
        return response.header(name);
    }

    /** Whether it is an event stream that goes well so far. */
    public boolean isStream() {
        return status() < 300 && MediaType.of(header("Content-Type").orElse(null)) == MediaType.EVENT_STREAM;
    }

    /** Whether it is good JSON that can be looked into, so far as its head tells. */
    public boolean isGoodJson() {
        return status() < 300
                && MediaType.of(header("Content-Type").orElse(null)) == MediaType.JSON
                && !ContentCoding.isEncoded(header("Content-Encoding").orElse(null));
    }

    /** Whether all of its body is held. */
    public boolean isWhole() {
        return extent == Extent.WHOLE;
    }

    /** The same answer with another body in place of the one that is held. */
    public Answer withHeld(UnaryOperator<byte[]> change) {
        return new Answer(response, call, change.apply(held), extent, evidence);
    }

    /** The body's length in bytes, if it is known. */
    public Optional<String> contentLength() {
        return extent == Extent.WHOLE ? Optional.of(Integer.toString(held.length)) : response.header("Content-Length");
    }

    /** The body's next bytes from the first one on, those that are held at once; as {@link Response#next()}. */
    public CompletableFuture<Optional<ByteBuffer>> next() {
        if (!heldIsGiven) {
            heldIsGiven = true;
            if (held.length > 0) {
                return CompletableFuture.completedFuture(Optional.of(ByteBuffer.wrap(held)));
            }
        }
        return extent == Extent.WHOLE ? CompletableFuture.completedFuture(Optional.empty()) : response.next();
    }

    @Override
    public void close() {
        response.close();
    }
}
