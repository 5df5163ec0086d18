package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Verdict.AskHost;
import io.github.fallbackrouting.routing.Verdict.PassOn;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import io.github.fallbackrouting.routing.Verdict.Wait;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes requests on their routes, one after the other, by what each deployment says, and writes down every step:
 * {@code PRIMARY a1}, {@code wait 500 ms}, {@code RETRY a2}, {@code pass on}. A deployment of which the test says nothing
 * answers 503.
 */
final class Journey {

    final TestWorld world = new TestWorld();
    final Policies policies;
    private final Map<String, Deque<Evidence>> answers = new HashMap<>();
    private final Map<String, Duration> times = new HashMap<>();
    private final List<String> steps = new ArrayList<>();

    Journey(Configuration configuration) {
        this.policies = Policies.of(configuration, world.world(), RestListener.NONE);
    }

    static Journey of(Deployments.Config config) {
        return new Journey(config.build());
    }

    /** An answer of this status, of which nothing else is known. */
    static Evidence status(int status) {
        return new Answered(status, Content.GOOD);
    }

    /** A failure with its provider's code. */
    static Evidence error(int status, String code) {
        return new Answered(status, Content.GOOD, new ErrorDocument(code, "", "", ""), Optional.empty(), Usage.NONE);
    }

    /** A failure that asks to be left alone. */
    static Evidence comeBack(int status, Duration after) {
        return new Answered(status, Content.GOOD, ErrorDocument.NONE, Optional.of(after), Usage.NONE);
    }

    static Evidence tooLong() {
        return error(400, "context_length_exceeded");
    }

    static Evidence refused() {
        return error(400, "content_policy_violation");
    }

    /** What a deployment says, each time it is asked; the last is said for ever. */
    Journey says(String id, Evidence... each) {
        answers.put(id, new ArrayDeque<>(List.of(each)));
        return this;
    }

    /** The same by statuses. */
    Journey says(String id, int... statuses) {
        Deque<Evidence> each = new ArrayDeque<>();
        for (int status : statuses) {
            each.add(status(status));
        }
        answers.put(id, each);
        return this;
    }

    /** How long a deployment takes to answer. */
    Journey takes(String id, Duration time) {
        times.put(id, time);
        return this;
    }

    /** A request's route that has not begun; the primary is the group's first, unless it is named. */
    Route route(String name, String primary, Wishes wishes) {
        ModelGroup group = policies.configuration().groups().named(name).orElseThrow();
        Deployment first = primary.isEmpty()
                ? group.deployments().get(0)
                : group.deployment(primary).orElseThrow();
        return new Route(policies, new Ask(group, first, wishes), world.clock().getAsLong(), Journal.NONE);
    }

    /** The deployment of this id. */
    Deployment deployment(String id) {
        return policies.configuration().groups().deployments().stream()
                .filter(deployment -> deployment.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    Route route() {
        return route("a", "", Wishes.NONE);
    }

    /** A request for group {@code a}, from its beginning to its end. */
    List<String> steps() {
        return steps(route());
    }

    List<String> steps(Wishes wishes) {
        return steps(route("a", "", wishes));
    }

    List<String> steps(String group) {
        return steps(route(group, "", Wishes.NONE));
    }

    /** The same where somebody else holds the route. */
    List<String> steps(Route route) {
        return follow(route, route.start());
    }

    /** A request whose host was asked without a look at who rests. */
    List<String> stepsOfHost(Route route) {
        return follow(route, new AskHost());
    }

    List<String> follow(Route route, Verdict first) {
        steps.clear();
        Verdict verdict = first;
        while (true) {
            if (verdict instanceof AskHost) {
                verdict = ask(new Hop(route.primary(), Hop.Reason.PRIMARY), route);
            } else if (verdict instanceof TryNext next) {
                verdict = ask(next.hop(), route);
            } else if (verdict instanceof Wait wait) {
                steps.add("wait " + wait.time().toMillis() + " ms");
                world.step(wait.time());
                verdict = route.resume();
            } else {
                steps.add(verdict instanceof PassOn ? "pass on" : "release");
                return List.copyOf(steps);
            }
        }
    }

    private Verdict ask(Hop hop, Route route) {
        String id = hop.deployment().id();
        steps.add(hop.reason() + " " + id);
        world.step(times.getOrDefault(id, Duration.ZERO));
        Deque<Evidence> left = answers.getOrDefault(id, new ArrayDeque<>(List.of(status(503))));
        return route.after(left.size() > 1 ? left.remove() : left.getFirst());
    }

    /** Lets a deployment rest for this long. */
    Journey rest(String id, Duration time) {
        policies.cooldowns()
                .failed(
                        new Hop(deployment(id), Hop.Reason.RETRY),
                        new Failed(FailureKind.OVERLOADED, 503, "", Optional.of(time)),
                        world.clock().getAsLong());
        return this;
    }
}
