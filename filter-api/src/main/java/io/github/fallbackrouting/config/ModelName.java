package io.github.fallbackrouting.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code litellm_params.model}, taken apart the way LiteLLM's {@code get_llm_provider} does it.
 *
 * @param written as it stands in the file; one with a wildcard has its provider's prefix, however that was given
 * @param provider who serves it
 * @param name what follows the prefix
 * @param line where it stands
 */
record ModelName(String written, Provider provider, String name, int line) {

    /** The families of LiteLLM's price list that need no prefix, and its catch-all; gpt-oss is everyone's, not OpenAI's. */
    private static final Pattern OPENAI_FAMILIES =
            Pattern.compile("\\*|(?:ft:)?(?:gpt-(?!oss)|chatgpt-|o[134](?:-|$)|davinci-00|babbage-00"
                    + "|text-embedding-(?:ada|3)|text-moderation-|omni-moderation-|dall-e-|whisper-1|tts-1|codex-|computer-use-)[^/]*"
                    + "|ft:gpt-.*");

    private static final Pattern ANTHROPIC_FAMILIES = Pattern.compile("claude-[^/]*");

    private static final String EXPECTED = "a provider's prefix and the model's name, such as openai/gpt-4o";

    /** A group's name without the prefix of a provider, if it has one. */
    static String withoutProvider(String name) {
        int slash = name.indexOf('/');
        return slash > 0 && Provider.of(name.substring(0, slash)).isPresent() ? name.substring(slash + 1) : name;
    }

    /** The provider whose prefix a model has; without one, the author of its dialect. */
    static String provider(String model, Dialect dialect) {
        return Provider.of(model.substring(0, Math.max(0, model.indexOf('/'))))
                .orElse(dialect == Dialect.ANTHROPIC ? Provider.ANTHROPIC : Provider.OPENAI)
                .prefix();
    }

    /** What the provider of this model itself calls it; empty if it has no provider's prefix. */
    static Optional<String> onTheWire(String model) {
        int slash = model.indexOf('/');
        return Provider.of(model.substring(0, Math.max(0, slash)))
                .map(provider -> provider.onTheWire(model.substring(slash + 1)));
    }

    /** Reads {@code model} and {@code custom_llm_provider}; empty if a mistake has been noted. */
    static Optional<ModelName> read(YamlMap params) {
        Optional<YamlValue> custom = params.get("custom_llm_provider");
        Optional<YamlValue> model = params.require("model", EXPECTED);
        Optional<String> written = model.flatMap(value -> value.text(EXPECTED));
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> provider = custom.flatMap(value -> value.text("a provider's name, such as openai"));
        if (custom.isPresent() && provider.isEmpty()) {
            return Optional.empty();
        }
        String prefixed = provider.filter(name -> !written.get().startsWith(name + "/"))
                .map(name -> name + "/" + written.get())
                .orElse(written.get());
        return parse(model.get(), written.get().contains("*") ? prefixed : written.get(), prefixed);
    }

    private static Optional<ModelName> parse(YamlValue value, String written, String prefixed) {
        int slash = prefixed.indexOf('/');
        String prefix = prefixed.substring(0, Math.max(0, slash));
        Optional<Provider> provider = Provider.of(prefix);
        if (provider.isPresent()) {
            String name = prefixed.substring(slash + 1);
            if (name.isBlank()) {
                value.mistake("the model's name after " + prefix + "/");
                return Optional.empty();
            }
            return Optional.of(new ModelName(written, provider.get(), name, value.line()));
        }
        if (OPENAI_FAMILIES.matcher(prefixed).matches()) {
            return Optional.of(new ModelName(written, Provider.OPENAI, prefixed, value.line()));
        }
        if (ANTHROPIC_FAMILIES.matcher(prefixed).matches()) {
            return Optional.of(new ModelName(written, Provider.ANTHROPIC, prefixed, value.line()));
        }
        refuse(value, prefix);
        return Optional.empty();
    }

    private static void refuse(YamlValue value, String prefix) {
        Optional<ForeignProvider> foreign = ForeignProvider.of(prefix);
        if (foreign.isPresent()) {
            value.problem(value.described() + ", but " + foreign.get().title()
                    + " is not called by its own prefix and protocol here, expected "
                    + foreign.get().instead());
        } else if (prefix.isEmpty()) {
            value.mistake("a provider's prefix before it, such as openai/<model>; known are " + Provider.prefixes());
        } else {
            value.mistake("a prefix that is known: " + Provider.prefixes()
                    + "; for any other OpenAI-compatible endpoint write openai/<model> and its api_base");
        }
    }

    /** What the provider itself calls the model. */
    String onTheWire() {
        return provider.onTheWire(name);
    }
}
