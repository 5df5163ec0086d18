package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.config;
import static io.github.fallbackrouting.routing.Journey.comeBack;
import static io.github.fallbackrouting.routing.Journey.refused;
import static io.github.fallbackrouting.routing.Journey.status;
import static io.github.fallbackrouting.routing.Journey.tooLong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.ErrorClass;
import io.github.fallbackrouting.config.Fallbacks;
import io.github.fallbackrouting.config.Target;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * Faults of LiteLLM's router, whose configuration and behaviour we follow otherwise: each has a test so that nobody
 * builds it again.
 */
class LiteLlmFaultsTest {

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static List<String> outcomes(Route route) {
        return route.trace().attempts().stream()
                .map(attempt -> attempt.outcome().toString())
                .toList();
    }

    /** There the text of an exception is searched for "429". */
    @Test
    void takesNoServerErrorForARateLimitBecauseItsTextSaysSo() {
        ErrorDocument text = new ErrorDocument("", "", "", "upstream said 429 Too Many Requests: rate limit reached");
        Journey journey = Journey.of(config("a1", "a2"))
                .says("a1", new Answered(500, Content.GOOD, text, Optional.empty(), Usage.NONE))
                .says("a2", 200);
        Route route = journey.route();
        journey.steps(route);

        assertEquals(List.of("500 server_error", "200"), outcomes(route));
        assertFalse(journey.policies.cooldowns().isResting(journey.deployment("a1")), "a rate limit rests at once");
    }

    /** There a 400 falls back everywhere. */
    @Test
    void sendsABadRequestNowhereElse() {
        for (int status : new int[] {400, 405, 409, 413, 415, 422}) {
            assertEquals(
                    List.of("PRIMARY a1", "pass on"),
                    Journey.of(config("a1", "a2", "b1").fallbacks("a", "b").fallbacks("*", "b"))
                            .says("a1", status)
                            .steps());
        }
    }

    /** There the number is ignored. */
    @Test
    void restsAtTheFourthFailureIfThreeAreAllowed() {
        for (String[] ids : new String[][] {{"a1"}, {"a1", "a2"}}) {
            Journey journey = Journey.of(config(ids).allowedFails(3).retries(0));
            for (int failures = 1; failures <= 4; failures++) {
                assertFalse(journey.policies.cooldowns().isResting(journey.deployment("a1")), "before " + failures);
                journey.steps();
            }
            assertTrue(journey.policies.cooldowns().isResting(journey.deployment("a1")));
        }
    }

    /** There it is never read. */
    @Test
    void readsInternalServerErrorRetries() {
        for (int status : new int[] {500, 502, 503, 504, 529}) {
            assertEquals(
                    List.of("PRIMARY a1", "wait 500 ms", "RETRY a1", "pass on"),
                    Journey.of(config("a1").retries(0).retries(ErrorClass.INTERNAL_SERVER, 1))
                            .says("a1", status)
                            .steps());
        }
    }

