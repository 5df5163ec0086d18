package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.RoutingStrategy;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelectionTest {

    private static final int PICKS = 10_000;

    private final SteppedClock clock = new SteppedClock();
    private final Traffic traffic = new Traffic(clock);

    private Selection selection(Configuration configuration, DoubleSupplier random) {
        return new Selection(configuration.selection(), traffic, random);
    }

    private String choice(Deployments.Config config) {
        Configuration built = config.build();
        return selection(built, () -> 0).choose(built.groups().deployments()).id();
    }

    private void answered(Deployment deployment, Duration took, long tokens) {
        traffic.began(deployment);
        traffic.ended(deployment, new Served(200), took, tokens);
    }

    private static Deployment of(Configuration configuration, String id) {
        return configuration.groups().named("a").orElseThrow().deployment(id).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void hasNoChoiceOfOne(RoutingStrategy strategy) {
        assertEquals("a1", choice(config("a1").strategy(strategy)));
    }

    @ParameterizedTest
    @EnumSource
    void takesTheFirstOfTheFileWhereAllAreEquallyGood(RoutingStrategy strategy) {
        assertEquals("a1", choice(config("a1", "a2", "a3").strategy(strategy)));
    }

    // ---- simple-shuffle -------------------------------------------------------------------------------------------

    /** How often each is chosen, in hundreds of {@link #PICKS}. */
    private Map<String, Double> shares(Deployments.Config config) {
        Configuration built = config.build();
        Random random = new Random(42);
        Selection selection = selection(built, random::nextDouble);
        Map<String, Double> shares = new HashMap<>();
        for (int i = 0; i < PICKS; i++) {
            shares.merge(selection.choose(built.groups().deployments()).id(), 100.0 / PICKS, Double::sum);
        }
        return shares;
    }

    private static void assertShare(double percent, Map<String, Double> shares, String id) {
        // Three standard deviations of a share of a half in 10 000 picks.
        assertEquals(percent, shares.getOrDefault(id, 0.0), 1.5, id);
    }

    @Test
    void spreadsByWeight() {
        Map<String, Double> shares = shares(config("a1", "a2", "a3")
                .with("a1", settings -> settings.weight("0.7"))
                .with("a2", settings -> settings.weight("0.2"))
                .with("a3", settings -> settings.weight("0.1")));

        assertShare(70, shares, "a1");
        assertShare(20, shares, "a2");
        assertShare(10, shares, "a3");
    }

    @Test
    void spreadsByWeightBeforeLimits() {
        Map<String, Double> shares = shares(config("a1", "a2", "a3")
                .with("a1", settings -> settings.weight("1").rpm(1).tpm(1))
                .with("a2", settings -> settings.weight("3").rpm(1000).tpm(1000))
                .with("a3", settings -> settings.rpm(1000)));

        assertShare(25, shares, "a1");
        assertShare(75, shares, "a2");
        assertFalse(shares.containsKey("a3"), "one has a weight: then who has none has no share");
    }

    @Test
    void spreadsByRequestsBeforeTokens() {
        Map<String, Double> shares = shares(config("a1", "a2")
                .with("a1", settings -> settings.rpm(10).tpm(1_000_000))
                .with("a2", settings -> settings.rpm(90).tpm(1)));

        assertShare(10, shares, "a1");
        assertShare(90, shares, "a2");
    }

    @Test
    void spreadsByTokens() {
        Map<String, Double> shares = shares(config("a1", "a2")
                .with("a1", settings -> settings.tpm(60_000))
                .with("a2", settings -> settings.tpm(40_000)));

        assertShare(60, shares, "a1");
        assertShare(40, shares, "a2");
    }

    @Test
    void spreadsEvenlyWhereNothingIsSaid() {
        Map<String, Double> shares = shares(config("a1", "a2", "a3", "a4"));

        for (String id : List.of("a1", "a2", "a3", "a4")) {
            assertShare(25, shares, id);
        }
    }

    @Test
    void spreadsEvenlyWhereAllWeightsAreZero() {
        Map<String, Double> shares = shares(config("a1", "a2")
                .with("a1", settings -> settings.weight("0"))
                .with("a2", settings -> settings.weight("0")));

        assertShare(50, shares, "a1");
        assertShare(50, shares, "a2");
    }

    @Test
    void neverTakesOneWithoutWeightBesideOneThatHasSome() {
        Map<String, Double> shares = shares(config("a1", "a2", "a3")
                .with("a1", settings -> settings.weight("0"))
                .with("a2", settings -> settings.weight("1"))
                .with("a3", settings -> settings.weight("0")));

        assertEquals(Map.of("a2", shares.get("a2")), shares);
    }

    @Test
    void takesTheLastAtTheEndOfChance() {
        Configuration built = config("a1", "a2", "a3").build();

        assertEquals(
                "a3",
                selection(built, () -> Math.nextDown(1.0))
                        .choose(built.groups().deployments())
                        .id());
    }

    // ---- the others -----------------------------------------------------------------------------------------------

    @Test
    void takesTheLeastBusy() {
        Deployments.Config config = config("a1", "a2", "a3").strategy(RoutingStrategy.LEAST_BUSY);
        Configuration built = config.build();
        traffic.began(of(built, "a1"));
        traffic.began(of(built, "a1"));
        traffic.began(of(built, "a2"));
        traffic.began(of(built, "a3"));
        assertEquals("a2", choice(config));

        traffic.ended(of(built, "a3"), new Served(200), Duration.ZERO, 0);
        assertEquals("a3", choice(config));
    }

    @Test
    void takesTheFastest() {
        Deployments.Config config = config("a1", "a2", "a3").strategy(RoutingStrategy.LATENCY_BASED);
        Configuration built = config.build();
        answered(of(built, "a1"), Duration.ofMillis(300), 0);
        answered(of(built, "a2"), Duration.ofMillis(100), 0);
        assertEquals("a3", choice(config), "it has not been tried yet");

        answered(of(built, "a3"), Duration.ofMillis(200), 0);
        assertEquals("a2", choice(config));
    }

    @Test
    void takesTheOneWithTheFewestTokensOfThisMinute() {
        Deployments.Config config = config("a1", "a2").strategy(RoutingStrategy.USAGE_BASED);
        Configuration built = config.build();
        answered(of(built, "a1"), Duration.ofMillis(1), 500);
        answered(of(built, "a2"), Duration.ofMillis(1), 400);
        assertEquals("a2", choice(config));

        clock.step(Duration.ofMinutes(1));
        assertEquals("a1", choice(config));
    }

    @Test
    void takesTheCheapestAndOneWithoutPriceLast() {
        assertEquals(
                "a3",
                choice(config("a1", "a2", "a3")
                        .strategy(RoutingStrategy.COST_BASED)
                        .with("a2", settings -> settings.cost("0.00002"))
                        .with("a3", settings -> settings.cost("0.00001"))));
    }

    // ---- room -----------------------------------------------------------------------------------------------------

    private boolean hasRoom(Deployments.Config config, long promptTokens) {
        Configuration built = config.build();
        return selection(built, () -> 0).hasRoom(of(built, "a1"), promptTokens);
    }

    @Test
    void hasRoomUntilTheRequestsOfAMinuteAreUsedUp() {
        Deployments.Config config = config("a1").preCallChecks().with("a1", settings -> settings.rpm(2));
        Deployment a1 = of(config.build(), "a1");
        answered(a1, Duration.ZERO, 0);
        assertTrue(hasRoom(config, 0));

        traffic.began(a1);
        assertFalse(hasRoom(config, 0), "one that is under way counts");

        clock.step(Duration.ofMinutes(1));
        assertTrue(hasRoom(config, 0));
    }

    @Test
    void hasNoRoomAtAllWithoutRequests() {
        assertFalse(hasRoom(config("a1").preCallChecks().with("a1", settings -> settings.rpm(0)), 0));
    }

    @Test
    void hasRoomUntilTheTokensOfAMinuteAreUsedUp() {
        Deployments.Config config = config("a1").preCallChecks().with("a1", settings -> settings.tpm(1000));
        answered(of(config.build(), "a1"), Duration.ZERO, 900);

        assertTrue(hasRoom(config, 100));
        assertFalse(hasRoom(config, 101));
        clock.step(Duration.ofMinutes(1));
        assertTrue(hasRoom(config, 1000));
    }

    @Test
    void hasRoomForARequestThatFitsIntoTheContextWindow() {
        Deployments.Config config = config("a1").preCallChecks().with("a1", settings -> settings.maxInputTokens(8192));

        assertTrue(hasRoom(config, 0), "its length is not known");
        assertTrue(hasRoom(config, 8192));
        assertFalse(hasRoom(config, 8193));
    }

    @Test
    void hasRoomForEverythingWhereNothingIsSaid() {
        assertTrue(hasRoom(config("a1").preCallChecks(), 10_000_000));
    }

    @Test
    void looksAtLimitsOnlyIfToldTo() {
        Deployments.Config limited =
                config("a1").with("a1", settings -> settings.rpm(0).tpm(0).maxInputTokens(1));

        for (RoutingStrategy strategy : RoutingStrategy.values()) {
            assertEquals(
                    strategy != RoutingStrategy.USAGE_BASED, hasRoom(limited.strategy(strategy), 100), strategy::key);
        }
    }

    @Test
    void looksAtLimitsButNotAtTheContextWindowWhereUsageDecides() {
        Deployments.Config config = config("a1").strategy(RoutingStrategy.USAGE_BASED);

        assertTrue(hasRoom(config.with("a1", settings -> settings.maxInputTokens(1)), 100));
        assertFalse(hasRoom(config.with("a1", settings -> settings.tpm(99)), 100));
    }
}
