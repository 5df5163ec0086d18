package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.MidStream;
import io.github.fallbackrouting.json.AnswerEdit;
import io.github.fallbackrouting.json.AnswerLabel;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.report.AnswerHeaders;
import io.github.fallbackrouting.report.FieldValue;
import io.github.fallbackrouting.routing.Answer;
import io.github.fallbackrouting.routing.Call;
import io.github.fallbackrouting.routing.Evidence;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Piece;
import io.github.fallbackrouting.routing.Pursuit;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Verdict;
import io.github.fallbackrouting.routing.Verdict.PassOn;
import io.github.fallbackrouting.stream.ClientStream;
import io.github.fallbackrouting.stream.ClientStream.FailedStream;
import io.github.fallbackrouting.stream.ClientStream.Manner;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Has other deployments answer a request, and gives the client what they answer; where a stream breaks half-way, has another
 * one go on with it. No thread waits for any of them.
 *
 * <p>All its steps are taken by the exchange's hand.
 */
final class Rescue {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    /**
     * How often a silent stream is written to, so that a client that has gone is noticed: the first write after it has gone
     * succeeds, the second fails.
     */
    private static final Duration HEARTBEAT = Duration.ofMillis(400);

    /** What comes of it. */
    interface Listener {
        /** Nobody gave a good answer; nothing has been written. */
        void nobody();

        /** An alternate's answer is about to be written. */
        void gives(Answer answer);

        /** All its fields are set, and its head is about to be sent. */
        void begins();

        /** The client has an answer, or is gone. */
        void done();

        /** The client has part of an answer that can't be completed: its connection must not end well. */
        void aborted();
    }

    private final Engine engine;
    private final Replay replay;
    private final RouteRequest asked;
    private final Stamp stamp;
    private final HttpServletResponse real;
    private final Hand hand;
    private final Listener listener;
    private final Watch silence;
    private final Watch heartbeat;

    private final Piece piece = new Piece();

    private @Nullable Pursuit pursuit;
    private @Nullable Answer current;
    private @Nullable LiveStream stream;
    private @Nullable AnswerEdit edit;

    /** Bytes of the answer that is being given. */
    private long given;

    private boolean isOver;
    private volatile boolean isClientGone;

    Rescue(
            Engine engine,
            Replay replay,
            RouteRequest asked,
            Stamp stamp,
            HttpServletResponse real,
            Hand hand,
            Listener listener) {
        this.engine = engine;
        this.replay = replay;
        this.asked = asked;
        this.stamp = stamp;
        this.real = real;
        this.hand = hand;
        this.listener = listener;
        this.silence = new Watch(engine.world().timer(), hand);
        this.heartbeat = new Watch(engine.world().timer(), hand);
    }

    /** Whether the client has left while it got the answer. */
    boolean isClientGone() {
        return isClientGone;
    }

    /** Nobody wants an answer any more. */
    void abandon() {
        silence.end();
        heartbeat.end();
        if (pursuit != null) {
            pursuit.abandon();
        }
        Answer giving = current;
        if (giving != null) {
            current = null;
            giving.close();
        }
    }

    // ---- before the client has anything ---------------------------------------------------------------------------

    /**
     * Asks who is still to be asked.
     *
     * @param failed the answer in whose place another one is put
     */
    void begin(Route route, Verdict first, RecordedAnswer failed) {
        Call call = replay.call(asked.operation().orElseThrow());
        pursue(route, first, call, answer -> {
            if (answer.isEmpty()) {
                listener.nobody();
                return;
            }
            LOG.log(Level.DEBUG, () -> stamp.line(route, "another deployment answered"));
            listener.gives(answer.get());
            give(answer.get(), route, failed);
        });
    }

    private interface WhenPursued {
        void then(Optional<Answer> answer);
    }

