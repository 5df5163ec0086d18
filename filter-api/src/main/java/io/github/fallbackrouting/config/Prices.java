package io.github.fallbackrouting.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What a deployment's tokens cost, in USD each. The keys are LiteLLM's. Immutable. */
public final class Prices {

    private static final int INPUT = 0;
    private static final int READ = 1;
    private static final int WRITTEN = 2;
    private static final int OUTPUT = 3;
    private static final int REASONED = 4;

    /** Of a token of each kind. */
    private final List<BigDecimal> all;

    /** All of them in the smallest unit that any of them needs; empty if one is too large for that. */
    private final long[] inUnits;

    /** A unit is 1 USD with the decimal point moved so many places to the left. */
    private final int scale;

    /**
     * What the file says.
     *
     * @param input {@code input_cost_per_token}; zero where only {@code output_cost_per_token} is said
     * @param output {@code output_cost_per_token}; zero where only {@code input_cost_per_token} is said
     * @param cacheRead {@code cache_read_input_token_cost}: of an input token that came out of the provider's cache
     * @param cacheWrite {@code cache_creation_input_token_cost}: of an input token that went into it
     * @param reasoning {@code output_cost_per_reasoning_token}: of an output token that the caller does not see
     * @throws IllegalArgumentException if one is negative
     */
    public Prices(
            BigDecimal input,
            BigDecimal output,
            Optional<BigDecimal> cacheRead,
            Optional<BigDecimal> cacheWrite,
            Optional<BigDecimal> reasoning) {
        all = List.of(input, cacheRead.orElse(input), cacheWrite.orElse(input), output, reasoning.orElse(output));
        all.forEach(Prices::requireNotNegative);
        scale = all.stream().mapToInt(BigDecimal::scale).max().orElseThrow();
        inUnits = inUnits(all, scale);
    }

    private static void requireNotNegative(BigDecimal price) {
        if (price.signum() < 0) {
            throw new IllegalArgumentException("a price must not be negative, but one is " + price);
        }
    }

    private static long[] inUnits(List<BigDecimal> prices, int scale) {
        try {
            return prices.stream()
                    .mapToLong(price -> price.scaleByPowerOfTen(scale).longValueExact())
                    .toArray();
        } catch (ArithmeticException e) {
            return new long[0];
        }
    }

    /** Of an input token. */
    public BigDecimal input() {
        return all.get(INPUT);
    }

    /** Of one input token with one output token: what {@code cost-based-routing} compares. */
    public BigDecimal perToken() {
        return all.get(INPUT).add(all.get(OUTPUT));
    }

    /**
     * What so many tokens cost, exactly. Each is of one kind only; those of a kind without a price of its own cost what the plain
     * ones of their direction cost.
     */
    public BigDecimal of(long plainInput, long read, long written, long plainOutput, long reasoned) {
        try {
            if (inUnits.length > 0) {
                return BigDecimal.valueOf(inUnits(plainInput, read, written, plainOutput, reasoned), scale);
            }
        } catch (ArithmeticException e) {
            // So much that a long has no room for it.
        }
        BigDecimal input = usd(INPUT, plainInput).add(usd(READ, read)).add(usd(WRITTEN, written));
        return input.add(usd(OUTPUT, plainOutput)).add(usd(REASONED, reasoned));
    }

    /**
     * Reckoning with {@link BigDecimal} made a covered request allocate 320 bytes more (benchmark {@code Covered}).
     *
     * @throws ArithmeticException if it is more than there is room for
     */
    private long inUnits(long plainInput, long read, long written, long plainOutput, long reasoned) {
        long cached = Math.addExact(units(READ, read), units(WRITTEN, written));
        long output = Math.addExact(units(OUTPUT, plainOutput), units(REASONED, reasoned));
        return Math.addExact(Math.addExact(units(INPUT, plainInput), cached), output);
    }

    private long units(int kind, long tokens) {
        return Math.multiplyExact(inUnits[kind], tokens);
    }

    private BigDecimal usd(int kind, long tokens) {
        return all.get(kind).multiply(BigDecimal.valueOf(tokens));
    }

    /** Whether every kind of tokens costs the same, and is written the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Prices prices && prices.all.equals(all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return "Prices" + all;
    }
}
