package io.github.fallbackrouting.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A provider that we can call, known by the prefix of {@code litellm_params.model}. Bases, variables and the names of models
 * are LiteLLM's: {@code get_llm_provider_logic.py} and {@code llms/<provider>/}.
 */
enum Provider {
    OPENAI(
            "openai",
            "https://api.openai.com/v1",
            List.of("OPENAI_BASE_URL", "OPENAI_API_BASE"),
            List.of("OPENAI_API_KEY")),

    AZURE("azure", null, List.of("AZURE_API_BASE"), List.of("AZURE_OPENAI_API_KEY", "AZURE_API_KEY")) {
        @Override
        KeyHeader keyHeader() {
            return KeyHeader.API_KEY;
        }

        @Override
        boolean needsKey() {
            return true;
        }

        /** LiteLLM's {@code o_series/} and {@code gpt5_series/} say how it maps parameters; they are no part of a name. */
        @Override
        String onTheWire(String model) {
            return model.replaceFirst("^(?:o|gpt5)_series/", "");
        }
    },

    ANTHROPIC(
            "anthropic",
            "https://api.anthropic.com",
            List.of("ANTHROPIC_API_BASE", "ANTHROPIC_BASE_URL"),
            List.of("ANTHROPIC_API_KEY")) {
        @Override
        Dialect dialect() {
            return Dialect.ANTHROPIC;
        }

        @Override
        KeyHeader keyHeader() {
            return KeyHeader.X_API_KEY;
        }

        /** The operation's path brings the version along, {@link Operation}. */
        @Override
        String base(String url) {
            return url.replaceFirst("/v1(?:/messages)?$", "");
        }
    },

    HOSTED_VLLM("hosted_vllm", null, List.of("HOSTED_VLLM_API_BASE"), List.of("HOSTED_VLLM_API_KEY")),

    OPENAI_LIKE("openai_like", null, List.of("OPENAI_LIKE_API_BASE"), List.of("OPENAI_LIKE_API_KEY")),

    LITELLM_PROXY("litellm_proxy", null, List.of("LITELLM_PROXY_API_BASE"), List.of("LITELLM_PROXY_API_KEY")),

    GROQ("groq", "https://api.groq.com/openai/v1", List.of("GROQ_API_BASE"), List.of("GROQ_API_KEY")),

    MISTRAL(
            "mistral",
            "https://api.mistral.ai/v1",
            List.of("MISTRAL_AZURE_API_BASE", "MISTRAL_API_BASE"),
            List.of("MISTRAL_AZURE_API_KEY", "MISTRAL_API_KEY")) {
        @Override
        String base(String url) {
            return url.endsWith("/v1") ? url : url + "/v1";
        }
    },

    DEEPSEEK("deepseek", "https://api.deepseek.com/beta", List.of("DEEPSEEK_API_BASE"), List.of("DEEPSEEK_API_KEY")),

    TOGETHER_AI(
            "together_ai",
            "https://api.together.xyz/v1",
            List.of("TOGETHER_AI_API_BASE"),
            List.of("TOGETHER_API_KEY", "TOGETHER_AI_API_KEY", "TOGETHERAI_API_KEY", "TOGETHER_AI_TOKEN")),

    FIREWORKS_AI(
            "fireworks_ai",
            "https://api.fireworks.ai/inference/v1",
            List.of("FIREWORKS_API_BASE"),
            List.of("FIREWORKS_API_KEY", "FIREWORKS_AI_API_KEY", "FIREWORKSAI_API_KEY", "FIREWORKS_AI_TOKEN")) {
        @Override
        String onTheWire(String model) {
            return model.startsWith("accounts/") ? model : "accounts/fireworks/models/" + model;
        }
    },

    XAI("xai", "https://api.x.ai/v1", List.of("XAI_API_BASE"), List.of("XAI_API_KEY")),

    OPENROUTER(
            "openrouter",
            "https://openrouter.ai/api/v1",
            List.of("OPENROUTER_API_BASE"),
            List.of("OPENROUTER_API_KEY", "OR_API_KEY")),

    CEREBRAS("cerebras", "https://api.cerebras.ai/v1", List.of("CEREBRAS_API_BASE"), List.of("CEREBRAS_API_KEY")),

    NVIDIA_NIM(
            "nvidia_nim",
            "https://integrate.api.nvidia.com/v1",
            List.of("NVIDIA_NIM_API_BASE"),
            List.of("NVIDIA_NIM_API_KEY")),

    PERPLEXITY(
            "perplexity",
            "https://api.perplexity.ai",
            List.of("PERPLEXITY_API_BASE"),
            List.of("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY")),

    OLLAMA_CHAT("ollama_chat", "http://localhost:11434", List.of("OLLAMA_API_BASE"), List.of("OLLAMA_API_KEY")) {
        @Override
        boolean needsKey() {
            return false;
        }

        /** LiteLLM speaks Ollama's own {@code /api/chat}; what is OpenAI-compatible stands below {@code /v1}. */
        @Override
        String base(String url) {
            String server = url.replaceFirst("/api(?:/chat)?$", "");
            return server.endsWith("/v1") ? server : server + "/v1";
        }
    };

    private final String prefix;
    private final @Nullable String defaultBase;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> baseNames;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> keyNames;

    /** @param defaultBase null for what everyone hosts for themselves: it has no base of its own, and needs no key */
    Provider(String prefix, @Nullable String defaultBase, List<String> baseNames, List<String> keyNames) {
        this.prefix = prefix;
        this.defaultBase = defaultBase;
        this.baseNames = baseNames;
        this.keyNames = keyNames;
    }

    /** The provider of a prefix, which is written without its slash. */
    static Optional<Provider> of(String prefix) {
        return Arrays.stream(values())
                .filter(provider -> provider.prefix.equals(prefix))
                .findFirst();
    }

    /** {@code openai/, azure/} and so on. */
    static String prefixes() {
        return Arrays.stream(values()).map(provider -> provider.prefix + "/").collect(Collectors.joining(", "));
    }

    String prefix() {
        return prefix;
    }

    Dialect dialect() {
        return Dialect.OPENAI;
    }

    /** Where the provider stands if the file does not say so. */
    Optional<String> defaultBase() {
        return Optional.ofNullable(defaultBase);
    }

    /** The variables that LiteLLM takes a base from if the file has none, in its order. */
    List<String> baseNames() {
        return baseNames;
    }

    /** The variables that LiteLLM takes a key from if the file has none, in its order. */
    List<String> keyNames() {
        return keyNames;
    }

    boolean needsKey() {
        return defaultBase != null;
    }

    KeyHeader keyHeader() {
        return KeyHeader.BEARER;
    }

    /**
     * The URL that an operation's path is appended to.
     *
     * @param url as configured, without a slash at its end
     */
    String base(String url) {
        return url;
    }

    /** What the provider itself calls a model. */
    String onTheWire(String model) {
        return model;
    }
}
