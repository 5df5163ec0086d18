package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The URL, the headers and the model's name for each provider, as LiteLLM's source has them. */
class ProvidersTest {

    private static final Operation CHAT = new Operation("/chat/completions");
    private static final Operation MESSAGES = new Operation("/v1/messages");

    /** {@code litellm_params}, environment, URL, headers, the model on the wire. */
    static Stream<Arguments> deployments() {
        return Stream.of(
                // openai/
                row(
                        "{model: openai/gpt-4o, api_key: k}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k",
                        "gpt-4o"),
                row(
                        "{model: openai/gpt-4o}",
                        "OPENAI_API_KEY=k",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k",
                        "gpt-4o"),
                row(
                        "{model: openai/m}",
                        "OPENAI_API_KEY=k,OPENAI_BASE_URL=http://a/v1,OPENAI_API_BASE=http://b/v1",
                        "http://a/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: openai/m}",
                        "OPENAI_API_KEY=k,OPENAI_API_BASE=http://b/v1/",
                        "http://b/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: openai/m, api_key: k, api_base: http://localhost:8000/v1//}",
                        "OPENAI_API_BASE=http://b/v1",
                        "http://localhost:8000/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: openai/m, api_key: k, base_url: http://c/v1}",
                        "",
                        "http://c/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: openai/m, api_key: k, organization: org-1}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k;OpenAI-Organization=org-1",
                        "m"),
                row(
                        "{model: openai/m, api_key: k}",
                        "OPENAI_ORGANIZATION=org-2",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k;OpenAI-Organization=org-2",
                        "m"),
                row(
                        "{model: openai/meta-llama/Llama-3, api_key: k, api_base: http://c/v1}",
                        "",
                        "http://c/v1/chat/completions",
                        "Authorization=Bearer k",
                        "meta-llama/Llama-3"),
                row(
                        "{model: gpt-4o, api_key: k}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k",
                        "gpt-4o"),
                row(
                        "{model: o3-mini, api_key: k}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k",
                        "o3-mini"),
                row(
                        "{model: 'ft:gpt-4o:acme::id', api_key: k}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k",
                        "ft:gpt-4o:acme::id"),
                row(
                        "{model: text-embedding-3-small, api_key: k}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k",
                        "text-embedding-3-small"),
                row(
                        "{model: my-model, custom_llm_provider: openai, api_key: k}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k",
                        "my-model"),
                row(
                        "{model: openai/my-model, custom_llm_provider: openai, api_key: k}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k",
                        "my-model"),
                row(
                        "{model: openai/m, custom_llm_provider: groq, api_key: k}",
                        "",
                        "https://api.groq.com/openai/v1/chat/completions",
                        "Authorization=Bearer k",
                        "openai/m"),
                // azure/
                row(
                        "{model: azure/d, api_base: https://r.openai.azure.com/, api_key: k, api_version: 2024-10-21}",
                        "",
                        "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r, api_key: k}",
                        "",
                        "https://r/openai/deployments/d/chat/completions?api-version=2025-02-01-preview",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d}",
                        "AZURE_API_BASE=https://r,AZURE_API_KEY=k,AZURE_API_VERSION=2024-06-01",
                        "https://r/openai/deployments/d/chat/completions?api-version=2024-06-01",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r}",
                        "AZURE_API_KEY=k,AZURE_OPENAI_API_KEY=k0",
                        "https://r/openai/deployments/d/chat/completions?api-version=2025-02-01-preview",
                        "api-key=k0",
                        "d"),
                row(
                        "{model: azure/my döpl/1, api_base: https://r, api_key: k}",
                        "",
                        "https://r/openai/deployments/my%20d%C3%B6pl%2F1/chat/completions?api-version=2025-02-01-preview",
                        "api-key=k",
                        "my döpl/1"),
                row(
                        "{model: azure/o_series/d, api_base: https://r, api_key: k}",
                        "",
                        "https://r/openai/deployments/d/chat/completions?api-version=2025-02-01-preview",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r/openai/deployments/other, api_key: k}",
                        "",
                        "https://r/openai/deployments/other/chat/completions?api-version=2025-02-01-preview",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r, api_key: k, api_version: v1}",
                        "",
                        "https://r/openai/v1/chat/completions",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r, api_key: k, api_version: latest}",
                        "",
                        "https://r/openai/v1/chat/completions",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r, api_key: k, api_version: preview}",
                        "",
                        "https://r/openai/v1/chat/completions",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r/openai/v1/, api_key: k}",
                        "",
                        "https://r/openai/v1/chat/completions",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r/openai, api_key: k, api_version: v1}",
                        "",
                        "https://r/openai/v1/chat/completions",
                        "api-key=k",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r, azure_ad_token: t}",
                        "AZURE_API_KEY=k",
                        "https://r/openai/deployments/d/chat/completions?api-version=2025-02-01-preview",
                        "Authorization=Bearer t",
                        "d"),
                row(
                        "{model: azure/d, api_base: https://r}",
                        "AZURE_AD_TOKEN=t",
                        "https://r/openai/deployments/d/chat/completions?api-version=2025-02-01-preview",
                        "Authorization=Bearer t",
                        "d"),
                // servers of one's own
                row(
                        "{model: hosted_vllm/m, api_base: http://gpu:8000/v1}",
                        "",
                        "http://gpu:8000/v1/chat/completions",
                        "",
                        "m"),
                row(
                        "{model: hosted_vllm/m}",
                        "HOSTED_VLLM_API_BASE=http://gpu/v1,HOSTED_VLLM_API_KEY=k",
                        "http://gpu/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: openai_like/m, api_base: http://x/v1, api_key: ''}",
                        "",
                        "http://x/v1/chat/completions",
                        "",
                        "m"),
                row(
                        "{model: openai_like/m}",
                        "OPENAI_LIKE_API_BASE=http://x/v1,OPENAI_LIKE_API_KEY=k",
                        "http://x/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row("{model: litellm_proxy/m, api_base: http://x:4000}", "", "http://x:4000/chat/completions", "", "m"),
                row(
                        "{model: litellm_proxy/m}",
                        "LITELLM_PROXY_API_BASE=http://x:4000,LITELLM_PROXY_API_KEY=k",
                        "http://x:4000/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: 'ollama_chat/llama3:8b'}",
                        "",
                        "http://localhost:11434/v1/chat/completions",
                        "",
                        "llama3:8b"),
                row("{model: ollama_chat/m, api_base: http://o:1/v1/}", "", "http://o:1/v1/chat/completions", "", "m"),
                row(
                        "{model: ollama_chat/m, api_base: http://o:1/api/chat}",
                        "",
                        "http://o:1/v1/chat/completions",
                        "",
                        "m"),
                row(
                        "{model: ollama_chat/m}",
                        "OLLAMA_API_BASE=http://o:1,OLLAMA_API_KEY=k",
                        "http://o:1/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                // the others that speak OpenAI
                row(
                        "{model: groq/m}",
                        "GROQ_API_KEY=k",
                        "https://api.groq.com/openai/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: groq/m}",
                        "GROQ_API_KEY=k,GROQ_API_BASE=http://x",
                        "http://x/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: mistral/m}",
                        "MISTRAL_API_KEY=k",
                        "https://api.mistral.ai/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: mistral/m, api_base: https://m.example}",
                        "MISTRAL_AZURE_API_KEY=k",
                        "https://m.example/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: mistral/m}",
                        "MISTRAL_API_KEY=k,MISTRAL_API_BASE=http://x/v1",
                        "http://x/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: deepseek/m}",
                        "DEEPSEEK_API_KEY=k",
                        "https://api.deepseek.com/beta/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: deepseek/m}",
                        "DEEPSEEK_API_KEY=k,DEEPSEEK_API_BASE=http://x",
                        "http://x/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: together_ai/a/b}",
                        "TOGETHERAI_API_KEY=k",
                        "https://api.together.xyz/v1/chat/completions",
                        "Authorization=Bearer k",
                        "a/b"),
                row(
                        "{model: together_ai/m}",
                        "TOGETHER_AI_API_KEY=k,TOGETHER_AI_API_BASE=http://x",
                        "http://x/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: together_ai/m}",
                        "TOGETHER_API_KEY=k,TOGETHER_AI_TOKEN=t",
                        "https://api.together.xyz/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: fireworks_ai/m}",
                        "FIREWORKS_AI_API_KEY=k",
                        "https://api.fireworks.ai/inference/v1/chat/completions",
                        "Authorization=Bearer k",
                        "accounts/fireworks/models/m"),
                row(
                        "{model: fireworks_ai/accounts/acme/models/m}",
                        "FIREWORKS_API_KEY=k,FIREWORKS_API_BASE=http://x",
                        "http://x/chat/completions",
                        "Authorization=Bearer k",
                        "accounts/acme/models/m"),
                row(
                        "{model: xai/m}",
                        "XAI_API_KEY=k",
                        "https://api.x.ai/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: xai/m}",
                        "XAI_API_KEY=k,XAI_API_BASE=http://x",
                        "http://x/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: openrouter/anthropic/claude}",
                        "OPENROUTER_API_KEY=k",
                        "https://openrouter.ai/api/v1/chat/completions",
                        "Authorization=Bearer k",
                        "anthropic/claude"),
                row(
                        "{model: openrouter/m}",
                        "OR_API_KEY=k,OPENROUTER_API_BASE=http://x",
                        "http://x/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: cerebras/m}",
                        "CEREBRAS_API_KEY=k",
                        "https://api.cerebras.ai/v1/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: cerebras/m}",
                        "CEREBRAS_API_KEY=k,CEREBRAS_API_BASE=http://x",
                        "http://x/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: nvidia_nim/meta/m}",
                        "NVIDIA_NIM_API_KEY=k",
                        "https://integrate.api.nvidia.com/v1/chat/completions",
                        "Authorization=Bearer k",
                        "meta/m"),
                row(
                        "{model: nvidia_nim/m}",
                        "NVIDIA_NIM_API_KEY=k,NVIDIA_NIM_API_BASE=http://x",
                        "http://x/chat/completions",
                        "Authorization=Bearer k",
                        "m"),
                row(
                        "{model: perplexity/sonar}",
                        "PERPLEXITYAI_API_KEY=k",
                        "https://api.perplexity.ai/chat/completions",
                        "Authorization=Bearer k",
                        "sonar"),
                row(
                        "{model: perplexity/sonar}",
                        "PERPLEXITY_API_KEY=k,PERPLEXITY_API_BASE=http://x",
                        "http://x/chat/completions",
                        "Authorization=Bearer k",
                        "sonar"),
                // extra_headers
                row(
                        "{model: openai/m, api_key: k, extra_headers: {X-Team: os.environ/TEAM, x-n: 1}}",
                        "TEAM=a b",
                        "https://api.openai.com/v1/chat/completions",
                        "Authorization=Bearer k;x-n=1;X-Team=a b",
                        "m"),
                row(
                        "{model: openai/m, extra_headers: {authorization: Basic x}}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "authorization=Basic x",
                        "m"),
                row(
                        "{model: openai/m, api_key: k, headers: {a: 1, b: 1}, extra_headers: {B: 2}}",
                        "",
                        "https://api.openai.com/v1/chat/completions",
                        "a=1;Authorization=Bearer k;b=2",
                        "m"));
    }

    static Stream<Arguments> anthropicDeployments() {
        String version = "anthropic-version=2023-06-01;x-api-key=k";
        String url = "https://api.anthropic.com/v1/messages";
        return Stream.of(
                row("{model: anthropic/claude-sonnet-4-5, api_key: k}", "", url, version, "claude-sonnet-4-5"),
                row("{model: anthropic/c}", "ANTHROPIC_API_KEY=k", url, version, "c"),
                row("{model: claude-sonnet-4-5, api_key: k}", "", url, version, "claude-sonnet-4-5"),
                row(
                        "{model: anthropic/c, api_key: k, api_base: http://x/a/v1/messages}",
                        "",
                        "http://x/a/v1/messages",
                        version,
                        "c"),
                row(
                        "{model: anthropic/c, api_key: k, api_base: http://x/a/v1/}",
                        "",
                        "http://x/a/v1/messages",
                        version,
                        "c"),
                row(
                        "{model: anthropic/c, api_key: k, api_base: http://x/a}",
                        "",
                        "http://x/a/v1/messages",
                        version,
                        "c"),
                row(
                        "{model: anthropic/c, api_key: k}",
                        "ANTHROPIC_BASE_URL=http://x,ANTHROPIC_API_BASE=http://y",
                        "http://y/v1/messages",
                        version,
                        "c"),
                row(
                        "{model: anthropic/c, api_key: k}",
                        "ANTHROPIC_BASE_URL=http://x",
                        "http://x/v1/messages",
                        version,
                        "c"),
                row(
                        "{model: anthropic/c, extra_headers: {Anthropic-Version: '2024-01-01', Authorization: Bearer t}}",
                        "",
                        url,
                        "Anthropic-Version=2024-01-01;Authorization=Bearer t",
                        "c"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("deployments")
    void callsAnOpenAiCompatibleProviderAsLiteLlmDoes(
            String params, String variables, String url, String headers, String model) {
        check(Dialect.OPENAI, CHAT, params, variables, url, headers, model);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("anthropicDeployments")
    void callsAnthropicAsLiteLlmDoes(String params, String variables, String url, String headers, String model) {
        check(Dialect.ANTHROPIC, MESSAGES, params, variables, url, headers, model);
    }

    @Test
    void countsABlankVariableAsNone() {
        Map<String, String> blank = Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", " ", "OPENAI_ORGANIZATION", "");
        Endpoint endpoint = Read.with(blank).deployment("{model: openai/m}").endpoint();
        assertEquals("https://api.openai.com/v1", endpoint.base().toString());
        assertEquals(Map.of("Authorization", new Secret("Bearer k")), endpoint.headers());
    }

    private static void check(
            Dialect dialect,
            Operation operation,
            String params,
            String variables,
            String url,
            String headers,
            String model) {
        Deployment deployment = Read.with(variables(variables)).deployment(params);
        assertEquals(dialect, deployment.dialect());
        assertEquals(url, deployment.endpoint().resolve(operation).toString());
        assertEquals(
                headers,
                deployment.endpoint().headers().entrySet().stream()
                        .map(field -> field.getKey() + "=" + field.getValue().reveal())
                        .collect(Collectors.joining(";")));
        assertEquals(model, deployment.modelOnTheWire());
    }

    private static Map<String, String> variables(String text) {
        Map<String, String> variables = new TreeMap<>();
        for (String variable : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int equals = variable.indexOf('=');
            variables.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return variables;
    }

    private static Arguments row(String params, String variables, String url, String headers, String model) {
        return Arguments.of(params, variables, url, headers, model);
    }
}
