package io.github.fallbackrouting.config;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads how often we try again. */
final class RetrySection {

    private static final ErrorPolicy POLICY = new ErrorPolicy("Retries", EnumSet.allOf(ErrorClass.class));

    private final Settings settings;
    private final Names names;

    /** @param names of the groups that may have a policy of their own */
    RetrySection(Settings settings, Names names) {
        this.settings = settings;
        this.names = names;
    }

    /** The rules; what LiteLLM has no key for is in our own section. */
    RetryRules rules(OwnSection own) {
        return new RetryRules(
                settings.either("num_retries")
                        .flatMap(value -> value.wholeNumber(0))
                        .orElse(RetryRules.DEFAULT.numRetries()),
                settings.router("retry_policy")
                        .map(value -> POLICY.read(value.map()))
                        .orElse(Map.of()),
                groupPolicies(),
                own.maxRetryAfter(),
                own.maxAttempts(),
                own.retryBudget());
    }

    private Map<String, Map<ErrorClass, Integer>> groupPolicies() {
        Map<String, Map<ErrorClass, Integer>> policies = new LinkedHashMap<>();
        settings.router("model_group_retry_policy").ifPresent(groups -> {
            for (YamlValue group : groups.map().all()) {
                if (group.isNull()) {
                    continue;
                }
                policies.put(group.key(), POLICY.read(group.map()));
                if (!names.serve(group.key())) {
                    names.tellUnknown(group);
                }
            }
        });
        return policies;
    }
}
