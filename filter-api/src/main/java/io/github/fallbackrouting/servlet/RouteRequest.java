package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Dialect;
import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.json.RequestDocument;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.report.CallReport;
import io.github.fallbackrouting.routing.Journal;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Verdict;
import io.github.fallbackrouting.routing.Verdict.AskHost;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import io.github.fallbackrouting.routing.Wishes;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for a route: it knows the endpoint, the operation, the model group and the caller's wishes, and opens the
 * route once they are all known.
 *
 * <p>Used by one thread at a time.
 */
final class RouteRequest {

    private final Engine engine;
    private final HttpServletRequest original;
    private final Replay replay;
    private final long started;

    private @Nullable Binding binding;
    private volatile @Nullable String path;
    private boolean inRest;
    private boolean armed;
    private @Nullable Wishes wishes;
    private @Nullable CallReport report;
    private Optional<Route> route = Optional.empty();
    private @Nullable Verdict opening;

    RouteRequest(Engine engine, HttpServletRequest original, Replay replay) {
        this.engine = engine;
        this.original = original;
        this.replay = replay;
        this.started = engine.world().nanoTime().getAsLong();
    }

    /** The first word on the endpoint counts. */
    void candidate(Binding endpoint) {
        if (binding == null) {
            binding = endpoint;
        }
    }

    void enterRest() {
        inRest = true;
    }

    /** Whether it has come to a JAX-RS application. */
    boolean isInRest() {
        return inRest;
    }

    void arm() {
        armed = true;
    }

    boolean isBound() {
        return binding != null;
    }

    /**
     * The listeners are to hear what becomes of it.
     *
     * @param callId of the request
     */
    void reportAs(String callId) {
        if (report == null) {
            Optional<Operation> operation = operation();
            report = CallReport.begin(
                    engine.listeners(),
                    callId,
                    engine.world().wallClock().instant().minusNanos(elapsedNanos()),
                    operation.isPresent() ? operation.get().path() : "",
                    traceContext());
        }
    }

    private Map<String, String> traceContext() {
        String parent = original.getHeader("traceparent");
        if (parent == null) {
            return Map.of();
        }
        String state = original.getHeader("tracestate");
        return state == null ? Map.of("traceparent", parent) : Map.of("traceparent", parent, "tracestate", state);
    }

    /**
     * It is over.
     *
     * @param end what the client got; {@link End#UNTOUCHED} if no route was opened
     */
    void finish(End end, int status) {
        CallReport begun = report;
        if (begun != null) {
            begun.finish(route, route.isEmpty() ? End.UNTOUCHED : end, status, Duration.ofNanos(elapsedNanos()));
        }
    }

    private long elapsedNanos() {
        return engine.world().nanoTime().getAsLong() - started;
    }

    /** Whether there is time to wait for more of the request. */
    boolean isInTime() {
        return timeLeft().compareTo(Duration.ZERO) > 0;
    }

    /** What is left of the time that all attempts together have; zero or negative once it is over. */
    Duration timeLeft() {
        return left(engine.configuration().timeouts().deadline());
    }

    /** What is left of the time that a stream may take; empty if it may take any. */
    Optional<Duration> streamTimeLeft() {
        return engine.configuration().streams().deadline().map(this::left);
    }

    private Duration left(Duration limit) {
        return Duration.ofNanos(nanosLeft(limit));
    }

    private long nanosLeft(Duration limit) {
        return limit.toNanos() - elapsedNanos();
    }

    /** As {@link Timeouts#shorter} says it of this time and of what is left, but makes no object of that if it is longer. */
    private Duration atMostTimeLeft(Duration time) {
        long left = nanosLeft(engine.configuration().timeouts().deadline());
        return time.toNanos() <= left ? time : Duration.ofNanos(left);
    }

    /**
     * When to ask for the first time how much time the host has left: no limit ends before, whatever group turns out to be
     * asked for.
     */
    Duration firstLook() {
        Duration first = atMostTimeLeft(engine.hostLimits().shortest());
        Wishes known = wishes;
        return known == null || known.timeout().isEmpty()
                ? first
                : Timeouts.shorter(first, known.timeout().get());
    }

    /**
     * What is left of the time in which the host itself is to answer: a stream its first content, anything else the whole
     * answer. Without {@code timeout} a whole answer has two thirds of the deadline, so that there is time for somebody else.
     *
     * @param armed when its resource was called, on the router's clock
     */
    Duration hostTimeLeft(Route opened, long armed) {
        Timeouts timeouts = engine.configuration().timeouts();
        Duration whole = opened.attemptLimit(engine.hostLimits().whole());
        Duration limit = replay.isStream() ? Timeouts.shorter(timeouts.firstToken(), whole) : whole;
        Duration left = limit.minusNanos(engine.world().nanoTime().getAsLong() - armed);
        return atMostTimeLeft(left);
    }

