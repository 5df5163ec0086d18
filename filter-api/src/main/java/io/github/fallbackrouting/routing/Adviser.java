package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.routing.Advice.ComeBack;
import io.github.fallbackrouting.routing.Advice.None;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what the client of one request is told that gets a failure. Immutable.
 *
 * @param policies who rests
 * @param ask who could have been asked
 */
record Adviser(Policies policies, Ask ask) {

    /**
     * What is to be said of this failure.
     *
     * @param otherwise if nobody rests
     */
    Advice on(Failed failure, Advice otherwise) {
        // It speaks for itself.
        if (failure.kind().isOfRequest()) {
            return new None();
        }
        return soonestRest().<Advice>map(ComeBack::new).orElse(otherwise);
    }

    /** Until the first rest ends of the group's and of those that stand in for it; empty if nobody rests. */
    private Optional<Duration> soonestRest() {
        Stream<ModelGroup> standIns = ask
                .standIns(policies.configuration())
                .general()
                .row(ask.group().names())
                .stream()
                .flatMap(List::stream)
                .flatMap(target -> policies.configuration().groups().target(target.name()).stream());
        return Stream.concat(Stream.of(ask.group()), standIns)
                .flatMap(group -> group.deployments().stream())
                .map(policies.cooldowns()::restLeft)
                .filter(left -> !left.isZero())
                .min(Comparator.naturalOrder());
    }
}
