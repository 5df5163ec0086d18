package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file says about retries, timeouts, cooldowns and selection. */
class RoutingSettingsTest {

    private static final String MODELS = """
            model_list:
              - {model_name: a, litellm_params: {model: openai/a, api_key: k}}
              - {model_name: b, litellm_params: {model: openai/b, api_key: k}}
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "router_settings: {num_retries: 0} | 0",
                "router_settings: {num_retries: '3'} | 3",
                "router_settings: {num_retries: os.environ/FOUR} | 4",
                "litellm_settings: {num_retries: 5} | 5",
                "router_settings: {num_retries: null} | 2",
            })
    void readsRetriesHoweverTheyAreWritten(String settings, int retries) {
        Loaded loaded = Read.with(Map.of("FOUR", "4")).load(MODELS + settings);
        assertEquals(retries, loaded.configuration().retries().numRetries());
        assertEquals(List.of(), loaded.warnings());
    }

    @Test
    void takesTheRoutersOwnValueFirst() {
        Loaded loaded = Read.file(MODELS + """
                router_settings: {num_retries: 1, timeout: 2, cooldown_time: 3, allowed_fails: 4, enable_pre_call_checks: true}
                litellm_settings: {num_retries: 5, request_timeout: 6, cooldown_time: 7, allowed_fails: 8, enable_pre_call_checks: false}
                """);
        Configuration read = loaded.configuration();
        assertEquals(1, read.retries().numRetries());
        assertEquals(Optional.of(Duration.ofSeconds(2)), read.timeouts().attempt());
        assertEquals(Duration.ofSeconds(3), read.cooldowns().time());
        assertEquals(OptionalInt.of(4), read.cooldowns().allowedFails());
        assertTrue(read.selection().preCallChecks());
        assertTrue(
                loaded.warnings()
                        .contains(
                                "f.yaml:5: litellm_settings.request_timeout is not acted on, since router_settings.timeout in line 4 counts"),
                loaded.warnings().toString());
        assertEquals(5, loaded.warnings().size(), loaded.warnings().toString());
    }

    @Test
    void readsTheGlobalValuesWhereTheRouterHasNone() {
        Loaded loaded = Read.file(
                MODELS
                        + "litellm_settings: {request_timeout: 0.25, cooldown_time: '1.5', allowed_fails: 0, enable_weighted_failover: yes}");
        Configuration read = loaded.configuration();
        assertEquals(Optional.of(Duration.ofMillis(250)), read.timeouts().attempt());
        assertEquals(Duration.ofMillis(1500), read.cooldowns().time());
        assertEquals(OptionalInt.of(0), read.cooldowns().allowedFails());
        assertTrue(read.selection().weightedFailover());
        assertEquals(List.of(), loaded.warnings());
    }

    @Test
    void readsARetryPolicyForEveryClassOfFailure() {
        StringBuilder policy = new StringBuilder();
        Map<ErrorClass, Integer> expected = new EnumMap<>(ErrorClass.class);
        for (ErrorClass failure : ErrorClass.values()) {
            policy.append("    ")
                    .append(failure.title())
                    .append("Retries: ")
                    .append(expected.size())
                    .append('\n');
            expected.put(failure, expected.size());
        }
        RetryRules rules = Read.file(MODELS + "router_settings:\n  retry_policy:\n" + policy)
                .configuration()
                .retries();
        assertEquals(expected, rules.policy());
        assertEquals(Map.of(), rules.groupPolicies());
    }

    @Test
    void readsThePoliciesOfGroupsAliasesAndWildcards() {
        Loaded loaded = Read.file("""
                model_list:
                  - {model_name: group, litellm_params: {model: openai/a, api_key: k}}
                  - {model_name: openai/*, litellm_params: {model: openai/*, api_key: k}}
                router_settings:
                  model_group_alias: {alias: group}
                  model_group_retry_policy:
                    group: {TimeoutErrorRetries: 1}
                    alias: {TimeoutErrorRetries: 2}
                    openai/gpt-4o: {TimeoutErrorRetries: 3}
                    grop: {TimeoutErrorRetries: 4}
                    nothing:
                """);
        Map<String, Map<ErrorClass, Integer>> policies =
                loaded.configuration().retries().groupPolicies();
        assertEquals(Map.of(ErrorClass.TIMEOUT, 1), policies.get("group"));
        assertEquals(Map.of(ErrorClass.TIMEOUT, 2), policies.get("alias"));
        assertEquals(Map.of(ErrorClass.TIMEOUT, 3), policies.get("openai/gpt-4o"));
        assertEquals(
                List.of(
                        "f.yaml:10: router_settings.model_group_retry_policy.grop has no effect, since no model group has this name; did you mean 'group'?"),
                loaded.warnings());
    }

    @Test
    void tellsWhichClassWasMeant() {
        assertEquals(
                List.of(
                        "f.yaml:5: router_settings.retry_policy.TimeoutErorRetries is not acted on; did you mean 'TimeoutErrorRetries'?",
                        "f.yaml:6: router_settings.retry_policy.OtherRetries is not acted on, since the keys of a policy are"
                                + " BadRequestErrorRetries, AuthenticationErrorRetries, TimeoutErrorRetries,"
                                + " RateLimitErrorRetries, ContentPolicyViolationErrorRetries, InternalServerErrorRetries,"
                                + " ServiceUnavailableErrorRetries, NotFoundErrorRetries, DefaultRetries",
                        "f.yaml:7: router_settings.allowed_fails_policy.DefaultAllowedFails is not acted on, since the keys of a"
                                + " policy are BadRequestErrorAllowedFails, AuthenticationErrorAllowedFails,"
                                + " TimeoutErrorAllowedFails, RateLimitErrorAllowedFails,"
                                + " ContentPolicyViolationErrorAllowedFails, InternalServerErrorAllowedFails,"
                                + " ServiceUnavailableErrorAllowedFails, NotFoundErrorAllowedFails"),
                Read.warnings(MODELS + """
                        router_settings:
                          retry_policy: {TimeoutErorRetries: 1,
                            OtherRetries: 1}
                          allowed_fails_policy: {DefaultAllowedFails: 1}
                        """));
    }

    @Test
    void readsAllowedFailsForAClassAndTellsWhichNeverCauseARest() {
        Loaded loaded = Read.file(MODELS + """
                router_settings:
                  allowed_fails_policy:
                    BadRequestErrorAllowedFails: 1000
                    ContentPolicyViolationErrorAllowedFails: 1000
                    RateLimitErrorAllowedFails: 100
                    InternalServerErrorAllowedFails: 0
                """);
        assertEquals(
                Map.of(
                        ErrorClass.BAD_REQUEST, 1000,
                        ErrorClass.CONTENT_POLICY_VIOLATION, 1000,
                        ErrorClass.RATE_LIMIT, 100,
                        ErrorClass.INTERNAL_SERVER, 0),
                loaded.configuration().cooldowns().policy());
        assertEquals(
                List.of(
                        "f.yaml:6: router_settings.allowed_fails_policy.BadRequestErrorAllowedFails has no effect, since such a failure never makes a deployment rest here",
                        "f.yaml:7: router_settings.allowed_fails_policy.ContentPolicyViolationErrorAllowedFails has no effect, since such a failure never makes a deployment rest here"),
                loaded.warnings());
    }

    @Test
    void readsThatNobodyRests() {
        String list =
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: k, cooldown_time: 9}}]\n";
        Configuration disabled = Read.file(list + "router_settings: {disable_cooldowns: true, cooldown_time: 60}")
                .configuration();
        assertEquals(Duration.ZERO, disabled.cooldowns().time());
        assertEquals(
                DeploymentSettings.NONE, disabled.groups().deployments().get(0).settings());
        Configuration enabled = Read.file(list + "router_settings: {disable_cooldowns: false, cooldown_time: 0}")
                .configuration();
        assertEquals(Duration.ZERO, enabled.cooldowns().time());
        assertEquals(
                Optional.of(Duration.ofSeconds(9)),
                enabled.groups().deployments().get(0).settings().cooldownTime());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "simple-shuffle, SIMPLE_SHUFFLE",
        "least-busy, LEAST_BUSY",
        "latency-based-routing, LATENCY_BASED",
        "usage-based-routing, USAGE_BASED",
        "usage-based-routing-v2, USAGE_BASED",
        "cost-based-routing, COST_BASED"
    })
    void readsEveryStrategy(String key, RoutingStrategy strategy) {
        Loaded loaded = Read.file(MODELS + "router_settings: {routing_strategy: " + key
                + ", routing_strategy_args: {ttl: 10}, enable_weighted_failover: true}");
        assertEquals(
                new SelectionRules(strategy, false, true, Optional.empty()),
                loaded.configuration().selection());
        assertEquals(List.of("f.yaml:4: router_settings.routing_strategy_args is not acted on"), loaded.warnings());
    }

    @Test
    void readsStatusCodes() {
        SelectionRules rules = Read.file(MODELS + "router_settings: {order_fallback_status_codes: [408, 429, '5xx']}")
                .configuration()
                .selection();
        Set<Integer> codes = new TreeSet<>(rules.nextLevelOn().orElseThrow());
        assertEquals(102, codes.size());
        assertTrue(codes.containsAll(List.of(408, 429, 500, 599)), codes.toString());
        assertFalse(Read.file(MODELS + "router_settings: {order_fallback_status_codes: []}")
                .configuration()
                .selection()
                .levelsUpOn(429));
    }

    @Test
    void readsWhatIsSaidOfOneDeployment() {
        Loaded loaded = Read.with(Map.of("ONE", "1")).load("""
                model_list:
                  - model_name: g
                    litellm_params:
                      {model: openai/m, api_key: k, order: 1, weight: 0.5, rpm: 0, tpm: '10000', num_retries: os.environ/ONE,
                       max_retries: 7, timeout: 0.2, cooldown_time: 0, input_cost_per_token: 3e-06, output_cost_per_token: 1.5e-05,
                       cache_read_input_token_cost: 3e-07, output_cost_per_reasoning_token: '2e-05'}
                    model_info: {id: x, max_input_tokens: 0, rpm: 5, cache_creation_input_token_cost: 3.75e-06}
                """);
        assertEquals(
                new DeploymentSettings(
                        OptionalInt.of(1),
                        Optional.of(new BigDecimal("0.5")),
                        OptionalInt.of(0),
                        OptionalInt.of(10000),
                        OptionalInt.of(1),
                        Optional.of(Duration.ofMillis(200)),
                        Optional.of(Duration.ZERO),
                        OptionalInt.of(0),
                        Optional.of(new Prices(
                                new BigDecimal("3e-06"),
                                new BigDecimal("1.5e-05"),
                                Optional.of(new BigDecimal("3e-07")),
                                Optional.of(new BigDecimal("3.75e-06")),
                                Optional.of(new BigDecimal("2e-05"))))),
                settingsOf(loaded));
        assertEquals(
                List.of("f.yaml:5: model_list[0].litellm_params.max_retries is not acted on, since num_retries counts"),
                loaded.warnings());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "input_cost_per_token: 1 | mode: chat | 1",
                "mode: chat | output_cost_per_token: 2 | 2",
                "input_cost_per_token: 1 | input_cost_per_token: 5, output_cost_per_token: 2 | 3",
                "output_cost_per_token: 0 | mode: chat | 0",
            })
    void readsAPriceFromEitherPlace(String params, String info, BigDecimal cost) {
        assertEquals(
                Optional.of(cost),
                settingsOf(Read.file("model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: k, "
                                + params + "}, model_info: {" + info + "}}]"))
                        .prices()
                        .map(Prices::perToken));
    }

    /** YAML 1.1 takes some of these for text; LiteLLM makes numbers of all. */
    @ParameterizedTest
    @CsvSource({
        "2.5e-06, 0.0000025",
        "5e-06, 0.000005",
        "5E-6, 0.000005",
        "'5e-06', 0.000005",
        "0.0000001, 0.0000001",
        ".5e-6, 0.0000005",
        "1.5e+0, 1.5",
        "os.environ/PRICE, 0.00000125"
    })
    void readsAPriceExactlyHoweverItIsWritten(String text, BigDecimal expected) {
        Prices prices = Read.with(Map.of("PRICE", "1.25e-06"))
                .deployment("{model: openai/m, api_key: k, input_cost_per_token: " + text + "}")
                .settings()
                .prices()
                .orElseThrow();
        assertEquals(0, prices.input().compareTo(expected), prices.toString());
        assertEquals(
                new Prices(prices.input(), BigDecimal.ZERO, Optional.empty(), Optional.empty(), Optional.empty()),
                prices);
    }

    @Test
    void warnsOfPricesThatMeanNothingByThemselves() {
        String why = " is not acted on, since there is neither input_cost_per_token nor output_cost_per_token";
        Loaded loaded = Read.file("""
                model_list:
                  - model_name: g
                    litellm_params: {model: openai/m, api_key: k, cache_read_input_token_cost: 1e-07}
                    model_info:
                      cache_creation_input_token_cost: 1e-06
                      output_cost_per_reasoning_token: 1e-05
                """);
        assertEquals(Optional.empty(), settingsOf(loaded).prices());
        assertEquals(
                List.of(
                        "f.yaml:3: model_list[0].litellm_params.cache_read_input_token_cost" + why,
                        "f.yaml:5: model_list[0].model_info.cache_creation_input_token_cost" + why,
                        "f.yaml:6: model_list[0].model_info.output_cost_per_reasoning_token" + why),
                loaded.warnings());
    }

    @Test
    void readsMaxRetriesWhereThereIsNoNumRetries() {
        assertEquals(
                OptionalInt.of(3),
                Read.with(Map.of())
                        .deployment("{model: openai/m, api_key: k, max_retries: '3'}")
                        .settings()
                        .numRetries());
    }

    @Test
    void readsWhatOnlyOurSectionHas() {
        Loaded loaded = Read.file(MODELS + """
                fallback_routing:
                  max_retry_after: 1.5s
                  max_attempts: 1
                  retry_budget: {share: 0.05, per_second: 0}
                  when_all_cooling: refuse
                  client_controls: [fallbacks, timeout, mock_testing, timeout]
                """);
        Configuration read = loaded.configuration();
        assertEquals(
                new RetryRules(2, Map.of(), Map.of(), Duration.ofMillis(1500), 1, new RetryRules.Budget(0.05, 0)),
                read.retries());
        assertEquals(CooldownRules.WhenAllRest.REFUSE, read.cooldowns().whenAllRest());
        assertEquals(
                Set.of(ClientControl.FALLBACKS, ClientControl.TIMEOUT, ClientControl.MOCK_TESTING),
                read.clientControls());
        assertEquals(List.of(), loaded.warnings());
    }

    @Test
    void keepsTheDefaultOfWhatIsNotSaidOfABudget() {
        assertEquals(
                new RetryRules.Budget(0.2, 3),
                Read.file(MODELS + "fallback_routing: {retry_budget: {per_second: 3}, when_all_cooling: try_soonest}")
                        .configuration()
                        .retries()
                        .budget());
    }

    @Test
    void tellsASettingInTheWrongSection() {
        assertEquals(
                List.of(
                        "f.yaml:4: litellm_settings.routing_strategy is not acted on, since it belongs in router_settings",
                        "f.yaml:4: litellm_settings.stream_timeout is not acted on yet"),
                Read.warnings(MODELS + "litellm_settings: {routing_strategy: least-busy, stream_timeout: 1}"));
    }

    private static DeploymentSettings settingsOf(Loaded loaded) {
        return loaded.configuration().groups().deployments().get(0).settings();
    }
}
