package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Verdict.PassOn;
import io.github.fallbackrouting.routing.Verdict.Release;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request's way from deployment to deployment: it is told how each attempt ended and says what follows.
 *
 * <p>It blocks nowhere and calls nobody, so that whoever drives it may be a waiting thread or a callback. Used by one
 * thread at a time.
 */
public final class Route {

    private final Router router;
    private final String group;
    private final Deployment primary;
    private final Deadline deadline;
    private final LongSupplier nanoTime;
    private final Trace trace = new Trace();

    private Hop hop;
    private long hopStarted;
    private @Nullable Plan plan;

    Route(Router router, String group, Deployment primary, long started, Deadline deadline, LongSupplier nanoTime) {
        this.router = router;
        this.group = group;
        this.primary = primary;
        this.deadline = deadline;
        this.nanoTime = nanoTime;
        this.hop = new Hop(primary, Hop.Reason.PRIMARY);
        this.hopStarted = started;
    }

    /** The model group that was asked for. */
    public String group() {
        return group;
    }

    /** The deployment that the host's own resource asks. */
    public Deployment primary() {
        return primary;
    }

    /** What happened so far. */
    public Trace trace() {
        return trace;
    }

    /** What is left of the request's deadline; zero or negative once it has passed. */
    Duration timeLeft() {
        return deadline.left();
    }

    /** Says what follows from how the attempt at the current hop ended. */
    public Verdict after(Evidence evidence) {
        Outcome outcome = router.judge().judge(evidence);
        long now = nanoTime.getAsLong();
        trace.add(new Attempt(hop, outcome, Duration.ofNanos(now - hopStarted)));
        if (!(outcome instanceof Failed failed)) {
            router.cooldowns().served(hop.deployment());
            return new Release();
        }
        router.cooldowns().failed(hop, failed);
        if (!router.judge().isWorthAnother(hop.reason(), failed) || deadline.hasPassed()) {
            return new PassOn();
        }
        return nextHop().<Verdict>map(TryNext::new).orElseGet(PassOn::new);
    }

    private Optional<Hop> nextHop() {
        if (plan == null) {
            plan = new Plan(router.configuration(), primary);
        }
        Optional<Hop> next = plan.next(router.cooldowns()::isCooling);
        next.ifPresent(planned -> {
            hop = planned;
            hopStarted = nanoTime.getAsLong();
        });
        return next;
    }
}
