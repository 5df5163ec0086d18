package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.CooldownRules;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ErrorClass;
import io.github.fallbackrouting.routing.DeploymentState.Condition;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * All memory of failure: which deployments rest, and until when. Thread-safe.
 *
 * <p>When a rest is over, one attempt at a time is let through as a probe: if it is served the deployment is as good as
 * new, and if it fails the next rest is twice as long, though never longer than fifteen seconds or the configured time,
 * so that a recovery is seen soon.
 */
final class Cooldowns {

    /** A rest never grows beyond this: who is well again should be noticed within a quarter of a minute. */
    private static final Duration LONGEST_GROWN = Duration.ofSeconds(15);

    /** No rest of a host's own deployment is longer because its answer said Retry-After. */
    private static final Duration HOSTS_LONGEST = Duration.ofMinutes(1);

    /** How long a failure counts as recent where a client asks again; clients wait at most a minute. */
    private static final Duration LATELY = Duration.ofMinutes(1);

    private final CooldownRules rules;
    private final LongSupplier nanoTime;
    private final Duration probeLimit;
    private final RestListener listener;
    private final Map<String, Health> healths = new HashMap<>();
    private final AtomicInteger unwell = new AtomicInteger();

    /** @param listener hears who is to rest */
    Cooldowns(Configuration configuration, LongSupplier nanoTime, RestListener listener) {
        this.listener = listener;
        this.rules = configuration.cooldowns();
        this.nanoTime = nanoTime;
        this.probeLimit = configuration.timeouts().deadline();
        Map<String, Integer> sizes = new HashMap<>();
        for (Deployment deployment : configuration.groups().deployments()) {
            sizes.merge(deployment.group(), 1, Integer::sum);
            healths.put(deployment.id(), new Health());
        }
        for (Deployment deployment : configuration.groups().deployments()) {
            health(deployment).hasSiblings = sizes.getOrDefault(deployment.group(), 1) > 1;
        }
    }

    /** Whether all is well with everybody: nobody rests, and the last attempt at each was served. Costs next to nothing. */
    boolean isAllWell() {
        return unwell.get() == 0;
    }

    /** Whether anybody rests, or has rested and not been served since: then only a probe may ask it. */
    boolean isAnybodyUnproven() {
        if (isAllWell()) {
            return false;
        }
        long now = nanoTime.getAsLong();
        return healths.values().stream().anyMatch(health -> health.isUnproven(now));
    }

    /** Whether a deployment is to be passed over now: it rests, or another request probes it. */
    boolean isResting(Deployment deployment) {
        return !isAllWell() && health(deployment).isResting(nanoTime.getAsLong());
    }

    /** Whether a deployment has rested and not been served since: whoever is to ask it is a probe. */
    boolean isUnproven(Deployment deployment) {
        return !isAllWell() && health(deployment).isUnproven(nanoTime.getAsLong());
    }

    /** How long a deployment still rests; zero if it does not. */
    Duration restLeft(Deployment deployment) {
        return isAllWell() ? Duration.ZERO : health(deployment).restLeft(nanoTime.getAsLong());
    }

    /** Whether its last attempt failed, and not long ago. */
    boolean failedLately(Deployment deployment) {
        return !isAllWell() && health(deployment).failedLately(nanoTime.getAsLong());
    }

    /** Takes a deployment for an attempt, as its probe if its rest is over; false if it is to be passed over. */
    boolean enter(Deployment deployment) {
        return isAllWell() || health(deployment).enter(nanoTime.getAsLong());
    }

    /**
     * An attempt came to no end that says anything of the deployment.
     *
     * @param began when it was made, on this clock: one that was made before the rest is not its probe
     */
    void leave(Deployment deployment, long began) {
        health(deployment).leave(began);
    }

    /**
     * A deployment gave a good answer.
     *
     * @param began when it was asked, on this clock: an answer to an earlier question ends no rest
     */
    void served(Deployment deployment, long began) {
        health(deployment).served(began, nanoTime.getAsLong());
    }

    /**
     * An attempt failed.
     *
     * @param began when it was made, on this clock
     */
    void failed(Hop hop, Failed failure, long began) {
        if (hop.reason() == Reason.PRIMARY && RetryPolicy.isOwnWord(failure)) {
            leave(hop.deployment(), began);
            return;
        }
        switch (failure.kind()) {
            case BAD_REQUEST, CONTEXT_WINDOW, CONTENT_POLICY, CLIENT_GONE -> leave(hop.deployment(), began);
            default ->
                health(hop.deployment())
                        .failed(hostsOwn(hop, failure), baseOf(hop.deployment()), began, nanoTime.getAsLong())
                        .ifPresent(rest -> listener.rests(hop.deployment(), failure.kind(), rest));
        }
    }

    /** Whether a deployment is asked. */
    Condition condition(Deployment deployment) {
        return health(deployment).condition(nanoTime.getAsLong());
    }

    /** Has a deployment rest, whatever its attempts came to. */
    void rest(String id, Duration time) {
        health(id).restNow(time, nanoTime.getAsLong());
    }

    /** Ends a rest, and forgets what brought it about. */
    void wake(String id) {
        health(id).wake();
    }

    /** A host may send one caller away for an hour, and mean nobody else. */
    private static Failed hostsOwn(Hop hop, Failed failure) {
        boolean isTooLong = hop.reason() == Reason.PRIMARY
                && failure.retryAfter()
                        .filter(time -> time.compareTo(HOSTS_LONGEST) > 0)
                        .isPresent();
        return isTooLong
                ? new Failed(failure.kind(), failure.status(), failure.detail(), Optional.of(HOSTS_LONGEST))
                : failure;
    }

