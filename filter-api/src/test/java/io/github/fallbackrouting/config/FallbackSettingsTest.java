package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file says about fallbacks, aliases and wildcards. */
class FallbackSettingsTest {

    private static final String MODELS = """
            model_list:
              - {model_name: gpt-4o, litellm_params: {model: openai/a, api_key: k}}
              - {model_name: b, litellm_params: {model: openai/b, api_key: k}, model_info: {id: b-id}}
              - {model_name: openai/*, litellm_params: {model: openai/*, api_key: k}}
            """;

    @Test
    void readsEachListOfFallbacks() {
        Fallbacks read = Read.file(MODELS + """
                router_settings:
                  fallbacks: [{gpt-4o: [b]}]
                  context_window_fallbacks: [{gpt-4o: [b, openai/big]}, {'*': [b]}]
                litellm_settings:
                  content_policy_fallbacks: [{b: gpt-4o}]
                  default_fallbacks: [b-id]
                """).configuration().fallbacks();
        assertEquals("{gpt-4o=[b], *=[b-id]}", read.general().rows().toString());
        assertEquals(
                "{gpt-4o=[b, openai/big], *=[b]}", read.contextWindow().rows().toString());
        assertEquals("{b=[gpt-4o]}", read.contentPolicy().rows().toString());
        assertEquals(5, read.max());
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "b-id", "gpt-4o-1", "alias", "openai/anything", "openai/*"})
    void takesAGroupAnIdAnAliasAndWhatAWildcardMatchesForATarget(String target) {
        Loaded loaded = Read.file(
                MODELS + "router_settings: {model_group_alias: {alias: b}, fallbacks: [{gpt-4o: [" + target + "]}]}");
        assertEquals(
                Map.of("gpt-4o", List.of(Target.of(target))),
                loaded.configuration().fallbacks().general().rows());
        assertEquals(List.of(), loaded.warnings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "openai/gpt-4o", "azure/gpt-4o", "alias", "groq/alias", "openai/x", "x", "'*'"})
    void saysNothingOfARowThatCanBeLookedUp(String source) {
        assertEquals(
                List.of(),
                Read.warnings(MODELS + "router_settings: {model_group_alias: {alias: b}, fallbacks: [{" + source
                        + ": [b]}]}"));
    }

    @Test
    void keepsARowThatNobodyCanLookUpAndTellsIt() {
        Loaded loaded = Read.file("""
                model_list:
                  - {model_name: group, litellm_params: {model: openai/a, api_key: k}}
                router_settings:
                  context_window_fallbacks: [{other: [group]}, {acme/group: [group]}, {grop: [group]}]
                """);
        assertEquals(
                List.of(
                        "f.yaml:4: router_settings.context_window_fallbacks[0].other has no effect, since no model group has this name",
                        "f.yaml:4: router_settings.context_window_fallbacks[1].acme/group has no effect, since no model group has this name",
                        "f.yaml:4: router_settings.context_window_fallbacks[2].grop has no effect, since no model group has this name; did you mean 'group'?"),
                loaded.warnings());
        assertEquals(
                List.of("other", "acme/group", "grop"),
                List.copyOf(loaded.configuration()
                        .fallbacks()
                        .contextWindow()
                        .rows()
                        .keySet()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 | 0",
                "-1 | -1",
                "+1_000 | 1000",
                "0.50 | 0.50",
                ".5 | 0.5",
                "1. | 1",
                "1e3 | 1E+3",
                "12345678901234567890123 | 12345678901234567890123",
                "010 | \"010\"",
                "'0' | \"0\"",
                "true | true",
                "No | false",
                "'true' | \"true\"",
                "~ | null",
                "'' | \"\"",
                "2024-01-01 | \"2024-01-01\"",
                "\"a\\\"b\\\\c\\nd\\u0001\" | \"a\\\"b\\\\c\\u000ad\\u0001\"",
                "\"\\U0001F600 é\" | \"\\ud83d\\ude00 é\"",
                "os.environ/NUMBER | \"7\"",
                "[] | []",
                "{} | {}",
                "[1, [a, null], {}] | [1,[\"a\",null],{}]",
                "{a: {b: 1, 'c\"': [x]}, 2: yes} | {\"a\":{\"b\":1,\"c\\\"\":[\"x\"]},\"2\":true}",
                "{<<: {a: 1, b: 1}, b: 2} | {\"b\":2,\"a\":1}",
            })
    void writesAnOverrideAsJson(String yaml, String json) {
        Target target = Read.with(Map.of("NUMBER", "7"))
                .load(MODELS + "router_settings:\n  fallbacks: [{gpt-4o: [{model: b, value: " + yaml + "}]}]")
                .configuration()
                .fallbacks()
                .targets()
                .get(0);
        assertEquals(new Target("b", Map.of("value", json)), target);
    }

    @Test
    void keepsWhatIsNoMemberOfABodyOutOfIt() {
        Loaded loaded = Read.file(MODELS + """
                router_settings:
                  fallbacks:
                    - gpt-4o:
                        - model: b
                          messages: [{role: user, content: Hi}]
                          api_base: http://h
                          timeout: 3
                          temperature: 0.1
                """);
        Target target = loaded.configuration().fallbacks().targets().get(0);
        assertEquals(
                Map.of("messages", "[{\"role\":\"user\",\"content\":\"Hi\"}]", "temperature", "0.1"),
                target.overrides());
        assertEquals(
                List.of(
                        "f.yaml:10: router_settings.fallbacks[0].gpt-4o[0].api_base is not acted on, since it is no member of a request's body",
                        "f.yaml:11: router_settings.fallbacks[0].gpt-4o[0].timeout is not acted on, since it is no member of a request's body"),
                loaded.warnings());
    }

    @Test
    void readsAliases() {
        Loaded loaded = Read.file(MODELS + """
                router_settings:
                  model_group_alias:
                    plain: b
                    hidden: {model: gpt-4o, hidden: true}
                    wild: openai/gpt-5
                    none:
                    b: gpt-4o
                    more: {model: b, colour: red}
                """);
        ModelGroups groups = loaded.configuration().groups();
        assertEquals(List.of("plain", "b"), groups.named("plain").orElseThrow().names());
        assertEquals(
                List.of("hidden", "gpt-4o"),
                groups.named("hidden").orElseThrow().names());
        ModelGroup wild = groups.named("wild").orElseThrow();
        assertEquals(List.of("wild", "openai/gpt-5", "openai/*"), wild.names());
        assertEquals("gpt-5", wild.deployments().get(0).modelOnTheWire());
        assertEquals(List.of("b", "gpt-4o"), groups.named("b").orElseThrow().names());
        assertEquals(
                List.of(
                        "f.yaml:11: router_settings.model_group_alias.b hides the model group of this name, which can't be asked for any more",
                        "f.yaml:12: router_settings.model_group_alias.more.colour is not acted on"),
                loaded.warnings());
    }

    @Test
    void saysWhereAModelOfNoProviderGoes() {
        assertEquals(
                List.of(
                        "f.yaml:2: model_list[0].litellm_params.model is '*', which is sent to OpenAI, whatever provider a caller names"),
                Read.warnings("""
                        model_list:
                          - {model_name: '*', litellm_params: {model: '*', api_key: k}}
                          - {model_name: openai/*, litellm_params: {model: openai/*, api_key: k}}
                          - {model_name: local/*, litellm_params: {model: '*', custom_llm_provider: hosted_vllm, api_base: http://h}}
                        """));
    }

    /** The name asked for, the model's name in the body, the model as we report it, where it goes. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "openai/* | openai/* | openai/gpt-4o | gpt-4o | openai/gpt-4o | https://h",
                "* | '*' | gpt-4o | gpt-4o | gpt-4o | https://h",
                "* | '*' | openai/gpt-4o | gpt-4o | openai/gpt-4o | https://h",
                "* | openrouter/* | openai/gpt-4o | openai/gpt-4o | openrouter/openai/gpt-4o | https://h",
                "gpt-* | gpt-* | gpt-4o | gpt-4o | gpt-4o | https://h",
                "eu/* | azure/* | eu/gpt-4o | gpt-4o | azure/gpt-4o | https://h/openai/deployments/gpt-4o",
                "eu/* | azure/gpt-* | eu/4o | gpt-4o | azure/gpt-4o | https://h/openai/deployments/gpt-4o",
                "eu/* | azure/o_series/* | eu/o3 | o3 | azure/o_series/o3 | https://h/openai/deployments/o3",
                "f/* | fireworks_ai/* | f/m | accounts/fireworks/models/m | fireworks_ai/m | https://h",
                "f/* | fireworks_ai/* | f/accounts/x/m | accounts/x/m | fireworks_ai/accounts/x/m | https://h",
                "*-*-x | openai/*/* | a-b-c-x | a-b/c | openai/a-b/c | https://h",
                "one/* | openai/fixed | one/any | fixed | openai/fixed | https://h",
                "claude-* | claude-* | claude-opus-5 | claude-opus-5 | claude-opus-5 | https://h",
            })
    void fillsAWildcardIn(String group, String model, String asked, String onTheWire, String reported, String base) {
        Deployment deployment = Read.file("model_list: [{model_name: '" + group + "', litellm_params: {model: '"
                        + model.replace("'", "") + "', api_key: k, api_base: https://h}}]")
                .configuration()
                .groups()
                .named(asked)
                .orElseThrow()
                .deployments()
                .get(0);
        assertEquals(onTheWire, deployment.modelOnTheWire());
        assertEquals(reported, deployment.model());
        assertEquals(asked, deployment.group());
        assertEquals(base, deployment.endpoint().base().toString());
    }

    @Test
    void givesAWildcardItsProviderHoweverThatIsWritten() {
        Deployment deployment = Read.file(
                        "model_list: [{model_name: 'v/*', litellm_params: {model: '*', custom_llm_provider: hosted_vllm, api_base: http://h}}]")
                .configuration()
                .groups()
                .named("v/openai/gpt-oss")
                .orElseThrow()
                .deployments()
                .get(0);
        assertEquals("openai/gpt-oss", deployment.modelOnTheWire());
        assertEquals("hosted_vllm/openai/gpt-oss", deployment.model());
    }

    @Test
    void saysThatAGroupCantStandInForItself() {
        assertEquals(
                List.of(
                        "f.yaml:6: router_settings.fallbacks[0].gpt-4o names gpt-4o itself, which has no effect: it has just failed"),
                Read.warnings(MODELS + """
                        router_settings:
                          fallbacks: [{gpt-4o: [gpt-4o, b]}]
                        """));
    }
}
