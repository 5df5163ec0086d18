package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Dialect;
import io.github.fallbackrouting.routing.Hop.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The deployments that may still be asked for one request, in order: the rest of the primary's group, then the groups that
 * stand in for it, each followed by those that stand in for that one.
 *
 * <p>Each deployment comes up at most once and each group is entered at most once, so a cycle of fallbacks ends. Moves to
 * another group are limited by {@code max_fallbacks}. Not thread-safe.
 */
final class Plan {

    private final Configuration configuration;
    private final Dialect dialect;
    private final Deque<Deployment> rest = new ArrayDeque<>();
    private final Deque<String> groupsToEnter = new ArrayDeque<>();
    private final Set<String> groupsEntered = new HashSet<>();
    private String group;
    private int movesLeft;

    Plan(Configuration configuration, Deployment primary) {
        this.configuration = configuration;
        this.dialect = primary.dialect();
        this.group = primary.group();
        this.movesLeft = configuration.maxFallbacks();
        enter(primary.group());
        rest.remove(primary);
    }

    /**
     * The next deployment to ask; empty when all have been.
     *
     * @param passedOver which deployments are not to be asked now; a group of such ones only is no move
     */
    Optional<Hop> next(Predicate<Deployment> passedOver) {
        rest.removeIf(passedOver);
        while (rest.isEmpty()) {
            String next = groupsToEnter.poll();
            if (next == null || movesLeft == 0) {
                return Optional.empty();
            }
            enter(next);
            rest.removeIf(passedOver);
        }
        Deployment deployment = rest.remove();
        if (deployment.group().equals(group)) {
            return Optional.of(new Hop(deployment, Reason.RETRY));
        }
        group = deployment.group();
        movesLeft--;
        return Optional.of(new Hop(deployment, Reason.FALLBACK));
    }

    private void enter(String name) {
        if (!groupsEntered.add(name)) {
            return;
        }
        configuration.group(name).stream()
                .filter(member -> member.dialect() == dialect)
                .forEach(rest::add);
        Deque<String> standIns = new ArrayDeque<>(configuration.fallbacksOf(name));
        while (!standIns.isEmpty()) {
            groupsToEnter.push(standIns.removeLast());
        }
    }
}
