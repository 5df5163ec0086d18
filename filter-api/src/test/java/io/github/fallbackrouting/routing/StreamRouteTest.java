package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Verdict.AskHost;
import io.github.fallbackrouting.routing.Verdict.PassOn;
import io.github.fallbackrouting.routing.Verdict.Release;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a request's route goes on where its answer is a stream, whose beginning and end are two things. */
class StreamRouteTest {

    private static final Evidence GOOD = new Answered(200, Content.GOOD);

    /** One failure is enough for a rest. */
    private final Journey journey = Journey.of(config("a1", "a2", "b1")
            .fallbacks("a", "b")
            .retries(0)
            .weightedFailover()
            .allowedFails(0));

    private final Policies policies = journey.policies;
    private final Deployment a1 = journey.deployment("a1");
    private final Deployment a2 = journey.deployment("a2");

    private static Evidence reset() {
        return new Threw(200, new IOException("reset"));
    }

    private void pass(Duration time) {
        journey.world.step(time);
    }

    /** A route whose host gives a stream that is good so far. */
    private Route flowing() {
        Route route = journey.route();
        assertInstanceOf(AskHost.class, route.start());
        pass(Duration.ofMillis(200));
        assertInstanceOf(Release.class, route.began(GOOD));
        return route;
    }

    private boolean failedLately(Deployment deployment) {
        return policies.cooldowns().failedLately(deployment);
    }

    private boolean isResting(Deployment deployment) {
        return policies.cooldowns().isResting(deployment);
    }

    /** Lets a deployment have failed a moment ago, so that a success of its own can be seen. */
    private void hasFailedBefore(Deployment deployment) {
        journey.rest(deployment.id(), Duration.ofSeconds(5));
        pass(Duration.ofSeconds(5));
        assertTrue(failedLately(deployment));
    }

    @AfterEach
    void everyAttemptHasEnded() {
        for (Deployment deployment : policies.configuration().groups().deployments()) {
            assertEquals(0, policies.traffic().underWay(deployment), () -> deployment + " is said to be under way");
        }
    }

    // ---- good ends ------------------------------------------------------------------------------------------------

    @Test
    void isServedByAStreamThatCameToAGoodEnd() {
        Route route = flowing();
        assertEquals(1, policies.traffic().underWay(a1));
        assertEquals("a1: 200 (200 ms)", route.trace().toString());
        pass(Duration.ofSeconds(30));

        route.flowed(Deployments.used(42));

        assertEquals(
                "a1: 200 (30200 ms, first content 200 ms)",
                route.trace().toString(),
                "from its start to its last byte");
        assertEquals(Optional.of(a1), route.answeredBy());
        assertEquals(42, policies.traffic().tokens(a1));
        assertEquals(200e6, policies.traffic().latency(a1), "nanoseconds until the first content");
        assertFalse(failedLately(a1));
    }

    @Test
    void endsAStreamOnce() {
        Route route = flowing();
        route.flowed(Deployments.used(1));

        route.flowed(Deployments.used(1));
        route.left(Deployments.used(1));
        route.broke(reset(), Deployments.used(1));

        assertEquals(1, policies.traffic().tokens(a1));
        assertFalse(failedLately(a1));
        assertEquals("a1: 200 (200 ms)", route.trace().toString());
    }

    @Test
    void isUnderWayAtAnAlternateUntilItsStreamEnds() {
        Route route = journey.route();
        assertInstanceOf(TryNext.class, route.after(Journey.status(503)));
        assertInstanceOf(Release.class, route.began(GOOD));
        assertEquals(1, policies.traffic().underWay(a2));

        route.flowed(Usage.NONE);

        assertEquals(0, policies.traffic().underWay(a2));
        assertEquals(Optional.of(a2), route.answeredBy());
    }

    // ---- breaks ---------------------------------------------------------------------------------------------------

