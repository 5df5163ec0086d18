package io.github.fallbackrouting.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells which keys of LiteLLM's have no effect here, each once. Those that later versions act on are checked already: a value
 * that makes no sense is as wrong today.
 */
final class UnusedSettings {

    /** The strategies of LiteLLM's {@code Router}. */
    private static final List<String> STRATEGIES = List.of(
            "simple-shuffle",
            "least-busy",
            "usage-based-routing",
            "usage-based-routing-v2",
            "latency-based-routing",
            "cost-based-routing");

    private static final Map<String, Consumer<YamlValue>> CHECKS = new TreeMap<>(Map.ofEntries(
            Map.entry("num_retries", UnusedSettings::count),
            Map.entry("max_retries", UnusedSettings::count),
            Map.entry("allowed_fails", YamlValue::number),
            Map.entry("cooldown_time", YamlValue::number),
            Map.entry("timeout", YamlValue::number),
            Map.entry("stream_timeout", YamlValue::number),
            Map.entry("request_timeout", YamlValue::number),
            Map.entry("retry_after", YamlValue::number),
            Map.entry("weight", YamlValue::number),
            Map.entry("order", UnusedSettings::count),
            Map.entry("rpm", UnusedSettings::count),
            Map.entry("tpm", UnusedSettings::count),
            Map.entry("max_parallel_requests", UnusedSettings::count),
            Map.entry("input_cost_per_token", YamlValue::number),
            Map.entry("output_cost_per_token", YamlValue::number),
            Map.entry("disable_cooldowns", YamlValue::flag),
            Map.entry("enable_pre_call_checks", YamlValue::flag),
            Map.entry("enable_weighted_failover", YamlValue::flag),
            Map.entry("retry_policy", UnusedSettings::counts),
            Map.entry("allowed_fails_policy", UnusedSettings::counts),
            Map.entry("routing_strategy", value -> value.oneOf(STRATEGIES)),
            Map.entry("order_fallback_status_codes", UnusedSettings::statusCodes)));

    private UnusedSettings() {}

    /** Notes every key of the mapping that nobody has asked for so far. */
    static void tell(YamlMap map) {
        Set<String> known = new LinkedHashSet<>(map.known());
        known.addAll(CHECKS.keySet());
        for (YamlValue value : map.others()) {
            Consumer<YamlValue> check = CHECKS.get(value.key());
            if (check == null) {
                value.unused("is not acted on" + Spelling.hint(value.key(), known));
                continue;
            }
            if (!value.isNull()) {
                check.accept(value);
            }
            value.unused("is not acted on yet");
        }
    }

    private static void count(YamlValue value) {
        value.wholeNumber(0);
    }

    private static void counts(YamlValue policy) {
        policy.map().all().forEach(UnusedSettings::count);
    }

    /** LiteLLM takes a number, or {@code 5xx} for the whole class; a quoted number is a mistake there too. */
    private static void statusCodes(YamlValue list) {
        String expected = "a status code from 100 to 599, without quotes, or 5xx";
        for (YamlValue item : list.items("a list of status codes")) {
            if (item.text(expected)
                    .filter(text -> !text.equals("5xx") && !(item.isPlain() && text.matches("[1-5]\\d\\d")))
                    .isPresent()) {
                item.mistake(expected);
            }
        }
    }
}
