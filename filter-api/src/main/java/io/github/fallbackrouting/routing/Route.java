package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.CooldownRules.WhenAllRest;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Advice.ComeBack;
import io.github.fallbackrouting.routing.Advice.GiveUp;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import io.github.fallbackrouting.routing.Plan.Choice;
import io.github.fallbackrouting.routing.Verdict.AskHost;
import io.github.fallbackrouting.routing.Verdict.PassOn;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import io.github.fallbackrouting.routing.Verdict.Wait;
import io.github.fallbackrouting.routing.Wishes.Origin;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request's way from deployment to deployment: it is told how each attempt ended and says what follows.
 *
 * <p>It blocks nowhere and calls nobody, so that whoever drives it may be a waiting thread or a callback. Used by one
 * thread at a time.
 */
public final class Route {

    /** A second later the budget may have earned more. */
    private static final Duration BUDGET_SLICE = Duration.ofSeconds(1);

    private final Policies policies;
    private final Ask ask;
    private final Deadline deadline;
    private final Ledger ledger;

    private @Nullable Plan plan;
    private final Set<String> unproven;
    private boolean nextIsFree;
    private boolean isOutOfBudget;
    private boolean pretended;
    private boolean relayed;
    private @Nullable Outcome flowing;
    private Advice advice = Advice.None.NONE;

    Route(Policies policies, Ask ask, long started, Journal journal) {
        this.policies = policies;
        this.ask = ask;
        Duration limit = policies.configuration().timeouts().deadline();
        Duration wished = ask.wishes().deadline().orElse(limit);
        this.deadline = Deadline.after(
                Timeouts.shorter(wished, limit), started, policies.world().nanoTime());
        this.ledger = new Ledger(policies, new Hop(ask.primary(), Reason.PRIMARY), started, journal);
        // Who is down already was not worth the attempt: it does not count as the request's first.
        this.nextIsFree = policies.cooldowns().isResting(ask.primary());
        this.unproven = policies.cooldowns().isUnproven(ask.primary())
                ? Set.of(ask.primary().id())
                : Set.of();
        policies.budget().deposit();
    }

    /** The name of the model group that was asked for. */
    public String group() {
        return ask.group().name();
    }

    /** The deployment that the host's own resource asks. */
    public Deployment primary() {
        return ask.primary();
    }

    /** What happened so far. */
    public Trace trace() {
        return ledger.trace();
    }

    /** What a client is to be told that gets a failure. */
    public Advice advice() {
        return advice;
    }

    /** What is left of the request's deadline; zero or negative once it has passed. */
    Duration timeLeft() {
        return deadline.left();
    }

    /** The current hop is asked for an answer that comes like this. */
    void asks(Call.Form form) {
        ledger.asks(form);
    }

    /** The current hop has been asked. */
    void asked() {
        ledger.asked();
    }

    /** How long the attempt at the current hop may take. */
    Duration attemptLimit() {
        return givenLimit().map(deadline::atMost).orElseGet(deadline::left);
    }

    /** How long the attempt at the current hop may take, or this if nobody says it. */
    public Duration attemptLimit(Duration otherwise) {
        return givenLimit().orElse(otherwise);
    }

    private Optional<Duration> givenLimit() {
        return ask.wishes()
                .timeout()
                .or(() -> policies.configuration()
                        .timeouts()
                        .attemptAt(ledger.hop().deployment()));
    }

    /** The host, which had been given up, is waited for again: what follows is its end. */
    public void backAtHost() {
        ledger.backAtHost();
    }

    /**
     * Says who is to be asked first, before the host has asked anybody: the host itself, or somebody else if its
     * deployment is to be passed over.
     */
    public Verdict start() {
        Deployment primary = ask.primary();
        Cooldowns cooldowns = policies.cooldowns();
        ledger.hostEnters();
        Predicate<Deployment> suitable = ask.wishes().origin() == Origin.CLIENT_RETRY
                ? deployment -> !cooldowns.failedLately(deployment)
                : any -> true;
        boolean isFree = suitable.test(primary)
                && policies.selection().hasRoom(primary, ask.wishes().promptTokens());
        if (isFree && cooldowns.enter(primary)) {
            return new AskHost();
        }
        Plan around = new Plan(policies, ask, unproven);
        Optional<Hop> instead = around.instead(suitable);
        if (instead.isPresent()) {
            return begin(around, instead.get());
        }
        if (cooldowns.enter(primary)) {
            return new AskHost();
        }
        Plan anyhow = new Plan(policies, ask, unproven);
        return anyhow.instead(any -> true)
                .or(anyhow::insteadBesideAProbe)
                .map(hop -> begin(anyhow, hop))
                .orElseGet(this::whereAllRest);
    }

