package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ErrorClass;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.config.RetryRules;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Says what may be tried after a failure: anything, the same group, the same deployment, and how often. Immutable. */
final class RetryPolicy {

    /** By which a host speaks to its own caller: RFC 9110, sections 15.5.2 to 15.5.5. */
    private static final Set<Integer> OWN_WORDS = Set.of(401, 402, 403, 404);

    private final RetryRules rules;

    RetryPolicy(RetryRules rules) {
        this.rules = rules;
    }

    /**
     * Whether anybody may be asked after this failure, as far as that can be known without the group.
     *
     * @param asked why the deployment that failed was asked
     */
    boolean mayGoOn(Reason asked, Failed failure) {
        // Nobody is there to take the answer.
        if (failure.kind() == FailureKind.CLIENT_GONE) {
            return false;
        }
        // It may be the host's own word to its caller. An alternate's is about our key or its model.
        if (asked == Reason.PRIMARY && isOwnWord(failure)) {
            return false;
        }
        // It would fail everywhere, unless the operator knows better.
        if (failure.kind() == FailureKind.BAD_REQUEST) {
            return isRetriedAnywhere(ErrorClass.BAD_REQUEST);
        }
        return true;
    }

    /** Whether the host may mean its caller by this, and not its provider. */
    static boolean isOwnWord(Failed failure) {
        // A bad request without the status of one is an exception by which the host refuses its caller.
        boolean isRefusal = failure.kind() == FailureKind.BAD_REQUEST && failure.status() / 100 != 4;
        return isRefusal || OWN_WORDS.contains(failure.status());
    }

    private boolean isRetriedAnywhere(ErrorClass failure) {
        return Stream.concat(Stream.of(rules.policy()), rules.groupPolicies().values().stream())
                .anyMatch(policy -> policy.getOrDefault(failure, 0) > 0);
    }

    /** Whether another deployment of the group may do better, which has the same model. */
    boolean mayStayInGroup(ModelGroup group, Failed failure) {
        return switch (failure.kind()) {
            case BAD_REQUEST, CONTENT_POLICY -> named(group, failure).orElse(0) > 0;
            case CONTEXT_WINDOW, CLIENT_GONE -> false;
            default -> true;
        };
    }

    /** Whether the same deployment may do better a moment later. */
    boolean mayAskAgain(ModelGroup group, Failed failure) {
        return switch (failure.kind()) {
            case RATE_LIMITED, OVERLOADED, SERVER_ERROR, CONNECTION -> true;
            // A silent route is not asked twice, a missing model does not appear: unless the operator says so.
            case TIMEOUT, CREDENTIALS, NOT_FOUND, BAD_REQUEST, CONTENT_POLICY ->
                named(group, failure).orElse(0) > 0;
            case BROKEN_ANSWER, CONTEXT_WINDOW, CLIENT_GONE -> false;
        };
    }

    /** Whether another group may do better. */
    boolean mayLeaveGroup(Failed failure) {
        return failure.kind() != FailureKind.BAD_REQUEST && failure.kind() != FailureKind.CLIENT_GONE;
    }

    /**
     * How many further attempts within the group this failure allows: what the policy says of its class, else what the
     * caller says, else the deployment's own number, else the number for all.
     */
    int retries(ModelGroup group, Deployment failed, Failed failure, OptionalInt wished) {
        OptionalInt own = failed.settings().numRetries();
        int general = wished.orElse(own.orElse(rules.numRetries()));
        return named(group, failure)
                .or(() -> rules.policyOf(policyName(group), ErrorClass.DEFAULT))
                .orElse(general);
    }

    private Optional<Integer> named(ModelGroup group, Failed failure) {
        Optional<ErrorClass> known = failure.kind().errorClass();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        return rules.policyOf(policyName(group), known.get());
    }

    /** The group's own policy counts as a whole, by whichever of its names it is given. */
    private String policyName(ModelGroup group) {
        return group.names().stream()
                .filter(rules.groupPolicies()::containsKey)
                .findFirst()
                .orElse(group.name());
    }
}