    @Test
    void saysWhatFollowsAfterABreak() {
        Route route = flowing();
        pass(Duration.ofSeconds(3));

        route.broke(reset(), Deployments.used(5));
        TryNext next = assertInstanceOf(TryNext.class, route.next());

        assertEquals(a2, next.hop().deployment());
        assertEquals(
                "a1: 200 connection [IOException] (3200 ms, first content 200 ms)",
                route.trace().toString());
        assertEquals(5, policies.traffic().tokens(a1));
        assertInstanceOf(Release.class, route.began(GOOD));
        route.flowed(Usage.NONE);
        assertEquals(Optional.of(a2), route.answeredBy());
        assertEquals(
                "a1: 200 connection [IOException] (3200 ms, first content 200 ms), a2: 200 (0 ms)",
                route.trace().toString());
    }

    @Test
    void countsABreakAsAFailureAndNotAsASuccess() {
        Route route = flowing();
        assertFalse(isResting(a1));

        route.broke(reset(), Usage.NONE);

        assertTrue(failedLately(a1));
        assertTrue(isResting(a1), "one failure is enough here");
        assertEquals(0, policies.traffic().latency(a1), "no answer of its was ever good");
    }

    @Test
    void countsAReleasedStreamAsNoSuccessBeforeItsEnd() {
        Journey tolerant = Journey.of(config("a1", "a2").allowedFails(1));
        Route failed = tolerant.route();
        assertInstanceOf(AskHost.class, failed.start());
        failed.ended(Journey.status(503));
        Route route = tolerant.route();
        assertInstanceOf(AskHost.class, route.start());

        assertInstanceOf(Release.class, route.began(GOOD));
        assertTrue(tolerant.policies.cooldowns().failedLately(tolerant.deployment("a1")));

        route.flowed(Usage.NONE);
        assertFalse(tolerant.policies.cooldowns().failedLately(tolerant.deployment("a1")));
    }

    @Test
    void breaksOnce() {
        Route route = flowing();
        route.broke(reset(), Deployments.used(5));
        assertInstanceOf(TryNext.class, route.next());

        route.broke(new Threw(200, new HttpTimeoutException("silent")), Deployments.used(5));
        route.flowed(Deployments.used(5));

        assertEquals("a1: 200 connection [IOException] (200 ms)", route.trace().toString());
        assertEquals(5, policies.traffic().tokens(a1));
        assertTrue(failedLately(a1));
        route.dropped();
    }

    @Test
    void countsAnAlternatesStreamThatFallsSilentAsAFailureHoweverSoonItBegan() {
        Route route = journey.route();
        assertInstanceOf(TryNext.class, route.after(Journey.status(503)));
        route.asks(Call.Form.STREAM);
        assertInstanceOf(Release.class, route.began(GOOD));
        pass(Duration.ofSeconds(15));

        route.broke(new Threw(200, new HttpTimeoutException("silent")), Usage.NONE);

        assertTrue(isResting(a2));
    }

    @Test
    void passesABreakOnWhenThereIsNobodyLeft() {
        Journey alone = Journey.of(config("a1").retries(0));
        Route route = alone.route();
        assertInstanceOf(AskHost.class, route.start());
        assertInstanceOf(Release.class, route.began(GOOD));

        route.broke(new Answered(200, Content.CUT), Usage.NONE);

        assertInstanceOf(PassOn.class, route.next());
        assertEquals("a1: 200 broken_answer [cut short] (0 ms)", route.trace().toString());
    }

    @Test
    void goesOnAfterAStreamThatIsBadFromItsBeginning() {
        Route route = journey.route();
        assertInstanceOf(AskHost.class, route.start());

        assertInstanceOf(TryNext.class, route.began(new Answered(200, Content.EMPTY)));
        route.flowed(Deployments.used(7));

        assertEquals("a1: 200 broken_answer [empty] (0 ms)", route.trace().toString());
        assertEquals(0, policies.traffic().tokens(a1), "no stream was under way");
        assertTrue(isResting(a1));
        route.dropped();
    }

    // ---- a client that leaves -------------------------------------------------------------------------------------

