package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

    private static final String CHAIN = """
            model_list:
              - {model_name: a, litellm_params: {model: openai/a, api_key: k}}
              - {model_name: b, litellm_params: {model: openai/b, api_key: k}}
              - {model_name: c, litellm_params: {model: openai/c, api_key: k}}
            """;

    @Test
    void readsTheExampleOfTheDesignWhole() {
        Loaded loaded = Read.with(Map.of("EAST_KEY", "e", "WEST_KEY", "w", "OPENAI_API_KEY", "o"))
                .load("""
                        model_list:
                          - model_name: gpt-4o
                            litellm_params: {model: azure/gpt-4o-east, api_base: https://east.example, api_key: os.environ/EAST_KEY, api_version: "2025-02-01-preview"}
                            model_info: {id: azure-east}
                          - model_name: gpt-4o
                            litellm_params: {model: azure/gpt-4o-west, api_base: https://west.example, api_key: os.environ/WEST_KEY}
                            model_info: {id: azure-west}
                          - model_name: gpt-4-turbo
                            litellm_params: {model: openai/gpt-4-turbo, api_key: os.environ/OPENAI_API_KEY}
                        router_settings:
                          fallbacks: [{gpt-4o: [gpt-4-turbo]}]
                          num_retries: 2
                          cooldown_time: 30
                        fallback_routing:
                          first_token_timeout: 10s      # until the first content
                          idle_timeout: 15s             # between two tokens
                          deadline: 60s                 # the whole request, all attempts
                          max_retry_after: 10s          # a longer Retry-After means: pass this deployment over
                          mid_stream: continue          # or: error
                          hold: {request_memory: 256KiB, request_disk: 64MiB, response: 1MiB, first_event: 64KiB}
                          proxy_status: acme-llm        # RFC 9209 identifier; absent: the field is not sent
                          expose: {api_base: false, server_timing: true, usage_model: false, hidden_params: false}
                        """);
        String version = "api-version=2025-02-01-preview";
        assertEquals(
                List.of(
                        new Deployment(
                                "azure-east",
                                "gpt-4o",
                                "azure/gpt-4o-east",
                                "gpt-4o-east",
                                Dialect.OPENAI,
                                new Endpoint(
                                        URI.create("https://east.example/openai/deployments/gpt-4o-east"),
                                        version,
                                        Map.of("api-key", new Secret("e"))),
                                DeploymentSettings.NONE),
                        new Deployment(
                                "azure-west",
                                "gpt-4o",
                                "azure/gpt-4o-west",
                                "gpt-4o-west",
                                Dialect.OPENAI,
                                new Endpoint(
                                        URI.create("https://west.example/openai/deployments/gpt-4o-west"),
                                        version,
                                        Map.of("api-key", new Secret("w"))),
                                DeploymentSettings.NONE),
                        new Deployment(
                                "gpt-4-turbo-1",
                                "gpt-4-turbo",
                                "openai/gpt-4-turbo",
                                "gpt-4-turbo",
                                Dialect.OPENAI,
                                new Endpoint(
                                        URI.create("https://api.openai.com/v1"),
                                        null,
                                        Map.of("Authorization", new Secret("Bearer o"))),
                                DeploymentSettings.NONE)),
                loaded.configuration().groups().deployments());
        assertEquals(
                Fallbacks.NONE.withGeneral(Map.of("gpt-4o", List.of(Target.of("gpt-4-turbo")))),
                loaded.configuration().fallbacks());
        assertEquals(RetryRules.DEFAULT, loaded.configuration().retries());
        assertEquals(Duration.ofSeconds(30), loaded.configuration().cooldowns().time());
        assertEquals(Timeouts.DEFAULT, loaded.configuration().timeouts());
        assertEquals(HoldLimits.DEFAULT, loaded.configuration().hold());
        assertEquals(
                new StreamRules(MidStream.CONTINUE, MalformedEvents.DROP, Optional.of(Duration.ofSeconds(60)), false),
                loaded.configuration().streams());
        assertEquals(
                new ReportRules(Optional.of("acme-llm"), false, true, AnswerModel.AS_SERVED, false, false),
                loaded.configuration().report());
        assertEquals(List.of(), loaded.warnings());
    }

    @Test
    void fillsInEveryDefault() {
        Configuration read = Read.file(CHAIN).configuration();
        assertEquals(Fallbacks.NONE, read.fallbacks());
        assertEquals(RetryRules.DEFAULT, read.retries());
        assertEquals(SelectionRules.DEFAULT, read.selection());
        assertEquals(CooldownRules.DEFAULT, read.cooldowns());
        assertEquals(Set.of(), read.clientControls());
        assertEquals(Timeouts.DEFAULT, read.timeouts());
        assertEquals(HoldLimits.DEFAULT, read.hold());
        assertEquals(StreamRules.DEFAULT, read.streams());
        assertFalse(read.interruptsHost());
        assertEquals(ReportRules.DEFAULT, read.report());
        for (Deployment deployment : read.groups().deployments()) {
            assertEquals(DeploymentSettings.NONE, deployment.settings());
        }
        assertEquals(List.of(), Read.warnings(CHAIN));
    }

    @Test
    void readsEveryValueOfOurSection() {
        Configuration read = Read.file(CHAIN + """
                fallback_routing:
                  first_token_timeout: 500ms
                  idle_timeout: 2.5
                  deadline: 1h
                  hold: {request_memory: 10KB, request_disk: 2GiB, response: 1.5MiB, first_event: 4096, answer: 1GiB}
                  mid_stream: error
                  malformed_events: forward
                  stream_deadline: 10m
                  interrupt_host: true
                  include_usage: true
                  proxy_status: Acme "LLM" 2
                  expose: {api_base: yes, server_timing: no, usage_model: on, hidden_params: true}
                  answer_model: actual
                """).configuration();
        assertEquals(
                new Timeouts(
                        Duration.ofSeconds(5),
                        Duration.ofMillis(500),
                        Duration.ofMillis(2500),
                        Duration.ofHours(1),
                        Optional.empty()),
                read.timeouts());
        assertEquals(new HoldLimits(10_000, 2L << 30, 3 << 19, 4096, 1L << 30), read.hold());
        assertEquals(
                new StreamRules(MidStream.ERROR, MalformedEvents.FORWARD, Optional.of(Duration.ofMinutes(10)), true),
                read.streams());
        assertTrue(read.interruptsHost());
        assertEquals(
                new ReportRules(Optional.of("Acme \"LLM\" 2"), true, false, AnswerModel.ACTUAL, true, true),
                read.report());
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", "FALSE", "no", "No", "off", "'false'"})
    void readsTruthValuesAsLiteLlmsParserDoes(String text) {
        assertFalse(Read.file(CHAIN + "fallback_routing: {expose: {server_timing: " + text + "}}")
                .configuration()
                .report()
                .serverTiming());
    }

    @ParameterizedTest
    @CsvSource({
        "api_base: true, true, true, false, false",
        "server_timing: false, false, false, false, false",
        "usage_model: true, false, true, true, false",
        "hidden_params: true, false, true, false, true"
    })
    void readsEachFlagOfWhatIsExposed(
            String flag, boolean apiBase, boolean serverTiming, boolean usageModel, boolean hiddenParams) {
        assertEquals(
                new ReportRules(
                        Optional.empty(), apiBase, serverTiming, AnswerModel.AS_SERVED, usageModel, hiddenParams),
                Read.file(CHAIN + "fallback_routing: {expose: {" + flag + "}}")
                        .configuration()
                        .report());
    }

    @ParameterizedTest
    @CsvSource({"as_served, AS_SERVED", "group, GROUP", "actual, ACTUAL"})
    void readsWhatTheModelOfAnAnswerSays(String text, AnswerModel expected) {
        assertEquals(
                expected,
                Read.file(CHAIN + "fallback_routing: {answer_model: " + text + "}")
                        .configuration()
                        .report()
                        .answerModel());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "general_settings: {always_include_stream_usage: true} | true",
                "general_settings: {always_include_stream_usage: false} | false",
                "general_settings: | false",
                "fallback_routing: {include_usage: true} | true",
                "fallback_routing: {include_usage: false} | false",
            })
    void readsWhetherStreamsAreAskedForUsage(String settings, boolean expected) {
        Loaded loaded = Read.file(CHAIN + settings);
        assertEquals(expected, loaded.configuration().streams().includeUsage());
        assertEquals(List.of(), loaded.warnings());
    }

    @Test
    void takesItsOwnWordOnUsageBeforeLiteLlms() {
        Loaded loaded = Read.file(CHAIN + """
                general_settings: {always_include_stream_usage: true}
                fallback_routing:
                  include_usage: false
                """);
        assertFalse(loaded.configuration().streams().includeUsage());
        assertEquals(
                List.of(
                        "f.yaml:5: general_settings.always_include_stream_usage is not acted on, since fallback_routing.include_usage in line 7 counts"),
                loaded.warnings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "'2'", "\"2\"", "+2", "os.environ/TWO"})
    void readsNumbersHoweverTheyAreWritten(String text) {
        assertEquals(
                2,
                Read.with(Map.of("TWO", "2"))
                        .load(CHAIN + "router_settings: {max_fallbacks: " + text + "}")
                        .configuration()
                        .fallbacks()
                        .max());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "router_settings: {fallbacks: [{a: [b, c]}]} | {a=[b, c]}",
                "router_settings: {fallbacks: [{a: [b], b: [c]}]} | {a=[b], b=[c]}",
                "router_settings: {fallbacks: [{a: b}]} | {a=[b]}",
                "router_settings: {fallbacks: [{a: []}, {'*': [c]}]} | {a=[], *=[c]}",
                "router_settings: {default_fallbacks: [c]} | {*=[c]}",
                "router_settings: {fallbacks: [{'*': [b]}], default_fallbacks: [c]} | {*=[c]}",
                "router_settings: {default_fallbacks: c} | {*=[c]}",
                "router_settings: {fallbacks: [{'*': [b]}, {'*': [c]}]} | {*=[c]}",
                "router_settings: {fallbacks: [{a: [b]}, {a: [c]}]} | {a=[b]}",
                "router_settings: {fallbacks: [{a: [{model: b, temperature: 0}]}]} | {a=[b with temperature]}",
                "litellm_settings: {fallbacks: [{a: [b]}], default_fallbacks: [c]} | {a=[b], *=[c]}",
                "{router_settings: {fallbacks: [{a: [b]}]}, litellm_settings: {fallbacks: [{a: [c]}]}} | {a=[b]}",
                "{router_settings: {fallbacks: []}, litellm_settings: {fallbacks: [{a: [c]}]}} | {a=[c]}",
                "router_settings: {fallbacks: null} | {}",
            })
    void readsFallbacksAsLiteLlmsRouterDoes(String settings, String expected) {
        String yaml = settings.startsWith("{")
                ? CHAIN + settings.substring(1, settings.length() - 1).replace("}, litellm", "}\nlitellm")
                : CHAIN + settings;
        assertEquals(
                expected,
                Read.file(yaml).configuration().fallbacks().general().rows().toString());
    }

    @Test
    void takesMaxFallbacksOfTheRouterFirst() {
        assertEquals(
                1,
                Read.file(CHAIN + "router_settings: {max_fallbacks: 1}\nlitellm_settings: {max_fallbacks: 2}")
                        .configuration()
                        .fallbacks()
                        .max());
        assertEquals(
                2,
                Read.file(CHAIN + "litellm_settings: {max_fallbacks: 2}")
                        .configuration()
                        .fallbacks()
                        .max());
    }

    @Test
    void namesDeploymentsWithoutIdAfterTheirPlaceInTheGroup() {
        Configuration read = Read.file("""
                model_list:
                  - {model_name: g, litellm_params: {model: openai/1, api_key: k}, model_info: {id: g-2}}
                  - {model_name: g, litellm_params: {model: openai/2, api_key: k}}
                  - {model_name: h, litellm_params: {model: openai/3, api_key: k}}
                  - {model_name: g, litellm_params: {model: openai/4, api_key: k}}
                  - {model_name: g, litellm_params: {model: openai/5, api_key: k}, model_info: {id: 7}}
                """).configuration();
        assertEquals(
                List.of("g-2", "g-2-2", "h-1", "g-3", "7"),
                read.groups().deployments().stream().map(Deployment::id).toList());
    }

    @Test
    void followsAnchorsAndMergeKeys() {
        Configuration read = Read.file("""
                defaults: &defaults {api_key: k, api_base: https://default.example/v1}
                more: &more {api_base: https://more.example/v1}
                model_list:
                  - {model_name: a, litellm_params: {<<: *defaults, model: openai/a, api_base: https://own.example/v1}}
                  - {model_name: b, litellm_params: {<<: *defaults, model: openai/b}}
                  - {model_name: c, litellm_params: {<<: [*more, *defaults], model: openai/c}}
                """).configuration();
        assertEquals(
                List.of("https://own.example/v1", "https://default.example/v1", "https://more.example/v1"),
                read.groups().deployments().stream()
                        .map(deployment -> deployment.endpoint().base().toString())
                        .toList());
        assertEquals(
                new Secret("Bearer k"),
                read.groups().deployments().get(1).endpoint().headers().get("Authorization"));
    }

    @Test
    void skipsAByteOrderMark() {
        assertEquals(
                3,
                Read.file("\uFEFF" + CHAIN)
                        .configuration()
                        .groups()
                        .deployments()
                        .size());
    }

    @Test
    void warnsOnceOfEachKeyThatHasNoEffect() {
        assertEquals(
                List.of(
                        "f.yaml:2: model_list[0].model_info.mode is not acted on (and 1 more like it)",
                        "f.yaml:2: model_list[0].litellm_params.stream_timeout is not acted on yet (and 2 more like it)",
                        "f.yaml:2: model_list[0].litellm_params.temperature is not acted on",
                        "f.yaml:3: model_list[1].blocked is not acted on",
                        "f.yaml:6: router_settings.fallback is not acted on; did you mean 'fallbacks'?",
                        "f.yaml:7: router_settings.retry_after is not acted on yet",
                        "f.yaml:8: router_settings.fallbacks[0].x has no effect, since no model group has this name",
                        "f.yaml:8: router_settings.fallbacks[1].a[0].stream is not acted on, since the caller says whether an answer is streamed",
                        "f.yaml:8: router_settings.fallbacks[1].a[0].api_key is not acted on, since it is no member of a request's body",
                        "f.yaml:9: router_settings.request_timeout is not acted on, since it belongs in litellm_settings",
                        "f.yaml:10: general_settings.master_key is not acted on",
                        "f.yaml:11: environment_variables is not acted on",
                        "f.yaml:12: fallback-routing is not acted on; did you mean 'fallback_routing'?"),
                Read.warnings("""
                        model_list:
                          - {model_name: a, litellm_params: {model: openai/a, api_key: k, stream_timeout: 1, temperature: 0}, model_info: {mode: chat}}
                          - {model_name: b, litellm_params: {model: openai/b, api_key: k, stream_timeout: 1}, model_info: {mode: chat}, blocked: yes}
                          - {model_name: c, litellm_params: {model: openai/c, api_key: k, stream_timeout: 1}}
                        router_settings:
                          fallback: [{a: [b]}]
                          retry_after: 3
                          fallbacks: [{x: [b]}, {a: [{model: b, stream: true, api_key: k}]}]
                          request_timeout: 3
                        general_settings: {master_key: sk-1234}
                        environment_variables: {OPENAI_API_KEY: sk-5678}
                        fallback-routing: {deadline: 1s}
                        """));
    }

    @Test
    void warnsOfRowsThatAnotherRowHides() {
        assertEquals(
                List.of(
                        "f.yaml:6: the fallbacks of '*' have no effect, since line 9 has them too",
                        "f.yaml:8: router_settings.fallbacks[2].a has no effect, since line 7 comes first",
                        "f.yaml:10: litellm_settings.fallbacks is not acted on, since router_settings.fallbacks in line 5 counts"),
                Read.warnings(CHAIN.strip() + """

                        router_settings: {fallbacks: [
                          {'*': [b]},
                          {a: [b]},
                          {a: [c]}],
                          default_fallbacks: [c]}
                        litellm_settings: {fallbacks: [{a: [c]}]}
                        """));
    }
}
