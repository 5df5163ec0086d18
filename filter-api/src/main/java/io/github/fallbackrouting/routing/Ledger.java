package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.time.Duration;

/**
 * Takes down what the attempts of one request come to: in its own trace, and in what is remembered of the deployments. Used by
 * one thread at a time.
 */
final class Ledger {

    private final Policies policies;
    private final Trace trace = new Trace();
    private Hop hop;
    private long started;

    /** When the hop's place was taken: later than its start where a host's request was long in coming. */
    private long entered;

    /**
     * @param first the host's own attempt
     * @param started when the request came in
     */
    Ledger(Policies policies, Hop first, long started) {
        this.policies = policies;
        this.hop = first;
        this.started = started;
        this.entered = started;
    }

    Trace trace() {
        return trace;
    }

    /** The attempt that is being made. */
    Hop hop() {
        return hop;
    }

    /** The host is about to make the first attempt. */
    void hostEnters() {
        entered = now();
    }

    /** An attempt of ours begins. */
    void begin(Hop next) {
        hop = next;
        started = now();
        entered = started;
        policies.traffic().began(next.deployment());
    }

    /** The attempt has ended. */
    void ended(Outcome outcome, long tokens) {
        Duration took = note(outcome);
        Deployment deployment = hop.deployment();
        if (hop.reason() == Reason.PRIMARY) {
            policies.traffic().began(deployment);
        }
        policies.traffic().ended(deployment, outcome, took, tokens);
        if (!(outcome instanceof Failed failed)) {
            policies.cooldowns().served(deployment, entered);
        } else if (hadNoTime(failed, took)) {
            policies.cooldowns().leave(deployment, entered);
        } else {
            policies.cooldowns().failed(hop, failed, entered);
        }
    }

    /** The attempt was not made, but is to be taken for one: it is no news of anybody. */
    void pretended(Outcome outcome) {
        note(outcome);
    }

    private Duration note(Outcome outcome) {
        Duration took = Duration.ofNanos(now() - started);
        trace.add(new Attempt(hop, outcome, took));
        return took;
    }

    /** Whether it had less time than the operator gives an attempt: its caller was in a hurry, or others used the time up. */
    private boolean hadNoTime(Failed failed, Duration took) {
        Timeouts timeouts = policies.configuration().timeouts();
        Duration given = timeouts.attemptAt(hop.deployment()).orElse(timeouts.connect());
        return failed.kind() == FailureKind.TIMEOUT
                && failed.status() == 0
                && hop.reason() != Reason.PRIMARY
                && took.compareTo(given) < 0;
    }

    /** The attempt is not made after all: it is no news of anybody. */
    void dropped() {
        if (hop.reason() != Reason.PRIMARY) {
            policies.traffic().dropped(hop.deployment());
            policies.cooldowns().leave(hop.deployment(), entered);
        }
    }

    /** The host goes where its answer can't be seen. */
    void hostLeft() {
        if (trace.attempts().isEmpty() && hop.reason() == Reason.PRIMARY) {
            policies.cooldowns().leave(hop.deployment(), entered);
        }
    }

    private long now() {
        return policies.world().nanoTime().getAsLong();
    }
}