    private Verdict begin(Plan begun, Hop first) {
        plan = begun;
        nextIsFree = false;
        return go(first);
    }

    private Verdict whereAllRest() {
        Plan insisting = new Plan(policies, ask, unproven);
        Choice soonest = insisting.soonest();
        if (policies.configuration().cooldowns().whenAllRest() == WhenAllRest.REFUSE) {
            advice = new ComeBack(policies.cooldowns().restLeft(soonest.hop().deployment()));
            return new PassOn();
        }
        if (soonest.hop().reason() == Reason.PRIMARY) {
            return new AskHost();
        }
        return begin(insisting, insisting.insist(soonest));
    }

    /** Says what follows from how the attempt at the current hop ended. */
    public Verdict after(Evidence evidence) {
        return ended(evidence) instanceof Served ? new Verdict.Release() : next();
    }

    /** Takes down how the attempt at the current hop ended. */
    public Outcome ended(Evidence evidence) {
        Outcome outcome = judge(evidence);
        ledger.ended(outcome, evidence instanceof Answered answered ? answered.usage() : Usage.NONE);
        return outcome;
    }

    /**
     * Says what follows from the beginning of the stream that the current hop gives; if it is good, {@link #flowed}, {@link
     * #broke} or {@link #left} takes down its end.
     */
    public Verdict began(Evidence evidence) {
        Outcome outcome = judge(evidence);
        if (outcome instanceof Served) {
            ledger.flows(outcome);
            flowing = outcome;
            return new Verdict.Release();
        }
        ledger.ended(outcome, Usage.NONE);
        return next();
    }

    /**
     * The stream came to a good end.
     *
     * @param usage what it says that it used
     */
    public void flowed(Usage usage) {
        Outcome served = flowing;
        flowing = null;
        if (served != null) {
            ledger.flowed(served, usage);
        }
    }

    /** The stream broke half-way; {@link #next} says what follows. */
    public void broke(Evidence evidence, Usage usage) {
        if (flowing != null) {
            flowing = null;
            ledger.flowed(judge(evidence), usage);
        }
    }

    /** The client has left a stream: it is no news of the deployment that gives it. */
    public void left(Usage usage) {
        Outcome served = flowing;
        flowing = null;
        if (served != null) {
            ledger.left(served, usage);
        }
    }

    /** Takes down that the primary is to be taken for failed, which was not asked: it is no news of it. */
    public Outcome pretend(Evidence evidence) {
        Outcome outcome = judge(evidence);
        ledger.pretended(outcome);
        pretended = true;
        return outcome;
    }

    /** The attempt that the last verdict asked for is not made after all: it is no news of anybody. */
    public void dropped() {
        ledger.dropped();
    }

    /** The host goes where its answer can't be seen: it is no news of its deployment. */
    public void hostLeft() {
        ledger.hostLeft();
    }

    /** A good answer that a content filter has cut is a failure only where somebody stands in for exactly that. */
    private Outcome judge(Evidence evidence) {
        if (evidence instanceof Answered answered
                && answered.status() < 400
                && answered.content() == Content.FILTERED
                && ask.standIns(policies.configuration())
                        .contentPolicy()
                        .row(currentGroup().names())
                        .isEmpty()) {
            return new Served(answered.status());
        }
        return policies.judge().judge(evidence);
    }

    /** How the last attempt failed; null if none has. */
    private @Nullable Failed failure() {
        Attempt last = ledger.trace().last();
        return last != null && last.outcome() instanceof Failed failed ? failed : null;
    }

    private ModelGroup currentGroup() {
        Plan begun = plan;
        return begun == null ? ask.group() : begun.group();
    }

