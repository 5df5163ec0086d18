package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.configuration;
import static io.github.fallbackrouting.routing.Deployments.deployment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Verdict.PassOn;
import io.github.fallbackrouting.routing.Verdict.Release;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTest {

    private final SteppedClock clock = new SteppedClock();
    private final JournalingCooldowns cooldowns = new JournalingCooldowns();

    private Route route(Configuration configuration) {
        Upstream nobody = new FakeUpstream();
        return new Router(configuration, nobody, cooldowns, clock)
                .route("a", "", clock.getAsLong())
                .orElseThrow();
    }

    private static Verdict fails(Route route, int status) {
        return route.after(new Answered(status, Content.GOOD));
    }

    private static TryNext to(String id, Reason reason) {
        return new TryNext(new Hop(deployment(id), reason));
    }

    @Test
    void releasesAGoodAnswer() {
        Route route = route(configuration(Map.of(), "a1", "a2"));

        assertEquals(new Release(), route.after(new Answered(200, Content.GOOD)));
        assertEquals(1, route.trace().attempts().size());
        assertEquals(Reason.PRIMARY, route.trace().attempts().get(0).hop().reason());
        assertEquals(List.of("served a1"), cooldowns.journal());
    }

    @Test
    void passesOnWhatWouldFailEverywhere() {
        assertEquals(new PassOn(), fails(route(configuration(Map.of(), "a1", "a2")), 400));
    }

    @Test
    void passesOnTheHostsOwnRefusalButNotAnAlternates() {
        assertEquals(new PassOn(), fails(route(configuration(Map.of(), "a1", "a2")), 401));

        Route route = route(configuration(Map.of(), "a1", "a2", "a3", "a4"));
        assertEquals(to("a2", Reason.RETRY), fails(route, 503));
        assertEquals(to("a3", Reason.RETRY), fails(route, 401));
        assertEquals(to("a4", Reason.RETRY), fails(route, 404));
        assertEquals(new PassOn(), fails(route, 400));
    }

    @Test
    void passesOnWhenNobodyIsLeft() {
        Route route = route(configuration(Map.of(), "a1", "a2"));

        assertEquals(to("a2", Reason.RETRY), fails(route, 503));
        assertEquals(new PassOn(), fails(route, 503));
    }

    @Test
    void passesOnWhenTheCallerHasLeft() {
        assertEquals(new PassOn(), route(configuration(Map.of(), "a1", "a2")).after(new CallerLeft()));
    }

    @Test
    void countsRetriesAndMovesThroughSiblingsAndNestedGroups() {
        Route route = route(
                configuration(Map.of("a", List.of("b", "d"), "b", List.of("c")), "a1", "a2", "b1", "b2", "c1", "d1"));

        assertEquals(to("a2", Reason.RETRY), fails(route, 429));
        assertEquals(to("b1", Reason.FALLBACK), fails(route, 429));
        assertEquals(to("b2", Reason.RETRY), fails(route, 500));
        assertEquals(to("c1", Reason.FALLBACK), fails(route, 500));
        assertEquals(to("d1", Reason.FALLBACK), fails(route, 404));
        assertEquals(new Release(), route.after(new Answered(200, Content.GOOD)));

        assertEquals(2, route.trace().retries());
        assertEquals(3, route.trace().fallbacks());
        assertEquals(6, route.trace().attempts().size());
    }

    @Test
    void countsAMoveToAGroupWhoseFirstDeploymentRestsAsAMove() {
        cooldowns.rest("b1");
        Route route = route(configuration(Map.of("a", List.of("b")), "a1", "b1", "b2"));

        assertEquals(to("b2", Reason.FALLBACK), fails(route, 503));
        assertEquals(new Release(), route.after(new Answered(200, Content.GOOD)));
        assertEquals(0, route.trace().retries());
        assertEquals(1, route.trace().fallbacks());
    }

    @Test
    void passesOverWhoRestsAtThatMoment() {
        Route route = route(configuration(Map.of(), "a1", "a2", "a3", "a4"));

        assertEquals(to("a2", Reason.RETRY), fails(route, 503));
        cooldowns.rest("a3");
        assertEquals(to("a4", Reason.RETRY), fails(route, 503));
    }

    @Test
    void tellsTheCooldownsOfEveryOutcome() {
        Route route = route(configuration(Map.of(), "a1", "a2"));
        fails(route, 429);
        route.after(new Answered(200, Content.GOOD));

        assertEquals(List.of("failed a1 429 rate_limited", "served a2"), cooldowns.journal());
    }

    @Test
    void measuresEveryAttemptByItself() {
        Route route = route(configuration(Map.of(), "a1", "a2"));
        clock.step(Duration.ofMillis(30));
        fails(route, 503);
        clock.step(Duration.ofMillis(5));
        route.after(new Answered(200, Content.GOOD));

        assertEquals(
                List.of(Duration.ofMillis(30), Duration.ofMillis(5)),
                route.trace().attempts().stream().map(Attempt::took).toList());
    }

    @Test
    void goesOnUntilTheDeadlineAndNotAfterIt() {
        Configuration configuration = configuration(Map.of(), "a1", "a2", "a3");
        Duration deadline = configuration.timeouts().deadline();
        Route route = route(configuration);

        clock.step(deadline.minusNanos(1));
        assertEquals(Duration.ofNanos(1), route.timeLeft());
        assertInstanceOf(TryNext.class, fails(route, 503));
        clock.step(Duration.ofNanos(1));
        assertEquals(Duration.ZERO, route.timeLeft());
        assertEquals(new PassOn(), fails(route, 503));
    }

    @Test
    void releasesAGoodAnswerEvenAfterTheDeadline() {
        Configuration configuration = configuration(Map.of(), "a1", "a2");
        Route route = route(configuration);
        clock.step(configuration.timeouts().deadline().plusSeconds(1));

        assertEquals(new Release(), route.after(new Answered(200, Content.GOOD)));
    }
}