    private void pursue(Route route, Verdict first, Call call, WhenPursued next) {
        Pursuit begun = engine.router().pursue(route, first, call, hand);
        pursuit = begun;
        CompletableFuture<Void> unused = begun.result()
                .thenAccept(answer -> hand.execute(() -> {
                    pursuit = null;
                    if (!isOver) {
                        next.then(answer);
                    } else {
                        answer.ifPresent(Answer::close);
                    }
                }));
    }

    private void give(Answer answer, Route route, RecordedAnswer failed) {
        if (real.isCommitted()) {
            // The host has taken the wrappers off meanwhile: the client has its answer.
            answer.close();
            end(listener::done);
            return;
        }
        AnswerLabel label = answer.isGoodJson() ? engine.labels().of(route) : AnswerLabel.NONE;
        Answer given =
                label.isNone() || !answer.isWhole() ? answer : answer.withHeld(held -> AnswerEdit.edited(held, label));
        current = given;
        try {
            failed.discardTo(real, HostFields::stay);
            real.setStatus(answer.status());
            answer.header("Content-Type").map(Rescue::printable).ifPresent(real::setContentType);
            answer.header("Content-Encoding")
                    .filter(FieldValue::isPrintable)
                    .ifPresent(coding -> real.setHeader("Content-Encoding", coding));
            if (answer.isStream()) {
                LiveStream begun = live(route);
                withholdUsage(begun);
                stream = begun;
                stamp.setIfAbsent("Cache-Control", "no-cache");
                // Nginx would otherwise collect the stream before it passes it on.
                stamp.setIfAbsent("X-Accel-Buffering", "no");
                stamp.onStream(route, begun);
                watch(route, begun);
            } else {
                if (label.isNone() || answer.isWhole()) {
                    given.contentLength().ifPresent(length -> real.setHeader("Content-Length", length));
                } else {
                    edit = new AnswerEdit(label, this::write);
                }
                stamp.on(route);
            }
            listener.begins();
            relay(given, route);
        } catch (IOException e) {
            clientGone(route, e);
        }
    }

    /** A media type, without its parameters where those are not ASCII: no other deployment writes into our header. */
    private static String printable(String type) {
        if (FieldValue.isPrintable(type)) {
            return type;
        }
        String name = type.replaceFirst("(?s);.*", "").strip();
        return FieldValue.isPrintable(name) ? name : "application/octet-stream";
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        real.getOutputStream().write(bytes, offset, length);
    }

    /** A stream of whoever has just been asked. */
    LiveStream live(Route route) {
        Configuration configuration = engine.configuration();
        LiveStream live = new LiveStream(
                real,
                configuration.streams(),
                configuration.hold().response(),
                engine.world().nanoTime(),
                model(route));
        live.events().label(engine.labels().of(route));
        return live;
    }

    /** Whether the client gets just as many bytes of a host's stream as these are, which is all of it. */
    boolean isPassedWhole(byte[] stream, Route route) {
        Configuration configuration = engine.configuration();
        return ClientStream.isPassedWhole(
                stream,
                configuration.streams().malformed(),
                configuration.hold().response(),
                engine.labels().of(route));
    }

    /** Who is asked by us is asked for more than the caller has asked for. */
    private void withholdUsage(LiveStream live) {
        if (asked.operation().filter(replay::asksForUsage).isPresent()) {
            live.events().withholdUsage();
        }
    }

    private static String model(Route route) {
        return route.answeredBy().map(Deployment::model).orElse("");
    }

    // ---- an answer on its way to the client -----------------------------------------------------------------------

    /** Passes on what is there, and comes back when there is more. Does not go deeper with every piece. */
    private void relay(Answer answer, Route route) {
        while (true) {
            CompletableFuture<Optional<ByteBuffer>> next = answer.next();
            if (next.isDone()) {
                if (!take(next, answer, route)) {
                    return;
                }
            } else {
                if (!flush(route)) {
                    return;
                }
                // As a step, and not as a stage of the future: the hand must hear if it throws.
                CompletableFuture<Optional<ByteBuffer>> unused =
                        next.whenComplete((piece, failure) -> hand.execute(() -> {
                            if (current == answer && take(next, answer, route)) {
                                relay(answer, route);
                            }
                        }));
                return;
            }
        }
    }

