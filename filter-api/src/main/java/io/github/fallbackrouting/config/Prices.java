package io.github.fallbackrouting.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a deployment's provider charges, in USD per token. Immutable.
 *
 * @param input {@code input_cost_per_token}
 * @param output {@code output_cost_per_token}
 * @param cacheRead {@code cache_read_input_token_cost}; empty: as any input
 * @param cacheWrite {@code cache_creation_input_token_cost}; empty: as any input
 * @param reasoning {@code output_cost_per_reasoning_token}; empty: as any output
 */
public record Prices(
        BigDecimal input,
        BigDecimal output,
        Optional<BigDecimal> cacheRead,
        Optional<BigDecimal> cacheWrite,
        Optional<BigDecimal> reasoning) {

    /** @throws IllegalArgumentException if one is negative */
    public Prices {
        for (BigDecimal price : List.of(
                input,
                output,
                cacheRead.orElse(BigDecimal.ZERO),
                cacheWrite.orElse(BigDecimal.ZERO),
                reasoning.orElse(BigDecimal.ZERO))) {
            if (price.signum() < 0) {
                throw new IllegalArgumentException("a price of at least 0 expected, found: " + price);
            }
        }
    }

    /** Input and output together: what cost-based routing compares. */
    public BigDecimal perToken() {
        return input.add(output);
    }
}
