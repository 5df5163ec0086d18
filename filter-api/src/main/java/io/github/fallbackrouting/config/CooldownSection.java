package io.github.fallbackrouting.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads when deployments rest. */
final class CooldownSection {

    private static final ErrorPolicy POLICY =
            new ErrorPolicy("AllowedFails", EnumSet.complementOf(EnumSet.of(ErrorClass.DEFAULT)));

    /** The request's own fault: another deployment would fail with it too. */
    private static final List<ErrorClass> OF_THE_REQUEST =
            List.of(ErrorClass.BAD_REQUEST, ErrorClass.CONTENT_POLICY_VIOLATION);

    private final Settings settings;
    private final boolean disabled;

    CooldownSection(Settings settings) {
        this.settings = settings;
        this.disabled =
                settings.router("disable_cooldowns").flatMap(YamlValue::flag).orElse(false);
    }

    /** The rules; what LiteLLM has no key for is in our own section. */
    CooldownRules rules(OwnSection own) {
        Optional<Duration> time = settings.either("cooldown_time").flatMap(Seconds::zeroOrMore);
        return new CooldownRules(
                disabled ? Duration.ZERO : time.orElse(CooldownRules.DEFAULT.time()),
                settings.either("allowed_fails")
                        .flatMap(value -> value.wholeNumber(0))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()),
                settings.router("allowed_fails_policy").map(this::policy).orElse(Map.of()),
                own.whenAllRest(),
                own.passOver());
    }

    /** The same deployments; where nobody is to rest, without the rests that they have of their own. */
    List<Deployment> applyTo(List<Deployment> deployments) {
        return disabled
                ? deployments.stream().map(Deployment::withoutCooldownTime).toList()
                : deployments;
    }

    private Map<ErrorClass, Integer> policy(YamlValue value) {
        YamlMap policy = value.map();
        for (ErrorClass failure : OF_THE_REQUEST) {
            policy.get(POLICY.key(failure))
                    .ifPresent(number ->
                            number.unused("has no effect, since such a failure never makes a deployment rest here"));
        }
        return POLICY.read(policy);
    }
}
