package io.github.fallbackrouting.config;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads a LiteLLM {@code config.yaml}: {@code model_list}, {@code router_settings}, {@code litellm_settings}, and the section
 * {@code fallback_routing}, which is ours. Only YAML's own values are made from a file, never objects of its choosing.
 * Thread-safe if the environment is.
 */
public final class ConfigurationReader {

    private final Environment environment;

    /** @param environment answers {@code os.environ/NAME} */
    public ConfigurationReader(Environment environment) {
        this.environment = Objects.requireNonNull(environment, "environment");
    }

    /**
     * Reads a file whole.
     *
     * @param source what the operator calls the file; begins every sentence about it
     * @param yaml in UTF-8, at most 1 MiB; not closed
     * @throws ConfigurationException if there are mistakes in it: all of them, a line each, with file, line, key, what was
     *     found and what was expected
     * @throws IOException if it can't be read
     */
    public Loaded read(String source, InputStream yaml) throws IOException {
        Findings findings = new Findings(source);
        YamlMap root = new YamlFile(new Reading(findings, environment)).read(yaml);
        ModelList models = new ModelList(root);
        YamlMap router = root.section("router_settings");
        YamlMap litellm = root.section("litellm_settings");
        FallbackRows rows = fallbacks(models, router, litellm);
        int maxFallbacks = winner("max_fallbacks", router, litellm)
                .flatMap(value -> value.wholeNumber(0))
                .orElse(Configuration.DEFAULT_MAX_FALLBACKS);
        OwnSection own = new OwnSection(root.section("fallback_routing"));
        Timeouts timeouts = own.timeouts();
        HoldLimits hold = own.hold();
        boolean serverTiming = own.serverTiming();
        own.checkTheRest();
        UnusedSettings.tell(router);
        UnusedSettings.tell(litellm);
        UnusedSettings.tell(root);
        findings.throwIfMistaken();
        Configuration configuration =
                new Configuration(models.deployments(), rows.rows(), maxFallbacks, timeouts, hold, serverTiming);
        return new Loaded(configuration, findings.warnings());
    }

    private static FallbackRows fallbacks(ModelList models, YamlMap router, YamlMap litellm) {
        FallbackRows rows = new FallbackRows(models);
        winner("fallbacks", router, litellm).ifPresent(rows::add);
        winner("default_fallbacks", router, litellm).ifPresent(rows::addDefault);
        for (String key : new String[] {"context_window_fallbacks", "content_policy_fallbacks"}) {
            winner(key, router, litellm).ifPresent(value -> {
                new FallbackRows(models).add(value);
                value.unused("is not acted on yet");
            });
        }
        return rows;
    }

    /**
     * The value that counts where both sections may have one: LiteLLM's router takes its own argument, from
     * {@code router_settings}, unless that is empty, and else the global one, from {@code litellm_settings}.
     */
    private static Optional<YamlValue> winner(String key, YamlMap router, YamlMap litellm) {
        Optional<YamlValue> first = router.get(key);
        Optional<YamlValue> second = litellm.get(key);
        if (first.isEmpty() || (first.get().isList() && first.get().isEmpty() && second.isPresent())) {
            return second;
        }
        second.ifPresent(value -> value.unused("is not acted on, since "
                + first.get().path() + " in line " + first.get().line() + " counts"));
        return first;
    }
}
