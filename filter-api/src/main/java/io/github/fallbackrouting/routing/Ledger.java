package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes down what the attempts of one request come to: in its own trace, and in what is remembered of the deployments. Used by
 * one thread at a time.
 */
final class Ledger {

    private final Policies policies;
    private final Trace trace = new Trace();
    private final Journal journal;
    private final Hop first;
    private final long hostStarted;
    private Hop hop;
    private long started;
    private Call.Form form = Call.Form.WHOLE;
    private boolean isAsked;

    /** When the hop's place was taken: later than its start where a host's request was long in coming. */
    private long entered;

    /** How long the stream took until its first content. */
    private Duration firstContent = Duration.ZERO;

    /**
     * @param first the host's own attempt
     * @param started when the request came in
     * @param journal hears of it
     */
    Ledger(Policies policies, Hop first, long started, Journal journal) {
        this.policies = policies;
        this.journal = journal;
        this.first = first;
        this.hop = first;
        this.hostStarted = started;
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

    /** The host's own attempt is waited for again. */
    void backAtHost() {
        hop = first;
        started = hostStarted;
        entered = started;
    }

    /** An attempt of ours begins. */
    void begin(Hop next) {
        hop = next;
        isAsked = false;
        started = now();
        entered = started;
        policies.traffic().began(next.deployment());
    }

    /** The answer is to come like this. */
    void asks(Call.Form how) {
        form = how;
    }

    /** The request is on its way, or has failed already: whoever hears of that does so in time that passes anyway. */
    void asked() {
        if (!isAsked && hop.reason() == Reason.FALLBACK) {
            journal.fellBack(Optional.ofNullable(trace.last()), hop);
        }
        isAsked = true;
    }

    /** The attempt has ended. */
    void ended(Outcome outcome, Usage usage) {
        Attempt attempt = attempt(outcome, Optional.empty(), usage);
        trace.add(attempt);
        if (hop.reason() == Reason.PRIMARY) {
            policies.traffic().began(hop.deployment());
        }
        if (outcome instanceof Failed failed && hadNoTime(failed, attempt.took())) {
            leave(attempt);
        } else {
            learn(attempt);
        }
        journal.ended(attempt);
    }

    /** The attempt gives a stream that goes well so far; {@link #flowed} or {@link #left} ends it. */
    void flows(Outcome outcome) {
        firstContent = Duration.ofNanos(now() - started);
        trace.add(attempt(outcome, Optional.of(firstContent), Usage.NONE));
        if (hop.reason() == Reason.PRIMARY) {
            policies.traffic().began(hop.deployment());
        }
        if (policies.cooldowns().isUnproven(hop.deployment())) {
            // Others wait for this proof, and the stream may take minutes.
            policies.cooldowns().served(hop.deployment(), entered);
        }
    }

    /** The stream came to a good end, or broke half-way. */
    void flowed(Outcome outcome, Usage usage) {
        Attempt attempt = flown(outcome, usage);
        learn(attempt);
        journal.ended(attempt);
    }

    /** Nobody has seen the stream's end: it is no news of the deployment. */
    void left(Outcome outcome, Usage usage) {
        Attempt attempt = flown(outcome, usage);
        leave(attempt);
        journal.ended(attempt);
    }

    private Attempt flown(Outcome outcome, Usage usage) {
        Attempt attempt = attempt(outcome, Optional.of(firstContent), usage);
        trace.amend(attempt);
        return attempt;
    }

    private void learn(Attempt attempt) {
        Deployment deployment = hop.deployment();
        note(attempt);
        if (!(attempt.outcome() instanceof Failed failed)) {
            policies.cooldowns().served(deployment, entered);
        } else {
            policies.cooldowns().failed(hop, failed, entered);
        }
    }

    private void leave(Attempt attempt) {
        note(attempt);
        policies.cooldowns().leave(hop.deployment(), entered);
    }

    private void note(Attempt attempt) {
        policies.traffic()
                .ended(
                        hop.deployment(),
                        attempt.outcome(),
                        attempt.firstContent().orElse(attempt.took()),
                        attempt.usage().total());
    }

    /** The attempt was not made, but is to be taken for one: it is no news of anybody. */
    void pretended(Outcome outcome) {
        trace.add(attempt(outcome, Optional.empty(), Usage.NONE));
    }

    private Attempt attempt(Outcome outcome, Optional<Duration> content, Usage usage) {
        Duration began = Duration.ofNanos(started - hostStarted);
        return new Attempt(hop, outcome, began, Duration.ofNanos(now() - started), content, usage);
    }

    /** Whether it had less time than the operator gives an attempt: its caller was in a hurry, or others used the time up. */
    private boolean hadNoTime(Failed failed, Duration took) {
        return failed.kind() == FailureKind.TIMEOUT
                && hop.reason() != Reason.PRIMARY
                && hadSaidNothing(failed)
                && took.compareTo(given()) < 0;
    }

    /** A stream's head comes at once, and says nothing yet. */
    private boolean hadSaidNothing(Failed failed) {
        return form == Call.Form.STREAM ? failed.status() < 300 : failed.status() == 0;
    }

    private Duration given() {
        Timeouts timeouts = policies.configuration().timeouts();
        Duration whole = timeouts.attemptAt(hop.deployment()).orElse(timeouts.connect());
        return form == Call.Form.STREAM
                ? Timeouts.shorter(whole, Timeouts.shorter(timeouts.firstToken(), timeouts.idle()))
                : whole;
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
