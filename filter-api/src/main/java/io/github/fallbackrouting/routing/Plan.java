package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Fallbacks;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.config.Target;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Verdict.PassOn;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import io.github.fallbackrouting.routing.Verdict.Wait;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who is asked next for one request: a sibling in the group at once, the same deployment after a while, the group's next
 * level, another group.
 *
 * <p>Groups that stand in for a group are followed by those that stand in for them. Each is entered at most once, so a
 * cycle ends; the moves are limited by {@code max_fallbacks}. Not thread-safe.
 */
final class Plan {

    private final Policies policies;
    private final Ask ask;
    private final Fallbacks fallbacks;
    private final Deque<Target> pending = new ArrayDeque<>();
    private final Set<Entered> entered = new HashSet<>();
    private final Set<Asked> asked = new HashSet<>();
    private final Set<String> probes = new HashSet<>();
    private final List<Choice> probed = new ArrayList<>();
    private Leg leg;
    private int moves;

    /** @param unproven the ids of those that have been asked as probes already */
    Plan(Policies policies, Ask ask, Set<String> unproven) {
        this.policies = policies;
        this.probes.addAll(unproven);
        this.ask = ask;
        this.fallbacks = ask.standIns(policies.configuration());
        this.leg = leg(ask.group(), Map.of());
        entered.add(new Entered(ask.group(), Map.of()));
    }

    /** The group that the last attempt was made in. */
    ModelGroup group() {
        return leg.group();
    }

    /** The host asks the primary. */
    void primaryAsked() {
        begin(ask.primary(), Reason.PRIMARY);
    }

    /**
     * Who is asked first in the place of the primary.
     *
     * @param suitable who may be, besides being free
     */
    Optional<Hop> instead(Predicate<Deployment> suitable) {
        Predicate<Deployment> free = suitable.and(free(Reason.INSTEAD));
        return pick(leg.lowest(free))
                .map(sibling -> begin(sibling, Reason.INSTEAD))
                .or(() -> {
                    push(passedOverRow());
                    return nextGroup(free);
                });
    }

    /** Who is asked in its place if others have only to see whether they are well again, and are being asked that. */
    Optional<Hop> insteadBesideAProbe() {
        return probed.stream().findFirst().map(this::insist);
    }

    /** An attempt that could be made, and the group that it would be made in. */
    record Choice(Hop hop, ModelGroup group) {}

    /**
     * The one whose rest ends first, of the primary's group and those that stand in for it; the primary if none is
     * earlier.
     */
    Choice soonest() {
        Choice soonest = new Choice(new Hop(ask.primary(), Reason.PRIMARY), ask.group());
        Duration least = policies.cooldowns().restLeft(ask.primary());
        for (Choice other : otherChoices()) {
            Duration left = policies.cooldowns().restLeft(other.hop().deployment());
            // One whose rest is over is being probed, and has no room for a second request.
            if (!left.isZero() && left.compareTo(least) < 0) {
                soonest = other;
                least = left;
            }
        }
        return soonest;
    }

    private List<Choice> otherChoices() {
        List<Choice> choices = new ArrayList<>();
        ask.group()
                .deployments()
                .forEach(member -> choices.add(new Choice(new Hop(member, Reason.INSTEAD), ask.group())));
        for (Target target : fallbacks.max() > 0 ? passedOverRow() : List.<Target>of()) {
            policies.configuration()
                    .groups()
                    .target(target.name())
                    .ifPresent(group -> group.deployments()
                            .forEach(member -> choices.add(
                                    new Choice(new Hop(member, Reason.FALLBACK, target.overrides()), group))));
        }
        choices.removeIf(choice -> choice.hop().deployment().equals(ask.primary())
                || !canServe(choice.hop().deployment()));
        return choices;
    }

    /** This one is asked although it rests. */
    Hop insist(Choice choice) {
        Hop hop = choice.hop();
        if (hop.reason() == Reason.FALLBACK) {
            leg = leg(choice.group(), hop.overrides());
            entered.add(new Entered(choice.group(), hop.overrides()));
            moves++;
        }
        return begin(hop.deployment(), hop.reason());
    }

    /**
     * What follows from a failure.
     *
     * @param left of the request's deadline
     */
    Verdict after(Deployment failed, Failed failure, Duration left) {
        leg.askAgain(failed, readyAgain(failed, failure));
        return resume(failed, failure, left);
    }

