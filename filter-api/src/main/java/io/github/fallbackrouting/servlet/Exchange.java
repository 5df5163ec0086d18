package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.routing.Advice;
import io.github.fallbackrouting.routing.Answer;
import io.github.fallbackrouting.routing.Call;
import io.github.fallbackrouting.routing.Evidence;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Outcome;
import io.github.fallbackrouting.routing.Outcome.Served;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Verdict;
import io.github.fallbackrouting.routing.Verdict.PassOn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request's passage through the filter: what the host gets to see of it, what is known of it, and how it ends.
 *
 * <p>The JAX-RS side reaches it as an attribute of the request and calls {@link #candidate} and {@link #arm}. Used by one
 * thread at a time.
 */
public final class Exchange implements AutoCloseable {

    /** The request attribute, and the JAX-RS property, under which the exchange of a request is found. */
    public static final String ATTRIBUTE = "io.github.fallbackrouting.exchange";

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private final Engine engine;
    private final HttpServletRequest original;
    private final HttpServletResponse real;
    private final Spool body;
    private final CapturedRequest request;
    private final HeldResponse response;
    private final Replay replay;
    private final Stamp stamp;
    private final RouteRequest asked;
    private final Runnable whenClosed;

    private @Nullable RecordedAnswer held;
    private boolean standsAside;

    /** @param whenClosed runs when the request is through */
    Exchange(Engine engine, HttpServletRequest original, HttpServletResponse real, Runnable whenClosed) {
        this.engine = engine;
        this.original = original;
        this.real = real;
        this.whenClosed = whenClosed;
        this.body = new Spool(
                engine.configuration().hold().requestMemory(),
                engine.configuration().hold().requestDisk(),
                original.getContentLengthLong(),
                engine.temporary());
        this.request = new CapturedRequest(original, body, this::letGo);
        this.replay = new Replay(request, body);
        this.asked = new RouteRequest(engine, original, replay);
        this.stamp = new Stamp(engine.headers(), original, real, engine.callIds());
        this.response = new HeldResponse(real, stamp::again);
    }

    /** The request for the host. */
    public HttpServletRequest request() {
        return request;
    }

    /** The response for the host. */
    public HttpServletResponse response() {
        return response;
    }

    /** The request belongs to this endpoint, whatever the host's own filters will say to it. The first word counts. */
    public void candidate(Binding endpoint) {
        asked.candidate(endpoint);
    }

    /** The request has come to a JAX-RS application, whose own filters may refuse it. */
    public void enterRest() {
        asked.enterRest();
    }

    /** Whether an endpoint has been named. */
    boolean isBound() {
        return asked.isBound();
    }

    /**
     * The request got past everything that the host put in front of its resource: from here on its answer is held.
     *
     * @param access whether anything may still refuse it
     * @return what the host is to answer without running its resource, whose deployment is passed over; usually empty. The
     *     client gets it only if nobody else gives an answer
     */
    public Optional<OwnAnswer> arm(Access access) {
        asked.arm();
        hold();
        Optional<OwnAnswer> own = held == null ? Optional.empty() : asked.begin(access);
        standsAside = own.isPresent();
        return own;
    }

    /** Holds the answer from here on, where the host says nothing of what it puts in front of its endpoint. */
    void hold() {
        if (!asked.isBound() || held != null || original.isAsyncStarted()) {
            return;
        }
        RecordedAnswer recording =
                new RecordedAnswer(real, engine.configuration().hold().response(), takesHtml(), this::releaseEarly);
        if (response.hold(recording)) {
            held = recording;
        }
    }

    private boolean takesHtml() {
        return Collections.list(original.getHeaders("Accept")).stream().anyMatch(types -> types.contains("text/html"));
    }

    /** The host is done and threw nothing. */
    public void hostReturned() throws IOException {
        RecordedAnswer answer = held;
        if (answer != null) {
            settle(answer, answer.evidence(engine.world().wallClock()));
        }
    }

    /**
     * The host is done and threw.
     *
     * @return whether the client has got another deployment's answer; if not, it is to get the exception
     */
    public boolean hostThrew(Exception thrown) throws IOException {
        RecordedAnswer answer = held;
        if (answer == null) {
            return false;
        }
        int status = answer.getStatus();
        // A refusal that the host has put into a status counts more than the exception it came with.
        boolean refused = status >= 400 && status < 500;
        return settle(
                answer,
                refused ? answer.evidence(engine.world().wallClock()) : new Threw(status >= 500 ? status : 0, thrown));
    }

    /** Ends the request, by the host's own answer or by another. True if it was another. */
    private boolean settle(RecordedAnswer answer, Evidence seen) throws IOException {
        held = null;
        if (real.isCommitted()) {
            // The host went past us: it has taken the wrappers off, and the client has its answer.
            response.release(answer);
            answer.discard();
            return false;
        }
        boolean mayBeRescued = engine.router().mayBeRescued(seen);
        if (standsAside) {
            if (!mayBeRescued) {
                // The host has made a refusal of our own answer on its way out.
                asked.route().ifPresent(Route::dropped);
                release(answer, () -> {});
                return false;
            }
            return begunElsewhere(answer);
        }
        if (mayBeRescued) {
            replay.readToEnd(asked::isInTime);
        }
        Optional<Route> covered = asked.route();
        if (covered.isEmpty()) {
            release(answer, () -> {});
            return false;
        }
        Route route = covered.get();
        Outcome outcome = route.ended(request.isBroken() ? new CallerLeft() : seen);
        if (outcome instanceof Served) {
            release(answer, () -> stamp.on(route));
            return false;
        }
        Optional<Obstacle> obstacle = mayBeRescued ? replay.obstacle(asked.operation()) : Optional.empty();
        if (obstacle.isPresent()) {
            log(Level.WARNING, route, "nobody else was asked: " + obstacle.get().label());
            release(answer, () -> stamp.on(route, obstacle.get()));
            return false;
        }
        return pursue(answer, route, route.next());
    }

    /** The resource has not run: the answer is our own. */
    private boolean begunElsewhere(RecordedAnswer own) throws IOException {
        Optional<Route> route = asked.route();
        Optional<Verdict> opening = asked.takeOpening();
        if (opening.isEmpty() || route.isEmpty()) {
            release(own, () -> {});
            return false;
        }
        return pursue(own, route.get(), opening.get());
    }

    /** Asks who is still to be asked; without a good answer the client gets the one that is held. */
    private boolean pursue(RecordedAnswer answer, Route route, Verdict first) throws IOException {
        if (first instanceof PassOn) {
            passOn(answer, route);
            return false;
        }
        Call call = replay.call(asked.operation().orElseThrow());
        Optional<Answer> alternate = engine.router().pursue(route, first, call);
        if (alternate.isEmpty()) {
            passOn(answer, route);
            return false;
        }
        log(Level.INFO, route, "another deployment answered");
        try (Answer given = alternate.get()) {
            takeOver(answer, given, route);
        }
        return true;
    }

    private void passOn(RecordedAnswer answer, Route route) throws IOException {
        if (route.isOutOfBudget()) {
            log(Level.WARNING, route, "nobody else was asked: " + Obstacle.RETRY_BUDGET.label());
            release(answer, () -> stamp.on(route, Obstacle.RETRY_BUDGET));
            return;
        }
        if (!(route.advice() instanceof Advice.None)) {
            log(Level.WARNING, route, "nobody gave a good answer");
        }
        release(answer, () -> stamp.on(route));
    }

    private void log(Level level, Route route, String end) {
        LOG.log(level, () -> "Call " + stamp.callId() + ", group " + route.group() + ": " + end + "; " + route.trace());
    }

    /** The answer of the host's can't be held to its end, or need not be: the client gets it, and what follows. */
    private boolean releaseEarly(RecordedAnswer answer) throws IOException {
        held = null;
        Optional<Route> covered = standsAside ? Optional.empty() : asked.route();
        covered.ifPresent(route -> route.ended(new Answered(answer.getStatus(), Content.GOOD)));
        return release(answer, () -> covered.ifPresent(stamp::on));
    }

    /** The host goes where we can't follow yet, asynchronous or into a forward: it gets its response back as it is. */
    private void letGo() {
        RecordedAnswer answer = held;
        held = null;
        body.close();
        if (answer != null) {
            asked.hostLeft();
            try {
                release(answer, () -> {});
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "The client is gone", e);
            }
        }
    }

    private boolean release(RecordedAnswer answer, Runnable stamping) throws IOException {
        boolean ours = response.release(answer);
        if (ours) {
            answer.releaseTo(real, stamping);
        }
        return ours;
    }

    private void takeOver(RecordedAnswer failed, Answer given, Route route) throws IOException {
        failed.discardTo(real, HostFields::stay);
        real.setStatus(given.status());
        given.header("Content-Type").ifPresent(real::setContentType);
        given.header("Content-Encoding").ifPresent(coding -> real.setHeader("Content-Encoding", coding));
        given.contentLength().ifPresent(length -> real.setHeader("Content-Length", length));
        stamp.on(route);
        given.writeTo(real.getOutputStream());
    }

    /** Frees what is kept. Where the host ended with an {@link Error}, the container gets the response as the host left it. */
    @Override
    public void close() {
        letGo();
        asked.close();
        whenClosed.run();
    }
}
