package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.json.RequestDocument;
import io.github.fallbackrouting.report.AnswerHeaders;
import io.github.fallbackrouting.report.FieldValue;
import io.github.fallbackrouting.routing.Answer;
import io.github.fallbackrouting.routing.Call;
import io.github.fallbackrouting.routing.Evidence;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Verdict;
import io.github.fallbackrouting.routing.Verdict.TryNext;
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
    private final CapturedRequest request;
    private final HeldResponse response;
    private final Spool body;
    private final RequestCapture capture;
    private final long started;

    private final Runnable whenClosed;
    private @Nullable Binding binding;
    private @Nullable RecordedAnswer held;
    private @Nullable Route stamped;
    private @Nullable String callId;

    /** @param whenClosed runs when the request is through */
    Exchange(Engine engine, HttpServletRequest original, HttpServletResponse real, Runnable whenClosed) {
        this.engine = engine;
        this.whenClosed = whenClosed;
        this.original = original;
        this.real = real;
        this.started = engine.nanoTime().getAsLong();
        this.body = new Spool(
                engine.configuration().hold().requestMemory(),
                engine.configuration().hold().requestDisk(),
                original.getContentLengthLong(),
                engine.temporary());
        this.request = new CapturedRequest(original, body, this::letGo);
        this.response = new HeldResponse(real, this::stampAgain);
        this.capture = new RequestCapture(request, body);
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
        if (binding == null) {
            binding = endpoint;
        }
    }

    /** Whether an endpoint has been named. */
    boolean isBound() {
        return binding != null;
    }

    /** The request got past everything that the host put in front of its resource: from here on its answer is held. */
    public void arm() {
        if (binding == null || held != null || original.isAsyncStarted()) {
            return;
        }
        RecordedAnswer recording = new RecordedAnswer(
                real, engine.configuration().hold().response(), accept().contains("text/html"), this::releaseEarly);
        if (response.hold(recording)) {
            held = recording;
        }
    }

    /** The host is done and threw nothing. */
    public void hostReturned() throws IOException {
        RecordedAnswer answer = held;
        if (answer != null) {
            settle(answer, new Answered(answer.getStatus(), answer.content()));
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
        // A refusal that the host has put into a status counts more than the exception it came with.
        boolean refused = answer.getStatus() >= 400 && answer.getStatus() < 500;
        return settle(
                answer,
                refused
                        ? new Answered(answer.getStatus(), Evidence.Content.GOOD)
                        : new Threw(answer.getStatus() >= 500 ? answer.getStatus() : 0, thrown));
    }

    private boolean settle(RecordedAnswer answer, Evidence seen) throws IOException {
        held = null;
        Optional<Route> covered = route();
        if (covered.isEmpty()) {
            release(answer, () -> {});
            return false;
        }
        Route route = covered.get();
        Verdict verdict = route.after(request.isBroken() ? new CallerLeft() : seen);
        if (!(verdict instanceof TryNext next)) {
            release(answer, () -> stamp(route));
            return false;
        }
        Obstacle obstacle = obstacle();
        if (obstacle != null) {
            LOG.log(Level.WARNING, () -> describe(route) + " no other deployment was asked: " + obstacle.label());
            release(answer, () -> {
                stamp(route);
                real.setHeader(AnswerHeaders.SKIPPED, obstacle.label());
            });
            return false;
        }
        Optional<Answer> alternate = engine.router().pursue(route, next, call());
        if (alternate.isEmpty()) {
            LOG.log(Level.WARNING, () -> describe(route) + " no deployment gave a good answer");
            release(answer, () -> stamp(route));
            return false;
        }
        LOG.log(Level.INFO, () -> describe(route));
        try (Answer given = alternate.get()) {
            takeOver(answer, given, route);
        }
        return true;
    }

    private String describe(Route route) {
        return "Call " + FieldValue.visible(callId()) + ", group " + route.group() + ": " + route.trace() + ";";
    }

    /** The answer of the host's can't be held to its end, or need not be: the client gets it, and what follows. */
    private boolean releaseEarly(RecordedAnswer answer) throws IOException {
        held = null;
        Optional<Route> covered = route();
        covered.ifPresent(route -> route.after(new Answered(answer.getStatus(), Evidence.Content.GOOD)));
        return release(answer, () -> covered.ifPresent(this::stamp));
    }

    /** The host goes asynchronous, which is not covered yet: it gets its response back as it is. */
    private void letGo() {
        RecordedAnswer answer = held;
        held = null;
        body.giveUp();
        if (answer != null) {
            try {
                release(answer, () -> {});
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "The client is gone", e);
            }
        }
    }

    private boolean release(RecordedAnswer answer, Runnable stamp) throws IOException {
        boolean ours = response.release(answer);
        if (ours) {
            answer.releaseTo(real, stamp);
        }
        return ours;
    }

    private void takeOver(RecordedAnswer failed, Answer given, Route route) throws IOException {
        failed.discardTo(real, HostFields::stay);
        real.setStatus(given.status());
        given.header("Content-Type").ifPresent(real::setContentType);
        given.contentLength().ifPresent(length -> real.setHeader("Content-Length", length));
        stamp(route);
        given.writeTo(real.getOutputStream());
    }

    private void stamp(Route route) {
        stamped = route;
        engine.headers().write(route, callId(), new ResponseSink(real));
    }

    private void stampAgain() {
        Route route = stamped;
        if (route != null) {
            stamp(route);
        }
    }

    /** The caller's own id for the call, or a new one; the same at every call. */
    private String callId() {
        String id = callId;
        if (id == null) {
            String given = original.getHeader(AnswerHeaders.CALL_ID);
            id = given == null || given.isBlank() ? engine.callIds().get() : given;
            callId = id;
        }
        return id;
    }

    private record ResponseSink(HttpServletResponse response) implements AnswerHeaders.Sink {
        @Override
        public void setIfAbsent(String name, String value) {
            if (!response.containsHeader(name)) {
                response.setHeader(name, value);
            }
        }

        @Override
        public void add(String name, String value) {
            response.addHeader(name, value);
        }
    }

    /** Opens the route; empty if no group is named, or none that we know. */
    private Optional<Route> route() {
        Binding endpoint = binding;
        if (endpoint == null) {
            return Optional.empty();
        }
        Optional<String> group = endpoint.group().isEmpty()
                ? capture.document().flatMap(RequestDocument::model)
                : Optional.of(endpoint.group());
        return group.flatMap(name -> engine.router().route(name, endpoint.deployment(), started))
                .filter(route -> operation()
                        .map(asked -> asked.dialect() == route.primary().dialect())
                        .orElse(true));
    }

    private Optional<Operation> operation() {
        Binding endpoint = binding;
        if (endpoint != null && endpoint.operation().isPresent()) {
            return endpoint.operation();
        }
        return Operation.ofRequestPath(Coverage.path(original));
    }

    private @Nullable Obstacle obstacle() {
        if (operation().isEmpty()) {
            return Obstacle.OPERATION_UNKNOWN;
        }
        String coding = original.getHeader("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            return Obstacle.REQUEST_ENCODED;
        }
        Optional<RequestDocument> document = capture.document();
        if (document.isEmpty()) {
            return capture.why();
        }
        return document.get().stream() ? Obstacle.STREAM : null;
    }

    /** The request as others can be asked it; there is no obstacle. */
    private Call call() {
        RequestDocument document = capture.document().orElseThrow();
        String accept = accept();
        return new Call(
                operation().orElseThrow(),
                deployment -> capture.bodyFor(deployment, document),
                original.getContentType(),
                accept.isEmpty() ? "application/json" : accept);
    }

    /** What the caller accepts; empty if it does not say. */
    private String accept() {
        return String.join(", ", Collections.list(original.getHeaders("Accept")));
    }

    /** Frees what is kept. */
    @Override
    public void close() {
        RecordedAnswer answer = held;
        held = null;
        if (answer != null) {
            response.release(answer);
            answer.discard();
        }
        body.close();
        whenClosed.run();
    }
}