    /** There the fallbacks are looked up by the alias only. */
    @Test
    void takesTheFallbacksOfTheGroupBehindAnAlias() {
        Deployments.Config config = config("a1", "b1", "c1", "d1")
                .alias("fast", "a")
                .retries(0)
                .fallbacks("a", "b")
                .contextWindow("a", "c")
                .contentPolicy("a", "d");

        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "pass on"),
                Journey.of(config).steps("fast"));
        assertEquals(
                "FALLBACK c1",
                Journey.of(config).says("a1", tooLong()).steps("fast").get(1));
        assertEquals(
                "FALLBACK d1",
                Journey.of(config).says("a1", refused()).steps("fast").get(1));
    }

    /** There a list for long or refused requests ends everything for a group that has no row in it. */
    @Test
    void isNotStoppedByADedicatedListWithoutARow() {
        Deployments.Config config = config("a1", "b1", "c1")
                .retries(0)
                .fallbacks("a", "b")
                .contextWindow("c", "a")
                .contentPolicy("c", "a");

        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "pass on"),
                Journey.of(config).says("a1", tooLong()).steps());
        assertEquals(
                List.of("PRIMARY a1", "FALLBACK b1", "pass on"),
                Journey.of(config).steps());
    }

    /** There only the first deployment that fails a request comes to rest. */
    @Test
    void letsEveryDeploymentRestThatFailed() {
        Journey journey = Journey.of(config("a1", "a2", "b1", "b2").fallbacks("a", "b"))
                .says("a1", 429)
                .says("a2", 429)
                .says("b1", 401)
                .says("b2", comeBack(503, seconds(90)));
        journey.steps();

        for (String id : List.of("a1", "a2", "b1", "b2")) {
            assertTrue(journey.policies.cooldowns().isResting(journey.deployment(id)), id);
        }
    }

    /** There the status is the first group's, and the id is that of whoever failed last. */
    @Test
    void passesOnAFailureWithTheIdOfWhoeverCausedIt() {
        Journey journey = Journey.of(config("a1", "a2", "b1").fallbacks("a", "b"))
                .says("a1", 500)
                .says("a2", 429)
                .says("b1", 401);
        Route route = journey.route();
        journey.steps(route);

        assertEquals("500 server_error", outcomes(route).get(0));
        assertEquals("a1", route.answeredBy().orElseThrow().id());

        Journey passedOver = Journey.of(config("a1", "a2").retries(0)).says("a2", 422);
        passedOver.rest("a1", seconds(60));
        Route relayed = passedOver.route();
        passedOver.steps(relayed);
        assertTrue(relayed.relays(new Verdict.PassOn()));
        assertEquals(List.of("422 bad_request"), outcomes(relayed));
        assertEquals("a2", relayed.answeredBy().orElseThrow().id());
    }

    /** There an error's text discloses the whole table of fallbacks. */
    @Test
    void namesNobodyWhoWasNotAsked() {
        Journey journey = Journey.of(config("a1", "b1", "hidden1", "secret1")
                        .retries(0)
                        .maxFallbacks(1)
                        .fallbacks("a", "b", "hidden")
                        .fallbacks("hidden", "secret")
                        .fallbacks("secret", "hidden"))
                .says("a1", 503);
        Route route = journey.route();
        journey.steps(route);

        assertEquals(
                "a1: 503 overloaded (0 ms), b1: 503 overloaded (0 ms)",
                route.trace().toString());
        assertEquals("a1 (provider/a1-model)", route.answeredBy().orElseThrow().toString());
    }

    /** There it sleeps once more after the last retry. */
    @Test
    void doesNotWaitAfterTheLastRetry() {
        for (int retries = 0; retries <= 3; retries++) {
            List<String> steps = Journey.of(config("a1").retries(retries)).steps();

            assertEquals(
                    retries,
                    steps.stream().filter(step -> step.startsWith("wait")).count());
            assertFalse(steps.get(steps.size() - 2).startsWith("wait"), steps::toString);
        }
    }

    /** There three fallbacks that a caller names, each with retries of its own, make 46 calls. */
    @Test
    void makesAtMostEightAttemptsWhateverACallerNames() {
        Deployments.Config config = config("a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2")
                .fallbacks("b", "c", "d")
                .fallbacks("c", "d", "b")
                .fallbacks("d", "b", "c");
        Fallbacks named = config.build()
                .fallbacks()
                .withGeneral(Map.of("*", List.of(Target.of("b"), Target.of("c"), Target.of("d"))));
        Wishes wishes = new Wishes(
                Optional.of(named), OptionalInt.of(10), Optional.empty(), Optional.empty(), Wishes.Origin.CALLER, 0);
        Journey journey = Journey.of(config);
        Route route = journey.route("a", "", wishes);
        journey.steps(route);

        assertEquals(8, route.trace().attempts().size());
    }

    /** There {@code num_retries: n} of a deployment causes (n + 1)² calls. */
    @Test
    void obeysADeploymentsNumberOfRetriesOnce() {
        for (int retries = 0; retries <= 4; retries++) {
            int times = retries;
            Journey journey = Journey.of(config("a1").retries(1).with("a1", settings -> settings.retries(times)));
            Route route = journey.route();
            journey.says("a1", status(503)).steps(route);

            assertEquals(retries + 1, route.trace().attempts().size());
            assertEquals(retries, route.trace().retries());
        }
    }
}
