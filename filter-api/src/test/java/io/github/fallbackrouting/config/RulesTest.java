package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules about retries, selection, cooldowns and time: what they decide by themselves, and what they refuse. */
class RulesTest {

    private static final RetryRules.Budget BUDGET = RetryRules.DEFAULT.budget();

    @Test
    void letsAGroupsOwnPolicyReplaceTheOtherAsAWhole() {
        RetryRules rules = retries(
                Map.of(ErrorClass.TIMEOUT, 1, ErrorClass.RATE_LIMIT, 2),
                Map.of("g", Map.of(ErrorClass.TIMEOUT, 0), "h", Map.of()));
        assertEquals(Optional.of(1), rules.policyOf("other", ErrorClass.TIMEOUT));
        assertEquals(Optional.of(2), rules.policyOf("other", ErrorClass.RATE_LIMIT));
        assertEquals(Optional.empty(), rules.policyOf("other", ErrorClass.NOT_FOUND));
        assertEquals(Optional.of(0), rules.policyOf("g", ErrorClass.TIMEOUT));
        assertEquals(Optional.empty(), rules.policyOf("g", ErrorClass.RATE_LIMIT));
        assertEquals(Optional.empty(), rules.policyOf("h", ErrorClass.TIMEOUT));
    }

    @Test
    void goesALevelUpOnEveryStatusUnlessSomeAreListed() {
        assertTrue(SelectionRules.DEFAULT.levelsUpOn(400));
        SelectionRules listed = selection(Set.of(429, 500));
        assertTrue(listed.levelsUpOn(429));
        assertFalse(listed.levelsUpOn(400));
        assertFalse(selection(Set.of()).levelsUpOn(500));
    }

    @Test
    void putsADeploymentWithoutALevelBehindAllOthers() {
        assertEquals(Integer.MAX_VALUE, DeploymentSettings.NONE.level());
        assertEquals(
                3,
                Read.with(Map.of())
                        .deployment("{model: openai/m, api_key: k, order: 3}")
                        .settings()
                        .level());
    }

    @Test
    void refusesNumbersThatMakeNoSense() {
        Duration time = Duration.ofSeconds(1);
        refuses(() -> new RetryRules(-1, Map.of(), Map.of(), time, 1, BUDGET));
        refuses(() -> new RetryRules(0, Map.of(), Map.of(), time.negated(), 1, BUDGET));
        refuses(() -> new RetryRules(0, Map.of(), Map.of(), time, 0, BUDGET));
        refuses(() -> new RetryRules.Budget(-0.1, 0));
        refuses(() -> new RetryRules.Budget(Double.NaN, 0));
        refuses(() -> new RetryRules.Budget(0, -1));
        refuses(() -> new CooldownRules(
                time.negated(),
                OptionalInt.empty(),
                Map.of(),
                CooldownRules.WhenAllRest.REFUSE,
                CooldownRules.PassOver.AUTO));
        refuses(() -> new Timeouts(time, time, time, time, Optional.of(Duration.ZERO)));
        BigDecimal one = BigDecimal.ONE;
        Optional<BigDecimal> none = Optional.empty();
        refuses(() -> new Prices(one.negate(), one, none, none, none));
        refuses(() -> new Prices(one, one.negate(), none, none, none));
        refuses(() -> new Prices(one, one, Optional.of(one.negate()), none, none));
        refuses(() -> new Prices(one, one, none, Optional.of(one.negate()), none));
        refuses(() -> new Prices(one, one, none, none, Optional.of(one.negate())));
    }

    @Test
    void refusesANameThatProxyStatusCanNotCarry() {
        for (String name : List.of("", "acm\u00e9", "a\nb", "a\tb")) {
            refuses(() -> new ReportRules(Optional.of(name), false, true, AnswerModel.AS_SERVED, false, false));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input_cost_per_token",
                "output_cost_per_token",
                "cache_read_input_token_cost",
                "cache_creation_input_token_cost",
                "output_cost_per_reasoning_token",
                "cache_creation_input_token_cost_above_1hr",
                "input_cost_per_token_flex",
                "search_context_cost_per_query",
                "tiered_pricing"
            })
    void takesNoPriceForAMemberOfABody(String key) {
        assertFalse(Target.canOverride(key));
    }

    private static void refuses(Runnable construction) {
        assertThrows(IllegalArgumentException.class, construction::run);
    }

    private static RetryRules retries(
            Map<ErrorClass, Integer> policy, Map<String, Map<ErrorClass, Integer>> groupPolicies) {
        return new RetryRules(2, policy, groupPolicies, Duration.ZERO, 1, BUDGET);
    }

    private static SelectionRules selection(Set<Integer> statuses) {
        return new SelectionRules(RoutingStrategy.SIMPLE_SHUFFLE, false, false, Optional.of(statuses));
    }
}