    /** Says what follows from the failure of the last attempt. */
    public Verdict next() {
        Failed failed = failure();
        if (failed == null) {
            return new PassOn();
        }
        if (!policies.retries().mayGoOn(ledger.hop().reason(), failed)) {
            // The first failure is the one that the client gets, and speaks for itself; a client that is gone gets
            // none.
            boolean needsNoWord = ledger.trace().attempts().size() == 1 || failed.kind() == FailureKind.CLIENT_GONE;
            return needsNoWord ? new PassOn() : giveUp(failed, new GiveUp());
        }
        Plan going = plan();
        return decide(failed, () -> going.after(ledger.hop().deployment(), failed, deadline.left()));
    }

    /** Says what follows if nobody of the group is to be asked any more. */
    public Verdict nextGroup() {
        Failed failed = failure();
        if (failed == null) {
            return new PassOn();
        }
        Plan going = plan();
        return decide(failed, () -> going.leave(failed));
    }

    private Plan plan() {
        Plan begun = plan;
        if (begun == null) {
            begun = new Plan(policies, ask, unproven);
            begun.primaryAsked();
            plan = begun;
        }
        return begun;
    }

    /** Whether the request was given up only because all requests together have caused too many attempts. */
    public boolean isOutOfBudget() {
        return isOutOfBudget;
    }

    /** Says what follows now that a {@link Wait} is over. */
    public Verdict resume() {
        Failed failed = failure();
        Plan going = plan;
        return failed == null || going == null
                ? new PassOn()
                : decide(failed, () -> going.resume(ledger.hop().deployment(), failed, deadline.left()));
    }

    private Verdict decide(Failed failed, Supplier<Verdict> step) {
        // One cap on everything, so that nested fallbacks, each with retries of its own, don't multiply.
        if (ledger.trace().attempts().size()
                >= policies.configuration().retries().maxAttempts()) {
            return giveUp(failed, new GiveUp());
        }
        Advice otherwise = ledger.trace().attempts().size() > 1 ? new GiveUp() : Advice.None.NONE;
        if (deadline.hasPassed()) {
            return giveUp(failed, otherwise);
        }
        boolean needsLeave = !nextIsFree;
        if (needsLeave && !policies.budget().withdraw()) {
            isOutOfBudget = true;
            return giveUp(failed, new ComeBack(BUDGET_SLICE));
        }
        Verdict verdict = step.get();
        if (verdict instanceof TryNext next) {
            nextIsFree = false;
            return go(next.hop());
        }
        if (needsLeave) {
            policies.budget().giveBack();
        }
        return verdict instanceof Wait ? verdict : giveUp(failed, otherwise);
    }

    private TryNext go(Hop next) {
        ledger.begin(next);
        return new TryNext(next);
    }

    private PassOn giveUp(Failed failed, Advice otherwise) {
        Failed passedOn = failed;
        if (hasHostAnswer() && ledger.trace().attempts().get(0).outcome() instanceof Failed hosts) {
            passedOn = hosts;
        }
        advice = new Adviser(policies, ask).on(passedOn, otherwise);
        return new PassOn();
    }

    /**
     * Whether the answer of the last attempt is what the client gets although it is a failure: it refuses the request
     * itself, and there is no answer of the host's.
     */
    boolean relays(Verdict verdict) {
        Failed failed = failure();
        relayed = verdict instanceof PassOn
                && !hasHostAnswer()
                && failed != null
                && failed.status() > 0
                && failed.kind().isOfRequest();
        return relayed;
    }

    /** Whether the host's own answer is there to be passed on. */
    boolean hasHostAnswer() {
        return !pretended
                && !ledger.trace().attempts().isEmpty()
                && ledger.trace().attempts().get(0).hop().reason() == Reason.PRIMARY;
    }

    /** Whose answer the client gets; empty if it is nobody's. */
    public Optional<Deployment> answeredBy() {
        Attempt last = ledger.trace().last();
        if (last != null && (relayed || last.outcome() instanceof Served)) {
            return Optional.of(last.hop().deployment());
        }
        return hasHostAnswer() ? Optional.of(ask.primary()) : Optional.empty();
    }
}
