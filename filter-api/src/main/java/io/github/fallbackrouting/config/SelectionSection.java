package io.github.fallbackrouting.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads how a deployment is chosen within a group. */
final class SelectionSection {

    /**
     * LiteLLM's first version of {@code usage-based-routing-v2}, from which it differs in how it counts, not in what it
     * means.
     */
    private static final String USAGE_BASED_V1 = "usage-based-routing";

    private static final List<String> STRATEGIES = Stream.concat(
                    Stream.of(RoutingStrategy.values()).map(RoutingStrategy::key), Stream.of(USAGE_BASED_V1))
            .toList();

    private static final String STATUS = "a status code from 100 to 599, without quotes, or 5xx";

    private final Settings settings;

    SelectionSection(Settings settings) {
        this.settings = settings;
    }

    SelectionRules rules() {
        return new SelectionRules(
                settings.router("routing_strategy")
                        .flatMap(value -> value.oneOf(STRATEGIES))
                        .map(SelectionSection::strategy)
                        .orElse(SelectionRules.DEFAULT.strategy()),
                settings.either("enable_pre_call_checks")
                        .flatMap(YamlValue::flag)
                        .orElse(SelectionRules.DEFAULT.preCallChecks()),
                settings.either("enable_weighted_failover")
                        .flatMap(YamlValue::flag)
                        .orElse(SelectionRules.DEFAULT.weightedFailover()),
                settings.router("order_fallback_status_codes").map(SelectionSection::statuses));
    }

    private static RoutingStrategy strategy(String key) {
        return Stream.of(RoutingStrategy.values())
                .filter(strategy -> strategy.key().equals(key))
                .findFirst()
                .orElse(RoutingStrategy.USAGE_BASED);
    }

    /** An empty list is none that matches, as in LiteLLM: no failure leads to the next level. */
    private static Set<Integer> statuses(YamlValue list) {
        Set<Integer> statuses = new LinkedHashSet<>();
        for (YamlValue item : list.items("a list of status codes")) {
            status(item).forEach(statuses::add);
        }
        return statuses;
    }

    /** LiteLLM takes a number, or {@code 5xx} for the whole class; a quoted number is a mistake there too. */
    private static IntStream status(YamlValue item) {
        Optional<String> text = item.text(STATUS);
        if (text.isEmpty()) {
            return IntStream.empty();
        }
        if (text.get().equals("5xx")) {
            return IntStream.rangeClosed(500, 599);
        }
        if (item.isPlain() && text.get().matches("[1-5]\\d\\d")) {
            return IntStream.of(Integer.parseInt(text.get()));
        }
        item.mistake(STATUS);
        return IntStream.empty();
    }
}
