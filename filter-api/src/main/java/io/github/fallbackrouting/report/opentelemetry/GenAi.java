package io.github.fallbackrouting.report.opentelemetry;

import io.github.fallbackrouting.config.Deployment;
import java.util.Map;

/**
 * The words of OpenTelemetry's conventions for generative AI, for what we call otherwise: {@code docs/gen-ai/gen-ai-spans.md}
 * of open-telemetry/semantic-conventions-genai, status Development. Stateless.
 */
final class GenAi {

    /** For what has no word, as the conventions have it for {@code error.type}. */
    static final String OTHER = "_OTHER";

    /** Those without a well-known word keep the end of their path. */
    private static final Map<String, String> OPERATIONS = Map.of(
            "/chat/completions", "chat",
            "/v1/messages", "chat",
            "/responses", "chat",
            "/completions", "text_completion",
            "/embeddings", "embeddings",
            "/images/generations", "generate_content",
            "/audio/speech", "generate_content");

    /** Those that are not here have no well-known word, or the same as LiteLLM's prefix. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "azure", "azure.ai.openai",
            "mistral", "mistral_ai",
            "xai", "x_ai");

    private GenAi() {}

    /**
     * {@code gen_ai.operation.name}.
     *
     * @param path such as {@code /chat/completions}; may be empty
     */
    static String operation(String path) {
        String known = OPERATIONS.get(path);
        if (known != null) {
            return known;
        }
        String end = path.substring(path.lastIndexOf('/') + 1);
        return end.isEmpty() ? OTHER : end;
    }

    /** {@code gen_ai.provider.name}. */
    static String provider(Deployment deployment) {
        String prefix = deployment.provider();
        return PROVIDERS.getOrDefault(prefix, prefix);
    }
}
