package io.github.fallbackrouting.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the operator says of one deployment alone; what is empty follows the settings for all. Immutable.
 *
 * @param order {@code order}: its level in its group, the lowest first; without one it comes after all that have one
 * @param weight {@code weight}: its share of the requests that {@code simple-shuffle} spreads
 * @param rpm {@code rpm}: requests in a minute; also a share for {@code simple-shuffle} where there is no weight
 * @param tpm {@code tpm}: tokens in a minute; also a share for {@code simple-shuffle} where there is neither
 * @param numRetries {@code num_retries}: further attempts in its group after it failed
 * @param timeout {@code timeout}: of one attempt
 * @param cooldownTime {@code cooldown_time}; zero: it never rests
 * @param maxInputTokens {@code model_info.max_input_tokens}
 * @param prices of its tokens, if the file says one of the first two
 */
public record DeploymentSettings(
        OptionalInt order,
        Optional<BigDecimal> weight,
        OptionalInt rpm,
        OptionalInt tpm,
        OptionalInt numRetries,
        Optional<Duration> timeout,
        Optional<Duration> cooldownTime,
        OptionalInt maxInputTokens,
        Optional<Prices> prices) {

    /** Nothing is said. */
    public static final DeploymentSettings NONE = new DeploymentSettings(
            OptionalInt.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty());

    /** The same without {@code cooldown_time}. */
    DeploymentSettings withoutCooldownTime() {
        return new DeploymentSettings(
                order, weight, rpm, tpm, numRetries, timeout, Optional.empty(), maxInputTokens, prices);
    }

    /** The level; the last of all without {@code order}. */
    public int level() {
        return order.orElse(Integer.MAX_VALUE);
    }
}
