package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Timeouts;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The times in which a host is to answer, as far as they are the same for all requests. Immutable.
 *
 * @param whole for a whole answer where no {@code timeout} is said: two thirds of the deadline, so that there is time for
 *     somebody else
 * @param shortest no limit of any deployment's is shorter
 */
record HostLimits(Duration whole, Duration shortest) {

    static HostLimits of(Configuration configuration) {
        Timeouts timeouts = configuration.timeouts();
        Duration whole = timeouts.deadline().multipliedBy(2).dividedBy(3);
        Duration shortest = Stream.concat(
                        configuration.groups().deployments().stream()
                                .flatMap(deployment -> timeouts.attemptAt(deployment).stream()),
                        Stream.of(whole, timeouts.firstToken()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return new HostLimits(whole, shortest);
    }
}
