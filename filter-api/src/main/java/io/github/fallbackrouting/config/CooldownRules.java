package io.github.fallbackrouting.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * When a deployment rests, and for how long. Immutable.
 *
 * @param time {@code cooldown_time}: the first rest; zero: none ever rests; default 5 s, as LiteLLM has it. A deployment's own
 *     value counts before it
 * @param allowedFails {@code allowed_fails}: the failures in a minute that cause no rest yet: with 3 the fourth does;
 *     empty: the share of failures decides
 * @param policy {@code allowed_fails_policy}: the same for one class of failure
 * @param whenAllRest {@code when_all_cooling}: what becomes of a request all of whose deployments rest
 * @param passOver {@code pass_over_host}: whether a resource runs whose own deployment rests
 */
public record CooldownRules(
        Duration time,
        OptionalInt allowedFails,
        Map<ErrorClass, Integer> policy,
        WhenAllRest whenAllRest,
        PassOver passOver) {

    /** The values that hold where the file is silent. */
    public static final CooldownRules DEFAULT = new CooldownRules(
            Duration.ofSeconds(5), OptionalInt.empty(), Map.of(), WhenAllRest.TRY_SOONEST, PassOver.AUTO);

    /** What becomes of a request all of whose deployments rest. */
    public enum WhenAllRest {
        /** {@code try_soonest}: the one whose rest ends first is asked all the same. */
        TRY_SOONEST,
        /** {@code refuse}: a 503 with {@code Retry-After}. */
        REFUSE
    }

    /** Whether a host is passed over whose own deployment rests. */
    public enum PassOver {
        /** {@code auto}: unless something of the host's stands between its last request filter and its resource method. */
        AUTO,
        /** {@code always}. */
        ALWAYS,
        /** {@code never}: its resource always runs. */
        NEVER;

        /** As the file spells it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if the time is negative */
    public CooldownRules {
        policy = Map.copyOf(policy);
        if (time.isNegative()) {
            throw new IllegalArgumentException("cooldown_time must not be negative, but is " + time);
        }
    }
}