    private Duration baseOf(Deployment deployment) {
        return deployment.settings().cooldownTime().orElse(rules.time());
    }

    private Health health(Deployment deployment) {
        return health(deployment.id());
    }

    private Health health(String id) {
        Health health = healths.get(id);
        if (health == null) {
            throw new IllegalArgumentException("the configuration has no deployment '" + id + "'");
        }
        return health;
    }

    /** One deployment's record; guarded by itself. */
    private final class Health {

        private final FailureRate rate = new FailureRate();
        private boolean hasSiblings;

        private boolean isRest;
        private long restBegan;
        private long restEnds;
        private int rests;

        private boolean isProbed;
        private long probeEnds;

        private boolean isUnwell;
        private long failedAt;

        /** One that nobody has asked since is as good as new after a while: no request waits for its proof. */
        synchronized boolean isUnproven(long now) {
            return isRest && now - restEnds < LATELY.toNanos();
        }

        synchronized boolean isResting(long now) {
            if (!isRest) {
                return false;
            }
            return now - restEnds < 0 || (isProbed && now - probeEnds < 0);
        }

        synchronized Duration restLeft(long now) {
            return isRest ? Duration.ofNanos(Math.max(0, restEnds - now)) : Duration.ZERO;
        }

        synchronized boolean failedLately(long now) {
            return isUnwell && now - failedAt < LATELY.toNanos();
        }

        synchronized boolean enter(long now) {
            if (isResting(now)) {
                return false;
            }
            if (isUnproven(now)) {
                isProbed = true;
                probeEnds = now + probeLimit.toNanos();
            }
            return true;
        }

        synchronized void leave(long began) {
            if (began - restBegan >= 0) {
                isProbed = false;
            }
        }

        synchronized void served(long began, long now) {
            rate.served(now);
            if (isRest && began - restBegan < 0) {
                return;
            }
            recover();
        }

        private void recover() {
            isRest = false;
            isProbed = false;
            rests = 0;
            if (isUnwell) {
                isUnwell = false;
                unwell.decrementAndGet();
            }
        }

        private void sicken() {
            if (!isUnwell) {
                isUnwell = true;
                unwell.incrementAndGet();
            }
        }

        synchronized void restNow(Duration time, long now) {
            failedAt = now;
            sicken();
            Optional<Duration> unused = rest(time, now, now);
        }

        synchronized void wake() {
            recover();
            rate.forget();
        }

        synchronized Condition condition(long now) {
            if (isRest && now - restEnds < 0) {
                return Condition.RESTING;
            }
            if (isUnproven(now)) {
                return Condition.UNPROVEN;
            }
            return failedLately(now) ? Condition.FAILING : Condition.HEALTHY;
        }

        /** How long it is to rest from now on because of this failure; empty if that brings no rest. */
        synchronized Optional<Duration> failed(Failed failure, Duration base, long began, long now) {
            rate.failed(failure.kind().errorClass(), now);
            failedAt = now;
            sicken();
            if (base.isZero()) {
                return Optional.empty();
            }
            boolean isNews = isRest && began - restBegan >= 0;
            boolean isAfterRest = isNews && began - restEnds >= 0;
            Duration asked = failure.retryAfter().orElse(Duration.ZERO);
            if (!asked.isZero()) {
                return rest(asked, began, now);
            }
            if (isNews || (!isRest && isEnough(failure))) {
                // Who was asked although it rested has no worse a rest than before; only one that was over was too
                // short.
                rests += isAfterRest || !isRest ? 1 : 0;
                return rest(grown(base), began, now);
            }
            return Optional.empty();
        }

        /**
         * Rests are never shortened.
         *
         * @return how long it is to rest from now on; empty if it was to rest as long anyway
         */
        private Optional<Duration> rest(Duration time, long began, long now) {
            long ends = now + time.toNanos();
            boolean isLonger = !isRest || ends - restEnds > 0;
            if (isLonger) {
                restEnds = ends;
            }
            if (!isRest || began - restBegan >= 0) {
                restBegan = now;
                isProbed = false;
            }
            isRest = true;
            rate.forget();
            return isLonger ? Optional.of(time) : Optional.empty();
        }

        private Duration grown(Duration base) {
            if (base.compareTo(LONGEST_GROWN) >= 0) {
                return base;
            }
            // Beyond the fortieth doubling even of a nanosecond it is the longest anyway.
            double grown = base.toNanos() * (double) (1L << Math.min(Math.max(rests - 1, 0), 40));
            return Duration.ofNanos((long) Math.min(grown, (double) LONGEST_GROWN.toNanos()));
        }

        /** Whether this failure causes the first rest, as LiteLLM's {@code _should_cooldown_deployment} decides. */
        private boolean isEnough(Failed failure) {
            Optional<ErrorClass> kind = failure.kind().errorClass();
            Optional<ErrorClass> named = kind.filter(rules.policy()::containsKey)
                    .or(() -> kind.flatMap(ErrorClass::broader).filter(rules.policy()::containsKey));
            if (named.isPresent()) {
                return rate.failures(named.get()) > rules.policy().getOrDefault(named.get(), 0);
            }
            // No waiting will help.
            if (failure.kind() == FailureKind.CREDENTIALS || failure.kind() == FailureKind.NOT_FOUND) {
                return true;
            }
            OptionalInt allowedFails = rules.allowedFails();
            if (allowedFails.isPresent()) {
                return rate.failures() > allowedFails.getAsInt();
            }
            // Alone in its group it goes on: a part of its requests is better than none.
            if (failure.kind() == FailureKind.RATE_LIMITED && hasSiblings) {
                return true;
            }
            return rate.isTooHigh();
        }
    }
}