    /** What follows from it now that some time is over. */
    Verdict resume(Deployment failed, Failed failure, Duration left) {
        probed.clear();
        Leg current = leg;
        Verdict verdict = others(failed, failure, left);
        if (!(verdict instanceof PassOn) || probed.isEmpty()) {
            return verdict;
        }
        // Its rest is over, and another request is finding out whether it is well: better to ask it too than to fail.
        Choice choice = probed.get(0);
        if (choice.hop().reason() == Reason.FALLBACK) {
            return new TryNext(insist(choice));
        }
        leg = current;
        return new TryNext(retry(choice.hop().deployment()));
    }

    /** What follows from a failure where the group is not to be tried any further. */
    Verdict leave(Failed failure) {
        return otherGroup(failure).<Verdict>map(TryNext::new).orElseGet(PassOn::new);
    }

    private Verdict others(Deployment failed, Failed failure, Duration left) {
        boolean mayRetry = policies.retries().mayStayInGroup(leg.group(), failure);
        boolean retriesLeft = leg.retries()
                < policies.retries()
                        .retries(leg.group(), failed, failure, ask.wishes().numRetries());
        if (mayRetry && (retriesLeft || policies.configuration().selection().weightedFailover())) {
            Optional<Deployment> sibling = pick(leg.siblings(free(Reason.RETRY)));
            if (sibling.isPresent()) {
                return new TryNext(retry(sibling.get()));
            }
        }
        if (mayRetry && retriesLeft && policies.budget().isAmple()) {
            Optional<Verdict> again = again(left);
            if (again.isPresent()) {
                return again.get();
            }
        }
        if (mayRetry && policies.configuration().selection().levelsUpOn(failure.status())) {
            Optional<Deployment> next = pick(leg.nextLevel(free(Reason.RETRY)));
            if (next.isPresent()) {
                return new TryNext(begin(next.get(), Reason.RETRY));
            }
        }
        return leave(failure);
    }

    /** The same deployment again, when it is time: of several the one whose time comes first. */
    private Optional<Verdict> again(Duration left) {
        long now = policies.world().nanoTime().getAsLong();
        Optional<Map.Entry<Deployment, Long>> soonest = leg.soonest(now);
        while (soonest.isPresent()) {
            Deployment deployment = soonest.get().getKey();
            Duration wait = Duration.ofNanos(soonest.get().getValue() - now);
            if (wait.compareTo(left) >= 0) {
                return Optional.empty();
            }
            if (wait.compareTo(Duration.ZERO) > 0) {
                return Optional.of(new Wait(wait));
            }
            if (policies.cooldowns().enter(deployment)) {
                return Optional.of(new TryNext(retry(deployment)));
            }
            leg.askAgain(deployment, OptionalLong.empty());
            soonest = leg.soonest(now);
        }
        return Optional.empty();
    }

