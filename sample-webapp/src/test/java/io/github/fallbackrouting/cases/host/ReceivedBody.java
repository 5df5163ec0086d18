package io.github.fallbackrouting.cases.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A body that gives all that came before the connection was lost, and then fails; the JDK's own forgets what was not read
 * yet. For one reader.
 */
public final class ReceivedBody extends InputStream implements BodySubscriber<InputStream> {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    /** Pieces in order; then what it ended with. */
    private sealed interface Event {}

    private record Piece(ByteBuffer bytes) implements Event {}

    private record End(@Nullable Throwable failure) implements Event {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private ByteBuffer current = NONE;
    private @Nullable End end;

    /** Nothing has come yet. */
    public ReceivedBody() {}

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        buffers.forEach(bytes -> events.add(new Piece(bytes)));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new End(failure));
    }

    @Override
    public void onComplete() {
        events.add(new End(null));
    }

    @Override
    public int read() throws IOException {
        return await() ? current.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!await()) {
            return -1;
        }
        int read = Math.min(length, current.remaining());
        current.get(into, offset, read);
        return read;
    }

    /** Whether there is more. */
    private boolean await() throws IOException {
        while (!current.hasRemaining()) {
            End over = end;
            if (over != null) {
                if (over.failure() != null) {
                    throw new IOException("the connection was lost", over.failure());
                }
                return false;
            }
            try {
                Event event = events.take();
                if (event instanceof Piece piece) {
                    current = piece.bytes();
                } else {
                    end = (End) event;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while reading", e);
            }
        }
        return true;
    }
}
