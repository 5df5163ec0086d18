package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.deployment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static final Deployment A1 = deployment("a1");
    private static final Deployment A2 = deployment("a2");
    private static final Outcome SERVED = new Served(200);
    private static final Outcome FAILED = new Failed(FailureKind.OVERLOADED, 503, "");

    private final SteppedClock clock = new SteppedClock();
    private final Traffic traffic = new Traffic(clock);

    private static double nanos(long millis) {
        return (double) Duration.ofMillis(millis).toNanos();
    }

    private void answers(Deployment deployment, Outcome outcome, long millis, long tokens) {
        traffic.began(deployment);
        traffic.ended(deployment, outcome, Duration.ofMillis(millis), tokens);
    }

    @Test
    void knowsNothingAtFirst() {
        assertEquals(0, traffic.underWay(A1));
        assertEquals(0, traffic.requests(A1));
        assertEquals(0, traffic.tokens(A1));
        assertEquals(0, traffic.latency(A1));
    }

    @Test
    void countsWhatIsUnderWay() {
        traffic.began(A1);
        traffic.began(A1);
        traffic.began(A2);
        assertEquals(2, traffic.underWay(A1));
        assertEquals(1, traffic.underWay(A2));

        traffic.ended(A1, FAILED, Duration.ZERO, 0);
        traffic.ended(A1, SERVED, Duration.ZERO, 0);
        assertEquals(0, traffic.underWay(A1));
        assertEquals(1, traffic.underWay(A2));
    }

    @Test
    void countsRequestsAndTokensOfAMinute() {
        answers(A1, SERVED, 1, 100);
        answers(A1, FAILED, 1, 20);
        clock.step(Duration.ofSeconds(59));
        answers(A1, SERVED, 1, 3);
        assertEquals(3, traffic.requests(A1));
        assertEquals(123, traffic.tokens(A1));
        assertEquals(0, traffic.requests(A2));

        clock.step(Duration.ofSeconds(1));
        assertEquals(0, traffic.requests(A1));
        assertEquals(0, traffic.tokens(A1));
    }

    @Test
    void keepsWhatIsUnderWayOverTheMinute() {
        traffic.began(A1);
        clock.step(Duration.ofMinutes(1));
        assertEquals(1, traffic.underWay(A1));
        assertEquals(0, traffic.requests(A1));

        traffic.ended(A1, SERVED, Duration.ofMinutes(1), 50);
        assertEquals(0, traffic.underWay(A1));
        assertEquals(50, traffic.tokens(A1), "they are used when the answer is there");
    }

    @Test
    void averagesWhatAnswersTakeTheNewestMost() {
        answers(A1, SERVED, 100, 0);
        assertEquals(nanos(100), traffic.latency(A1));

        answers(A1, SERVED, 200, 0);
        assertEquals(nanos(120), traffic.latency(A1), 1);
    }

    @Test
    void takesNoFailureForAFastAnswer() {
        answers(A1, SERVED, 100, 0);
        answers(A1, FAILED, 1, 0);

        assertEquals(nanos(100), traffic.latency(A1));
    }

    @Test
    void remembersHowFastSomebodyIsOverTheMinute() {
        answers(A1, SERVED, 100, 0);
        clock.step(Duration.ofHours(1));

        assertEquals(nanos(100), traffic.latency(A1));
    }

    @Test
    void losesNothingHoweverManyTellItAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.add(() -> {
                    for (int request = 0; request < 1000; request++) {
                        answers(A1, SERVED, 1, 2);
                    }
                    return null;
                });
            }
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(0, traffic.underWay(A1));
        assertEquals(8000, traffic.requests(A1));
        assertEquals(16000, traffic.tokens(A1));
    }
}