    /** Where the route begins, if not at the host; told once. */
    Optional<Verdict> takeOpening() {
        Optional<Verdict> begun = Optional.ofNullable(opening);
        opening = null;
        return begun;
    }

    /** Nobody will follow the route any more. */
    void close() {
        if (opening instanceof TryNext) {
            route.ifPresent(Route::dropped);
        }
        opening = null;
    }

    /**
     * Begins the route before the host's resource runs, if there is any reason to: the caller has wishes, or somebody may
     * have to be passed over.
     *
     * @param access whether anything of the host's may still refuse the request: then its resource runs
     * @return what stands in for the resource's own answer, if it is not to run
     */
    Optional<OwnAnswer> begin(Access access) {
        boolean mayStandAside = mayStandAside(access);
        boolean hasWishes = !engine.configuration().clientControls().isEmpty();
        if (!hasWishes && !(mayStandAside && mayBePassedOver())) {
            return Optional.empty();
        }
        if (original.getHeader("Expect") != null) {
            // The caller sends no body before the host has agreed to take it.
            return Optional.empty();
        }
        replay.readAhead(this::isInTime);
        if (replay.obstacle(operation()).isPresent()) {
            return Optional.empty();
        }
        Optional<String> group = group();
        Optional<RequestDocument> document = replay.document();
        if (group.isEmpty() || document.isEmpty()) {
            return Optional.empty();
        }
        CallerWishes caller = new CallerWishes(engine.configuration(), original, document.get());
        try {
            wishes = caller.read(group.get());
            Optional<MockFailure> mock = caller.mock();
            return mayStandAside ? route().flatMap(opened -> begin(opened, mock)) : Optional.empty();
        } catch (CallerWishes.MalformedException e) {
            Dialect dialect = operation().orElseThrow().dialect();
            return Optional.of(OwnAnswer.badRequest(dialect, e.name(), String.valueOf(e.getMessage())));
        }
    }

    private boolean mayStandAside(Access access) {
        return switch (engine.configuration().cooldowns().passOver()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> access == Access.OPEN;
        };
    }

    private boolean mayBePassedOver() {
        return engine.router().mayPassOver(wishes().origin());
    }

    /** What is known of them: of the client library only, until the body has been read. */
    private Wishes wishes() {
        Wishes known = wishes;
        if (known == null) {
            known = CallerWishes.ofClient(original);
            wishes = known;
        }
        return known;
    }

    private Optional<OwnAnswer> begin(Route opened, Optional<MockFailure> mock) {
        Verdict verdict;
        if (mock.isPresent()) {
            opened.pretend(mock.get().evidence());
            verdict = mock.get().next(opened);
        } else {
            verdict = opened.start();
        }
        if (verdict instanceof AskHost) {
            return Optional.empty();
        }
        opening = verdict;
        Dialect dialect = opened.primary().dialect();
        return Optional.of(mock.map(failure -> OwnAnswer.mocked(dialect, failure))
                .orElseGet(() -> OwnAnswer.unavailable(dialect)));
    }

    /** Opens the route; empty if the host refused the request, or no group is named, or none that we know. */
    Optional<Route> route() {
        if (route.isPresent()) {
            return route;
        }
        Binding endpoint = binding;
        if (endpoint == null || (inRest && !armed)) {
            return Optional.empty();
        }
        Optional<String> group = group();
        if (group.isEmpty()) {
            return Optional.empty();
        }
        CallReport begun = report;
        Journal journal = begun == null ? Journal.NONE : begun;
        Optional<Route> found = engine.router().route(group.get(), endpoint.deployment(), started, wishes(), journal);
        if (found.isEmpty() || !speaksItsDialect(found.get())) {
            return Optional.empty();
        }
        route = found;
        if (begun != null) {
            begun.isFor(found.get().group());
        }
        return found;
    }

    /** The host goes where its answer can't be seen. */
    void hostLeft() {
        route.ifPresent(Route::hostLeft);
    }

    private boolean speaksItsDialect(Route found) {
        Optional<Operation> asked = operation();
        return asked.isEmpty() || asked.get().dialect() == found.primary().dialect();
    }

    private Optional<String> group() {
        Binding endpoint = binding;
        if (endpoint == null) {
            return Optional.empty();
        }
        return endpoint.group().isEmpty() ? replay.model() : Optional.of(endpoint.group());
    }

    Optional<Operation> operation() {
        Binding endpoint = binding;
        if (endpoint != null && endpoint.operation().isPresent()) {
            return endpoint.operation();
        }
        return Operation.ofRequestPath(path());
    }

    /** Read once: the container may have taken the request back when somebody is to go on with a stream. */
    private String path() {
        String read = path;
        if (read == null) {
            String inServlet = original.getPathInfo();
            read = original.getServletPath() + (inServlet == null ? "" : inServlet);
            path = read;
        }
        return read;
    }
}
