package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Upstream.Limits;
import io.github.fallbackrouting.routing.Verdict.Release;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import io.github.fallbackrouting.routing.Verdict.Wait;
import io.github.fallbackrouting.routing.World.Alarm;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way from deployment to deployment, until one gives a good answer: it does what the route says, and
 * tells the route what came of it. No thread waits for it.
 *
 * <p>All its steps are taken by one executor, one after the other; whoever calls it is that executor.
 */
public final class Pursuit {

    /** How much longer than an attempt may take we wait for the upstream to say so. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** The longest that a duration of the configuration can be: a stream has no end but its own. */
    private static final Duration ENDLESS = Duration.ofHours(24);

    private final Policies policies;
    private final Upstream upstream;
    private final Reading.Rules reading;
    private final Route route;
    private final Executor hand;
    private final CompletableFuture<Optional<Answer>> result = new CompletableFuture<>();
    private @Nullable Reading attempt;
    private Alarm alarm = Alarm.NONE;

    Pursuit(Policies policies, Upstream upstream, Reading.Rules reading, Route route, Executor hand) {
        this.policies = policies;
        this.upstream = upstream;
        this.reading = reading;
        this.route = route;
        this.hand = hand;
    }

    /**
     * What comes of it: the good answer, which whoever gets it closes; where the host has given none, the one by which a
     * deployment refuses the request itself; empty if there is none.
     */
    public CompletableFuture<Optional<Answer>> result() {
        return result;
    }

    /** Nobody wants an answer any more: what is under way is cancelled, and nobody else is asked. */
    public void abandon() {
        if (result.isDone()) {
            return;
        }
        alarm.cancel();
        Reading running = attempt;
        if (running != null) {
            running.abandon();
            Verdict unused = route.after(new CallerLeft());
        }
        result.complete(Optional.empty());
    }

    void follow(Verdict verdict, Call call) {
        attempt = null;
        if (verdict instanceof Wait wait) {
            alarm = policies.world()
                    .timer()
                    .after(
                            wait.time(),
                            () -> hand.execute(() -> {
                                if (!result.isDone()) {
                                    follow(route.resume(), call);
                                }
                            }));
        } else if (verdict instanceof TryNext next) {
            if (route.timeLeft().compareTo(Duration.ZERO) <= 0) {
                route.dropped();
                result.complete(Optional.empty());
                return;
            }
            ask(next.hop(), call, call);
        } else {
            result.complete(Optional.empty());
        }
    }

    /** @param call what others are asked, should this one fail */
    private void ask(Hop hop, Call asked, Call call) {
        route.asks(asked.form());
        Duration limit = limit(asked.form(), policies.configuration().timeouts());
        CompletableFuture<Upstream.Response> sent;
        try {
            Optional<Upstream.Body> body = asked.body().apply(hop);
            if (body.isEmpty()) {
                ask(hop, asked.plainer().orElseThrow(), call);
                return;
            }
            sent = send(hop, asked, body.get(), limit);
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(new IOException("the upstream failed: " + e, e));
        }
        Reading running = new Reading(reading, asked, sent, hand, new Reading.Listener() {
            @Override
            public void answered(Answer answer) {
                alarm.cancel();
                if (isRefusal(answer.evidence()) && asked.plainer().isPresent()) {
                    answer.close();
                    ask(hop, asked.plainer().get(), call);
                } else {
                    judge(answer, call);
                }
            }

            @Override
            public void failed(Evidence evidence) {
                alarm.cancel();
                follow(route.after(evidence), call);
            }
        });
        attempt = running;
        Duration patience = asked.form() == Call.Form.STREAM ? limit : limit.plus(GRACE);
        alarm = policies.world()
                .timer()
                .after(
                        patience,
                        () -> hand.execute(() -> {
                            if (attempt == running) {
                                running.expire(limit);
                            }
                        }));
        route.asked();
        running.begin();
    }

    private void judge(Answer answer, Call call) {
        Verdict verdict = answer.isStream() ? route.began(answer.evidence()) : route.after(answer.evidence());
        if (verdict instanceof Release || route.relays(verdict)) {
            attempt = null;
            if (!result.complete(Optional.of(answer))) {
                answer.close();
            }
        } else {
            answer.close();
            follow(verdict, call);
        }
    }

    /** A request that asks for more than usual may be asked again without it. */
    private boolean isRefusal(Evidence evidence) {
        return evidence instanceof Answered answered
                && (answered.status() == 400 || answered.status() == 422)
                && policies.judge().judge(answered) instanceof Failed failed
                && failed.kind() == FailureKind.BAD_REQUEST;
    }

    /** How long it may take until it is known whether an answer is good. */
    private Duration limit(Call.Form form, Timeouts timeouts) {
        Duration attemptLimit = route.attemptLimit();
        return form == Call.Form.STREAM ? Timeouts.shorter(timeouts.firstToken(), attemptLimit) : attemptLimit;
    }

    private CompletableFuture<Upstream.Response> send(Hop hop, Call asked, Upstream.Body body, Duration limit) {
        Timeouts timeouts = policies.configuration().timeouts();
        Duration total = asked.form() == Call.Form.STREAM ? ENDLESS : limit;
        Limits limits = new Limits(
                Timeouts.shorter(timeouts.connect(), limit), limit, Timeouts.shorter(timeouts.idle(), total), total);
        return upstream.send(new Upstream.Request(
                hop.deployment(), asked.operation(), body, asked.contentType(), asked.accept(), limits));
    }
}
