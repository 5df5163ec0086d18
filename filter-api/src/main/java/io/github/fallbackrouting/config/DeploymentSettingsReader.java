package io.github.fallbackrouting.config;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Reads what the operator says of one deployment alone. */
final class DeploymentSettingsReader {

    private static final String CACHE_READ = "cache_read_input_token_cost";
    private static final String CACHE_WRITE = "cache_creation_input_token_cost";
    private static final String REASONING = "output_cost_per_reasoning_token";

    /** LiteLLM takes these prices alone for changes to its own price list, which we don't have. */
    private static final String ALONE =
            "is not acted on, since there is neither input_cost_per_token nor output_cost_per_token";

    private final YamlMap params;
    private final YamlMap info;

    /**
     * @param params {@code litellm_params}
     * @param info {@code model_info}
     */
    DeploymentSettingsReader(YamlMap params, YamlMap info) {
        this.params = params;
        this.info = info;
    }

    DeploymentSettings read() {
        return new DeploymentSettings(
                count(params.get("order")),
                params.get("weight").flatMap(YamlValue::number),
                count(either("rpm")),
                count(either("tpm")),
                numRetries(),
                params.get("timeout").flatMap(Seconds::positive),
                params.get("cooldown_time").flatMap(Seconds::zeroOrMore),
                count(info.get("max_input_tokens")),
                prices());
    }

    /** LiteLLM's {@code completion()} calls {@code num_retries} the alternative to {@code max_retries}, and lets it win. */
    private OptionalInt numRetries() {
        Optional<YamlValue> synonym = params.get("max_retries");
        Optional<YamlValue> numRetries = params.get("num_retries");
        if (numRetries.isPresent()) {
            synonym.ifPresent(value -> value.unused("is not acted on, since num_retries counts"));
        }
        return count(numRetries.or(() -> synonym));
    }

    private Optional<Prices> prices() {
        Optional<BigDecimal> input = price("input_cost_per_token");
        Optional<BigDecimal> output = price("output_cost_per_token");
        Prices prices = new Prices(
                input.orElse(BigDecimal.ZERO),
                output.orElse(BigDecimal.ZERO),
                price(CACHE_READ),
                price(CACHE_WRITE),
                price(REASONING));
        if (input.isPresent() || output.isPresent()) {
            return Optional.of(prices);
        }
        Stream.of(CACHE_READ, CACHE_WRITE, REASONING)
                .flatMap(key -> either(key).stream())
                .forEach(value -> value.unused(ALONE));
        return Optional.empty();
    }

    /** In digits or with an exponent: {@code 5e-06} without a dot, which is text to YAML 1.1, is a number as well. */
    private Optional<BigDecimal> price(String key) {
        return either(key).flatMap(YamlValue::number);
    }

    /** LiteLLM looks for limits and prices in both, and in this order. */
    private Optional<YamlValue> either(String key) {
        Optional<YamlValue> ofInfo = info.get(key);
        return params.get(key).or(() -> ofInfo);
    }

    private static OptionalInt count(Optional<YamlValue> value) {
        return value.flatMap(number -> number.wholeNumber(0))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }
}
