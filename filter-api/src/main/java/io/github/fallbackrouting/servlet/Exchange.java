package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Dialect;
import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.json.AnswerLabel;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.routing.Advice;
import io.github.fallbackrouting.routing.Answer;
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
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request's passage through the filter: what the host gets to see of it, what is known of it, and how it ends.
 *
 * <p>The JAX-RS side reaches it as an attribute of the request and calls {@link #candidate} and {@link #arm}. Whoever answers
 * is said by its phase, which changes under one lock: the host, others beside a host that is late, or others alone. What
 * others answer is written by the exchange's hand and nobody else; see {@link Rescue}.
 */
@SuppressWarnings("try") // A lock is held for its block, and not otherwise used.
public final class Exchange {

    /** The request attribute, and the JAX-RS property, under which the exchange of a request is found. */
    public static final String ATTRIBUTE = "io.github.fallbackrouting.exchange";

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private enum Phase {
        /** The host answers; nothing is known of it yet, or it is none of ours. */
        HOST,
        /** The host is late or has failed already: others are asked, and its answer is kept in case that nobody gives one. */
        CHALLENGED,
        /** The host's stream is on its way to the client. */
        STREAMING,
        /** The answer is ours to give: whatever the host still does has no effect. */
        OURS,
        /** Nothing follows but what the container's thread has to do. */
        OVER
    }

    private final Engine engine;
    private final HttpServletRequest original;
    private final HttpServletResponse real;
    private final Spool body;
    private final CapturedRequest request;
    private final HeldResponse response;
    private final Replay replay;
    private final Stamp stamp;
    private final RouteRequest asked;
    private final Watch watch;
    private final Ending ending;
    private final HostThread hostThread;
    private final Coverage coverage;
    private final BlockLock lock = new BlockLock();
    private volatile @Nullable Hand hand;

    // All that follows is guarded by the lock; the phase may be read without it.
    private volatile Phase phase = Phase.HOST;
    private @Nullable RecordedAnswer held;
    private @Nullable Rescue rescue;
    private @Nullable LiveStream stream;
    private @Nullable StreamedAnswer streamed;
    private @Nullable EditedAnswer edited;
    private boolean standsAside;
    private long armed;
    private boolean givenUp;
    private boolean failed;
    private boolean hostIsDone;
    private volatile boolean hasLeftUs;

    /** Of what the client gets; asked for at the end, when the container may have given the response to another request. */
    private volatile int status;

    private volatile @Nullable HostAsync async;

    /** @param coverage hears when a request has come back from the host that turned out to be none of ours */
    Exchange(Engine engine, HttpServletRequest original, HttpServletResponse real, Coverage coverage) {
        this.engine = engine;
        this.original = original;
        this.real = real;
        this.coverage = coverage;
        this.body = new Spool(engine.configuration().hold(), engine.pools().pages(), engine.temporary());
        this.request = new CapturedRequest(original, body, new HostsRequest());
        this.replay = new Replay(
                request, body, engine.configuration().streams(), engine.pools().requestChecks());
        this.asked = new RouteRequest(engine, original, replay);
        this.stamp = new Stamp(engine.headers(), original, real, engine.callIds());
        this.response = new HeldResponse(real, stamp);
        this.watch = new Watch(engine.world().timer(), this::onHand);
        this.ending = new Ending(real, new Last());
        this.hostThread = new HostThread(engine.crew());
    }

    // ---- before the host's resource --------------------------------------------------------------------------------

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
        if (held != null && !standsAside) {
            watchHost();
        }
        return own;
    }

    /** Holds the answer from here on, where the host says nothing of what it puts in front of its endpoint. */
    void hold() {
        boolean goesOnWithoutUs = async == null && original.isAsyncStarted();
        if (!asked.isBound() || held != null || goesOnWithoutUs) {
            return;
        }
        if (holdsNow(takesHtml())) {
            asked.reportAs(stamp.callId());
            if (!asked.isInRest()) {
                watchHost();
            }
        }
    }

    private boolean holdsNow(boolean takesHtml) {
        try (BlockLock unusedHold = lock.hold()) {
            RecordedAnswer recording = new RecordedAnswer(
                    real,
                    engine.configuration().hold(),
                    takesHtml,
                    engine.pools(),
                    engine.streamCheck(),
                    lock,
                    new HostsAnswer());
            boolean isFirst = response.hold(recording);
            if (isFirst) {
                held = recording;
            } else {
                recording.free();
            }
            return isFirst;
        }
    }

    private boolean takesHtml() {
        Enumeration<String> accepted = original.getHeaders("Accept");
        while (accepted.hasMoreElements()) {
            if (accepted.nextElement().contains("text/html")) {
                return true;
            }
        }
        return false;
    }

    // ---- the container's thread -------------------------------------------------------------------------------------

    /**
     * The host begins, or goes on in an asynchronous dispatch.
     *
     * @throws ServletException what keeps it from going on
     */
    public void hostEnters() throws IOException, ServletException {
        if (ending.isHandedBack()) {
            ending.onThread();
        }
        try (BlockLock unusedHold = lock.hold()) {
            async = null;
        }
        hostThread.enters();
    }

    /** Whether the host is to go on in an asynchronous dispatch, or what follows has been handed to one. */
    boolean isDispatched() {
        HostAsync hosts = async;
        return ending.isHandedBack() || (hosts != null && hosts.isDispatched());
    }

    /** The request for the host: the one given, if it goes through us already. */
    public ServletRequest request(ServletRequest given) {
        ServletRequest each = given;
        while (each instanceof jakarta.servlet.ServletRequestWrapper wrapper && each != request) {
            each = wrapper.getRequest();
        }
        return each == request ? given : request;
    }

    /** The response for the host: the one given, if it goes through us already. */
    public ServletResponse response(ServletResponse given) {
        ServletResponse each = given;
        while (each instanceof ServletResponseWrapper wrapper && each != response) {
            each = wrapper.getResponse();
        }
        return each == response ? given : response;
    }

    /** The host's thread has come back. */
    public void hostReturned() throws IOException, ServletException {
        hostCameBack(null);
    }

    /** The host's thread has come back with an exception, which goes on if the client gets the host's answer. */
    public void hostThrew(Exception failure) throws IOException, ServletException {
        hostCameBack(failure);
    }

    private void hostCameBack(@Nullable Exception failure) throws IOException, ServletException {
        HostAsync started = async;
        if (started != null && failure == null) {
            started.returned();
        }
        hostThread.leaves();
        if (!asked.isBound()) {
            coverage.cameBack(original);
        }
        if (started == null || (failure != null && isNotHeld())) {
            conclude(failure);
        } else if (failure != null) {
            hand().execute(() -> concludeElsewhere(failure));
        }
    }

    /** Whether the host has its own response, as far as it has come to. */
    private boolean isNotHeld() {
        try (BlockLock unusedHold = lock.hold()) {
            return phase == Phase.HOST && held == null;
        }
    }

    /** The host is done, and this is the container's thread: it may wait, and it may throw. */
    private void conclude(@Nullable Exception failure) throws IOException, ServletException {
        if (original.isAsyncStarted()) {
            // The host has taken the wrapper off and goes on without us.
            letGo();
        }
        Runnable rest = hostIsDone(failure, readRest(failure));
        if (goesOnWithoutThread()) {
            if (rest != null) {
                hand().execute(rest);
            }
            return;
        }
        if (rest != null || !isOver() || hand != null) {
            // Even if it is over: the container may not have the response back while the hand is still closing it.
            hand().lend(rest, this::isOver, this::callerLeft);
        }
        if (original.getAttribute(ATTRIBUTE) == this) {
            // Not that of a filter behind us which knows the endpoint, and whose host goes on asynchronously.
            original.removeAttribute(ATTRIBUTE);
        }
        ending.onThread();
    }

    private boolean goesOnWithoutThread() {
        try (BlockLock unusedHold = lock.hold()) {
            if (isOver() || !mayGoOnWithoutThread()) {
                return false;
            }
            try {
                AsyncContext context = original.startAsync(request, response);
                context.addListener(HandFirst.of(hand()));
                ending.goesOnWith(context);
                return true;
            } catch (IllegalStateException e) {
                LOG.log(Level.DEBUG, "The container keeps its thread waiting", e);
                return false;
            }
        }
    }

    /**
     * A stream may take minutes, in which its thread is better given back. Not if a filter before us has wrapped the
     * response: it may not know that there is more to come when this thread comes back.
     */
    private boolean mayGoOnWithoutThread() {
        return replay.isStream()
                && original.isAsyncSupported()
                && !original.isAsyncStarted()
                && !(real instanceof ServletResponseWrapper);
    }

    private boolean isOver() {
        return phase == Phase.OVER;
    }

    /** The container's thread is interrupted: nobody wants an answer any more. */
    private void callerLeft() {
        abandonRescue();
        try (BlockLock unusedHold = lock.hold()) {
            if (phase == Phase.OURS) {
                over(Ending.Kind.ABORTED);
            }
        }
    }

    /** What is left to do when the end is known. */
    private final class Last implements Ending.Last {

        @Override
        public void releaseHosts() throws IOException {
            RecordedAnswer answer;
            EditedAnswer begun;
            try (BlockLock unusedHold = lock.hold()) {
                answer = held;
                held = null;
                begun = edited;
            }
            if (begun != null) {
                begun.end();
            }
            if (answer != null) {
                response.release(answer, real);
                try {
                    answer.releaseTo(real, stamp);
                } catch (RuntimeException e) {
                    // The container refuses what the host has said, such as a status that is none, and answers for it.
                    status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
                    stamp.run();
                    throw e;
                }
                status = real.getStatus();
            }
        }

        @Override
        public void free() {
            finishAndClose();
        }
    }

    // ---- the host is done -------------------------------------------------------------------------------------------

    /** The host is done, and the container's thread is long gone. */
    private void concludeElsewhere(@Nullable Exception failure) {
        RecordedAnswer answer;
        boolean isNotHeld;
        try (BlockLock unusedHold = lock.hold()) {
            answer = phase == Phase.HOST ? held : null;
            isNotHeld = isNotHeld();
        }
        // What containers make of an asynchronous request that nobody completes, or that throws.
        if (failure != null && answer != null && !answer.isCommitted()) {
            answer.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
        Evidence seen = readRest(failure);
        try {
            if (failure != null && isNotHeld && !real.isCommitted()) {
                real.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
            Runnable rest = hostIsDone(failure, seen);
            if (rest != null) {
                hand().execute(rest);
            } else if (isOver()) {
                finishElsewhere();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The client is gone", e);
            try (BlockLock unusedHold = lock.hold()) {
                over(Ending.Kind.GIVEN);
            }
            finishElsewhere();
        }
    }

    /**
     * Reads what the host has left unread of a request that may be sent elsewhere. May wait for the caller to send it.
     *
     * @return what the host has left behind; null if somebody else is asked already, or its answer is not held
     */
    private @Nullable Evidence readRest(@Nullable Exception failure) {
        RecordedAnswer answer;
        try (BlockLock unusedHold = lock.hold()) {
            answer = phase == Phase.HOST ? held : null;
        }
        if (answer == null) {
            return null;
        }
        Evidence seen = evidence(answer, failure);
        if (!standsAside && engine.router().mayBeRescued(seen)) {
            replay.readToEnd(asked::isInTime);
        }
        return seen;
    }

    /**
     * Decides what follows from what the host did.
     *
     * @param seen what it has left behind, where that is known already
     * @return what the hand has to do; null if nothing, or if it is at it already
     */
    private @Nullable Runnable hostIsDone(@Nullable Exception failure, @Nullable Evidence seen) throws IOException {
        try (BlockLock unusedHold = lock.hold()) {
            hostIsDone = true;
            ending.hostThrew(failure);
            return switch (phase) {
                case HOST ->
                    held == null
                            ? over(Ending.Kind.HOSTS)
                            : settle(held, seen == null ? evidence(held, failure) : seen);
                case STREAMING -> streamEnded();
                case CHALLENGED, OURS, OVER -> null;
            };
        }
    }

    private @Nullable Runnable over(Ending.Kind how) {
        watch.end();
        phase = Phase.OVER;
        ending.is(how);
        return null;
    }

    private Evidence evidence(RecordedAnswer answer, @Nullable Exception failure) {
        int status = answer.getStatus();
        // A refusal that the host has put into a status counts more than the exception it came with.
        boolean refused = status >= 400 && status < 500;
        return failure == null || refused
                ? answer.evidence(engine.world().wallClock())
                : new Threw(status >= 500 ? status : 0, failure);
    }

    private @Nullable Runnable settle(RecordedAnswer answer, Evidence seen) {
        if (real.isCommitted()) {
            // The host went past us: it has taken the wrappers off, and the client has its answer.
            response.release(answer, real);
            answer.discard();
            held = null;
            return over(Ending.Kind.HOSTS);
        }
        boolean mayBeRescued = engine.router().mayBeRescued(seen);
        if (standsAside) {
            if (!mayBeRescued) {
                // The host has made a refusal of our own answer on its way out.
                asked.route().ifPresent(Route::dropped);
                return over(Ending.Kind.HOSTS);
            }
            return begunElsewhere();
        }
        Optional<Route> covered = asked.route();
        if (covered.isEmpty()) {
            return over(Ending.Kind.HOSTS);
        }
        Route route = covered.get();
        if (failed) {
            return passOn(route);
        }
        if (givenUp) {
            route.backAtHost();
        }
        Outcome outcome = route.ended(request.isBroken() ? new CallerLeft() : seen);
        if (outcome instanceof Served) {
            answer.label(engine.labels().of(route));
            stamp.means(route);
            return over(Ending.Kind.HOSTS);
        }
        Optional<Obstacle> obstacle = mayBeRescued ? replay.obstacle(asked.operation()) : Optional.empty();
        if (obstacle.isPresent()) {
            LOG.log(
                    Level.WARNING,
                    () -> stamp.line(
                            route, "nobody else was asked: " + obstacle.get().label()));
            stamp.means(route, obstacle.get());
            return over(Ending.Kind.HOSTS);
        }
        return givenUp ? passOn(route) : pursue(route, route.next());
    }

    /** The resource has not run: the answer is our own. */
    private @Nullable Runnable begunElsewhere() {
        Optional<Route> route = asked.route();
        Optional<Verdict> opening = asked.takeOpening();
        return opening.isEmpty() || route.isEmpty() ? over(Ending.Kind.HOSTS) : pursue(route.get(), opening.get());
    }

    /** Asks who is still to be asked; without a good answer the client gets the one that is held. */
    private @Nullable Runnable pursue(Route route, Verdict first) {
        if (first instanceof PassOn) {
            return passOn(route);
        }
        watch.end();
        phase = Phase.CHALLENGED;
        return () -> beginRescue(route, first);
    }

    private void beginRescue(Route route, Verdict first) {
        RecordedAnswer failed = held;
        if (failed != null) {
            rescue().begin(route, first, failed);
        }
    }

    /**
     * Most requests need none: the host answers in time, and the container's thread does the rest. Not under the lock, which
     * somebody may have who waits for a slow client: the clock asks for the hand, and has others to wake.
     */
    private Hand hand() {
        Hand begun = hand;
        return begun == null ? beginHand() : begun;
    }

    private void onHand(Runnable step) {
        hand().execute(step);
    }

    private synchronized Hand beginHand() {
        Hand begun = hand;
        if (begun == null) {
            begun = new Hand(engine.crew(), this::wentWrong);
            hand = begun;
        }
        return begun;
    }

    private Rescue rescue() {
        try (BlockLock unusedHold = lock.hold()) {
            Rescue begun = rescue;
            if (begun == null) {
                begun = new Rescue(engine, replay, asked, stamp, real, hand(), new Rescued());
                rescue = begun;
            }
            return begun;
        }
    }

    private void abandonRescue() {
        Rescue begun;
        try (BlockLock unusedHold = lock.hold()) {
            begun = rescue;
        }
        if (begun != null) {
            begun.abandon();
        }
    }

    private @Nullable Runnable passOn(Route route) {
        if (route.isOutOfBudget()) {
            LOG.log(Level.WARNING, () -> stamp.line(route, "nobody else was asked: " + Obstacle.RETRY_BUDGET.label()));
            stamp.means(route, Obstacle.RETRY_BUDGET);
        } else {
            if (!(route.advice() instanceof Advice.None)) {
                LOG.log(Level.WARNING, () -> stamp.line(route, "nobody gave a good answer"));
            }
            stamp.means(route);
        }
        return over(Ending.Kind.HOSTS);
    }

    /** The host's stream has come to its end, a good one or not. */
    private @Nullable Runnable streamEnded() throws IOException {
        LiveStream live = stream;
        StreamedAnswer taken = streamed;
        Optional<Route> route = asked.route();
        if (live == null || taken == null || route.isEmpty()) {
            return over(Ending.Kind.HOSTS);
        }
        if (live.isClientGone()) {
            route.get().left(live.events().usage());
            return over(Ending.Kind.HOSTS);
        }
        if (!live.events().isBroken()
                && (live.events().isFinished() || live.events().isForeign())) {
            route.get().flowed(live.events().usage());
            taken.takeAway();
            live.events().finish();
            return over(Ending.Kind.HOSTS);
        }
        return streamBroke(new Answered(
                200,
                live.events().isBroken() ? Content.ERROR : Content.CUT,
                live.events().error(),
                Optional.empty(),
                Usage.NONE));
    }

    /** The host's stream is taken away from it: others go on with it. */
    private @Nullable Runnable streamBroke(Evidence how) {
        LiveStream live = stream;
        StreamedAnswer taken = streamed;
        Optional<Route> route = asked.route();
        if (live == null || taken == null || route.isEmpty()) {
            return over(Ending.Kind.HOSTS);
        }
        watch.end();
        phase = Phase.OURS;
        taken.takeAway();
        interruptHost();
        return () -> rescue().goOn(route.get(), live, how);
    }

    // ---- the end ----------------------------------------------------------------------------------------------------

    /** What the hand brings about. */
    private final class Rescued implements Rescue.Listener {

        @Override
        public void nobody() {
            boolean isElsewhere;
            try (BlockLock unusedHold = lock.hold()) {
                if (phase != Phase.CHALLENGED) {
                    return;
                }
                if (!hostIsDone) {
                    // It may still come to an end.
                    phase = Phase.HOST;
                    watch.begin(asked.timeLeft(), Exchange.this::hostTimeLeft);
                    return;
                }
                asked.route().ifPresentOrElse(this::hostsAfterAll, () -> over(Ending.Kind.HOSTS));
                isElsewhere = isElsewhere();
            }
            if (isElsewhere) {
                finishElsewhere();
            }
        }

        private void hostsAfterAll(Route route) {
            RecordedAnswer hosts = held;
            if (hosts == null || !givenUp || failed) {
                passOn(route);
            } else if (hosts.isLost()) {
                giveOwn(OwnAnswer.timeout(dialect(route)), route);
            } else {
                // It was late, but it may be good.
                Runnable unused = settle(hosts, evidence(hosts, ending.thrown()));
            }
        }

        @Override
        public void gives(Answer answer) {
            status = answer.status();
            try (BlockLock unusedHold = lock.hold()) {
                phase = Phase.OURS;
                interruptHost();
            }
        }

        @Override
        public void begins() {
            ending.guard();
            new LastAnswer(original, real, hostThread).seal();
        }

        @Override
        public void done() {
            finish(Ending.Kind.GIVEN);
        }

        @Override
        public void aborted() {
            finish(Ending.Kind.ABORTED);
        }
    }

    private void finish(Ending.Kind how) {
        boolean isElsewhere;
        try (BlockLock unusedHold = lock.hold()) {
            over(how);
            isElsewhere = isElsewhere();
        }
        if (hostThread.isInside()) {
            // Asynchronous requests too are completed when the thread that began them has come back.
            ending.closeReal();
        }
        if (isElsewhere) {
            finishElsewhere();
        }
    }

    /** Whether the container's thread will not come back by itself. */
    private boolean isElsewhere() {
        return ending.isWithoutThread() || async != null;
    }

    private void finishElsewhere() {
        ending.elsewhere(async);
    }

    /** A mistake of ours must not keep the client waiting. */
    private void wentWrong(Throwable mistake) {
        LOG.log(Level.ERROR, "Fallback Routing made a mistake with call " + stamp.callId(), mistake);
        abandonRescue();
        boolean isElsewhere;
        try (BlockLock unusedHold = lock.hold()) {
            if (phase == Phase.OVER) {
                return;
            }
            over(phase == Phase.CHALLENGED ? Ending.Kind.HOSTS : Ending.Kind.ABORTED);
            isElsewhere = isElsewhere();
        }
        if (isElsewhere) {
            finishElsewhere();
        }
    }

    /** Says how it ended, and frees what is kept. */
    private void finishAndClose() {
        asked.finish(end(), status());
        close();
    }

    private void close() {
        watch.end();
        asked.close();
        body.close();
        RecordedAnswer answer;
        try (BlockLock unusedHold = lock.hold()) {
            answer = held;
        }
        if (answer != null) {
            answer.free();
        }
    }

    private End end() {
        if (hasLeftUs) {
            return End.UNTOUCHED;
        }
        boolean isClientGone;
        try (BlockLock unusedHold = lock.hold()) {
            isClientGone = request.isBroken()
                    || (stream != null && stream.isClientGone())
                    || (rescue != null && rescue.isClientGone());
        }
        if (isClientGone) {
            return End.CLIENT_GONE;
        }
        if (ending.isAborted()) {
            return End.BROKEN_OFF;
        }
        return status() < HttpServletResponse.SC_BAD_REQUEST ? End.ANSWERED : End.FAILED;
    }

    /** What the container makes of an exception is not to be seen before it has it. */
    private int status() {
        return ending.isHostsFailure() ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : status;
    }

    /** The host ended with an {@link Error}: the container gets the response as the host left it. */
    public void hostBroke() {
        letGo();
        hasLeftUs = true;
        finishAndClose();
    }

    private void letGo() {
        RecordedAnswer answer;
        try (BlockLock unusedHold = lock.hold()) {
            answer = phase == Phase.HOST ? held : null;
            if (answer != null) {
                held = null;
                watch.end();
            }
        }
        if (answer != null) {
            hasLeftUs = true;
            status = answer.getStatus();
            asked.hostLeft();
            try {
                response.release(answer, real);
                answer.releaseTo(real, () -> {});
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "The client is gone", e);
            }
        }
    }

    // ---- a host that is late ----------------------------------------------------------------------------------------

    private void watchHost() {
        armed = engine.world().nanoTime().getAsLong();
        watch.begin(asked.firstLook(), this::hostTimeLeft);
    }

    /** What is left of the host's time; if nothing is, others are asked. */
    private Optional<Duration> hostTimeLeft() {
        Runnable rest;
        try (BlockLock unusedHold = lock.hold()) {
            Optional<Route> covered = phase == Phase.HOST && held != null ? asked.route() : Optional.empty();
            if (covered.isEmpty()) {
                return Optional.empty();
            }
            Route route = covered.get();
            Duration left = givenUp ? asked.timeLeft() : asked.hostTimeLeft(route, armed);
            if (left.compareTo(Duration.ZERO) > 0) {
                return Optional.of(left);
            }
            if (asked.timeLeft().compareTo(Duration.ZERO) <= 0) {
                rest = overdue(route);
            } else {
                rest = challenge(route, new Threw(0, new HttpTimeoutException("the host is late")));
                if (rest == null) {
                    return Optional.of(asked.timeLeft());
                }
            }
        }
        rest.run();
        return Optional.empty();
    }

    /**
     * Has others asked while the host has not come to its end.
     *
     * @return what the hand has to do; null if there is nobody to ask
     */
    private @Nullable Runnable challenge(Route route, Evidence seen) {
        Outcome unused = route.ended(seen);
        Optional<Obstacle> obstacle = replay.obstacle(asked.operation());
        Verdict verdict = obstacle.isPresent() ? new PassOn() : route.next();
        givenUp = true;
        if (verdict instanceof PassOn) {
            LOG.log(Level.WARNING, () -> stamp.line(route, "the host fails, and there is nobody else"));
            return null;
        }
        watch.end();
        phase = Phase.CHALLENGED;
        return () -> beginRescue(route, verdict);
    }

    /** The deadline is over, and the host has still not answered. */
    private Runnable overdue(Route route) {
        if (!givenUp) {
            Outcome unused = route.ended(new Threw(0, new HttpTimeoutException("the host is late")));
        }
        LOG.log(Level.WARNING, () -> stamp.line(route, "nobody answered in time"));
        giveOwn(OwnAnswer.timeout(dialect(route)), route);
        return () -> finish(Ending.Kind.GIVEN);
    }

    private Dialect dialect(Route route) {
        return asked.operation().map(Operation::dialect).orElse(route.primary().dialect());
    }

    /** The client gets an answer of our own. */
    private void giveOwn(OwnAnswer own, Route route) {
        RecordedAnswer failed = held;
        phase = Phase.OURS;
        try {
            if (failed != null) {
                failed.discardTo(real, HostFields::stay);
            }
            byte[] bytes = own.body().getBytes(StandardCharsets.UTF_8);
            real.setStatus(own.status());
            status = own.status();
            real.setContentType(OwnAnswer.TYPE);
            real.setContentLength(bytes.length);
            stamp.on(route);
            new LastAnswer(original, real, hostThread).seal();
            real.getOutputStream().write(bytes);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The client is gone", e);
        }
        over(Ending.Kind.GIVEN);
        interruptHost();
    }

    /** Wakes a host's thread that waits for nothing any more, if the operator wants that. */
    private void interruptHost() {
        if (engine.configuration().interruptsHost()) {
            hostThread.interrupt();
        }
    }

    // ---- what the host does with its answer -------------------------------------------------------------------------

    private final class HostsAnswer implements RecordedAnswer.Keeper {

        /** The answer of the host's can't be held to its end, or need not be: the client gets it, and what follows. */
        @Override
        public @Nullable HttpServletResponse release(RecordedAnswer answer) throws IOException {
            if (phase != Phase.HOST || held != answer) {
                return null;
            }
            status = answer.getStatus();
            Optional<Route> covered = standsAside ? Optional.empty() : asked.route();
            if (givenUp) {
                covered.ifPresent(Route::backAtHost);
            }
            watch.end();
            if (covered.isPresent() && answer.isEventStream()) {
                return stream(answer, covered.get());
            }
            held = null;
            covered.ifPresent(route -> route.ended(new Answered(answer.getStatus(), Content.GOOD)));
            HttpServletResponse next =
                    covered.map(route -> edited(answer, route)).orElse(real);
            response.release(answer, next);
            answer.releaseTo(next, () -> covered.ifPresent(stamp::on));
            return next;
        }

        /** An answer that is too long to be held is labelled as it goes by. */
        private HttpServletResponse edited(RecordedAnswer answer, Route route) {
            AnswerLabel label = engine.labels().of(route);
            if (label.isNone() || !answer.isGoodJson()) {
                return real;
            }
            EditedAnswer next = new EditedAnswer(real, label);
            edited = next;
            return next;
        }

        private HttpServletResponse stream(RecordedAnswer answer, Route route) throws IOException {
            Verdict unused = route.began(new Answered(answer.getStatus(), Content.GOOD));
            LiveStream live = rescue().live(route);
            StreamedAnswer next = new StreamedAnswer(real, lock, live.events(), new HostsStream());
            held = null;
            stream = live;
            streamed = next;
            phase = Phase.STREAMING;
            response.release(answer, next);
            Duration idle = engine.configuration().timeouts().idle();
            watch.begin(idle, Exchange.this::streamTimeLeft);
            // What others add makes it longer, and a length leaves no place for trailers.
            if (stamp.mayHaveTrailers()
                    || answer.wholeStream()
                            .filter(whole -> rescue().isPassedWhole(whole, route))
                            .isEmpty()) {
                answer.forgetLength();
            }
            answer.releaseStream(
                    real,
                    () -> {
                        stamp.onStream(route, live);
                        ending.guard();
                    },
                    next);
            return next;
        }

        @Override
        public void failed(RecordedAnswer answer) {
            if (phase != Phase.HOST || held != answer || standsAside || givenUp) {
                return;
            }
            Evidence seen = answer.evidence(engine.world().wallClock());
            hand().execute(() -> {
                Runnable rest = null;
                try (BlockLock unusedHold = lock.hold()) {
                    Optional<Route> route =
                            phase == Phase.HOST && held == answer && !hostIsDone ? asked.route() : Optional.empty();
                    if (route.isPresent() && engine.router().mayBeRescued(seen)) {
                        failed = true;
                        rest = challenge(route.get(), seen);
                    }
                }
                if (rest != null) {
                    rest.run();
                }
            });
        }

        @Override
        public void listens(WriteListener listener) {
            hostThread.writable(listener);
        }
    }

    private final class HostsStream implements StreamedAnswer.Watcher {

        @Override
        public void came() {
            LiveStream live = stream;
            if (live != null) {
                live.came();
            }
        }

        @Override
        public void stopped() {
            hand().execute(() -> {
                Runnable rest = null;
                boolean isWhole;
                try (BlockLock unusedHold = lock.hold()) {
                    if (phase != Phase.STREAMING) {
                        return;
                    }
                    try {
                        rest = streamEnded();
                    } catch (IOException e) {
                        LOG.log(Level.DEBUG, "The client is gone", e);
                    }
                    isWhole = phase == Phase.OVER;
                }
                if (rest != null) {
                    rest.run();
                } else if (isWhole) {
                    // A host that has closed its stream may still have things to do.
                    ending.closeReal();
                }
            });
        }

        @Override
        public void listens(WriteListener listener) {
            hostThread.writable(listener);
        }
    }

    /** What is left of the time in which the host's stream is to bring more content; if nothing is, others go on with it. */
    private Optional<Duration> streamTimeLeft() {
        Runnable rest;
        try (BlockLock unusedHold = lock.hold()) {
            LiveStream live = stream;
            if (phase != Phase.STREAMING || live == null) {
                return Optional.empty();
            }
            Duration left = engine.configuration().timeouts().idle().minus(live.silence());
            Duration least = asked.streamTimeLeft()
                    .filter(end -> end.compareTo(left) < 0)
                    .orElse(left);
            if (least.compareTo(Duration.ZERO) > 0) {
                return Optional.of(least);
            }
            if (live.events().isFinished()) {
                // It has said all; what the host still does is its own affair.
                return Optional.empty();
            }
            rest = streamBroke(new Threw(200, new HttpTimeoutException("the host's stream is silent")));
        }
        if (rest != null) {
            rest.run();
        }
        return Optional.empty();
    }

    // ---- what the host does with its request ------------------------------------------------------------------------

    private final class HostsRequest implements CapturedRequest.Listener {

        @Override
        public void forwards() {
            letGo();
        }

        @Override
        public AsyncContext startsAsync(@Nullable ServletRequest with, @Nullable ServletResponse to) {
            boolean names = with != null && to != null;
            try (BlockLock unusedHold = lock.hold()) {
                // RESTEasy starts it for its event sinks right before its last filters, and so before our last mark.
                boolean mayBeOurs = asked.isBound() || stream != null;
                if (!mayBeOurs) {
                    return names ? original.startAsync(with, to) : original.startAsync();
                }
                ServletRequest goesOnWith = with == null ? request : with;
                ServletResponse answersTo = to == null ? response : to;
                AsyncContext context = original.startAsync(goesOnWith, answersTo);
                HostAsync started = new HostAsync(
                        context,
                        goesOnWith,
                        answersTo,
                        names ? HostAsync.Supplied.BOTH : HostAsync.Supplied.NOTHING,
                        new Watch(engine.world().timer(), Exchange.this::onHand),
                        new HostsAsync());
                async = started;
                return started;
            }
        }

        @Override
        public @Nullable HostAsync async() {
            return async;
        }

        @Override
        public void proceed() {
            ending.proceed();
        }
    }

    private final class HostsAsync implements HostAsync.Listener {

        @Override
        public void completed() {
            boolean isSimple;
            try (BlockLock unusedHold = lock.hold()) {
                RecordedAnswer answer = held;
                isSimple = phase == Phase.HOST
                        && answer != null
                        && !standsAside
                        && !engine.router()
                                .mayBeRescued(answer.evidence(engine.world().wallClock()));
            }
            if (isSimple) {
                concludeElsewhere(null);
            } else {
                hand().execute(() -> concludeElsewhere(null));
            }
        }

        @Override
        public void dispatched() {
            if (!engine.seesDispatches()) {
                letGo();
            }
        }

        @Override
        public void timedOut() {
            concludeElsewhere(new IllegalStateException(
                    "the asynchronous request was not completed in time", new TimeoutException()));
        }

        @Override
        public void broke() {
            Hand begun = hand;
            if (begun != null) {
                begun.awaitRest();
            }
        }

        @Override
        public void ended() {
            try (BlockLock unusedHold = lock.hold()) {
                if (isOver()) {
                    return;
                }
            }
            hand().execute(() -> {
                abandonRescue();
                try (BlockLock unusedHold = lock.hold()) {
                    over(Ending.Kind.GIVEN);
                }
                asked.finish(End.CLIENT_GONE, status);
                close();
            });
        }
    }
}
