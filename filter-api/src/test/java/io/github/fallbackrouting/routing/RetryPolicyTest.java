package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.ErrorClass;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.util.EnumSet;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private static final OptionalInt NO_WISH = OptionalInt.empty();

    /** How each kind is seen most often. */
    private static Failed failed(FailureKind kind) {
        int status = switch (kind) {
            case RATE_LIMITED -> 429;
            case OVERLOADED -> 503;
            case SERVER_ERROR -> 500;
            case TIMEOUT, CONNECTION, CLIENT_GONE -> 0;
            case BROKEN_ANSWER -> 200;
            case CONTEXT_WINDOW, CONTENT_POLICY, BAD_REQUEST -> 400;
            case CREDENTIALS -> 401;
            case NOT_FOUND -> 404;
        };
        return new Failed(kind, status, "");
    }

    private static RetryPolicy policy(Deployments.Config config) {
        return new RetryPolicy(config.build().retries());
    }

    private static ModelGroup group(Deployments.Config config, String name) {
        return config.build().groups().named(name).orElseThrow();
    }

    /** Section 5 of the design, one row for each kind. */
    @ParameterizedTest
    @CsvSource({
        // kind,         after the host's, after an alternate's, in the group, the same, another group
        "RATE_LIMITED,   true,  true,  true,  true,  true",
        "OVERLOADED,     true,  true,  true,  true,  true",
        "SERVER_ERROR,   true,  true,  true,  true,  true",
        "TIMEOUT,        true,  true,  true,  false, true",
        "CONNECTION,     true,  true,  true,  true,  true",
        "BROKEN_ANSWER,  true,  true,  true,  false, true",
        "CONTEXT_WINDOW, true,  true,  false, false, true",
        "CONTENT_POLICY, true,  true,  false, false, true",
        "CREDENTIALS,    false, true,  true,  false, true",
        "NOT_FOUND,      false, true,  true,  false, true",
        "BAD_REQUEST,    false, false, false, false, false",
        "CLIENT_GONE,    false, false, false, false, false",
    })
    void saysWhatMayBeTriedAfterEachKindOfFailure(
            FailureKind kind, boolean afterHost, boolean afterAlternate, boolean stay, boolean again, boolean leave) {
        RetryPolicy policy = policy(config("a1"));
        ModelGroup group = group(config("a1"), "a");
        Failed failed = failed(kind);

        assertEquals(afterHost, policy.mayGoOn(Reason.PRIMARY, failed), "after the host's");
        for (Reason reason : new Reason[] {Reason.INSTEAD, Reason.RETRY, Reason.FALLBACK}) {
            assertEquals(afterAlternate, policy.mayGoOn(reason, failed), "after an alternate's, " + reason);
        }
        if (afterAlternate) {
            assertEquals(stay, policy.mayStayInGroup(group, failed), "in the group");
            assertEquals(again, policy.mayAskAgain(group, failed), "the same");
        }
        assertEquals(leave, policy.mayLeaveGroup(failed), "another group");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 404})
    void leavesTheHostItsOwnWordWhateverCodeIsInIt(int status) {
        RetryPolicy policy = policy(config("a1"));

        for (FailureKind kind : FailureKind.values()) {
            assertFalse(policy.mayGoOn(Reason.PRIMARY, new Failed(kind, status, "")), kind::name);
        }
    }

    @Test
    void goesOnAfterAQuotaOfTheHostsThatIsUsedUp() {
        assertTrue(policy(config("a1")).mayGoOn(Reason.PRIMARY, new Failed(FailureKind.CREDENTIALS, 429, "")));
    }

    @Test
    void doesAsToldAfterABadRequest() {
        Deployments.Config config = config("a1").retries(ErrorClass.BAD_REQUEST, 1);
        RetryPolicy policy = policy(config);
        Failed failed = failed(FailureKind.BAD_REQUEST);

        assertTrue(policy.mayGoOn(Reason.PRIMARY, failed));
        assertTrue(policy.mayGoOn(Reason.RETRY, failed));
        assertTrue(policy.mayStayInGroup(group(config, "a"), failed));
        assertTrue(policy.mayAskAgain(group(config, "a"), failed));
        assertFalse(policy.mayLeaveGroup(failed), "the policy is one of retries");
    }

    /** By an exception a host refuses its own caller; that is its security, which stays in force. */
    @Test
    void neverGoesOnAfterARefusalOfTheHostsThatIsAnException() {
        Outcome refusal = new Judge().judge(new Threw(0, new SecurityException()));

        assertFalse(policy(config("a1").retries(ErrorClass.BAD_REQUEST, 1)).mayGoOn(Reason.PRIMARY, (Failed) refusal));
    }

    @Test
    void goesOnNowhereAfterABadRequestWhereTheOperatorAllowsNoRetry() {
        assertFalse(policy(config("a1").retries(ErrorClass.BAD_REQUEST, 0))
                .mayGoOn(Reason.PRIMARY, failed(FailureKind.BAD_REQUEST)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"TIMEOUT", "CREDENTIALS", "NOT_FOUND", "BAD_REQUEST", "CONTENT_POLICY"})
    void asksTheSameAgainOnlyIfTheOperatorSaysSo(FailureKind kind) {
        Failed failed = failed(kind);
        ErrorClass known = kind.errorClass().orElseThrow();
        Deployments.Config silent = config("a1", "b1").retries(9);
        Deployments.Config none = config("a1", "b1").retries(known, 0);
        Deployments.Config some = config("a1", "b1").retries(known, 2);
        Deployments.Config ofGroup = config("a1", "b1").retries("a", known, 2);

        assertFalse(policy(silent).mayAskAgain(group(silent, "a"), failed));
        assertFalse(policy(none).mayAskAgain(group(none, "a"), failed));
        assertTrue(policy(some).mayAskAgain(group(some, "a"), failed));
        assertTrue(policy(ofGroup).mayAskAgain(group(ofGroup, "a"), failed));
        assertFalse(policy(ofGroup).mayAskAgain(group(ofGroup, "b"), failed), "it is another group's policy");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"BROKEN_ANSWER", "CONTEXT_WINDOW", "CLIENT_GONE"})
    void neverAsksTheSameAgainWhereNoPolicyHasAKeyForIt(FailureKind kind) {
        Deployments.Config config = config("a1");
        for (ErrorClass failure : ErrorClass.values()) {
            config.retries(failure, 9);
        }

        assertFalse(policy(config).mayAskAgain(group(config, "a"), failed(kind)));
    }

    // ---- how often ------------------------------------------------------------------------------------------------

    private static int retries(Deployments.Config config, FailureKind kind, OptionalInt wished) {
        Configuration built = config.build();
        ModelGroup group = built.groups().named("a").orElseThrow();
        return new RetryPolicy(built.retries())
                .retries(group, group.deployments().get(0), failed(kind), wished);
    }

    @Test
    void takesTheGroupsPolicyThenThePolicyThenTheWishThenTheDeploymentThenTheNumberForAll() {
        Deployments.Config config = config("a1").retries(1);
        assertEquals(1, retries(config, FailureKind.RATE_LIMITED, NO_WISH));

        config.with("a1", settings -> settings.retries(2));
        assertEquals(2, retries(config, FailureKind.RATE_LIMITED, NO_WISH));
        assertEquals(3, retries(config, FailureKind.RATE_LIMITED, OptionalInt.of(3)));

        config.retries(ErrorClass.RATE_LIMIT, 4);
        assertEquals(4, retries(config, FailureKind.RATE_LIMITED, OptionalInt.of(3)));

        config.retries("a", ErrorClass.RATE_LIMIT, 5);
        assertEquals(5, retries(config, FailureKind.RATE_LIMITED, OptionalInt.of(3)));
    }

    @Test
    void takesAGroupsPolicyAsAWhole() {
        Deployments.Config config =
                config("a1", "b1").retries(1).retries(ErrorClass.RATE_LIMIT, 4).retries("a", ErrorClass.TIMEOUT, 5);

        assertEquals(1, retries(config, FailureKind.RATE_LIMITED, NO_WISH), "the group's own says nothing of it");
        assertEquals(3, retries(config, FailureKind.RATE_LIMITED, OptionalInt.of(3)));
    }

    @Test
    void takesZeroForANumber() {
        Deployments.Config config = config("a1").retries(3).retries(ErrorClass.INTERNAL_SERVER, 0);

        assertEquals(0, retries(config, FailureKind.SERVER_ERROR, OptionalInt.of(9)));
        assertEquals(3, retries(config, FailureKind.RATE_LIMITED, NO_WISH));
        assertEquals(0, retries(config, FailureKind.RATE_LIMITED, OptionalInt.of(0)));
        assertEquals(
                0,
                retries(
                        config("a1").retries(3).with("a1", settings -> settings.retries(0)),
                        FailureKind.RATE_LIMITED,
                        NO_WISH));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"OVERLOADED", "SERVER_ERROR", "CONNECTION"})
    void countsEveryFailureOfTheServerAsInternal(FailureKind kind) {
        assertEquals(7, retries(config("a1").retries(ErrorClass.INTERNAL_SERVER, 7), kind, NO_WISH));
    }

    @Test
    void takesTheNumberForAllWhereNoPolicyHasAKey() {
        Deployments.Config config = config("a1").retries(1);
        for (ErrorClass failure : EnumSet.complementOf(EnumSet.of(ErrorClass.DEFAULT))) {
            config.retries(failure, 9);
        }

        assertEquals(1, retries(config, FailureKind.BROKEN_ANSWER, NO_WISH));
    }

    @Test
    void takesThePolicysDefaultForWhateverHasNoKeyOfItsOwn() {
        Deployments.Config config =
                config("a1").retries(1).retries(ErrorClass.DEFAULT, 4).retries(ErrorClass.TIMEOUT, 0);

        assertEquals(4, retries(config, FailureKind.BROKEN_ANSWER, NO_WISH));
        assertEquals(4, retries(config, FailureKind.RATE_LIMITED, OptionalInt.of(9)));
        assertEquals(0, retries(config, FailureKind.TIMEOUT, NO_WISH));
        assertFalse(
                policy(config("a1").retries(ErrorClass.DEFAULT, 4))
                        .mayAskAgain(group(config, "a"), failed(FailureKind.TIMEOUT)),
                "a default names nothing");
    }

    @Test
    void takesAnOverloadedServersOwnNumberBeforeThatOfAllItsFailures() {
        Deployments.Config config = config("a1")
                .retries(1)
                .retries(ErrorClass.INTERNAL_SERVER, 7)
                .retries(ErrorClass.SERVICE_UNAVAILABLE, 0);

        assertEquals(0, retries(config, FailureKind.OVERLOADED, NO_WISH));
        assertEquals(7, retries(config, FailureKind.SERVER_ERROR, NO_WISH));
    }

    @Test
    void findsAGroupsPolicyByAnyOfItsNames() {
        Deployments.Config config = config("a1").alias("fast", "a").retries("a", ErrorClass.RATE_LIMIT, 5);
        Configuration built = config.build();
        ModelGroup fast = built.groups().named("fast").orElseThrow();

        assertEquals(
                5,
                new RetryPolicy(built.retries())
                        .retries(fast, fast.deployments().get(0), failed(FailureKind.RATE_LIMITED), NO_WISH));
    }

    @Test
    void prefersThePolicyOfTheAlias() {
        Configuration built = config("a1")
                .alias("fast", "a")
                .retries("a", ErrorClass.RATE_LIMIT, 5)
                .retries("fast", ErrorClass.RATE_LIMIT, 6)
                .build();
        ModelGroup fast = built.groups().named("fast").orElseThrow();

        assertEquals(
                6,
                new RetryPolicy(built.retries())
                        .retries(fast, fast.deployments().get(0), failed(FailureKind.RATE_LIMITED), NO_WISH));
    }
}
