package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.report.FilterStatus.DeploymentStatus;
import io.github.fallbackrouting.report.FilterStatus.GroupStatus;
import io.github.fallbackrouting.routing.DeploymentState;
import io.github.fallbackrouting.routing.Router;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What an operator sees of one running filter, with what he may do about it. Thread-safe. */
public final class FilterMonitor {

    private final String name;
    private final Instant since;
    private final Configuration configuration;
    private final Router router;
    private final Tally tally;

    /**
     * @param name the filter's
     * @param since when it started
     * @param tally hears of its calls
     */
    public FilterMonitor(String name, Instant since, Configuration configuration, Router router, Tally tally) {
        this.name = name;
        this.since = since;
        this.configuration = configuration;
        this.router = router;
        this.tally = tally;
    }

    /** The filter's name. */
    public String name() {
        return name;
    }

    /** How it is now. */
    public FilterStatus look() {
        List<DeploymentState> states = router.states();
        return new FilterStatus(
                name,
                since,
                states.stream()
                        .map(state -> state.deployment().group())
                        .distinct()
                        .map(group -> group(group, states))
                        .toList(),
                tally.untouched(),
                tally.recent());
    }

    private GroupStatus group(String group, List<DeploymentState> states) {
        Predicate<DeploymentState> isMember =
                state -> state.deployment().group().equals(group);
        return new GroupStatus(
                group,
                tally.ofGroup(group),
                states.stream().filter(isMember).map(this::deployment).toList());
    }

    private DeploymentStatus deployment(DeploymentState state) {
        URI base = state.deployment().endpoint().base();
        return new DeploymentStatus(
                state,
                tally.ofDeployment(state.deployment().id()),
                configuration.report().exposesApiBase() ? Optional.of(base) : Optional.empty());
    }

    /**
     * Has a deployment rest from now on, as if it had failed too often.
     *
     * @param time how long; not shorter than it rests already
     * @throws IllegalArgumentException if there is no deployment of this id
     */
    public void rest(String id, Duration time) {
        router.rest(id, time);
    }

    /**
     * Ends a deployment's rest.
     *
     * @throws IllegalArgumentException if there is no deployment of this id
     */
    public void wake(String id) {
        router.wake(id);
    }
}
