package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Wishes.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Takes a request from deployment to deployment until one gives a good answer.
 *
 * <p>Each step is the same: a {@link Hop} is tried, what it leaves behind is {@link Evidence}, the {@link Judge} makes an
 * {@link Outcome} of it, and the {@link Route} answers with a {@link Verdict}. The first hop of every request is the host's
 * own; all others are sent from here, by a {@link Pursuit}. Thread-safe.
 */
public final class Router {

    private final Policies policies;
    private final Upstream upstream;
    private final Reading.Rules reading;

    /**
     * @param world time, chance and waiting
     * @param streamCheck makes a look at the beginning of an event stream
     * @param rests hears who is to rest
     */
    public Router(
            Configuration configuration,
            Upstream upstream,
            World world,
            Supplier<BodyCheck> streamCheck,
            RestListener rests) {
        this.policies = Policies.of(configuration, world, rests);
        this.upstream = upstream;
        this.reading = new Reading.Rules(
                configuration.hold().response(), configuration.hold().firstEvent(), streamCheck, world.wallClock());
    }

    /**
     * Opens a request's route.
     *
     * @param group the model group that was asked for, or an alias, or a name that a wildcard matches
     * @param primary the id of the deployment that the host's resource asks; empty for the group's first
     * @param started when the request came in, on this router's clock
     * @param wishes what the request says of its routing
     * @param journal hears what becomes of it
     * @return empty if there is no such group, or no such deployment in it
     */
    public Optional<Route> route(String group, String primary, long started, Wishes wishes, Journal journal) {
        Optional<ModelGroup> asked = policies.configuration().groups().named(group);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Deployment first = primary.isEmpty()
                ? asked.get().deployments().get(0)
                : asked.get().deployment(primary).orElse(null);
        return first == null
                ? Optional.empty()
                : Optional.of(new Route(policies, new Ask(asked.get(), first, wishes), started, journal));
    }

    /** Whether what the host left behind is a failure that another deployment may make good. */
    public boolean mayBeRescued(Evidence seen) {
        return policies.judge().judge(seen) instanceof Failed failed
                && policies.retries().mayGoOn(Reason.PRIMARY, failed);
    }

    /**
     * Whether a route from this origin may have to begin elsewhere than at the host, so that {@link Route#start()} is
     * worth asking.
     */
    public boolean mayPassOver(Origin origin) {
        return policies.configuration().selection().looksForRoom()
                || policies.cooldowns().isAnybodyUnproven()
                || (origin == Origin.CLIENT_RETRY && !policies.cooldowns().isAllWell());
    }

    /** How all deployments are at the moment, in the order of the configuration. */
    public List<DeploymentState> states() {
        return policies.configuration().groups().deployments().stream()
                .map(deployment -> new DeploymentState(
                        deployment,
                        policies.cooldowns().condition(deployment),
                        policies.cooldowns().restLeft(deployment),
                        policies.traffic().underWay(deployment),
                        policies.traffic().requests(deployment),
                        policies.traffic().tokens(deployment),
                        Duration.ofNanos((long) policies.traffic().latency(deployment))))
                .toList();
    }

    /**
     * Has a deployment rest from now on, as if it had failed too often.
     *
     * @param time how long; not shorter than it rests already
     * @throws IllegalArgumentException if the configuration has no deployment of this id
     */
    public void rest(String id, Duration time) {
        policies.cooldowns().rest(id, time);
    }

    /**
     * Ends a deployment's rest: it is as good as new.
     *
     * @throws IllegalArgumentException if the configuration has no deployment of this id
     */
    public void wake(String id) {
        policies.cooldowns().wake(id);
    }

    /**
     * Asks one deployment after the other, beginning with what the verdict says. Returns at once.
     *
     * @param hand takes all the steps, one after the other; the caller's own thread is in its place
     */
    public Pursuit pursue(Route route, Verdict first, Call call, Executor hand) {
        Pursuit pursuit = new Pursuit(policies, upstream, reading, route, hand);
        pursuit.follow(first, call);
        return pursuit;
    }
}
