package io.github.fallbackrouting.config;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a deployment's tokens cost, in USD each. The keys are LiteLLM's. Immutable.
 *
 * @param input {@code input_cost_per_token}; zero where only {@code output_cost_per_token} is said
 * @param output {@code output_cost_per_token}; zero where only {@code input_cost_per_token} is said
 * @param cacheRead {@code cache_read_input_token_cost}: of an input token that came out of the provider's cache
 * @param cacheWrite {@code cache_creation_input_token_cost}: of an input token that went into it
 * @param reasoning {@code output_cost_per_reasoning_token}: of an output token that the caller does not see
 */
public record Prices(
        BigDecimal input,
        BigDecimal output,
        Optional<BigDecimal> cacheRead,
        Optional<BigDecimal> cacheWrite,
        Optional<BigDecimal> reasoning) {

    /** @throws IllegalArgumentException if one is negative */
    public Prices {
        requireNotNegative(input);
        requireNotNegative(output);
        cacheRead.ifPresent(Prices::requireNotNegative);
        cacheWrite.ifPresent(Prices::requireNotNegative);
        reasoning.ifPresent(Prices::requireNotNegative);
    }

    /** Of one input token with one output token: what {@code cost-based-routing} compares. */
    public BigDecimal perToken() {
        return input.add(output);
    }

    private static void requireNotNegative(BigDecimal price) {
        if (price.signum() < 0) {
            throw new IllegalArgumentException("a price must not be negative, but one is " + price);
        }
    }
}
