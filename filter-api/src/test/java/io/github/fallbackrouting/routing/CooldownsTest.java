package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ErrorClass;
import io.github.fallbackrouting.routing.DeploymentState.Condition;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CooldownsTest {

    private static final Failed OVERLOADED = new Failed(FailureKind.OVERLOADED, 503, "");
    private static final Failed RATE_LIMITED = new Failed(FailureKind.RATE_LIMITED, 429, "");

    private final SteppedClock clock = new SteppedClock();

    /** What is asked and told of the deployments of a configuration; {@code a1} is the one that is spoken of. */
    private final class Memory {

        private final Configuration configuration;
        private final Cooldowns cooldowns;
        private final List<String> told = new ArrayList<>();

        Memory(Deployments.Config config) {
            configuration = config.build();
            cooldowns = new Cooldowns(
                    configuration,
                    clock,
                    (deployment, why, time) ->
                            told.add(deployment.id() + " " + why.label() + " " + time.toSeconds() + " s"));
        }

        Condition condition() {
            return cooldowns.condition(deployment("a1"));
        }

        Deployment deployment(String id) {
            return configuration.groups().deployments().stream()
                    .filter(deployment -> deployment.id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        void fails(Failed failed) {
            fails(failed, clock.getAsLong());
        }

        void fails(Failed failed, long began) {
            cooldowns.failed(new Hop(deployment("a1"), Reason.RETRY), failed, began);
        }

        void fails(FailureKind kind, int times) {
            for (int i = 0; i < times; i++) {
                fails(new Failed(kind, 0, ""));
            }
        }

        void serves() {
            cooldowns.served(deployment("a1"), clock.getAsLong());
        }

        boolean rests() {
            return cooldowns.isResting(deployment("a1"));
        }

        Duration left() {
            return cooldowns.restLeft(deployment("a1"));
        }

        boolean enters() {
            return cooldowns.enter(deployment("a1"));
        }

        /** Rests, by as many failures as that takes. */
        Memory resting() {
            fails(FailureKind.OVERLOADED, 5);
            assertTrue(rests());
            return this;
        }
    }

    private static Failed comeBack(Duration after) {
        return new Failed(FailureKind.OVERLOADED, 503, "", Optional.of(after));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    // ---- who hears of it ------------------------------------------------------------------------------------------

    @Test
    void tellsOfARestAndOfALongerOne() {
        Memory memory = new Memory(config("a1", "a2").cooldown(seconds(5)));
        memory.fails(RATE_LIMITED);
        assertEquals(List.of("a1 rate_limited 5 s"), memory.told);

        memory.fails(comeBack(seconds(3)), clock.getAsLong() - 1);
        assertEquals(1, memory.told.size(), "it rests longer than that anyway");
        memory.fails(comeBack(seconds(60)), clock.getAsLong() - 1);
        assertEquals("a1 overloaded 60 s", memory.told.get(1));
    }

    @Test
    void saysInWhichConditionADeploymentIs() {
        Memory memory = new Memory(config("a1", "a2").cooldown(seconds(5)));
        assertEquals(Condition.HEALTHY, memory.condition());
        memory.fails(OVERLOADED);
        assertEquals(Condition.FAILING, memory.condition());
        memory.fails(RATE_LIMITED);
        assertEquals(Condition.RESTING, memory.condition());
        clock.step(seconds(5));
        assertEquals(Condition.UNPROVEN, memory.condition());
        memory.serves();
        assertEquals(Condition.HEALTHY, memory.condition());
    }

    @Test
    void restsAndWakesAtAnOperatorsWord() {
        Memory memory = new Memory(config("a1", "a2"));
        memory.cooldowns.rest("a1", seconds(90));
        assertTrue(memory.rests());
        assertEquals(seconds(90), memory.left());
        assertEquals(List.of(), memory.told, "nothing has failed");

        memory.cooldowns.wake("a1");
        assertFalse(memory.rests());
        assertEquals(Condition.HEALTHY, memory.condition());
        assertTrue(memory.cooldowns.isAllWell());
        assertThrows(IllegalArgumentException.class, () -> memory.cooldowns.rest("x", seconds(1)));
        assertThrows(IllegalArgumentException.class, () -> memory.cooldowns.wake("x"));
    }

    // ---- who comes to rest ----------------------------------------------------------------------------------------

    @Test
    void letsAllWorkAtFirst() {
        Memory memory = new Memory(config("a1", "a2"));

        assertTrue(memory.cooldowns.isAllWell());
        assertFalse(memory.rests());
        assertEquals(Duration.ZERO, memory.left());
        assertTrue(memory.enters());
    }

    @Test
    void restsAtOnceAtARateLimitIfItIsNotAloneInItsGroup() {
        Memory two = new Memory(config("a1", "a2", "b1"));
        two.fails(RATE_LIMITED);
        assertEquals(seconds(5), two.left());
        assertFalse(two.cooldowns.isResting(two.deployment("a2")));

        Memory alone = new Memory(config("a1", "b1"));
        alone.fails(RATE_LIMITED);
        assertFalse(alone.rests());
        assertFalse(alone.cooldowns.isAllWell(), "its last attempt failed");
    }

    @Test
    void restsAloneTooIfMoreThanHalfFail() {
        Memory alone = new Memory(config("a1"));
        alone.fails(FailureKind.RATE_LIMITED, 4);
        assertFalse(alone.rests());

        alone.fails(RATE_LIMITED);
        assertTrue(alone.rests());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"OVERLOADED", "SERVER_ERROR", "TIMEOUT", "CONNECTION", "BROKEN_ANSWER"})
    void restsAtTheFifthFailureOfTheServersIfNothingElseIsSaid(FailureKind kind) {
        Memory memory = new Memory(config("a1", "a2"));
        memory.fails(kind, 4);
        assertFalse(memory.rests());

        memory.fails(kind, 1);
        assertEquals(seconds(5), memory.left());
    }

    @Test
    void restsOnlyIfMoreThanHalfFail() {
        Memory memory = new Memory(config("a1", "a2"));
        for (int i = 0; i < 5; i++) {
            memory.serves();
        }
        memory.fails(FailureKind.SERVER_ERROR, 5);
        assertFalse(memory.rests());

        memory.fails(FailureKind.SERVER_ERROR, 1);
        assertTrue(memory.rests());
    }

    @Test
    void noticesAnOutageWithinTheLastFiftyOfABusyDeployment() {
        Memory memory = new Memory(config("a1", "a2"));
        for (int i = 0; i < 1000; i++) {
            memory.serves();
        }
        memory.fails(FailureKind.SERVER_ERROR, 25);
        assertFalse(memory.rests());

        memory.fails(FailureKind.SERVER_ERROR, 1);
        assertTrue(memory.rests());
    }

    @Test
    void forgetsFailuresAfterAMinute() {
        Memory memory = new Memory(config("a1", "a2"));
        memory.fails(FailureKind.SERVER_ERROR, 4);
        clock.step(Duration.ofMinutes(1));
        memory.fails(FailureKind.SERVER_ERROR, 4);

        assertFalse(memory.rests());
    }

    @Test
    void restsAtTheFourthFailureIfThreeAreAllowed() {
        Memory memory = new Memory(config("a1", "a2").allowedFails(3));
        memory.fails(FailureKind.RATE_LIMITED, 3);
        assertFalse(memory.rests());

        memory.fails(FailureKind.TIMEOUT, 1);
        assertTrue(memory.rests());
    }

    @Test
    void restsAtTheFirstFailureIfNoneIsAllowed() {
        Memory memory = new Memory(config("a1").allowedFails(0));
        memory.fails(FailureKind.SERVER_ERROR, 1);

        assertTrue(memory.rests());
    }

    @Test
    void countsAllowedFailuresWithinAMinute() {
        Memory memory = new Memory(config("a1").allowedFails(1));
        memory.fails(FailureKind.SERVER_ERROR, 1);
        clock.step(Duration.ofMinutes(1));
        memory.fails(FailureKind.SERVER_ERROR, 1);
        assertFalse(memory.rests());

        clock.step(seconds(59));
        memory.fails(FailureKind.SERVER_ERROR, 1);
        assertTrue(memory.rests());
    }

    @Test
    void allowsFailuresByClassBeforeAllTogether() {
        Memory memory = new Memory(config("a1", "a2")
                .allowedFails(0)
                .allowedFails(ErrorClass.RATE_LIMIT, 2)
                .allowedFails(ErrorClass.AUTHENTICATION, 1));
        memory.fails(FailureKind.RATE_LIMITED, 2);
        memory.fails(FailureKind.CREDENTIALS, 1);
        assertFalse(memory.rests());

        memory.fails(FailureKind.RATE_LIMITED, 1);
        assertTrue(memory.rests());
    }

    @Test
    void countsEachClassByItself() {
        Memory memory = new Memory(
                config("a1", "a2").allowedFails(ErrorClass.RATE_LIMIT, 2).allowedFails(ErrorClass.TIMEOUT, 2));
        memory.fails(FailureKind.RATE_LIMITED, 2);
        memory.fails(FailureKind.TIMEOUT, 2);

        assertFalse(memory.rests());
    }

    @Test
    void countsAnOverloadedServerAmongAllThatFail() {
        Memory memory = new Memory(config("a1", "a2").allowedFails(ErrorClass.INTERNAL_SERVER, 2));
        memory.fails(FailureKind.OVERLOADED, 1);
        memory.fails(FailureKind.SERVER_ERROR, 1);
        assertFalse(memory.rests());

        memory.fails(FailureKind.OVERLOADED, 1);
        assertTrue(memory.rests());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 404})
    void restsAtOnceWhenAnAlternateRefusesUs(int status) {
        FailureKind kind = status == 404 ? FailureKind.NOT_FOUND : FailureKind.CREDENTIALS;
        for (Reason reason : new Reason[] {Reason.INSTEAD, Reason.RETRY, Reason.FALLBACK}) {
            Memory memory = new Memory(config("a1").allowedFails(9));
            memory.cooldowns.failed(
                    new Hop(memory.deployment("a1"), reason), new Failed(kind, status, ""), clock.getAsLong());

            assertTrue(memory.rests(), reason::name);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 404})
    void takesNoRefusalOfTheHostsOwnForNewsOfItsDeployment(int status) {
        FailureKind kind = status == 404 ? FailureKind.NOT_FOUND : FailureKind.CREDENTIALS;
        Memory memory = new Memory(config("a1", "a2").allowedFails(0));
        for (int i = 0; i < 100; i++) {
            memory.cooldowns.failed(
                    new Hop(memory.deployment("a1"), Reason.PRIMARY), new Failed(kind, status, ""), clock.getAsLong());
        }

        assertFalse(memory.rests());
        assertTrue(memory.cooldowns.isAllWell());
    }

    @Test
    void restsWhenTheHostsQuotaIsUsedUp() {
        Memory memory = new Memory(config("a1"));
        memory.cooldowns.failed(
                new Hop(memory.deployment("a1"), Reason.PRIMARY),
                new Failed(FailureKind.CREDENTIALS, 429, "insufficient_quota"),
                clock.getAsLong());

        assertTrue(memory.rests());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"BAD_REQUEST", "CONTEXT_WINDOW", "CONTENT_POLICY", "CLIENT_GONE"})
    void blamesNobodyForARequest(FailureKind kind) {
        Memory memory = new Memory(config("a1", "a2").allowedFails(0));
        memory.fails(kind, 100);

        assertFalse(memory.rests());
        assertTrue(memory.cooldowns.isAllWell());
    }

    // ---- for how long ---------------------------------------------------------------------------------------------

    @Test
    void restsForAsLongAsTheProviderAsks() {
        Memory longer = new Memory(config("a1"));
        longer.fails(comeBack(seconds(40)));
        assertEquals(seconds(40), longer.left());

        Memory shorter = new Memory(config("a1"));
        shorter.fails(comeBack(Duration.ofMillis(10)));
        assertEquals(Duration.ofMillis(10), shorter.left());
    }

    @Test
    void takesNoTimeAtAllForNoWord() {
        Memory memory = new Memory(config("a1"));
        memory.fails(comeBack(Duration.ZERO));

        assertFalse(memory.rests());
    }

    @Test
    void prolongsARestButNeverShortensIt() {
        Memory memory = new Memory(config("a1")).resting();
        memory.fails(comeBack(seconds(3)));
        assertEquals(seconds(5), memory.left());

        memory.fails(comeBack(seconds(8)));
        assertEquals(seconds(8), memory.left());
    }

    @Test
    void restsForTheConfiguredTime() {
        assertEquals(
                seconds(40),
                new Memory(config("a1").cooldown(seconds(40))).resting().left());
    }

    @Test
    void takesADeploymentsOwnTimeFirst() {
        Memory memory = new Memory(
                config("a1", "a2").cooldown(seconds(40)).with("a1", settings -> settings.cooldown(seconds(7))));

        assertEquals(seconds(7), memory.resting().left());
    }

    @Test
    void neverRestsIfTheTimeIsZero() {
        Memory all = new Memory(config("a1", "a2").cooldown(Duration.ZERO).allowedFails(0));
        Memory one =
                new Memory(config("a1", "a2").allowedFails(0).with("a1", settings -> settings.cooldown(Duration.ZERO)));
        for (Memory memory : List.of(all, one)) {
            memory.fails(FailureKind.SERVER_ERROR, 100);
            memory.fails(FailureKind.CREDENTIALS, 1);
            memory.fails(comeBack(seconds(60)));

            assertFalse(memory.rests());
            assertTrue(memory.enters());
        }
    }

    @Test
    void restsUntilItsTimeIsOver() {
        Memory memory = new Memory(config("a1")).resting();
        clock.step(seconds(5).minusNanos(1));
        assertTrue(memory.rests());
        assertFalse(memory.enters());
        assertEquals(Duration.ofNanos(1), memory.left());

        clock.step(Duration.ofNanos(1));
        assertFalse(memory.rests());
        assertEquals(Duration.ZERO, memory.left());
        assertFalse(memory.cooldowns.isAllWell(), "that has to be seen first");
    }

    // ---- the probe ------------------------------------------------------------------------------------------------

    /** How long the next rests last, if each probe fails at once. */
    private List<Long> rests(Memory memory, int times) {
        List<Long> rests = new ArrayList<>();
        memory.resting();
        for (int i = 0; i < times; i++) {
            rests.add(memory.left().toSeconds());
            clock.step(memory.left());
            assertTrue(memory.enters());
            memory.fails(OVERLOADED);
        }
        return rests;
    }

    @Test
    void doublesItsRestAtEveryFailedProbeUpToAQuarterOfAMinute() {
        assertEquals(List.of(5L, 10L, 15L, 15L, 15L), rests(new Memory(config("a1")), 5));
    }

    @Test
    void leavesALongRestAsItIs() {
        assertEquals(List.of(30L, 30L, 30L), rests(new Memory(config("a1").cooldown(seconds(30))), 3));
    }

    @Test
    void doublesADeploymentsOwnTimeToo() {
        assertEquals(
                List.of(2L, 4L, 8L, 15L),
                rests(new Memory(config("a1").with("a1", settings -> settings.cooldown(seconds(2)))), 4));
    }

    @Test
    void staysFarFromOverflow() {
        Memory memory = new Memory(config("a1").cooldown(Duration.ofNanos(1)));
        memory.fails(FailureKind.OVERLOADED, 5);
        for (int i = 0; i < 200; i++) {
            clock.step(memory.left());
            memory.fails(OVERLOADED);
        }

        assertEquals(seconds(15), memory.left());
    }

    @Test
    void restsAgainAtOneFailureOfAProbeWhateverNumberIsAllowed() {
        Memory memory = new Memory(config("a1").allowedFails(3));
        memory.fails(FailureKind.OVERLOADED, 4);
        clock.step(seconds(5));
        assertTrue(memory.enters());
        memory.fails(OVERLOADED);

        assertEquals(seconds(10), memory.left());
    }

    @Test
    void isAsGoodAsNewWhenAProbeIsServed() {
        Memory memory = new Memory(config("a1"));
        rests(memory, 3);
        clock.step(memory.left());
        assertTrue(memory.enters());
        memory.serves();

        assertFalse(memory.rests());
        assertTrue(memory.enters());
        assertTrue(memory.enters(), "many may ask it again");
        assertTrue(memory.cooldowns.isAllWell());
        memory.fails(FailureKind.OVERLOADED, 3);
        assertFalse(memory.rests(), "old failures are forgotten");
        memory.fails(OVERLOADED);
        assertEquals(seconds(5), memory.left(), "and so is how long it rested");
    }

    @Test
    void letsExactlyOneProbeIn() throws Exception {
        Memory memory = new Memory(config("a1")).resting();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 50; round++) {
                clock.step(memory.left());
                CyclicBarrier together = new CyclicBarrier(8);
                Callable<Boolean> task = () -> {
                    together.await();
                    return memory.enters();
                };
                int entered = 0;
                for (Future<Boolean> each : threads.invokeAll(Collections.nCopies(8, task))) {
                    entered += each.get() ? 1 : 0;
                }
                assertEquals(1, entered);
                assertTrue(memory.rests(), "to all others");
                memory.fails(OVERLOADED);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void letsTheNextInWhenTheProbesCallerLeft() {
        Memory memory = new Memory(config("a1")).resting();
        clock.step(seconds(5));
        assertTrue(memory.enters());
        assertFalse(memory.enters());
        memory.fails(FailureKind.CLIENT_GONE, 1);

        assertTrue(memory.enters());
        memory.fails(FailureKind.CLIENT_GONE, 1);
        assertTrue(memory.enters());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"BAD_REQUEST", "CONTEXT_WINDOW", "CONTENT_POLICY"})
    void letsTheNextInWhenTheProbesRequestWasAtFault(FailureKind kind) {
        Memory memory = new Memory(config("a1")).resting();
        clock.step(seconds(5));
        assertTrue(memory.enters());
        memory.fails(kind, 1);

        assertTrue(memory.enters());
        assertFalse(memory.enters());
    }

    @Test
    void letsTheNextInWhenTheHostRefusedTheProbesCaller() {
        Memory memory = new Memory(config("a1")).resting();
        clock.step(seconds(5));
        assertTrue(memory.enters());
        memory.cooldowns.failed(
                new Hop(memory.deployment("a1"), Reason.PRIMARY),
                new Failed(FailureKind.CREDENTIALS, 401, ""),
                clock.getAsLong());

        assertTrue(memory.enters());
    }

    @Test
    void letsTheNextInWhenAProbeNeverEnds() {
        Memory memory = new Memory(config("a1").deadline(seconds(20))).resting();
        clock.step(seconds(5));
        assertTrue(memory.enters());
        clock.step(seconds(20).minusNanos(1));
        assertFalse(memory.enters());

        clock.step(Duration.ofNanos(1));
        assertTrue(memory.enters());
        assertFalse(memory.enters());
    }

    // ---- answers that come late -----------------------------------------------------------------------------------

    @Test
    void endsNoRestByAnAnswerToAnEarlierQuestion() {
        Memory memory = new Memory(config("a1"));
        long before = clock.getAsLong();
        clock.step(seconds(1));
        memory.resting();
        memory.cooldowns.served(memory.deployment("a1"), before);

        assertTrue(memory.rests());
        assertFalse(memory.cooldowns.isAllWell());
    }

    @Test
    void endsARestByAnAnswerToALaterQuestion() {
        Memory memory = new Memory(config("a1")).resting();
        clock.step(seconds(1));
        memory.serves();

        assertFalse(memory.rests(), "somebody insisted, and was served");
        assertTrue(memory.cooldowns.isAllWell());
    }

    @Test
    void prolongsNoRestByAFailureOfAnEarlierQuestion() {
        Memory memory = new Memory(config("a1"));
        long before = clock.getAsLong();
        clock.step(seconds(1));
        memory.resting();
        clock.step(seconds(4));
        for (int i = 0; i < 100; i++) {
            memory.fails(OVERLOADED, before);
        }

        assertEquals(seconds(1), memory.left());
    }

    @Test
    void letsNoSecondProbeInWhenAnEarlierQuestionComesToNothing() {
        Memory memory = new Memory(config("a1"));
        long before = clock.getAsLong();
        clock.step(seconds(1));
        memory.resting();
        clock.step(seconds(5));
        assertTrue(memory.enters());
        memory.fails(new Failed(FailureKind.BAD_REQUEST, 400, ""), before);

        assertFalse(memory.enters(), "the probe is still under way");
    }

    // ---- what is remembered besides -------------------------------------------------------------------------------

    @Test
    void knowsWhoFailedLately() {
        Memory memory = new Memory(config("a1", "a2"));
        assertFalse(memory.cooldowns.failedLately(memory.deployment("a1")));
        memory.fails(OVERLOADED);
        assertTrue(memory.cooldowns.failedLately(memory.deployment("a1")));
        assertFalse(memory.cooldowns.failedLately(memory.deployment("a2")));

        clock.step(Duration.ofMinutes(1).minusNanos(1));
        assertTrue(memory.cooldowns.failedLately(memory.deployment("a1")));
        clock.step(Duration.ofNanos(1));
        assertFalse(memory.cooldowns.failedLately(memory.deployment("a1")));
    }

    @Test
    void forgetsAFailureAtTheNextSuccess() {
        Memory memory = new Memory(config("a1"));
        memory.fails(OVERLOADED);
        memory.serves();

        assertFalse(memory.cooldowns.failedLately(memory.deployment("a1")));
        assertTrue(memory.cooldowns.isAllWell());
    }

    @Test
    void isAllWellOnlyIfEverybodyIs() {
        Memory memory = new Memory(config("a1", "a2"));
        Deployment a2 = memory.deployment("a2");
        memory.fails(OVERLOADED);
        memory.fails(OVERLOADED);
        memory.cooldowns.failed(new Hop(a2, Reason.RETRY), OVERLOADED, clock.getAsLong());
        memory.serves();
        assertFalse(memory.cooldowns.isAllWell());

        memory.cooldowns.served(a2, clock.getAsLong());
        memory.cooldowns.served(a2, clock.getAsLong());
        assertTrue(memory.cooldowns.isAllWell());
    }

    @Test
    void sharesWhatItKnowsOfAWildcardAmongAllNamesItServes() {
        Configuration configuration = config(List.of(Deployments.deployment("w1", "openai/*", "openai/*")))
                .build();
        Cooldowns cooldowns = new Cooldowns(configuration, clock, RestListener.NONE);
        Deployment one = configuration
                .groups()
                .named("openai/gpt-4o")
                .orElseThrow()
                .deployments()
                .get(0);
        Deployment other = configuration
                .groups()
                .named("openai/o3")
                .orElseThrow()
                .deployments()
                .get(0);
        cooldowns.failed(new Hop(one, Reason.RETRY), comeBack(seconds(3)), clock.getAsLong());

        assertTrue(cooldowns.isResting(other));
        assertEquals(seconds(3), cooldowns.restLeft(other));
    }

    @Test
    void knowsOnlyDeploymentsOfItsConfiguration() {
        Memory memory = new Memory(config("a1"));
        memory.fails(OVERLOADED);

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> memory.cooldowns.enter(Deployments.deployment("x9")));
        assertEquals("the configuration has no deployment 'x9'", refused.getMessage());
    }

    @Test
    void comesToRestUnderManyFailuresAtOnceAndBack() throws Exception {
        Memory memory = new Memory(config("a1", "a2"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Void> task = () -> {
                for (int i = 0; i < 500; i++) {
                    memory.fails(RATE_LIMITED);
                }
                return null;
            };
            for (Future<Void> each : threads.invokeAll(Collections.nCopies(8, task))) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertTrue(memory.rests());
        memory.serves();
        assertTrue(memory.cooldowns.isAllWell());
    }

    @Test
    void growsAtMostOncePerRestHoweverManyFailMeanwhile() {
        Memory memory = new Memory(config("a1", "a2").allowedFails(0));
        memory.fails(FailureKind.SERVER_ERROR, 1);
        assertEquals(seconds(5), memory.left());

        memory.fails(FailureKind.SERVER_ERROR, 20);
        assertEquals(seconds(5), memory.left(), "who is asked although it rests has no longer a rest for it");
    }

    @Test
    void aHostThatSendsOneCallerAwayForADayRestsAMinute() {
        Memory memory = new Memory(config("a1", "a2"));
        memory.cooldowns.failed(
                new Hop(memory.deployment("a1"), Reason.PRIMARY), comeBack(Duration.ofDays(1)), clock.getAsLong());

        assertEquals(seconds(60), memory.left());
    }
}
