package io.github.fallbackrouting.config;

import java.util.Optional;

/** {@code router_settings}, and {@code litellm_settings} where it stands in for that. */
final class Settings {

    private final YamlMap router;
    private final YamlMap litellm;

    /** @param root the file's outermost mapping */
    Settings(YamlMap root) {
        router = root.section("router_settings");
        litellm = root.section("litellm_settings");
    }

    /** The value of a key that only {@code router_settings} may have. */
    Optional<YamlValue> router(String key) {
        return router.get(key);
    }

    /** The value of a key that only {@code litellm_settings} may have. */
    Optional<YamlValue> litellm(String key) {
        return litellm.get(key);
    }

    /** The value of a key that both sections may have. */
    Optional<YamlValue> either(String key) {
        return either(key, key);
    }

    /**
     * The value that counts where both sections may have one: LiteLLM's router takes its own argument, from
     * {@code router_settings}, unless that is empty, and else the global one, from {@code litellm_settings}.
     */
    Optional<YamlValue> either(String ofRouter, String ofLiteLlm) {
        Optional<YamlValue> first = router.get(ofRouter);
        Optional<YamlValue> second = litellm.get(ofLiteLlm);
        if (first.isEmpty() || (first.get().isList() && first.get().isEmpty() && second.isPresent())) {
            return second;
        }
        second.ifPresent(value -> value.unused("is not acted on, since "
                + first.get().path() + " in line " + first.get().line() + " counts"));
        return first;
    }

    /** Notes every key of both that nobody has asked for. To be called last. */
    void tellUnused() {
        UnusedSettings.tell(router, litellm);
        UnusedSettings.tell(litellm, router);
    }
}