    /** When the deployment that just failed may be asked again; empty: never. */
    private OptionalLong readyAgain(Deployment failed, Failed failure) {
        if (!policies.retries().mayAskAgain(leg.group(), failure)) {
            return OptionalLong.empty();
        }
        // It was asked to see whether it is well again, and is not.
        if (probes.contains(failed.id())) {
            return OptionalLong.empty();
        }
        Optional<Duration> demanded = failure.retryAfter();
        if (demanded.isPresent()
                && demanded.get().compareTo(policies.configuration().retries().maxRetryAfter()) > 0) {
            return OptionalLong.empty();
        }
        Duration wait = demanded.orElseGet(() -> policies.backoff().after(leg.timesAsked(failed) - 1));
        // A rest that lasts longer than the wait says that more is wrong than a moment's trouble.
        if (policies.cooldowns().restLeft(failed).compareTo(wait) > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(policies.world().nanoTime().getAsLong() + wait.toNanos());
    }

    private Optional<Hop> otherGroup(Failed failure) {
        if (!policies.retries().mayLeaveGroup(failure)) {
            return Optional.empty();
        }
        if (failure.kind() == FailureKind.CONTENT_POLICY) {
            // What one provider's filter refused goes nowhere but where the operator sends exactly that.
            pending.clear();
        }
        push(row(failure.kind()));
        return nextGroup(free(Reason.FALLBACK));
    }

    private List<Target> row(FailureKind kind) {
        List<String> names = leg.group().names();
        Optional<List<Target>> row = switch (kind) {
            case CONTENT_POLICY -> fallbacks.contentPolicy().row(names);
            case CONTEXT_WINDOW ->
                fallbacks
                        .contextWindow()
                        .row(names)
                        .or(() -> fallbacks.general().row(names));
            default -> fallbacks.general().row(names);
        };
        return row.orElse(List.of());
    }

    /** Who stands in for a primary that is not even asked. */
    private List<Target> passedOverRow() {
        boolean fits = policies.selection().fits(ask.primary(), ask.wishes().promptTokens());
        return row(fits ? FailureKind.OVERLOADED : FailureKind.CONTEXT_WINDOW);
    }

    private void push(List<Target> row) {
        for (int i = row.size() - 1; i >= 0; i--) {
            pending.push(row.get(i));
        }
    }

    /** A group where nobody may be asked is no move; those that stand in for it take its place. */
    private Optional<Hop> nextGroup(Predicate<Deployment> free) {
        while (moves < fallbacks.max() && !pending.isEmpty()) {
            Target target = pending.pop();
            Optional<ModelGroup> group = policies.configuration().groups().target(target.name());
            if (group.isEmpty() || !entered.add(new Entered(group.get(), target.overrides()))) {
                continue;
            }
            leg = leg(group.get(), target.overrides());
            Optional<Deployment> first = pick(leg.lowest(free));
            if (first.isPresent()) {
                moves++;
                return Optional.of(begin(first.get(), Reason.FALLBACK));
            }
            push(row(FailureKind.OVERLOADED));
        }
        return Optional.empty();
    }

    private Leg leg(ModelGroup group, Map<String, String> overrides) {
        List<Deployment> members =
                group.deployments().stream().filter(this::canServe).toList();
        return new Leg(group, members, overrides);
    }

    private boolean canServe(Deployment deployment) {
        return deployment.dialect() == ask.primary().dialect();
    }

    /** Whether somebody may be asked now; who is only kept from it by another request's probe is noted. */
    private Predicate<Deployment> free(Reason reason) {
        return deployment -> {
            if (asked.contains(new Asked(deployment, leg.overrides()))
                    || !policies.selection().hasRoom(deployment, ask.wishes().promptTokens())) {
                return false;
            }
            boolean isResting = policies.cooldowns().isResting(deployment);
            if (isResting && policies.cooldowns().restLeft(deployment).isZero()) {
                probed.add(new Choice(new Hop(deployment, reason, leg.overrides()), leg.group()));
            }
            return !isResting;
        };
    }

    /** One of these, taken for an attempt; empty if others have been faster. */
    private Optional<Deployment> pick(List<Deployment> candidates) {
        List<Deployment> left = new ArrayList<>(candidates);
        while (!left.isEmpty()) {
            Deployment chosen = policies.selection().choose(left);
            if (policies.cooldowns().enter(chosen)) {
                return Optional.of(chosen);
            }
            left.remove(chosen);
        }
        return Optional.empty();
    }

    private Hop begin(Deployment deployment, Reason reason) {
        leg.begin(deployment);
        return noted(new Hop(deployment, reason, leg.overrides()));
    }

    private Hop retry(Deployment deployment) {
        leg.retry(deployment);
        return noted(new Hop(deployment, Reason.RETRY, leg.overrides()));
    }

    private Hop noted(Hop hop) {
        Deployment deployment = hop.deployment();
        boolean isFirst = asked.add(new Asked(deployment, hop.overrides()));
        if (isFirst && hop.reason() != Reason.PRIMARY && policies.cooldowns().isUnproven(deployment)) {
            probes.add(deployment.id());
        }
        return hop;
    }

    /** One deployment, by the model that it is asked for, with one body. */
    private record Asked(String id, String model, Map<String, String> overrides) {
        Asked(Deployment deployment, Map<String, String> overrides) {
            this(deployment.id(), deployment.modelOnTheWire(), overrides);
        }
    }

    /** One group, by the models that it is asked for, with one body. */
    private record Entered(List<Asked> members) {
        Entered(ModelGroup group, Map<String, String> overrides) {
            this(group.deployments().stream()
                    .map(member -> new Asked(member, overrides))
                    .toList());
        }
    }
}