    private boolean flush(Route route) {
        try {
            if (stream != null) {
                stream.events().flush();
            }
            return true;
        } catch (IOException e) {
            clientGone(route, e);
            return false;
        }
    }

    /** Passes a piece on; false if nothing follows. */
    private boolean take(CompletableFuture<Optional<ByteBuffer>> next, Answer answer, Route route) {
        Optional<ByteBuffer> bytes;
        try {
            bytes = next.join();
        } catch (CancellationException | CompletionException e) {
            ended(
                    answer,
                    route,
                    e.getCause() instanceof HttpTimeoutException late
                            ? new Threw(answer.status(), late)
                            : new Answered(answer.status(), Content.CUT));
            return false;
        }
        if (bytes.isEmpty()) {
            boolean isWhole = stream == null || stream.events().isForeign();
            ended(answer, route, new Answered(answer.status(), isWhole ? Content.GOOD : Content.CUT));
            return false;
        }
        piece.take(bytes.get());
        given += piece.length();
        if (given > engine.configuration().hold().answer()) {
            LOG.log(
                    Level.WARNING,
                    "An answer of {0} is longer than the {1} bytes of hold.answer, and is cut off",
                    model(route),
                    engine.configuration().hold().answer());
            ended(answer, route, new Answered(answer.status(), Content.CUT));
            return false;
        }
        LiveStream live = stream;
        try {
            if (live == null) {
                AnswerEdit editing = edit;
                if (editing == null) {
                    write(piece.array(), piece.offset(), piece.length());
                } else {
                    editing.feed(piece.array(), piece.offset(), piece.length());
                }
                return true;
            }
            live.events().accept(piece.array(), piece.offset(), piece.length());
            live.came();
        } catch (IOException e) {
            clientGone(route, e);
            return false;
        }
        return isGoingOn(answer, route, live);
    }

    private boolean isGoingOn(Answer answer, Route route, LiveStream live) {
        if (live.events().isBroken()) {
            ended(
                    answer,
                    route,
                    new Answered(answer.status(), Content.ERROR, live.events().error(), Optional.empty(), Usage.NONE));
        } else if (live.events().hasMismatch()) {
            ended(answer, route, new Answered(answer.status(), Content.CUT));
        } else if (live.events().isOver()) {
            ended(answer, route, new Answered(answer.status(), Content.GOOD));
        } else {
            return true;
        }
        return false;
    }

    /** @param end why nothing follows: what it means if the stream has not come to its own end before */
    private void ended(Answer answer, Route route, Evidence end) {
        current = null;
        answer.close();
        LiveStream live = stream;
        if (live == null) {
            try {
                if (edit != null) {
                    edit.end();
                }
            } catch (IOException e) {
                clientGone(route, e);
                return;
            }
            end(end instanceof Answered whole && whole.content() == Content.GOOD ? listener::done : listener::aborted);
        } else if (isGood(live, end)) {
            finish(route, live);
        } else {
            goOn(route, live, end);
        }
    }

    /** Whether the stream has said all: some servers cut the connection after that, or forget to. */
    private static boolean isGood(LiveStream live, Evidence end) {
        return !live.events().isBroken()
                && !live.events().hasMismatch()
                && (live.events().isFinished() || (end instanceof Answered whole && whole.content() == Content.GOOD));
    }

    private void finish(Route route, LiveStream live) {
        route.flowed(live.events().usage());
        try {
            live.events().finish();
            end(listener::done);
        } catch (IOException e) {
            clientGone(route, e);
        }
    }

    private void end(Runnable last) {
        isOver = true;
        silence.end();
        heartbeat.end();
        last.run();
    }

