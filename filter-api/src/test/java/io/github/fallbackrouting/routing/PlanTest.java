package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.config;
import static io.github.fallbackrouting.routing.Journey.comeBack;
import static io.github.fallbackrouting.routing.Journey.refused;
import static io.github.fallbackrouting.routing.Journey.status;
import static io.github.fallbackrouting.routing.Journey.tooLong;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.config.ErrorClass;
import io.github.fallbackrouting.config.Fallbacks;
import io.github.fallbackrouting.config.Target;
import io.github.fallbackrouting.routing.Evidence.Threw;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who is asked next: the tests read as what happens to a request for group {@code a}, whose deployments all answer 503
 * unless one says otherwise.
 */
class PlanTest {

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Wishes withFallbacks(Fallbacks fallbacks) {
        return new Wishes(
                Optional.of(fallbacks),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Wishes.Origin.CALLER,
                0);
    }

    private static Evidence silent() {
        return new Threw(0, new HttpTimeoutException("no answer"));
    }

    // ---- within a group -------------------------------------------------------------------------------------------

    @Test
    void asksASiblingAtOnce() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "release"),
                Journey.of(config("a1", "a2")).says("a2", 200).steps());
    }

    @Test
    void asksEachSiblingOnceWhileRetriesAreLeft() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "RETRY a3", "pass on"),
                Journey.of(config("a1", "a2", "a3", "a4")).steps());
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "RETRY a3", "RETRY a4", "pass on"),
                Journey.of(config("a1", "a2", "a3", "a4").retries(3)).steps());
    }

    @Test
    void asksTheSiblingsBeforeThePrimaryInTheFileToo() {
        Journey journey = Journey.of(config("a1", "a2", "a3"));

        assertEquals(
                List.of("PRIMARY a2", "RETRY a1", "RETRY a3", "pass on"),
                journey.steps(journey.route("a", "a2", Wishes.NONE)));
    }

    @Test
    void retriesNothingIfItIsToldTo() {
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config("a1", "a2").retries(0)).steps());
    }

    @Test
    void choosesTheSiblingByItsStrategy() {
        Journey journey = Journey.of(config("a1", "a2", "a3").retries(1));
        // One for the back-off that is not waited for, one for the choice.
        journey.world.chances(0.6, 0.6);

        assertEquals(List.of("PRIMARY a1", "RETRY a3", "pass on"), journey.steps());
    }

    @Test
    void asksTheSameAgainAfterABackOffWhereThereIsNoSibling() {
        assertEquals(
                List.of("PRIMARY a1", "wait 500 ms", "RETRY a1", "wait 1000 ms", "RETRY a1", "pass on"),
                Journey.of(config("a1")).steps());
    }

    @Test
    void asksTheSameAgainWhenAllSiblingsFailed() {
        assertEquals(
                List.of(
                        "PRIMARY a1",
                        "RETRY a2",
                        "wait 500 ms",
                        "RETRY a1",
                        "RETRY a2",
                        "wait 1000 ms",
                        "RETRY a1",
                        "pass on"),
                Journey.of(config("a1", "a2").retries(4)).steps(),
                "a2 failed at the same instant, so that its back-off is over at the same instant");
    }

    @Test
    void asksNobodyTwiceByWhomARetryCannotBeSent() {
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config("a1")).says("a1", silent()).steps());
    }

    @Test
    void asksASiblingAfterATimeout() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "pass on"),
                Journey.of(config("a1", "a2"))
                        .says("a1", silent())
                        .says("a2", silent())
                        .steps());
    }

    @Test
    void asksTheSameAgainAfterATimeoutIfThePolicySaysSo() {
        assertEquals(
                List.of("PRIMARY a1", "wait 500 ms", "RETRY a1", "pass on"),
                Journey.of(config("a1").retries(ErrorClass.TIMEOUT, 1))
                        .says("a1", silent())
                        .steps());
    }

    @Test
    void takesTheNumberOfTheLastFailuresClass() {
        assertEquals(
                List.of("PRIMARY a1", "wait 500 ms", "RETRY a1", "wait 1000 ms", "RETRY a1", "pass on"),
                Journey.of(config("a1").retries(0).retries(ErrorClass.INTERNAL_SERVER, 2))
                        .steps());
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config("a1").retries(5).retries(ErrorClass.INTERNAL_SERVER, 0))
                        .steps());
    }

    @Test
    void takesTheCallersNumber() {
        Wishes none = new Wishes(
                Optional.empty(), OptionalInt.of(0), Optional.empty(), Optional.empty(), Wishes.Origin.CALLER, 0);

        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "pass on"),
                Journey.of(config("a1", "a2", "b1", "b2").fallbacks("a", "b")).steps(none));
    }

    // ---- waiting --------------------------------------------------------------------------------------------------

    @Test
    void waitsForAsLongAsTheProviderAsks() {
        assertEquals(
                List.of("PRIMARY a1", "wait 3000 ms", "RETRY a1", "release"),
                Journey.of(config("a1"))
                        .says("a1", comeBack(429, seconds(3)), status(200))
                        .steps());
    }

    @Test
    void waitsAtMostForMaxRetryAfter() {
        assertEquals(
                List.of("PRIMARY a1", "wait 10000 ms", "RETRY a1", "release"),
                Journey.of(config("a1"))
                        .says("a1", comeBack(429, seconds(10)), status(200))
                        .steps());
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "release"),
                Journey.of(config("a1", "b1").fallbacks("a", "b"))
                        .says("a1", comeBack(429, seconds(10).plusNanos(1)), status(200))
                        .says("b1", 200)
                        .steps());
        assertEquals(
                List.of("PRIMARY a1", "wait 30000 ms", "RETRY a1", "release"),
                Journey.of(config("a1").maxRetryAfter(seconds(30)))
                        .says("a1", comeBack(429, seconds(30)), status(200))
                        .steps());
    }

    @Test
    void waitsNotAtAllWhereASiblingIsFree() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "release"),
                Journey.of(config("a1", "a2"))
                        .says("a1", comeBack(429, seconds(1)))
                        .says("a2", 200)
                        .steps());
    }

    @Test
    void waitsForTheOneThatMayBeAskedFirst() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "RETRY a3", "wait 2000 ms", "RETRY a2", "release"),
                Journey.of(config("a1", "a2", "a3").retries(3))
                        .says("a1", comeBack(429, seconds(4)))
                        .says("a2", comeBack(429, seconds(2)), status(200))
                        .says("a3", comeBack(429, seconds(3)))
                        .steps());
    }

    @Test
    void beginsNoWaitThatOutlastsTheDeadline() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "pass on"),
                Journey.of(config("a1", "b1")
                                .fallbacks("a", "b")
                                .deadline(seconds(5))
                                .retries(1))
                        .says("a1", comeBack(503, seconds(5)))
                        .says("b1", comeBack(503, seconds(5)))
                        .steps());
        assertEquals(
                List.of("PRIMARY a1", "wait 4999 ms", "RETRY a1", "pass on"),
                Journey.of(config("a1").deadline(seconds(5)))
                        .says("a1", comeBack(503, Duration.ofMillis(4999)))
                        .steps());
    }

    @Test
    void doesNotWaitForWhoRestsLonger() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "FALLBACK b1", "pass on"),
                Journey.of(config("a1", "a2", "b1").fallbacks("a", "b").retries(4))
                        .says("a1", 429)
                        .says("a2", 429)
                        .says("b1", silent())
                        .steps());
    }

    @Test
    void asksASiblingWhoseRestIsOverWhenTheWaitIs() {
        Journey journey = Journey.of(config("a1", "a2")).says("a2", 200);
        journey.rest("a2", Duration.ofMillis(500));

        assertEquals(List.of("PRIMARY a1", "wait 500 ms", "RETRY a2", "release"), journey.steps());
    }

    @Test
    void asksNobodyWhomAnotherProbesMeanwhile() {
        Journey journey = Journey.of(config("a1", "b1").fallbacks("a", "b"));
        Route route = journey.route();
        Evidence comeBack = comeBack(503, seconds(1));
        assertEquals(new Verdict.Wait(seconds(1)), route.after(comeBack));
        journey.world.step(seconds(1));
        journey.policies.cooldowns().enter(journey.deployment("a1"));

        assertEquals(
                List.of("FALLBACK b1", "wait 500 ms", "RETRY b1", "wait 1000 ms", "RETRY b1", "pass on"),
                journey.follow(route, route.resume()));
    }

    // ---- levels ---------------------------------------------------------------------------------------------------

    private static Deployments.Config levels() {
        return config("a1", "a2", "a3", "a4", "a5", "b1")
                .with("a1", settings -> settings.order(1))
                .with("a2", settings -> settings.order(2))
                .with("a3", settings -> settings.order(1))
                .with("a4", settings -> settings.order(2))
                .fallbacks("a", "b");
    }

    @Test
    void goesThroughALevelBeforeTheNextAndWithoutAnyLast() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a3", "RETRY a2", "RETRY a4", "RETRY a5", "FALLBACK b1", "pass on"),
                Journey.of(levels().retries(1))
                        .says("a5", silent())
                        .says("b1", silent())
                        .steps());
    }

    @Test
    void goesToTheNextLevelWhateverNumberOfRetriesThereIs() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "RETRY a5", "FALLBACK b1", "pass on"),
                Journey.of(levels().retries(0)).steps());
    }

    @Test
    void givesALowerLevelItsTurnIfTheHostAsksAHigherOne() {
        Journey journey = Journey.of(levels().retries(0));

        assertEquals(
                List.of("PRIMARY a2", "RETRY a1", "RETRY a5", "FALLBACK b1", "pass on"),
                journey.steps(journey.route("a", "a2", Wishes.NONE)));
    }

    @Test
    void retriesWithinALevelFirst() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a3", "wait 500 ms", "RETRY a1", "RETRY a2", "RETRY a4", "release"),
                Journey.of(levels().retries(2)).says("a4", 200).steps());
    }

    @Test
    void goesToTheNextLevelOnlyAfterTheStatusesThatAreNamed() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "pass on"),
                Journey.of(levels().retries(0).nextLevelOn(429)).steps());
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "FALLBACK b1", "pass on"),
                Journey.of(levels().retries(0).nextLevelOn(429)).says("a1", 429).steps());
    }

    @Test
    void startsAFallbackGroupAtItsLowestLevel() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b2", "RETRY b1", "pass on"),
                Journey.of(config("a1", "b1", "b2")
                                .fallbacks("a", "b")
                                .retries(0)
                                .with("b1", settings -> settings.order(2))
                                .with("b2", settings -> settings.order(1)))
                        .steps());
    }

    @Test
    void asksAllOfAGroupWhateverNumberOfRetriesThereIsIfFailoverIsWeighted() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "RETRY a3", "FALLBACK b1", "pass on"),
                Journey.of(config("a1", "a2", "a3", "b1")
                                .fallbacks("a", "b")
                                .retries(0)
                                .weightedFailover())
                        .steps());
    }

    // ---- from group to group --------------------------------------------------------------------------------------

    @Test
    void followsAGroupsOwnFallbacksBeforeItGoesOnWithTheNextGroup() {
        assertEquals(
                List.of(
                        "PRIMARY a1",
                        "FALLBACK b1",
                        "FALLBACK d1",
                        "FALLBACK f1",
                        "FALLBACK e1",
                        "FALLBACK c1",
                        "FALLBACK g1",
                        "pass on"),
                Journey.of(config("a1", "b1", "c1", "d1", "e1", "f1", "g1")
                                .retries(0)
                                .maxFallbacks(9)
                                .fallbacks("a", "b", "c")
                                .fallbacks("b", "d", "e")
                                .fallbacks("d", "f")
                                .fallbacks("c", "g"))
                        .steps());
    }

    @Test
    void entersEachGroupOnce() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "FALLBACK c1", "pass on"),
                Journey.of(config("a1", "b1", "c1")
                                .retries(0)
                                .fallbacks("a", "a", "b", "b")
                                .fallbacks("b", "a", "c")
                                .fallbacks("c", "b", "a"))
                        .steps());
    }

    @Test
    void retriesWithinEachGroup() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "FALLBACK b1", "RETRY b2", "FALLBACK c1", "release"),
                Journey.of(config("a1", "a2", "b1", "b2", "c1").retries(1).fallbacks("a", "b", "c"))
                        .says("c1", 200)
                        .steps());
    }

    @Test
    void limitsTheMoves() {
        Deployments.Config config = config("a1", "b1", "c1", "d1").retries(0).fallbacks("a", "b", "c", "d");

        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "FALLBACK c1", "pass on"),
                Journey.of(config.maxFallbacks(2)).steps());
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config.maxFallbacks(0)).steps());
    }

    @Test
    void countsNoMoveToAGroupWhereNobodyMayBeAsked() {
        Journey journey = Journey.of(
                config("a1", "b1", "c1").retries(0).fallbacks("a", "b", "c").maxFallbacks(1));
        journey.rest("b1", seconds(60));

        assertEquals(List.of("PRIMARY a1", "FALLBACK c1", "pass on"), journey.steps());
    }

    @Test
    void letsThoseTakeItsPlaceThatStandInForAGroupThatRests() {
        Journey journey = Journey.of(config("a1", "b1", "c1", "d1")
                .retries(0)
                .fallbacks("a", "b", "c")
                .fallbacks("b", "d"));
        journey.rest("b1", seconds(60));

        assertEquals(List.of("PRIMARY a1", "FALLBACK d1", "FALLBACK c1", "pass on"), journey.steps());
    }

    @Test
    void takesTheRowOfEverybodyForAGroupWithoutOneOfItsOwn() {
        Deployments.Config config =
                config("a1", "b1", "c1").retries(0).fallbacks("*", "c").fallbacks("b", "a");

        assertEquals(
                List.of("PRIMARY a1", "FALLBACK c1", "pass on"),
                Journey.of(config).steps());
        assertEquals(
                List.of("PRIMARY b1", "FALLBACK a1", "FALLBACK c1", "pass on"),
                Journey.of(config).steps("b"));
    }

    @Test
    void takesNoRowOfEverybodyWhereAGroupsOwnIsEmpty() {
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config("a1", "b1").retries(0).fallbacks("*", "b").fallbacks("a", new String[0]))
                        .steps());
    }

    @Test
    void takesTheAliassRowElseTheGroupsOwn() {
        Deployments.Config config =
                config("a1", "b1", "c1").alias("fast", "a").retries(0).fallbacks("a", "b");
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "pass on"),
                Journey.of(config).steps("fast"));

        config.fallbacks("fast", "c");
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK c1", "pass on"),
                Journey.of(config).steps("fast"));
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "pass on"),
                Journey.of(config).steps());
    }

    @Test
    void takesAnAliasForATarget() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "FALLBACK c1", "pass on"),
                Journey.of(config("a1", "b1", "c1")
                                .alias("other", "b")
                                .retries(0)
                                .fallbacks("a", "other", "b")
                                .fallbacks("b", "c"))
                        .steps(),
                "it is the same group");
    }

    @Test
    void takesAWildcardGroupLikeAnyOther() {
        Deployments.Config config = config(List.of(
                        Deployments.deployment("w1", "openai/*", "openai/*"),
                        Deployments.deployment("w2", "openai/*", "azure/*"),
                        Deployments.deployment("b1")))
                .retries(1)
                .fallbacks("openai/*", "b")
                .fallbacks("b", "openai/o3");
        Journey journey = Journey.of(config);

        assertEquals(
                List.of(
                        "PRIMARY w1",
                        "RETRY w2",
                        "FALLBACK b1",
                        "wait 500 ms",
                        "RETRY b1",
                        "FALLBACK w1",
                        "RETRY w2",
                        "pass on"),
                journey.steps("openai/gpt-4o"),
                "o3 is another model of the same deployments");
        assertEquals(
                List.of("PRIMARY b1", "wait 500 ms", "RETRY b1", "FALLBACK w1", "RETRY w2", "pass on"),
                Journey.of(config).steps("b"));
    }

    @Test
    void takesADeploymentForATarget() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b2", "pass on"),
                Journey.of(config("a1", "b1", "b2").retries(0).fallbacks("a", "b2"))
                        .steps());
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK a3", "pass on"),
                Journey.of(config("a1", "a2", "a3").retries(0).fallbacks("a", "a3"))
                        .steps(),
                "one of the same group");
    }

    @Test
    void asksNoDeploymentTwiceThatIsATargetBesides() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "FALLBACK b1", "pass on"),
                Journey.of(config("a1", "a2", "b1").retries(1).fallbacks("a", "a2", "a1", "b"))
                        .says("b1", silent())
                        .steps());
    }

    @Test
    void sendsATargetsOverridesToItAlone() {
        Map<String, String> cool = Map.of("temperature", "0");
        Journey journey = Journey.of(
                config("a1", "b1", "b2", "c1").retries(1).fallbacks("a", new Target("b", cool), Target.of("c")));
        Route route = journey.route();
        journey.steps(route);

        assertEquals(
                List.of("a1 {}", "a1 {}", "b1 " + cool, "b2 " + cool, "c1 {}", "c1 {}"),
                route.trace().attempts().stream()
                        .map(attempt -> attempt.hop().deployment().id() + " "
                                + attempt.hop().overrides())
                        .toList());
    }

    @Test
    void takesTheSameGroupWithOtherOverridesForAnother() {
        Target terse = new Target("a", Map.of("max_tokens", "10"));
        Journey journey = Journey.of(config("a1", "a2").retries(0).fallbacks("a", terse, terse));

        assertEquals(List.of("PRIMARY a1", "FALLBACK a1", "pass on"), journey.steps());
    }

    @Test
    void asksNobodyWhoSpeaksAnotherProtocol() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a3", "FALLBACK b2", "pass on"),
                Journey.of(config("a1", "a2", "a3", "b1", "b2")
                                .anthropic("a2")
                                .anthropic("b1")
                                .retries(1)
                                .fallbacks("a", "b"))
                        .says("b2", silent())
                        .steps());
    }

    // ---- by the kind of failure -----------------------------------------------------------------------------------

    @Test
    void goesToTheGroupsForLongRequestsIfOneIsTooLong() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK c1", "release"),
                Journey.of(config("a1", "a2", "b1", "c1").fallbacks("a", "b").contextWindow("a", "c"))
                        .says("a1", tooLong())
                        .says("c1", 200)
                        .steps());
    }

    @Test
    void goesToTheGeneralOnesIfThereAreNoneForLongRequests() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "release"),
                Journey.of(config("a1", "a2", "b1").fallbacks("a", "b"))
                        .says("a1", tooLong())
                        .says("b1", 200)
                        .steps());
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "release"),
                Journey.of(config("a1", "b1", "c1").fallbacks("a", "b").contextWindow("c", "a"))
                        .says("a1", tooLong())
                        .says("b1", 200)
                        .steps(),
                "there are some, but for others");
    }

    @Test
    void passesOnThatARequestIsTooLongIfNobodyStandsInForThat() {
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config("a1", "a2", "b1").contextWindow("b", "a"))
                        .says("a1", tooLong())
                        .steps());
    }

    @Test
    void goesOnWithTheLongerModelOfALongerOne() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "FALLBACK c1", "release"),
                Journey.of(config("a1", "b1", "c1").contextWindow("a", "b").contextWindow("b", "c"))
                        .says("a1", tooLong())
                        .says("b1", tooLong())
                        .says("c1", 200)
                        .steps());
    }

    @Test
    void goesToTheGroupsForRefusedRequestsIfOneIsRefused() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK c1", "release"),
                Journey.of(config("a1", "a2", "b1", "c1").fallbacks("a", "b").contentPolicy("a", "c"))
                        .says("a1", refused())
                        .says("c1", 200)
                        .steps());
    }

    @Test
    void goesNowhereElseWithARefusedRequest() {
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config("a1", "a2", "b1").fallbacks("a", "b").fallbacks("*", "b"))
                        .says("a1", refused())
                        .steps());
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config("a1", "b1", "c1").fallbacks("a", "b").contentPolicy("c", "b"))
                        .says("a1", refused())
                        .steps(),
                "there are some, but for others");
    }

    @Test
    void dropsTheGroupsThatWereLeftWhenARequestIsRefused() {
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "FALLBACK d1", "pass on"),
                Journey.of(config("a1", "b1", "c1", "d1")
                                .retries(0)
                                .fallbacks("a", "b", "c")
                                .contentPolicy("b", "d"))
                        .says("b1", refused())
                        .steps());
    }

    @Test
    void retriesARefusedRequestIfThePolicySaysSo() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "release"),
                Journey.of(config("a1", "a2").retries(ErrorClass.CONTENT_POLICY_VIOLATION, 1))
                        .says("a1", refused())
                        .says("a2", 200)
                        .steps());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 409, 413, 415, 422})
    void endsAtABadRequest(int status) {
        Deployments.Config config = config("a1", "a2", "b1").fallbacks("a", "b");

        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config).says("a1", status).steps());
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "pass on"),
                Journey.of(config).says("a2", status).steps());
    }

    @Test
    void retriesABadRequestIfThePolicySaysSoButMovesNowhere() {
        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "wait 500 ms", "RETRY a1", "pass on"),
                Journey.of(config("a1", "a2", "b1").fallbacks("a", "b").retries(ErrorClass.BAD_REQUEST, 2))
                        .says("a1", 400)
                        .says("a2", 400)
                        .steps());
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config("a1", "a2").retries(ErrorClass.BAD_REQUEST, 0))
                        .says("a1", 400)
                        .steps());
    }

    // ---- by the caller's wish -------------------------------------------------------------------------------------

    @Test
    void movesNowhereIfTheCallerWantsNone() {
        Deployments.Config config = config("a1", "a2", "b1", "c1", "d1")
                .retries(1)
                .fallbacks("*", "b")
                .contextWindow("*", "c")
                .contentPolicy("*", "d");

        assertEquals(
                List.of("PRIMARY a1", "RETRY a2", "pass on"), Journey.of(config).steps(withFallbacks(Fallbacks.NONE)));
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config).says("a1", tooLong()).steps(withFallbacks(Fallbacks.NONE)));
        assertEquals(
                List.of("PRIMARY a1", "pass on"),
                Journey.of(config).says("a1", refused()).steps(withFallbacks(Fallbacks.NONE)));
    }

    @Test
    void movesWhereTheCallerWants() {
        Deployments.Config config =
                config("a1", "b1", "c1", "d1").retries(0).fallbacks("a", "b").contentPolicy("a", "d");
        Wishes wishes = withFallbacks(config.build().fallbacks().withGeneral(Map.of("a", List.of(Target.of("c")))));

        assertEquals(
                List.of("PRIMARY a1", "FALLBACK c1", "pass on"),
                Journey.of(config).steps(wishes));
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK d1", "pass on"),
                Journey.of(config).says("a1", refused()).steps(wishes));
    }

    @Test
    void passesOverATargetThatDoesNotExist() {
        Deployments.Config config = config("a1", "b1").retries(0);
        Wishes wishes =
                withFallbacks(Fallbacks.NONE.withGeneral(Map.of("a", List.of(Target.of("nobody"), Target.of("b")))));

        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "pass on"),
                Journey.of(config).steps(wishes));
    }
}
