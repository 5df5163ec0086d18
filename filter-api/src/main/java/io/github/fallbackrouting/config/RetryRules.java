package io.github.fallbackrouting.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often and how patiently we try again. Immutable.
 *
 * @param numRetries {@code num_retries}: further attempts within a model group; default 2, as LiteLLM's proxy has it
 * @param policy {@code retry_policy}: the same for one class of failure
 * @param groupPolicies {@code model_group_retry_policy}: by model group; a group's own replaces {@code policy} as a whole
 * @param maxRetryAfter {@code max_retry_after}: the longest {@code Retry-After} that is waited for; default 10 s
 * @param maxAttempts {@code max_attempts}: the most attempts of one request, the host's own included; default 8
 * @param budget over all requests
 */
public record RetryRules(
        int numRetries,
        Map<ErrorClass, Integer> policy,
        Map<String, Map<ErrorClass, Integer>> groupPolicies,
        Duration maxRetryAfter,
        int maxAttempts,
        Budget budget) {

    /** The values that hold where the file is silent. */
    public static final RetryRules DEFAULT =
            new RetryRules(2, Map.of(), Map.of(), Duration.ofSeconds(10), 8, new Budget(0.2, 10));

    /**
     * The share of requests that may cause extra attempts, as Finagle's {@code RetryBudget} has it.
     *
     * @param share {@code retry_budget.share}: extra attempts per request, over the last ten seconds; default 0.2
     * @param perSecond {@code retry_budget.per_second}: extra attempts that are always allowed; default 10
     */
    public record Budget(double share, int perSecond) {

        /** @throws IllegalArgumentException if one is negative */
        public Budget {
            if (!(share >= 0) || perSecond < 0) {
                throw new IllegalArgumentException("a retry budget must not be negative");
            }
        }
    }

    /** @throws IllegalArgumentException if a number is negative, or no attempt is allowed at all */
    public RetryRules {
        policy = Map.copyOf(policy);
        Map<String, Map<ErrorClass, Integer>> copy = new LinkedHashMap<>();
        groupPolicies.forEach((group, own) -> copy.put(group, Map.copyOf(own)));
        groupPolicies = Map.copyOf(copy);
        if (numRetries < 0 || maxRetryAfter.isNegative()) {
            throw new IllegalArgumentException("num_retries and max_retry_after must not be negative");
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("max_attempts counts the host's own attempt, and must be at least 1");
        }
    }

    /** What the policy for this group says of this class of failure; empty if it says nothing. */
    public Optional<Integer> policyOf(String group, ErrorClass failure) {
        Map<ErrorClass, Integer> numbers = groupPolicies.getOrDefault(group, policy);
        return Optional.ofNullable(numbers.get(failure))
                .or(() -> failure.broader().map(numbers::get));
    }
}
