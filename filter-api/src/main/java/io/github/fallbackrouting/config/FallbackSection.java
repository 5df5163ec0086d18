package io.github.fallbackrouting.config;

/** Reads which groups stand in for which. */
final class FallbackSection {

    private final Settings settings;
    private final Names names;

    /** @param names of those that fall back and stand in */
    FallbackSection(Settings settings, Names names) {
        this.settings = settings;
        this.names = names;
    }

    Fallbacks fallbacks() {
        return new Fallbacks(
                general(),
                table("context_window_fallbacks"),
                table("content_policy_fallbacks"),
                settings.either("max_fallbacks")
                        .flatMap(value -> value.wholeNumber(0))
                        .orElse(Fallbacks.DEFAULT_MAX));
    }

    private FallbackTable general() {
        FallbackRows rows = new FallbackRows(names);
        settings.either("fallbacks").ifPresent(rows::add);
        settings.either("default_fallbacks").ifPresent(rows::addDefault);
        return rows.table();
    }

    private FallbackTable table(String key) {
        FallbackRows rows = new FallbackRows(names);
        settings.either(key).ifPresent(rows::add);
        return rows.table();
    }
}
