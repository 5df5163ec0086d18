package io.github.fallbackrouting.report;

import static io.github.fallbackrouting.routing.Deployments.config;
import static io.github.fallbackrouting.routing.Deployments.deployment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.report.DeploymentCounts.LastFailure;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Configuration configuration = config("a1", "a2", "b1")
            .with("b1", settings -> settings.cost("0.001"))
            .fallbacks("a", "b")
            .alias("fast", "a")
            .build();
    private final Tally tally = new Tally(configuration.groups());
    private final Told told = new Told(configuration, tally);

    @Test
    void countsWhoWasAskedAndWhoAnswered() {
        told.call("1", "a", told.served("a1", Reason.PRIMARY));
        told.call(
                "2",
                "a",
                told.failed("a1", Reason.PRIMARY, FailureKind.RATE_LIMITED, 429),
                told.served("a2", Reason.RETRY));
        told.call(
                "3",
                "a",
                told.failed("a1", Reason.PRIMARY, FailureKind.RATE_LIMITED, 429),
                told.failed("a2", Reason.RETRY, FailureKind.CONNECTION, 0),
                told.served("b1", Reason.FALLBACK));
        told.call("4", "b", told.served("b1", Reason.PRIMARY));

        DeploymentCounts a1 = tally.ofDeployment("a1");
        assertEquals(3, a1.attempts());
        assertEquals(1, a1.answers());
        assertEquals(0, a1.answersAsAlternate());
        assertEquals(Map.of(FailureKind.RATE_LIMITED, 2L), a1.failures());
        DeploymentCounts a2 = tally.ofDeployment("a2");
        assertEquals(2, a2.attempts());
        assertEquals(1, a2.answers());
        assertEquals(1, a2.answersAsAlternate());
        assertEquals(0, a2.answersByFallback());
        assertEquals(Map.of(FailureKind.CONNECTION, 1L), a2.failures());
        DeploymentCounts b1 = tally.ofDeployment("b1");
        assertEquals(2, b1.attempts());
        assertEquals(2, b1.answers());
        assertEquals(1, b1.answersAsAlternate());
        assertEquals(1, b1.answersByFallback());
        assertEquals(Map.of(), b1.failures());
    }

    @Test
    void saysWhichPartOfAGroupsCallsEachAnswered() {
        told.call("1", "a", told.served("a1", Reason.PRIMARY));
        told.call("2", "a", told.served("a1", Reason.PRIMARY));
        told.call(
                "3",
                "a",
                told.failed("a1", Reason.PRIMARY, FailureKind.OVERLOADED, 503),
                told.served("b1", Reason.FALLBACK));
        told.call("4", "a", told.failed("a1", Reason.PRIMARY, FailureKind.BAD_REQUEST, 400));
        told.call("5", "a", End.BROKEN_OFF, told.served("a1", Reason.PRIMARY));
        told.call("6", "b", told.served("b1", Reason.PRIMARY));

        GroupCounts a = tally.ofGroup("a");
        assertEquals(5, a.calls());
        assertEquals(3, a.answered());
        assertEquals(Map.of(End.ANSWERED, 3L, End.FAILED, 1L, End.BROKEN_OFF, 1L), a.ends());
        assertEquals(Map.of("a1", 2L, "b1", 1L), a.servedBy());
        assertEquals(Optional.of(new BigDecimal("0.6667")), a.share("a1"));
        assertEquals(Optional.of(new BigDecimal("0.3333")), a.share("b1"));
        assertEquals(Optional.of(new BigDecimal("0.3333")), a.fallbackRate());
        assertEquals(Optional.of(new BigDecimal("0.0000")), tally.ofGroup("b").fallbackRate());
        assertEquals(2, tally.ofDeployment("a1").answers(), "neither a failure nor a part is an answer");
    }

    @Test
    void saysNoShareWhereNobodyHasAnswered() {
        told.call("1", "a", told.failed("a1", Reason.PRIMARY, FailureKind.OVERLOADED, 503));

        assertEquals(Optional.empty(), tally.ofGroup("a").share("a1"));
        assertEquals(Optional.empty(), tally.ofGroup("a").fallbackRate());
    }

    @Test
    void remembersTheLastFailure() {
        told.call("1", "a", told.failed("a1", Reason.PRIMARY, FailureKind.OVERLOADED, 503));
        told.call("2", "a", told.failed("a1", Reason.PRIMARY, FailureKind.RATE_LIMITED, 429));
        told.call("3", "a", End.CLIENT_GONE, told.failed("a1", Reason.PRIMARY, FailureKind.CLIENT_GONE, 0));

        assertEquals(
                Optional.of(new LastFailure(FailureKind.RATE_LIMITED, 429, Told.START.plus(Duration.ofMillis(250)))),
                tally.ofDeployment("a1").lastFailure(),
                "a caller that leaves is none of the deployment's");
        assertEquals(
                List.of(FailureKind.RATE_LIMITED, FailureKind.OVERLOADED, FailureKind.CLIENT_GONE),
                List.copyOf(tally.ofDeployment("a1").failures().keySet()));
    }

    @Test
    void addsUpTokensAndCost() {
        told.call("1", "b", told.attempt("b1", Reason.PRIMARY, new Served(200), Told.usage(10, 5)));
        told.call(
                "2",
                "b",
                told.attempt("b1", Reason.PRIMARY, new Failed(FailureKind.BROKEN_ANSWER, 200, ""), Told.usage(7, 1)));
        told.call("3", "a", told.attempt("a1", Reason.PRIMARY, new Served(200), Told.usage(100, 50)));

        DeploymentCounts b1 = tally.ofDeployment("b1");
        assertEquals(17, b1.inputTokens());
        assertEquals(6, b1.outputTokens());
        assertEquals(0, new BigDecimal("0.017").compareTo(b1.cost()), "failed attempts cost too: " + b1.cost());
        assertEquals(100, tally.ofDeployment("a1").inputTokens());
        assertEquals(BigDecimal.ZERO, tally.ofDeployment("a1").cost());
    }

    @Test
    void countsAnAliasForItsGroup() {
        told.call("1", "fast", told.served("a1", Reason.PRIMARY));

        assertEquals(1, tally.ofGroup("a").calls());
        assertEquals(0, tally.ofGroup("fast").calls());
    }

    @Test
    void countsWhatAWildcardMatchesForTheWildcard() {
        Configuration wild =
                config(List.of(deployment("w1", "openai/*", "azure/*"))).build();
        Tally counted = new Tally(wild.groups());
        Told other = new Told(wild, counted);
        for (String name : new String[] {"openai/gpt-4o", "openai/anything"}) {
            other.call(
                    "1",
                    name,
                    Told.attempt(
                            wild.groups()
                                    .named(name)
                                    .orElseThrow()
                                    .deployments()
                                    .get(0),
                            Reason.PRIMARY,
                            new Served(200),
                            Told.usage(1, 1)));
        }

        assertEquals(2, counted.ofGroup("openai/*").calls());
        assertEquals(Map.of("w1", 2L), counted.ofGroup("openai/*").servedBy());
        assertEquals(2, counted.ofDeployment("w1").attempts());
        assertEquals(0, counted.ofGroup("openai/gpt-4o").calls(), "callers choose that name");
    }

    @Test
    void countsWhatIsNotOursApart() {
        told.call("1", "", End.UNTOUCHED);

        assertEquals(1, tally.untouched());
        assertEquals(List.of(), tally.recent());
    }

    @Test
    void keepsTheLastFiftyCalls() {
        IntStream.rangeClosed(1, 53).forEach(number -> told.call("" + number, "a", told.served("a1", Reason.PRIMARY)));

        assertEquals(
                IntStream.rangeClosed(4, 53)
                        .mapToObj(number -> "" + (57 - number))
                        .toList(),
                tally.recent().stream().map(call -> call.call().id()).toList());
    }

    @Test
    void losesNothingThatManyThreadsCount() throws Exception {
        int threads = 8;
        int each = 1_000;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            pool.execute(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int call = 0; call < each; call++) {
                    told.call("c", "b", told.attempt("b1", Reason.PRIMARY, new Served(200), Told.usage(3, 1)));
                }
            });
        }
        start.countDown();
        pool.shutdown();
        assertEquals(true, pool.awaitTermination(30, TimeUnit.SECONDS));

        long all = (long) threads * each;
        assertEquals(all, tally.ofGroup("b").calls());
        assertEquals(all, tally.ofDeployment("b1").answers());
        assertEquals(
                0,
                new BigDecimal("0.003")
                        .multiply(BigDecimal.valueOf(all))
                        .compareTo(tally.ofDeployment("b1").cost()));
        assertEquals(RecentCalls.MOST, tally.recent().size());
    }
}
