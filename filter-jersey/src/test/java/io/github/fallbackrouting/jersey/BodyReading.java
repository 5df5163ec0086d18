package io.github.fallbackrouting.jersey;

import io.github.fallbackrouting.routing.Upstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assertions;

/** A body read by a thread that waits for it, as only tests do. */
final class BodyReading {

    /** More than any limit that a test sets, and than any delay of a busy machine. */
    private static final long PATIENCE_SECONDS = 30;

    private BodyReading() {}

    /** The next piece as text; nothing at the end of the body. */
    static String piece(Upstream.Response response) throws IOException {
        return text(await(response.next()));
    }

    /** All that is left of the body. */
    static String all(Upstream.Response response) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Optional<ByteBuffer> piece = await(response.next()); piece.isPresent(); piece = await(response.next())) {
            all.writeBytes(bytes(piece.get()));
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** What there is instead of a next piece. */
    static IOException failure(Upstream.Response response) {
        return Assertions.assertThrows(IOException.class, () -> piece(response));
    }

    static Optional<ByteBuffer> await(CompletableFuture<Optional<ByteBuffer>> piece) throws IOException {
        try {
            return piece.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw Assertions.assertInstanceOf(IOException.class, e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("waited " + PATIENCE_SECONDS + " s in vain for a piece of a body", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static String text(Optional<ByteBuffer> piece) {
        return piece.map(bytes -> new String(bytes(bytes), StandardCharsets.UTF_8))
                .orElse("");
    }

    private static byte[] bytes(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        return bytes;
    }
}
