package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Answer.Extent;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Upstream.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for one deployment's answer without a thread, and reads as much of it as must be known.
 *
 * <p>All its steps are taken by one executor, one after the other.
 */
final class Reading {

    /** An error's code stands within its first few lines. */
    private static final int ERROR_LIMIT = 16 << 10;

    /** What comes of it. */
    interface Listener {
        /** The answer is there, good or not; whoever hears this closes it. */
        void answered(Answer answer);

        /** There is none. */
        void failed(Evidence evidence);
    }

    /**
     * What all readings have in common. Immutable.
     *
     * @param holdWhole the most bytes to hold of an answer
     * @param holdStream the most bytes to hold of a stream
     * @param streamCheck makes a look at a stream's beginning
     * @param clock what a date in Retry-After is compared with
     */
    record Rules(int holdWhole, int holdStream, Supplier<BodyCheck> streamCheck, InstantSource clock) {}

    private final Rules rules;
    private final Call call;
    private final CompletableFuture<Response> sent;
    private final Executor hand;
    private final Listener listener;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private final Piece piece = new Piece();
    private @Nullable Response response;
    private boolean over;

    /** @param hand takes the steps; one after the other */
    Reading(Rules rules, Call call, CompletableFuture<Response> sent, Executor hand, Listener listener) {
        this.rules = rules;
        this.call = call;
        this.sent = sent;
        this.hand = hand;
        this.listener = listener;
    }

    /** A step is handed over as it is, and not as a stage of the future: the hand must hear if it throws. */
    void begin() {
        CompletableFuture<Response> unused =
                sent.whenComplete((head, failure) -> hand.execute(() -> head(head, failure)));
    }

    /** Ends the call: it has had its time. */
    void expire(Duration limit) {
        if (!over) {
            HttpTimeoutException late = new HttpTimeoutException("no answer in " + limit.toMillis() + " ms");
            int status = response == null ? 0 : response.status();
            abandon();
            listener.failed(new Threw(status, late));
        }
    }

    /** Ends the call: nobody wants its answer any more. */
    void abandon() {
        over = true;
        if (response != null) {
            response.close();
        } else if (!sent.cancel(true)) {
            // It came just now, and nobody has looked at it yet.
            CompletableFuture<Void> unused = sent.thenAccept(Response::close);
        }
    }

    private void head(@Nullable Response head, @Nullable Throwable failure) {
        if (over) {
            if (head != null) {
                head.close();
            }
            return;
        }
        if (head == null) {
            over = true;
            listener.failed(new Threw(0, asIOException(failure)));
            return;
        }
        response = head;
        int status = head.status();
        if (status >= 400) {
            readFailure(head);
            return;
        }
        MediaType type = MediaType.of(head.header("Content-Type").orElse(null));
        if (status >= 300) {
            unread(head, Content.REDIRECT);
        } else if (isEncoded(head)) {
            unread(head, Content.ENCODED);
        } else if (type == MediaType.HTML) {
            unread(head, Content.HTML);
        } else if (type == MediaType.JSON && call.form() == Call.Form.STREAM) {
            unread(head, Content.NOT_A_STREAM);
        } else if (type == MediaType.EVENT_STREAM) {
            read(head, rules.holdStream(), rules.streamCheck().get());
        } else {
            read(head, rules.holdWhole(), new WholeBody(type));
        }
    }

    private static boolean isEncoded(Response head) {
        return ContentCoding.isEncoded(head.header("Content-Encoding").orElse(null));
    }

    private void unread(Response head, Content content) {
        give(head, Extent.BEGINNING, new Answered(head.status(), content));
    }

    private void give(Response head, Extent extent, Evidence evidence) {
        over = true;
        listener.answered(new Answer(head, call, held.toByteArray(), extent, evidence));
    }

    private void read(Response head, int limit, BodyCheck check) {
        pull(head, limit, check, ending -> {
            if (ending.failure() instanceof HttpTimeoutException late) {
                give(head, Extent.BEGINNING, new Threw(head.status(), late));
                return;
            }
            Content content = switch (ending.stop()) {
                case END, DECIDED -> check.content();
                case FULL -> Content.GOOD;
                case CUT -> Content.CUT;
            };
            give(
                    head,
                    ending.extent(),
                    new Answered(head.status(), content, check.error(), Optional.empty(), check.usage()));
        });
    }

    /** The status is known and stays, whatever comes of reading on. */
    private void readFailure(Response head) {
        Optional<Duration> retryAfter = RetryAfter.of(head::header, rules.clock());
        Consumer<Ending> end = ending -> {
            byte[] said = held.toByteArray();
            ErrorDocument error = ErrorDocument.read(said, said.length);
            // What is missing can't be told on, and nothing depends on it.
            Extent extent = ending.stop() == Stop.CUT ? Extent.WHOLE : ending.extent();
            give(head, extent, new Answered(head.status(), Content.GOOD, error, retryAfter, Usage.NONE));
        };
        if (isEncoded(head)) {
            end.accept(new Ending(Stop.DECIDED, null));
        } else {
            pull(head, Math.min(rules.holdWhole(), ERROR_LIMIT), new WholeBody(MediaType.OTHER), end);
        }
    }

    /** Why no more is read. */
    private enum Stop {
        END,
        DECIDED,
        FULL,
        CUT
    }

    /** @param failure why it was cut; null if it was not */
    private record Ending(Stop stop, @Nullable IOException failure) {
        Extent extent() {
            return stop == Stop.END ? Extent.WHOLE : Extent.BEGINNING;
        }
    }

    /** Reads on until it is known what the body is, or the limit is reached. Does not go deeper with every piece. */
    private void pull(Response head, int limit, BodyCheck check, Consumer<Ending> end) {
        Optional<Ending> ending = Optional.empty();
        while (ending.isEmpty()) {
            if (held.size() >= limit) {
                ending = Optional.of(new Ending(Stop.FULL, null));
                break;
            }
            CompletableFuture<Optional<ByteBuffer>> next = head.next();
            if (!next.isDone()) {
                CompletableFuture<Optional<ByteBuffer>> unused =
                        next.whenComplete((piece, failure) -> hand.execute(() -> {
                            if (!over) {
                                take(next, check).ifPresentOrElse(end, () -> pull(head, limit, check, end));
                            }
                        }));
                return;
            }
            ending = take(next, check);
        }
        end.accept(ending.get());
    }

    /** Takes a piece that is there; the ending if it is the last one that is needed. */
    private Optional<Ending> take(CompletableFuture<Optional<ByteBuffer>> next, BodyCheck check) {
        try {
            Optional<ByteBuffer> bytes = next.join();
            if (bytes.isEmpty()) {
                return Optional.of(new Ending(Stop.END, null));
            }
            piece.take(bytes.get());
            held.write(piece.array(), piece.offset(), piece.length());
            return check.feed(piece.array(), piece.offset(), piece.length())
                    ? Optional.of(new Ending(Stop.DECIDED, null))
                    : Optional.empty();
        } catch (CancellationException | CompletionException e) {
            return Optional.of(new Ending(Stop.CUT, asIOException(e)));
        }
    }

    /** What the wire threw, out of what others put around it. */
    static IOException asIOException(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof IOException io) {
            return io;
        }
        return new IOException(
                cause instanceof CancellationException
                        ? "the upstream gave the call up"
                        : "the upstream failed: " + cause,
                cause);
    }
}
