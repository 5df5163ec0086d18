package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.config;
import static io.github.fallbackrouting.routing.Journey.comeBack;
import static io.github.fallbackrouting.routing.Journey.error;
import static io.github.fallbackrouting.routing.Journey.refused;
import static io.github.fallbackrouting.routing.Journey.status;
import static io.github.fallbackrouting.routing.Journey.tooLong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.RoutingStrategy;
import io.github.fallbackrouting.config.Target;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Advice.ComeBack;
import io.github.fallbackrouting.routing.Advice.GiveUp;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Outcome.Served;
import io.github.fallbackrouting.routing.Verdict.AskHost;
import io.github.fallbackrouting.routing.Verdict.PassOn;
import io.github.fallbackrouting.routing.Verdict.Release;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RouteTest {

    private static final Advice NONE = new Advice.None();

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Wishes wishes(Wishes.Origin origin, long promptTokens) {
        return new Wishes(
                Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(), origin, promptTokens);
    }

    private static final Wishes CLIENT_RETRY = wishes(Wishes.Origin.CLIENT_RETRY, 0);

    private static Wishes prompt(long tokens) {
        return wishes(Wishes.Origin.CALLER, tokens);
    }

    private static Evidence filtered() {
        return new Answered(200, Content.FILTERED);
    }

    private static void assertNobodyIsUnderWay(Journey journey) {
        for (Deployment deployment : journey.policies.configuration().groups().deployments()) {
            assertEquals(0, journey.policies.traffic().underWay(deployment), deployment::id);
        }
    }

    // ---- an ordinary request --------------------------------------------------------------------------------------

    @Test
    void asksTheHostFirstAndReleasesAGoodAnswer() {
        Journey journey = Journey.of(config("a1", "a2"));
        Route route = journey.route();

        assertEquals(new AskHost(), route.start());
        assertEquals(new Release(), route.after(status(200)));
        assertEquals(Optional.of(route.primary()), route.answeredBy());
        assertEquals(NONE, route.advice());
        assertEquals(0, route.trace().retries());
        assertTrue(journey.policies.cooldowns().isAllWell());
        assertEquals(1, journey.policies.traffic().requests(route.primary()));
    }

    @Test
    void measuresEachAttemptFromItsOwnBeginning() {
        Journey journey = Journey.of(config("a1", "a2"))
                .says("a2", 200)
                .takes("a1", Duration.ofMillis(30))
                .takes("a2", Duration.ofMillis(20));
        Route route = journey.route();
        journey.world.step(Duration.ofMillis(5));
        journey.steps(route);

        assertEquals(
                List.of(Duration.ofMillis(35), Duration.ofMillis(20)),
                route.trace().attempts().stream().map(Attempt::took).toList(),
                "the host's from when the request came in");
    }

    @Test
    void tellsTheTrafficOfTokensAndTimes() {
        Journey journey = Journey.of(config("a1", "a2")).takes("a2", seconds(2));
        journey.says(
                "a2",
                new Answered(200, Content.GOOD, ErrorDocument.NONE, Optional.empty(), new Usage(70, 0, 0, 0, 0, 70)));
        journey.steps();

        Traffic traffic = journey.policies.traffic();
        assertEquals(70, traffic.tokens(journey.deployment("a2")));
        assertEquals(2e9, traffic.latency(journey.deployment("a2")));
        assertEquals(1, traffic.requests(journey.deployment("a1")));
        assertEquals(1, traffic.requests(journey.deployment("a2")));
        assertNobodyIsUnderWay(journey);
    }

    @Test
    void countsAnAlternateAsUnderWayUntilItHasEnded() {
        Journey journey = Journey.of(config("a1", "a2"));
        Route route = journey.route();
        assertInstanceOf(TryNext.class, route.after(status(503)));
        assertEquals(1, journey.policies.traffic().underWay(journey.deployment("a2")));

        route.after(status(200));
        assertNobodyIsUnderWay(journey);
    }

    @Test
    void endsEveryAttemptOnALongWayExactlyOnce() {
        Journey journey = Journey.of(
                        config("a1", "a2", "b1", "c1").fallbacks("a", "b", "c").retries(1))
                .says("b1", tooLong())
                .says("c1", comeBack(429, seconds(2)), status(500));
        Route route = journey.route();

        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "FALLBACK b1", "FALLBACK c1", "wait 2000 ms", "RETRY c1", "pass on"),
                journey.steps(route));
        assertNobodyIsUnderWay(journey);
        assertEquals(2, route.trace().retries());
        assertEquals(2, route.trace().fallbacks());
        for (Attempt attempt : route.trace().attempts()) {
            assertTrue(journey.policies.traffic().requests(attempt.hop().deployment()) > 0);
        }
    }

    @Test
    void passesOnWhatAHostSaysToItsCaller() {
        for (int status : new int[] {401, 402, 403, 404}) {
            Journey journey =
                    Journey.of(config("a1", "a2", "b1").fallbacks("a", "b")).says("a1", status);
            Route route = journey.route();

            assertEquals(List.of("PRIMARY a1", "pass on"), journey.steps(route));
            assertEquals(Optional.of(route.primary()), route.answeredBy());
            assertEquals(NONE, route.advice());
            assertTrue(journey.policies.cooldowns().isAllWell());
        }
    }

    @Test
    void goesOnAfterAnAlternatesRefusal() {
        Journey journey = Journey.of(config("a1", "a2", "a3", "b1").fallbacks("a", "b"))
                .says("a2", 401)
                .says("a3", 404)
                .says("b1", 403);

        assertEquals(List.of("PRIMARY a1", "RETRY a2", "RETRY a3", "FALLBACK b1", "pass on"), journey.steps());
    }

    @Test
    void stopsWhenTheCallerHasLeft() {
        Journey journey =
                Journey.of(config("a1", "a2", "b1").fallbacks("a", "b")).says("a2", new CallerLeft());
        Route route = journey.route();

        assertEquals(List.of("PRIMARY a1", "RETRY a2", "pass on"), journey.steps(route));
        assertEquals(NONE, route.advice());
        assertNobodyIsUnderWay(journey);
    }

    // ---- limits ---------------------------------------------------------------------------------------------------

    @Test
    void makesAtMostEightAttemptsOfOneRequest() {
        Journey journey = Journey.of(
                config("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3").fallbacks("a", "b", "c"));
        Route route = journey.route();
        List<String> steps = journey.steps(route);

        assertEquals(8 + 1, steps.size());
        assertEquals("RETRY c2", steps.get(7));
        assertEquals(8, route.trace().attempts().size());
        assertEquals(new GiveUp(), route.advice());
    }

    @Test
    void waitsForNobodyAfterTheLastAttemptThatIsAllowed() {
        assertEquals(
                List.of("PRIMARY a1", "wait 500 ms", "RETRY a1", "pass on"),
                Journey.of(config("a1").maxAttempts(2).retries(9)).steps());
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config("a1", "a2").maxAttempts(1)).steps());
    }

    @Test
    void passesOnWhenTheBudgetIsUsedUp() {
        Journey journey = Journey.of(config("a1", "a2").budget(0.5, 0)).says("a2", 200);
        assertEquals(List.of("PRIMARY a1", "pass on"), journey.steps(), "half an attempt is none");
        assertEquals(List.of("PRIMARY a1", "RETRY a2", "release"), journey.steps());

        Route route = journey.route();
        assertEquals(List.of("PRIMARY a1", "pass on"), journey.steps(route));
        assertEquals(new ComeBack(seconds(1)), route.advice());
        assertTrue(route.isOutOfBudget());
        assertEquals(Optional.of(route.primary()), route.answeredBy());
    }

    @Test
    void usesNothingOfTheBudgetWhereNobodyIsAsked() {
        Journey journey = Journey.of(config("a1", "a2", "b1").budget(0, 1)).says("b1", 503);
        for (int i = 0; i < 20; i++) {
            assertEquals("pass on", journey.says("a1", refused()).steps().get(1));
        }
        for (int i = 0; i < 10; i++) {
            assertTrue(journey.policies.budget().withdraw());
        }
        assertFalse(journey.policies.budget().withdraw());
    }

    @Test
    void usesTheBudgetOnceForAWaitAndWhatFollowsIt() {
        Journey journey = Journey.of(config("a1").budget(0, 1).retries(1));
        journey.steps();
        int left = 0;
        while (journey.policies.budget().withdraw()) {
            left++;
        }
        assertEquals(9, left);
    }

    @Test
    void usesNothingOfTheBudgetWhereThePrimaryRestedAlready() {
        Journey journey = Journey.of(config("a1", "a2", "a3").budget(0, 0)).says("a2", 503);
        journey.rest("a1", seconds(60));
        Route asked = journey.route();

        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "pass on"),
                journey.stepsOfHost(asked),
                "one attempt takes the place of the host's; more would be extra");
    }

    @Test
    void usesNothingOfTheBudgetForTheFirstInThePrimarysPlace() {
        Journey journey = Journey.of(config("a1", "a2", "a3").budget(0, 0));
        journey.rest("a1", seconds(60));

        assertEquals(List.of("INSTEAD a2", "pass on"), journey.steps());
    }

    @Test
    void startsNothingAfterTheDeadline() {
        Journey journey = Journey.of(
                        config("a1", "a2", "b1").fallbacks("a", "b").deadline(seconds(10)))
                .takes("a1", seconds(6))
                .takes("a2", seconds(4));
        Route route = journey.route();

        assertEquals(List.of("PRIMARY a1", "RETRY a2", "pass on"), journey.steps(route));
        assertEquals(new GiveUp(), route.advice());
    }

    @Test
    void takesTheCallersDeadlineIfItIsShorter() {
        Journey journey = Journey.of(config("a1").deadline(seconds(10)));

        assertEquals(seconds(4), journey.route("a", "", deadline(seconds(4))).timeLeft());
        assertEquals(seconds(10), journey.route("a", "", deadline(seconds(40))).timeLeft());
    }

    private static Wishes deadline(Duration time) {
        return new Wishes(
                Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.of(time), Wishes.Origin.CALLER, 0);
    }

    private static Wishes timeout(Duration time) {
        return new Wishes(
                Optional.empty(), OptionalInt.empty(), Optional.of(time), Optional.empty(), Wishes.Origin.CALLER, 0);
    }

    @Test
    void limitsAnAttemptByTheWishThenTheDeploymentThenTheGeneralOneThenTheDeadline() {
        Deployments.Config config = config("a1", "a2").deadline(seconds(60));
        assertEquals(seconds(60), Journey.of(config).route().attemptLimit());

        config.attempt(seconds(30));
        assertEquals(seconds(30), Journey.of(config).route().attemptLimit());

        config.with("a1", settings -> settings.timeout(seconds(20)));
        Journey journey = Journey.of(config);
        Route route = journey.route();
        assertEquals(seconds(20), route.attemptLimit());
        assertEquals(seconds(40), journey.route("a", "", timeout(seconds(40))).attemptLimit());

        journey.world.step(seconds(45));
        route.after(status(503));
        assertEquals(seconds(15), route.attemptLimit(), "a2's 30 s are more than is left");
    }

    // ---- where the primary is passed over -------------------------------------------------------------------------

    @Test
    void asksASiblingInThePlaceOfAPrimaryThatRests() {
        Journey journey = Journey.of(config("a1", "a2")).says("a2", 200);
        journey.rest("a1", seconds(60));
        Route route = journey.route();

        assertEquals(List.of("INSTEAD a2", "release"), journey.steps(route));
        assertEquals(0, route.trace().retries());
        assertEquals(0, route.trace().fallbacks());
        assertEquals(Optional.of(journey.deployment("a2")), route.answeredBy());
        assertNobodyIsUnderWay(journey);
    }

    @Test
    void asksAnotherGroupInThePlaceOfOneThatRests() {
        Journey journey =
                Journey.of(config("a1", "a2", "b1").fallbacks("a", "b")).says("b1", 200);
        journey.rest("a1", seconds(60)).rest("a2", seconds(60));
        Route route = journey.route();

        assertEquals(List.of("FALLBACK b1", "release"), journey.steps(route));
        assertEquals(0, route.trace().retries());
        assertEquals(1, route.trace().fallbacks());
    }

    @Test
    void goesOnAsUsualAfterTheFirstInThePrimarysPlace() {
        Journey journey = Journey.of(
                config("a1", "a2", "a3", "a4", "a5", "b1").fallbacks("a", "b").retries(2));
        journey.rest("a1", seconds(60));
        Route route = journey.route();

        assertEquals(
                List.of(
                        "INSTEAD a2",
                        "RETRY a3",
                        "RETRY a4",
                        "FALLBACK b1",
                        "wait 500 ms",
                        "RETRY b1",
                        "wait 1000 ms",
                        "RETRY b1",
                        "pass on"),
                journey.steps(route));
        assertEquals(4, route.trace().retries());
        assertEquals(1, route.trace().fallbacks());
        assertEquals(Optional.empty(), route.answeredBy(), "the host has not been asked");
    }

    @Test
    void asksThePrimaryAgainAsTheProbeOfItsRest() {
        Journey journey = Journey.of(config("a1", "a2")).says("a1", 200).says("a2", 200);
        journey.rest("a1", seconds(60));
        journey.world.step(seconds(60));
        Route probe = journey.route();
        assertEquals(new AskHost(), probe.start());

        assertEquals(List.of("INSTEAD a2", "release"), journey.steps(), "one probe is enough");
        assertEquals(new Release(), probe.after(status(200)));
        assertEquals(List.of("PRIMARY a1", "release"), journey.steps());
        assertTrue(journey.policies.cooldowns().isAllWell());
    }

    @Test
    void freesTheProbesPlaceWhenItsCallerLeaves() {
        Journey journey = Journey.of(config("a1", "a2")).says("a2", 200);
        journey.rest("a1", seconds(60));
        journey.world.step(seconds(60));
        Route probe = journey.route();
        probe.start();
        probe.after(new CallerLeft());

        assertEquals(new AskHost(), journey.route().start());
    }

    @Test
    void passesOverWhoFailedLatelyWhereAClientAsksAgain() {
        Journey journey = Journey.of(config("a1", "a2", "a3").retries(0))
                .says("a2", 503, 200)
                .says("a3", 200);
        journey.steps();
        assertEquals(List.of("PRIMARY a1", "pass on"), journey.steps(), "one failure is no reason to rest");

        assertEquals(List.of("INSTEAD a2", "pass on"), journey.steps(CLIENT_RETRY));
        assertEquals(List.of("INSTEAD a3", "release"), journey.steps(CLIENT_RETRY));
        journey.world.step(Duration.ofMinutes(1));
        assertEquals(List.of("PRIMARY a1", "pass on"), journey.steps(CLIENT_RETRY));
    }

    @Test
    void asksTheHostAllTheSameIfEverybodyFailedLately() {
        Journey journey = Journey.of(config("a1", "a2").retries(1));
        journey.steps();

        assertEquals("PRIMARY a1", journey.steps(CLIENT_RETRY).get(0));
    }

    @Test
    void passesOverAPrimaryThatHasNoRoom() {
        Journey journey = Journey.of(config("a1", "a2")
                        .preCallChecks()
                        .with("a1", settings -> settings.rpm(1))
                        .with("a2", settings -> settings.rpm(1)))
                .says("a1", 200)
                .says("a2", 200);

        assertEquals(List.of("PRIMARY a1", "release"), journey.steps());
        assertEquals(List.of("INSTEAD a2", "release"), journey.steps());
        assertEquals(
                List.of("PRIMARY a1", "release"),
                journey.steps(),
                "where nobody has room the host is as good as anybody");
    }

    @Test
    void passesOverAPrimaryThatHasNoRoomWhereUsageDecides() {
        Journey journey = Journey.of(config("a1", "a2")
                        .strategy(RoutingStrategy.USAGE_BASED)
                        .with("a1", settings -> settings.tpm(50)))
                .says("a2", 200);

        assertEquals(List.of("INSTEAD a2", "release"), journey.steps(prompt(51)));
    }

    @Test
    void sendsARequestThatDoesNotFitWhereLongOnesGo() {
        Journey journey = Journey.of(config("a1", "a2", "b1", "c1")
                        .preCallChecks()
                        .fallbacks("a", "b")
                        .contextWindow("a", "c")
                        .with("a1", settings -> settings.maxInputTokens(100))
                        .with("a2", settings -> settings.maxInputTokens(100)))
                .says("b1", 200)
                .says("c1", 200);

        assertEquals(List.of("FALLBACK c1", "release"), journey.steps(prompt(101)));
        journey.rest("a1", seconds(60)).rest("a2", seconds(60));
        assertEquals(List.of("FALLBACK b1", "release"), journey.steps(prompt(100)));
    }

    @Test
    void sendsARequestThatDoesNotFitToASiblingWhereItDoes() {
        assertEquals(
                List.of("INSTEAD a2", "release"),
                Journey.of(config("a1", "a2", "c1")
                                .preCallChecks()
                                .contextWindow("a", "c")
                                .with("a1", settings -> settings.maxInputTokens(100)))
                        .says("a2", 200)
                        .steps(prompt(101)));
    }

    // ---- where everybody rests ------------------------------------------------------------------------------------

    @Test
    void triesTheOneWhoseRestEndsFirst() {
        Journey journey = Journey.of(
                        config("a1", "a2", "b1").fallbacks("a", "b").retries(0))
                .says("b1", 200);
        journey.rest("a1", seconds(30)).rest("a2", seconds(20)).rest("b1", seconds(25));
        Route inGroup = journey.route();
        assertEquals(List.of("INSTEAD a2", "pass on"), journey.steps(inGroup));
        assertEquals(0, inGroup.trace().fallbacks());

        journey.rest("a2", seconds(40));
        Route elsewhere = journey.route();
        assertEquals(List.of("FALLBACK b1", "release"), journey.steps(elsewhere));
        assertEquals(1, elsewhere.trace().fallbacks());
    }

    @Test
    void triesTheHostIfItsRestEndsFirst() {
        Journey journey = Journey.of(config("a1", "a2")).says("a1", 200);
        journey.rest("a1", seconds(10)).rest("a2", seconds(10));

        assertEquals(List.of("PRIMARY a1", "release"), journey.steps());
        assertFalse(journey.policies.cooldowns().isResting(journey.deployment("a1")), "it is well again");
    }

    @Test
    void movesToNoOtherGroupThatRestsIfItMayNotMove() {
        Journey journey = Journey.of(
                config("a1", "b1").fallbacks("a", "b").maxFallbacks(0).retries(0));
        journey.rest("a1", seconds(30)).rest("b1", seconds(10));

        assertEquals(List.of("PRIMARY a1", "pass on"), journey.steps());
    }

    @Test
    void insistsOnATargetWithItsOverrides() {
        Map<String, String> cool = Map.of("temperature", "0");
        Journey journey = Journey.of(config("a1", "b1").fallbacks("a", new Target("b", cool)));
        journey.rest("a1", seconds(30)).rest("b1", seconds(10));

        TryNext first = assertInstanceOf(TryNext.class, journey.route().start());
        assertEquals(new Hop(journey.deployment("b1"), Hop.Reason.FALLBACK, cool), first.hop());
    }

    @Test
    void insistsOnADeploymentThatIsATargetAndOnNoneOfItsGroupBesides() {
        Journey journey =
                Journey.of(config("a1", "b1", "b2").fallbacks("a", "b1").retries(1));
        journey.rest("a1", seconds(30)).rest("b1", seconds(10));

        List<String> steps = journey.steps();
        assertEquals("FALLBACK b1", steps.get(0));
        assertFalse(steps.contains("RETRY b2"), steps::toString);
    }

    @Test
    void refusesIfItIsToldToAndSaysWhenToComeBack() {
        Journey journey =
                Journey.of(config("a1", "a2", "b1").fallbacks("a", "b").refuseWhenAllRest());
        journey.rest("a1", seconds(30)).rest("a2", seconds(20)).rest("b1", seconds(25));
        Route route = journey.route();

        assertEquals(new PassOn(), route.start());
        assertEquals(new ComeBack(seconds(20)), route.advice());
        assertEquals(Optional.empty(), route.answeredBy());
        assertEquals(List.of(), route.trace().attempts());
        assertNobodyIsUnderWay(journey);
    }

    @Test
    void refusesNobodyWhileSomebodyIsUp() {
        Journey journey = Journey.of(config("a1", "a2").refuseWhenAllRest()).says("a2", 503, 200);
        journey.policies
                .cooldowns()
                .failed(
                        new Hop(journey.deployment("a2"), Hop.Reason.RETRY),
                        new Outcome.Failed(FailureKind.OVERLOADED, 503, ""),
                        journey.world.clock().getAsLong());
        journey.rest("a1", seconds(30));

        assertEquals("INSTEAD a2", journey.steps(CLIENT_RETRY).get(0), "it failed lately, but it does not rest");
    }

    @Test
    void leavesTheProbesPlaceFreeThatItOnlyLookedAt() {
        Journey journey = Journey.of(config("a1", "a2").refuseWhenAllRest());
        journey.rest("a1", seconds(30)).rest("a2", seconds(20));
        journey.route().start();
        journey.world.step(seconds(20));

        assertEquals("INSTEAD a2", journey.steps().get(0));
    }

    // ---- what a content filter has cut ----------------------------------------------------------------------------

    @Test
    void releasesWhatAFilterHasCutIfNobodyStandsInForThat() {
        Journey journey = Journey.of(
                        config("a1", "a2", "b1").fallbacks("a", "b").contentPolicy("b", "a"))
                .says("a1", filtered());
        Route route = journey.route();

        assertEquals(List.of("PRIMARY a1", "release"), journey.steps(route));
        assertEquals(new Served(200), route.trace().attempts().get(0).outcome());
    }

    @Test
    void goesWhereTheOperatorSendsWhatAFilterHasCut() {
        Journey journey = Journey.of(config("a1", "a2", "b1").contentPolicy("a", "b"))
                .says("a1", filtered())
                .says("b1", filtered());
        Route route = journey.route();

        assertEquals(List.of("PRIMARY a1", "FALLBACK b1", "release"), journey.steps(route), "b has nobody for it");
        assertEquals(
                FailureKind.CONTENT_POLICY,
                ((Outcome.Failed) route.trace().attempts().get(0).outcome()).kind());
        assertTrue(journey.policies.cooldowns().isAllWell());
    }

    @Test
    void takesNoFailureForServedBecauseAFilterHasCutIt() {
        Journey journey = Journey.of(config("a1", "a2")).says("a1", new Answered(503, Content.FILTERED));

        assertEquals(List.of("PRIMARY a1", "RETRY a2"), journey.steps().subList(0, 2));
    }

    // ---- what a caller pretends -----------------------------------------------------------------------------------

    @Test
    void blamesNobodyForWhatACallerPretends() {
        Journey journey = Journey.of(
                        config("a1", "a2", "b1").fallbacks("a", "b").allowedFails(0))
                .says("a2", 200);
        Route route = journey.route();
        route.start();
        assertEquals(FailureKind.RATE_LIMITED, ((Outcome.Failed) route.pretend(status(429))).kind());

        assertEquals(List.of("RETRY a2", "release"), journey.follow(route, route.next()));
        assertTrue(journey.policies.cooldowns().isAllWell());
        assertEquals(0, journey.policies.traffic().requests(journey.deployment("a1")), "it was not asked");
        assertEquals(1, route.trace().retries());
        assertNobodyIsUnderWay(journey);
    }

    @Test
    void hasNoAnswerOfAHostThatWasPretendedToFail() {
        Journey journey = Journey.of(config("a1", "b1").fallbacks("a", "b")).says("b1", 500);
        Route route = journey.route();
        route.pretend(tooLong());

        journey.follow(route, route.next());
        assertFalse(route.hasHostAnswer());
        assertEquals(Optional.empty(), route.answeredBy());
    }

    // ---- advice ---------------------------------------------------------------------------------------------------

    private static Advice advice(Journey journey) {
        Route route = journey.route();
        assertEquals(
                "pass on",
                journey.steps(route).stream().reduce((one, other) -> other).orElseThrow());
        return route.advice();
    }

    @Test
    void advisesToGiveUpWhenEverybodyHasBeenTried() {
        assertEquals(new GiveUp(), advice(Journey.of(config("a1", "a2"))));
        assertEquals(new GiveUp(), advice(Journey.of(config("a1"))), "it has been tried three times");
    }

    @Test
    void advisesNothingWhereNobodyElseCouldBeTried() {
        assertEquals(NONE, advice(Journey.of(config("a1").retries(0))), "a client's own retry is the first");
    }

    @Test
    void advisesToComeBackWhenTheFirstRestEnds() {
        assertEquals(
                new ComeBack(seconds(5)),
                advice(Journey.of(config("a1", "a2"))
                        .says("a1", comeBack(429, seconds(60)))
                        .says("a2", 429)));
        assertEquals(
                new ComeBack(seconds(20)),
                advice(Journey.of(config("a1", "b1").fallbacks("a", "b"))
                        .says("a1", comeBack(429, seconds(60)))
                        .says("b1", comeBack(429, seconds(20)))));
    }

    @Test
    void advisesNothingWhereTheRequestIsAtFault() {
        assertEquals(NONE, advice(Journey.of(config("a1", "a2")).says("a1", 400)));
        assertEquals(NONE, advice(Journey.of(config("a1", "a2")).says("a1", tooLong())));
        assertEquals(NONE, advice(Journey.of(config("a1", "a2")).says("a1", refused())));
        assertEquals(NONE, advice(Journey.of(config("a1", "a2")).says("a1", 401)));
    }

    /** The client gets the host's 503, of which its library would try another two if nothing is said. */
    @Test
    void advisesToGiveUpWhereAnAlternateFoundTheRequestAtFaultButTheHostsFailureIsPassedOn() {
        Journey journey = Journey.of(config("a1", "a2")).says("a2", 400);
        Route route = journey.route();
        journey.steps(route);

        assertEquals(Optional.of(route.primary()), route.answeredBy());
        assertEquals(new GiveUp(), route.advice());
    }

    @Test
    void advisesNothingAfterAGoodAnswer() {
        Journey journey = Journey.of(config("a1", "a2")).says("a1", 429).says("a2", 200);
        Route route = journey.route();
        journey.steps(route);

        assertEquals(NONE, route.advice());
    }

    // ---- whose answer it is ---------------------------------------------------------------------------------------

    @Test
    void isTheHostsFailureWhenAllFailed() {
        Journey journey = Journey.of(config("a1", "a2", "b1").fallbacks("a", "b"));
        Route route = journey.route();
        journey.steps(route);

        assertTrue(route.hasHostAnswer());
        assertEquals(Optional.of(route.primary()), route.answeredBy());
        assertFalse(route.relays(new PassOn()), "the host's own is passed on");
        assertEquals(Optional.of(route.primary()), route.answeredBy());
    }

    @Test
    void isTheHostsFailureWhenItThrew() {
        Journey journey = Journey.of(config("a1")).says("a1", new Threw(0, new IllegalStateException()));
        Route route = journey.route();
        journey.steps(route);

        assertEquals(Optional.of(route.primary()), route.answeredBy());
    }

    @Test
    void isNobodysBeforeAnybodyHasAnswered() {
        Route route = Journey.of(config("a1")).route();

        assertEquals(Optional.empty(), route.answeredBy());
        assertFalse(route.hasHostAnswer());
    }

    @Test
    void isAnAlternatesRefusalOfTheRequestWhereTheHostWasNotAsked() {
        for (Evidence refusal : List.of(status(400), status(422), tooLong(), refused())) {
            Journey journey = Journey.of(config("a1", "a2")).says("a2", refusal);
            journey.rest("a1", seconds(60));
            Route route = journey.route();
            assertEquals(List.of("INSTEAD a2", "pass on"), journey.steps(route));

            assertTrue(route.relays(new PassOn()));
            assertEquals(Optional.of(journey.deployment("a2")), route.answeredBy());
            assertEquals(NONE, route.advice());
        }
    }

    @Test
    void isNobodysWhereTheHostWasNotAskedAndTheOthersAreDown() {
        Journey journey = Journey.of(config("a1", "a2").retries(0));
        journey.rest("a1", seconds(60));
        Route route = journey.route();
        journey.steps(route);

        assertFalse(route.relays(new PassOn()), "a 503 of somebody whom the caller does not know helps nobody");
        assertEquals(Optional.empty(), route.answeredBy());
        assertEquals(new ComeBack(seconds(60)), route.advice());
    }

    @Test
    void relaysNothingWhileSomebodyElseMayBeAsked() {
        Journey journey = Journey.of(config("a1", "a2", "b1").contextWindow("a", "b"));
        journey.rest("a1", seconds(60));
        Route route = journey.route();
        route.start();

        assertFalse(route.relays(route.after(tooLong())));
    }

    // ---- probes ---------------------------------------------------------------------------------------------------

    @Test
    void asksBesideAProbeWhereNobodyElseIsLeft() {
        Journey journey = Journey.of(config("a1", "a2", "b1").retries(1))
                .says("a1", error(429, "insufficient_quota"))
                .says("a2", 200);
        journey.rest("a2", seconds(5));
        journey.world.step(seconds(20));
        assertTrue(journey.policies.cooldowns().enter(journey.deployment("a2")), "another request is probing it");

        assertEquals(List.of("PRIMARY a1", "RETRY a2", "release"), journey.steps());
    }

    @Test
    void asksBesideAProbeInAnotherGroupToo() {
        Journey journey =
                Journey.of(config("a1", "b1").retries(0).fallbacks("a", "b")).says("b1", 200);
        journey.rest("b1", seconds(5));
        journey.world.step(seconds(20));
        assertTrue(journey.policies.cooldowns().enter(journey.deployment("b1")));

        Route route = journey.route();
        assertEquals(List.of("PRIMARY a1", "FALLBACK b1", "release"), journey.steps(route));
        assertEquals(1, route.trace().fallbacks());
    }

    @Test
    void prefersWhoIsFreeToAProbe() {
        Journey journey = Journey.of(config("a1", "a2", "b1").retries(1).fallbacks("a", "b"))
                .says("a1", error(429, "insufficient_quota"))
                .says("b1", 200);
        journey.rest("a2", seconds(5));
        journey.world.step(seconds(20));
        assertTrue(journey.policies.cooldowns().enter(journey.deployment("a2")));

        assertEquals(List.of("PRIMARY a1", "FALLBACK b1", "release"), journey.steps());
    }

    @Test
    void asksAProbeOnlyOnce() {
        Journey journey =
                Journey.of(config("a1", "b1").retries(2).fallbacks("a", "b")).says("b1", 200);
        journey.rest("a1", seconds(5));
        journey.world.step(seconds(6));

        assertEquals(List.of("PRIMARY a1", "FALLBACK b1", "release"), journey.steps());
    }

    @Test
    void asksAnAlternateThatIsAProbeOnlyOnceToo() {
        Journey journey = Journey.of(config("a1", "b1", "c1").retries(2).fallbacks("a", "b", "c"))
                .says("a1", error(429, "insufficient_quota"))
                .says("c1", 200);
        journey.rest("b1", seconds(5));
        journey.world.step(seconds(6));

        assertEquals(List.of("PRIMARY a1", "FALLBACK b1", "FALLBACK c1", "release"), journey.steps());
    }

    // ---- whose fault a timeout is ---------------------------------------------------------------------------------

    private static Wishes inAHurry(Duration deadline) {
        return new Wishes(
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(deadline),
                Wishes.Origin.CALLER,
                0);
    }

    @Test
    void blamesNobodyForATimeoutThatIsTheCallersOwn() {
        Journey journey = Journey.of(
                        config("a1", "b1").retries(0).fallbacks("a", "b").allowedFails(0))
                .says("b1", new Threw(0, new HttpTimeoutException("too late")))
                .takes("b1", Duration.ofMillis(900));

        journey.steps(inAHurry(seconds(1)));

        assertFalse(journey.policies.cooldowns().isResting(journey.deployment("b1")));
    }

    @Test
    void blamesWhoHadAsMuchTimeAsTheOperatorGives() {
        Journey journey = Journey.of(
                        config("a1", "b1").retries(0).fallbacks("a", "b").allowedFails(0))
                .says("b1", new Threw(0, new HttpTimeoutException("too late")))
                .takes("b1", seconds(5));

        journey.steps();

        assertTrue(journey.policies.cooldowns().isResting(journey.deployment("b1")));
    }

    @Test
    void leavesTheGroupWhereItIsToBeTakenForFailed() {
        Journey journey =
                Journey.of(config("a1", "a2", "b1").fallbacks("a", "b")).says("b1", 200);
        Route route = journey.route();
        route.pretend(status(500));

        assertEquals(List.of("FALLBACK b1", "release"), journey.follow(route, route.nextGroup()));
    }

    @Test
    void keepsHalfOfTheBudgetForAskingOthers() {
        Journey journey = Journey.of(
                        config("a1", "b1").retries(9).fallbacks("a", "b").budget(0, 1))
                .says("b1", 200);

        List<String> first = journey.steps();
        List<String> second = journey.steps();

        assertEquals("FALLBACK b1", first.get(first.size() - 2), first.toString());
        assertEquals("FALLBACK b1", second.get(second.size() - 2), second.toString());
    }

    @Test
    void asksThePrimaryAfterAllThatStoodInForIt() {
        Journey journey = Journey.of(config("a1", "a2").retries(1)).says("a1", 500, 200);
        journey.steps(journey.route("a", "a1", Wishes.NONE));
        journey.says("a1", 200).says("a2", 500);
        Wishes retry = new Wishes(
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Wishes.Origin.CLIENT_RETRY,
                0);
        journey.policies
                .cooldowns()
                .failed(
                        new Hop(journey.deployment("a1"), Hop.Reason.RETRY),
                        new Outcome.Failed(FailureKind.SERVER_ERROR, 500, ""),
                        journey.world.clock().getAsLong());
        journey.policies
                .cooldowns()
                .served(journey.deployment("a2"), journey.world.clock().getAsLong());

        assertEquals(List.of("INSTEAD a2", "RETRY a1", "release"), journey.steps(retry));
    }

    @Test
    void aHostThatCantBeSeenIsNoProbeForEver() {
        Journey journey = Journey.of(config("a1", "a2"));
        journey.rest("a1", seconds(5));
        journey.world.step(seconds(6));
        Route route = journey.route();
        assertInstanceOf(AskHost.class, route.start());
        route.hostLeft();

        assertInstanceOf(AskHost.class, journey.route().start());
    }

    @Test
    void aHostsAnswerCountsFromWhenItWasAskedAndNotFromWhenItsRequestCame() {
        Journey journey = Journey.of(config("a1", "a2"));
        Route slow = journey.route();
        journey.world.step(seconds(1));
        journey.rest("a1", seconds(5));
        journey.world.step(seconds(6));

        assertInstanceOf(AskHost.class, slow.start());
        slow.after(status(200));

        assertFalse(journey.policies.cooldowns().isUnproven(journey.deployment("a1")));
    }

    @Test
    void forgetsARestThatEndedLongAgo() {
        Journey journey = Journey.of(config("a1", "a2"));
        journey.rest("a2", seconds(5));
        journey.world.step(seconds(70));

        assertTrue(journey.policies.cooldowns().enter(journey.deployment("a2")));
        assertTrue(journey.policies.cooldowns().enter(journey.deployment("a2")), "no request waits for its proof");
    }
}
