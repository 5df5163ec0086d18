package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No credential, {@code sk-SECRET} here, is ever told. */
class SecrecyTest {

    private static final Map<String, String> VARIABLES = Map.of("KEY", "sk-SECRET", "BROKEN", "sk-SECRET\n");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: 'sk-SECRET x'}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: [sk-SECRET]}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: {sk-SECRET: 1}}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key:sk-SECRET}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: os.environ/BROKEN}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: os.environ/sk-SECRET}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: !x sk-SECRET}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: *sk-SECRET}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: !sk!SECRET x}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: \"sk-SECRET\\y\"}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: sk-SECRET, api_key: sk-SECRET}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: sk-SECRET",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: 'sk-SECRET}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_base: 'http://sk-SECRET@h/'}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_base: 'http://h/?k=sk-SECRET'}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_base: 'x://h/?k=sk-SECRET'}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, api_base: os.environ/KEY}}]",
                "model_list: [{model_name: g, litellm_params: {model: openai/m, extra_headers: {X: \"sk-SECRET\\n\"}}}]",
                "model_list: [{model_name: g, litellm_params: {model: os.environ/KEY}}]",
                "router_settings: {max_fallbacks: os.environ/KEY}",
                "router_settings: {redis_password: sk-SECRET, max_fallbacks: x}",
                "router_settings: {fallbacks: [{g: [{model: nope, api_key: sk-SECRET}]}]}",
                "router_settings: {num_retries: os.environ/KEY}",
            })
    void isKeptByMistakes(String yaml) {
        String mistakes = Read.with(VARIABLES).mistakesOf(yaml);
        assertTrue(mistakes.startsWith("f.yaml:1: "), mistakes);
        assertFalse(mistakes.contains("SECRET"), mistakes);
    }

    @Test
    void isKeptByWhatIsReadAndByWarnings() {
        Loaded loaded = Read.with(VARIABLES).load("""
                model_list:
                  - model_name: g
                    litellm_params:
                      {model: openai/m, api_key: sk-SECRET, extra_headers: {X: sk-SECRET}, aws_secret_access_key: sk-SECRET}
                  - {model_name: h, litellm_params: {model: anthropic/m, api_key: os.environ/KEY, token:sk-SECRET}}
                general_settings: {master_key: sk-SECRET}
                router_settings:
                  redis_password: sk-SECRET
                  fallbacks: [{g: [{model: h, api_key: sk-SECRET, user: os.environ/KEY}]}]
                """);
        String told = loaded + " "
                + loaded.configuration().groups().deployments().get(0).endpoint();
        assertTrue(told.contains("redis_password"), told);
        assertTrue(told.contains("h with user"), told);
        assertFalse(told.contains("SECRET"), told);
        assertTrue(Objects.requireNonNull(loaded.configuration()
                        .groups()
                        .deployments()
                        .get(0)
                        .endpoint()
                        .headers()
                        .get("X"))
                .reveal()
                .contains("SECRET"));
    }
}
