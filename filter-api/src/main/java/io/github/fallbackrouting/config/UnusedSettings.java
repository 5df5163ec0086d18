package io.github.fallbackrouting.config;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells which keys of LiteLLM's have no effect here, each once. Those that later versions act on are checked already: a value
 * that makes no sense is as wrong today.
 */
final class UnusedSettings {

    private static final Map<String, Consumer<YamlValue>> CHECKS = Map.of(
            "max_retries",
            value -> value.wholeNumber(0),
            "retry_after",
            Seconds::zeroOrMore,
            "stream_timeout",
            Seconds::positive,
            "max_parallel_requests",
            value -> value.wholeNumber(0));

    private UnusedSettings() {}

    /** Notes every key of the mapping that nobody has asked for so far. */
    static void tell(YamlMap map) {
        map.others().forEach(value -> tell(value, map));
    }

    /** Notes every key of a section that nobody has asked for so far, and whether it belongs in the other one. */
    static void tell(YamlMap section, YamlMap other) {
        for (YamlValue value : section.others()) {
            if (other.known().contains(value.key())) {
                value.unused("is not acted on, since it belongs in " + other.path());
            } else {
                tell(value, section);
            }
        }
    }

    private static void tell(YamlValue value, YamlMap map) {
        Consumer<YamlValue> check = CHECKS.get(value.key());
        if (check == null) {
            Set<String> known = new LinkedHashSet<>(map.known());
            known.addAll(CHECKS.keySet());
            value.unused("is not acted on" + Spelling.hint(value.key(), known));
            return;
        }
        if (!value.isNull()) {
            check.accept(value);
        }
        value.unused("is not acted on yet");
    }
}