    private void clientGone(Route route, IOException cause) {
        LOG.log(Level.DEBUG, "The client is gone", cause);
        isClientGone = true;
        isOver = true;
        abandon();
        route.left(stream == null ? Usage.NONE : stream.events().usage());
        end(listener::done);
    }

    // ---- a stream that breaks half-way ----------------------------------------------------------------------------

    /**
     * The host's stream broke half-way, and was taken away from it.
     *
     * @param live what the client has of it
     */
    void goOn(Route route, LiveStream live, Evidence broke) {
        stream = live;
        route.broke(broke, live.events().usage());
        watch(route, live);
        if (engine.configuration().streams().midStream() == MidStream.ERROR
                || !live.events().isContinuable()
                || asked.streamTimeLeft()
                        .filter(left -> left.isNegative() || left.isZero())
                        .isPresent()
                || replay.obstacle(asked.operation()).isPresent()
                || !replay.mayBeContinued()) {
            fail(route, live);
            return;
        }
        Verdict verdict = route.next();
        if (verdict instanceof PassOn) {
            fail(route, live);
            return;
        }
        Call call = replay.continuation(
                asked.operation().orElseThrow(), live.events().prefill());
        pursue(route, verdict, call, answer -> {
            if (answer.isPresent()) {
                goOnWith(answer.get(), call, route, live);
            } else {
                fail(route, live);
            }
        });
    }

    private void goOnWith(Answer answer, Call prefilled, Route route, LiveStream live) {
        LOG.log(Level.INFO, () -> stamp.line(route, "another deployment goes on with the stream"));
        live.goesOn(model(route));
        live.events()
                .resume(
                        answer.call().equals(prefilled) ? Manner.PREFILLED : Manner.RESTARTED,
                        AnswerHeaders.ACTUAL_MODEL + ": " + live.models());
        live.events().label(engine.labels().of(route));
        withholdUsage(live);
        given = 0;
        current = answer;
        relay(answer, route);
    }

    /** The client hears that its answer is not complete, and the connection does not end as if it were. */
    private void fail(Route route, LiveStream live) {
        LOG.log(Level.WARNING, () -> stamp.line(route, "the stream broke off, and nobody goes on with it"));
        try {
            live.events().fail(failure(live.events().error()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The client is gone", e);
        }
        end(listener::aborted);
    }

    /** The provider's own words, if it has said any. */
    private static FailedStream failure(ErrorDocument said) {
        return new FailedStream(
                said.message().isEmpty() ? "The answer broke off before it was complete." : said.message(),
                said.type().isEmpty() ? "server_error" : said.type(),
                said.code().isEmpty() ? "stream_interrupted" : said.code());
    }

    // ---- time -----------------------------------------------------------------------------------------------------

    private void watch(Route route, LiveStream live) {
        Duration idle = engine.configuration().timeouts().idle();
        silence.begin(idle, () -> {
            Answer giving = current;
            if (giving == null) {
                // Somebody else is being asked, for whom other limits hold.
                return Optional.of(idle);
            }
            Optional<Duration> late = asked.streamTimeLeft().filter(left -> left.isZero() || left.isNegative());
            Duration left = idle.minus(live.silence());
            if (late.isPresent() || left.isZero() || left.isNegative()) {
                ended(giving, route, new Threw(giving.status(), new HttpTimeoutException("silent for too long")));
                return Optional.empty();
            }
            return Optional.of(asked.streamTimeLeft()
                    .filter(end -> end.compareTo(left) < 0)
                    .orElse(left));
        });
        heartbeat.begin(HEARTBEAT, () -> {
            try {
                if (live.rest().compareTo(HEARTBEAT) >= 0) {
                    live.events().comment();
                }
                return Optional.of(HEARTBEAT);
            } catch (IOException e) {
                clientGone(route, e);
                return Optional.empty();
            }
        });
    }
}
