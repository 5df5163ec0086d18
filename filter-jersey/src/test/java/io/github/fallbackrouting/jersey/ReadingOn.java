package io.github.fallbackrouting.jersey;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body to its end without a thread that waits, and without a stack that grows.
 *
 * <p>A piece that is there already completes at once. Asking for the next within its completion would be a call within a
 * call for each, so there is a loop instead. The loop and the completion meet for each piece: who comes second goes on, so
 * that it is the loop if the piece was there, and the completion, on a fresh stack, if it came later.
 */
final class ReadingOn {

    private final Supplier<CompletableFuture<Optional<ByteBuffer>>> next;
    private final Consumer<ByteBuffer> sink;
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    private ReadingOn(Supplier<CompletableFuture<Optional<ByteBuffer>>> next, Consumer<ByteBuffer> sink) {
        this.next = next;
        this.sink = sink;
    }

    /** Starts reading. The future completes at the end of the body, or as the body fails. */
    static CompletableFuture<@Nullable Void> toTheEnd(
            Supplier<CompletableFuture<Optional<ByteBuffer>>> next, Consumer<ByteBuffer> sink) {
        ReadingOn reader = new ReadingOn(next, sink);
        reader.readOn();
        return reader.end;
    }

    private void readOn() {
        AtomicBoolean met;
        do {
            AtomicBoolean first = new AtomicBoolean();
            CompletableFuture<?> unused = next.get().whenComplete((piece, failure) -> {
                if (failure != null) {
                    end.completeExceptionally(failure);
                } else {
                    piece.ifPresentOrElse(sink, () -> end.complete(null));
                }
                if (first.getAndSet(true) && !end.isDone()) {
                    readOn();
                }
            });
            met = first;
        } while (met.getAndSet(true) && !end.isDone());
    }
}
