package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Upstream.Limits;
import io.github.fallbackrouting.routing.Verdict.Release;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import io.github.fallbackrouting.routing.Verdict.Wait;
import io.github.fallbackrouting.routing.Wishes.Origin;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Takes a request from deployment to deployment until one gives a good answer.
 *
 * <p>Each step is the same: a {@link Hop} is tried, what it leaves behind is {@link Evidence}, the {@link Judge} makes an
 * {@link Outcome} of it, and the {@link Route} answers with a {@link Verdict}. The first hop of every request is the host's
 * own; all others are sent from here. Thread-safe.
 */
public final class Router {

    /** How much longer than an attempt may take we wait for the upstream to say so. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Policies policies;
    private final Upstream upstream;

    /** @param world time, chance and waiting */
    public Router(Configuration configuration, Upstream upstream, World world) {
        this.policies = Policies.of(configuration, world);
        this.upstream = upstream;
    }

    /**
     * Opens a request's route.
     *
     * @param group the model group that was asked for, or an alias, or a name that a wildcard matches
     * @param primary the id of the deployment that the host's resource asks; empty for the group's first
     * @param started when the request came in, on this router's clock
     * @param wishes what the request says of its routing
     * @return empty if there is no such group, or no such deployment in it
     */
    public Optional<Route> route(String group, String primary, long started, Wishes wishes) {
        Optional<ModelGroup> asked = policies.configuration().groups().named(group);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Optional<Deployment> deployment = primary.isEmpty()
                ? Optional.of(asked.get().deployments().get(0))
                : asked.get().deployment(primary);
        return deployment.map(first -> new Route(policies, new Ask(asked.get(), first, wishes), started));
    }

    /** Whether what the host left behind is a failure that another deployment may make good. */
    public boolean mayBeRescued(Evidence seen) {
        return policies.judge().judge(seen) instanceof Failed failed
                && policies.retries().mayGoOn(Reason.PRIMARY, failed);
    }

    /**
     * Whether a route from this origin may have to begin elsewhere than at the host, so that {@link Route#start()} is
     * worth asking.
     */
    public boolean mayPassOver(Origin origin) {
        return policies.configuration().selection().looksForRoom()
                || policies.cooldowns().isAnybodyUnproven()
                || (origin == Origin.CLIENT_RETRY && !policies.cooldowns().isAllWell());
    }

    /**
     * Asks one deployment after the other, beginning with what the verdict says. Blocks until one gave a good answer or
     * no further one is to be asked. If the thread is interrupted it asks nobody else, and leaves the thread so.
     *
     * @return the good answer, which the caller closes; where the host has given none, the one by which a deployment refuses
     *     the request itself; empty if there is none
     */
    public Optional<Answer> pursue(Route route, Verdict first, Call call) {
        Verdict verdict = first;
        while (true) {
            if (verdict instanceof Wait wait) {
                if (!waited(wait.time())) {
                    return Optional.empty();
                }
                verdict = route.resume();
            } else if (verdict instanceof TryNext next) {
                if (route.timeLeft().compareTo(Duration.ZERO) <= 0) {
                    route.dropped();
                    return Optional.empty();
                }
                try {
                    Answer answer = ask(next.hop(), route, call);
                    if (Thread.currentThread().isInterrupted()) {
                        answer.close();
                        throw new InterruptedIOException("interrupted while reading an answer");
                    }
                    verdict = route.after(answer.evidence());
                    if (verdict instanceof Release || route.relays(verdict)) {
                        return Optional.of(answer);
                    }
                    answer.close();
                } catch (IOException e) {
                    // Whoever interrupts us wants no answer; that is not the deployment's fault.
                    verdict = route.after(Thread.currentThread().isInterrupted() ? new CallerLeft() : new Threw(0, e));
                }
            } else {
                return Optional.empty();
            }
        }
    }

    private boolean waited(Duration time) {
        try {
            policies.world().pause().last(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Answer ask(Hop hop, Route route, Call call) throws IOException {
        Configuration configuration = policies.configuration();
        Duration limit = route.attemptLimit();
        Limits limits = new Limits(
                Deadline.shorter(configuration.timeouts().connect(), limit),
                limit,
                Deadline.shorter(configuration.timeouts().idle(), limit),
                limit);
        CompletableFuture<Upstream.Response> response;
        try {
            response = upstream.send(new Upstream.Request(
                    hop.deployment(),
                    call.operation(),
                    call.body().apply(hop),
                    call.contentType(),
                    call.accept(),
                    limits));
        } catch (RuntimeException e) {
            throw new IOException("the upstream failed: " + e, e);
        }
        return Answer.read(
                await(response, limit.plus(GRACE)),
                configuration.hold().response(),
                policies.world().wallClock());
    }

    private static Upstream.Response await(CompletableFuture<Upstream.Response> response, Duration limit)
            throws IOException {
        try {
            return response.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("the upstream failed: " + e.getCause(), e.getCause());
        } catch (CancellationException e) {
            throw new IOException("the upstream gave the call up", e);
        } catch (TimeoutException e) {
            abandon(response);
            throw new HttpTimeoutException("no answer in " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            abandon(response);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        }
    }

    /** Cancels a call, or closes its response if that came just now. */
    private static void abandon(CompletableFuture<Upstream.Response> response) {
        if (!response.cancel(true) && !response.isCompletedExceptionally()) {
            response.join().close();
        }
    }
}
