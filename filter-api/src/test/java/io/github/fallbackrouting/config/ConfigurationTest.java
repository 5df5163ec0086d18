package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    private static final Operation CHAT = new Operation("/chat/completions");
    private static final Operation MESSAGES = new Operation("/messages");

    private static final String MODELS = """
            model_list:
              - {model_name: gpt, litellm_params: {model: openai/gpt-4o, api_key: k}}
              - {model_name: mini, litellm_params: {model: openai/mini, api_key: k}}
              - {model_name: claude, litellm_params: {model: anthropic/claude-sonnet-4-5, api_key: k}, model_info: {id: cl}}
            """;

    @Test
    void letsAGroupServeWhatAllItsFallbacksSpeak() {
        Configuration read = read("router_settings: {fallbacks: [{gpt: [mini]}, {mini: [gpt]}]}");
        assertDoesNotThrow(() -> read.requireServable("gpt", CHAT));
        assertDoesNotThrow(() -> read.requireServable("claude", MESSAGES));
    }

    @Test
    void refusesAGroupThatSpeaksAnotherProtocol() {
        assertEquals(
                "the deployment 'cl' (anthropic/claude-sonnet-4-5) of the model group 'claude' speaks Anthropic messages, but"
                        + " /chat/completions is an operation of OpenAI, expected a deployment that speaks OpenAI; Anthropic"
                        + " itself does at https://api.anthropic.com/v1: write openai/claude-sonnet-4-5 with that api_base",
                refusal(read(""), "claude", CHAT));
        assertEquals(
                "the deployment 'gpt-1' (openai/gpt-4o) of the model group 'gpt' speaks OpenAI, but /v1/messages is an operation"
                        + " of Anthropic messages, expected a deployment that speaks Anthropic messages, such as"
                        + " anthropic/<model>, or an endpoint that speaks OpenAI",
                refusal(read(""), "gpt", MESSAGES));
    }

    @Test
    void refusesAGroupWhoseFallbacksLeadToAnotherProtocol() {
        String expected =
                "the deployment 'cl' (anthropic/claude-sonnet-4-5) of the model group 'claude', a fallback of 'gpt',"
                        + " speaks Anthropic messages, but /chat/completions is an operation of OpenAI, expected a deployment that"
                        + " speaks OpenAI; Anthropic itself does at https://api.anthropic.com/v1: write openai/claude-sonnet-4-5 with"
                        + " that api_base";
        assertEquals(
                expected,
                refusal(read("router_settings: {fallbacks: [{gpt: [mini]}, {mini: [claude]}]}"), "gpt", CHAT));
        assertEquals(expected, refusal(read("router_settings: {default_fallbacks: [claude]}"), "gpt", CHAT));
    }

    @Test
    void refusesAGroupThatDoesNotExist() {
        assertEquals(
                "the model group 'gtp' does not exist, expected one of gpt, mini, claude",
                refusal(read(""), "gtp", CHAT));
    }

    @Test
    void followsAliasesWildcardsIdsAndEveryListOfFallbacks() {
        for (String settings : List.of(
                "router_settings: {context_window_fallbacks: [{gpt: [claude]}]}",
                "router_settings: {content_policy_fallbacks: [{gpt: [mini]}], fallbacks: [{mini: [cl]}]}",
                "router_settings: {model_group_alias: {c: claude}, fallbacks: [{openai/gpt: [c]}]}",
                "router_settings: {model_group_alias: {g: gpt}, fallbacks: [{g: [mini]}, {'*': [claude]}]}")) {
            String refusal = refusal(read(settings), "gpt", CHAT);
            assertTrue(
                    refusal.startsWith("the deployment 'cl' (anthropic/claude-sonnet-4-5) of the model group"),
                    refusal);
        }
    }

    @Test
    void refusesAFallbackToWhatDoesNotExist() {
        ModelGroups groups = read("").groups();
        Fallbacks fallbacks = Fallbacks.NONE.withGeneral(Map.of("gpt", List.of(Target.of("nobody"))));
        assertEquals(
                "a fallback names 'nobody', which does not exist",
                assertThrows(IllegalArgumentException.class, () -> Configuration.of(groups, fallbacks))
                        .getMessage());
    }

    private static String refusal(Configuration configuration, String group, Operation operation) {
        return String.valueOf(
                assertThrows(ConfigurationException.class, () -> configuration.requireServable(group, operation))
                        .getMessage());
    }

    private static Configuration read(String settings) {
        return Read.file(MODELS + settings).configuration();
    }
}
