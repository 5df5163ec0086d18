package io.github.fallbackrouting.report;

import io.github.fallbackrouting.routing.DeploymentState;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How one filter is at one moment. Immutable.
 *
 * @param name the filter's
 * @param since when it started: all that is counted is counted from then on
 * @param groups in the order of the file
 * @param untouched requests to covered endpoints that asked for none of our models, or went past us
 * @param recent the calls that ended last, the newest first
 */
public record FilterStatus(
        String name, Instant since, List<GroupStatus> groups, long untouched, List<CallFinished> recent) {

    /** With copies of the lists. */
    public FilterStatus {
        groups = List.copyOf(groups);
        recent = List.copyOf(recent);
    }

    /** All its deployments, in the order of the file's groups. */
    public List<DeploymentStatus> deployments() {
        return groups.stream().flatMap(group -> group.deployments().stream()).toList();
    }

    /** All calls that have ended, for whatever group. */
    public long calls() {
        return groups.stream().mapToLong(group -> group.counts().calls()).sum();
    }

    /** Those that got a good answer. */
    public long answered() {
        return groups.stream().mapToLong(group -> group.counts().answered()).sum();
    }

    /** Those that got it from another model group than the one asked for. */
    public long answeredByFallback() {
        return groups.stream()
                .mapToLong(group -> group.counts().answersByFallback())
                .sum();
    }

    /** What all attempts cost that said what they used, in USD; empty if no deployment has prices. */
    public Optional<BigDecimal> cost() {
        return deployments().stream()
                .flatMap(deployment -> deployment.cost().stream())
                .reduce(BigDecimal::add);
    }

    /**
     * How a model group is at one moment. Immutable.
     *
     * @param name as in the file: a pattern, if it is a wildcard's
     * @param counts what became of the calls for it
     * @param deployments its members, in the order of the file
     */
    public record GroupStatus(String name, GroupCounts counts, List<DeploymentStatus> deployments) {

        /** With a copy of the list. */
        public GroupStatus {
            deployments = List.copyOf(deployments);
        }
    }

    /**
     * How a deployment is at one moment. Immutable.
     *
     * @param state whether it is asked, and how fast it answers
     * @param counts what became of the attempts at it
     * @param apiBase where it is, if the operator lets that be seen
     */
    public record DeploymentStatus(DeploymentState state, DeploymentCounts counts, Optional<URI> apiBase) {

        /** Its id. */
        public String id() {
            return state.deployment().id();
        }

        /** Its model, as in the file. */
        public String model() {
            return state.deployment().model();
        }

        /** Who serves it: the prefix of its model, or whose models need none. */
        public String provider() {
            return state.deployment().provider();
        }

        /** What its attempts cost, in USD; empty if it has no prices. */
        public Optional<BigDecimal> cost() {
            return state.deployment().settings().prices().map(prices -> counts.cost());
        }
    }
}