    @Test
    void countsAStreamThatItsClientLeavesAsNeither() {
        Route good = flowing();
        good.left(Deployments.used(3));
        assertFalse(failedLately(a1));
        assertEquals(3, policies.traffic().tokens(a1), "they were used all the same");
        assertEquals("a1: 200 (200 ms)", good.trace().toString());

        Journey tolerant = Journey.of(config("a1", "a2").allowedFails(1));
        Route failed = tolerant.route();
        assertInstanceOf(AskHost.class, failed.start());
        failed.ended(Journey.status(503));
        Route route = tolerant.route();
        assertInstanceOf(AskHost.class, route.start());
        assertInstanceOf(Release.class, route.began(GOOD));
        route.left(Usage.NONE);

        assertTrue(tolerant.policies.cooldowns().failedLately(tolerant.deployment("a1")), "it proves nothing");
        assertFalse(tolerant.policies.cooldowns().isResting(tolerant.deployment("a1")));
    }

    // ---- probes ---------------------------------------------------------------------------------------------------

    @Test
    void provesADeploymentAtItsFirstContent() {
        hasFailedBefore(a1);
        Route probe = journey.route();
        assertInstanceOf(AskHost.class, probe.start());
        Route meanwhile = journey.route();
        assertInstanceOf(TryNext.class, meanwhile.start(), "one probe at a time");
        meanwhile.dropped();

        assertInstanceOf(Release.class, probe.began(GOOD));

        assertFalse(policies.cooldowns().isUnproven(a1));
        assertFalse(failedLately(a1));
        assertInstanceOf(AskHost.class, journey.route().start(), "nobody waits until the stream's end");
        probe.flowed(Usage.NONE);
    }

    @Test
    void restsAgainIfAProbesStreamBreaks() {
        hasFailedBefore(a1);
        Route probe = journey.route();
        assertInstanceOf(AskHost.class, probe.start());
        assertInstanceOf(Release.class, probe.began(GOOD));
        pass(Duration.ofSeconds(1));

        probe.broke(reset(), Usage.NONE);

        assertTrue(failedLately(a1));
        assertTrue(isResting(a1));
    }

    // ---- back at the host -----------------------------------------------------------------------------------------

    @Test
    void isTheHostsAgainWhenTheHostIsWaitedForAgain() {
        Route route = journey.route();
        assertInstanceOf(AskHost.class, route.start());
        pass(Duration.ofSeconds(10));
        assertInstanceOf(TryNext.class, route.after(new Threw(0, new HttpTimeoutException("silent"))));
        assertInstanceOf(TryNext.class, route.after(Journey.status(500)));
        assertInstanceOf(PassOn.class, route.after(Journey.status(500)));
        pass(Duration.ofSeconds(2));

        route.backAtHost();
        route.ended(GOOD);

        assertEquals(
                "a1: timeout [HttpTimeoutException] (10000 ms), a2: 500 server_error (0 ms), b1: 500 server_error (0 ms),"
                        + " a1: 200 (12000 ms)",
                route.trace().toString());
        assertEquals(Optional.of(a1), route.answeredBy());
        assertEquals(Hop.Reason.PRIMARY, route.trace().attempts().get(3).hop().reason());
    }

    @Test
    void attributesAStreamToTheHostThatIsWaitedForAgain() {
        Route route = journey.route();
        assertInstanceOf(AskHost.class, route.start());
        assertInstanceOf(TryNext.class, route.after(new Threw(0, new HttpTimeoutException("silent"))));
        assertInstanceOf(PassOn.class, route.after(new CallerLeft()));

        route.backAtHost();
        assertInstanceOf(Release.class, route.began(GOOD));
        assertEquals(1, policies.traffic().underWay(a1));
        assertEquals(Optional.of(a1), route.answeredBy());
        route.broke(reset(), Deployments.used(9));

        assertEquals(9, policies.traffic().tokens(a1));
        assertEquals(0, policies.traffic().tokens(a2));
        assertFalse(failedLately(a2));
    }
}
