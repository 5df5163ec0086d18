package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Upstream.Limits;
import io.github.fallbackrouting.routing.Verdict.Release;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

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

    private final Configuration configuration;
    private final Upstream upstream;
    private final Judge judge = new Judge();
    private final Cooldowns cooldowns;
    private final LongSupplier nanoTime;
    private final Map<String, Deployment> firstOfGroup = new HashMap<>();

    /**
     * @param nanoTime the clock, in the manner of {@link System#nanoTime()}
     */
    public Router(Configuration configuration, Upstream upstream, Cooldowns cooldowns, LongSupplier nanoTime) {
        this.configuration = configuration;
        this.upstream = upstream;
        this.cooldowns = cooldowns;
        this.nanoTime = nanoTime;
        for (Deployment deployment : configuration.deployments()) {
            firstOfGroup.putIfAbsent(deployment.group(), deployment);
        }
    }

    /**
     * Opens a request's route; its first hop is the host's.
     *
     * @param group the model group that was asked for
     * @param primary the id of the deployment that the host's resource asks; empty for the group's first
     * @param started when the request came in, on this router's clock
     * @return empty if there is no such group, or no such deployment in it
     */
    public Optional<Route> route(String group, String primary, long started) {
        Optional<Deployment> deployment = primary.isEmpty()
                ? Optional.ofNullable(firstOfGroup.get(group))
                : configuration
                        .deployment(primary)
                        .filter(member -> member.group().equals(group));
        Deadline deadline = Deadline.after(configuration.timeouts().deadline(), started, nanoTime);
        return deployment.map(asked -> new Route(this, group, asked, started, deadline, nanoTime));
    }

    /** Whether what the host left behind is a failure that another deployment may make good. */
    public boolean mayBeRescued(Evidence seen) {
        return judge.judge(seen) instanceof Failed failed && judge.isWorthAnother(Reason.PRIMARY, failed);
    }

    /**
     * Asks one deployment after the other, from the first that the verdict names. Blocks until one gave a good answer or
     * no further one is to be asked. If the thread is interrupted it asks nobody else, and leaves the thread so.
     *
     * @return the good answer, which the caller closes; empty if there is none
     */
    public Optional<Answer> pursue(Route route, TryNext first, Call call) {
        Verdict verdict = first;
        while (verdict instanceof TryNext next) {
            Duration left = route.timeLeft();
            if (left.isNegative() || left.isZero()) {
                return Optional.empty();
            }
            try {
                Answer answer = ask(next.hop(), left, call);
                verdict = route.after(answer.evidence());
                if (verdict instanceof Release) {
                    return Optional.of(answer);
                }
                answer.close();
            } catch (IOException e) {
                // Whoever interrupts us wants no answer; that is not the deployment's fault.
                verdict = route.after(Thread.currentThread().isInterrupted() ? new CallerLeft() : new Threw(0, e));
            }
        }
        return Optional.empty();
    }

    private Answer ask(Hop hop, Duration left, Call call) throws IOException {
        Limits limits = new Limits(
                shorter(configuration.timeouts().connect(), left),
                left,
                shorter(configuration.timeouts().idle(), left),
                left);
        CompletableFuture<Upstream.Response> response = upstream.send(new Upstream.Request(
                hop.deployment(),
                call.operation(),
                call.body().apply(hop.deployment()),
                call.contentType(),
                call.accept(),
                limits));
        return Answer.read(
                await(response, left.plus(GRACE)), configuration.hold().response());
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

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    Configuration configuration() {
        return configuration;
    }

    Judge judge() {
        return judge;
    }

    Cooldowns cooldowns() {
        return cooldowns;
    }
}
