package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Answer.Outcome;
import io.github.fallbackrouting.bench.Answer.Problem;
import io.github.fallbackrouting.bench.Observation.Turn;
import io.github.fallbackrouting.bench.Profile.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Plays scenarios, one after the other, to one system in front of one wall. */
final class Runner {

    /** After a scenario's limit: then it is a hang. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);

    private final Wall wall;
    private final Contender contender;
    private final Profile profile;

    Runner(Wall wall, Contender contender, Profile profile) {
        this.wall = wall;
        this.contender = contender;
        this.profile = profile;
    }

    Row play(Scenario scenario) throws InterruptedException {
        wall.journal().reset();
        List<Turn> turns = scenario == Scenario.S15 ? sequence(scenario) : List.of(turn(scenario, scenario.limit()));
        // At once: what a system does after its answer does not count.
        List<LogEntry> log = wall.journal().entries();
        Answer answer = turns.size() == 1 ? turns.get(0).answer() : together(turns);
        Answer probe = underDeadline(() -> contender.probe(FaultModel.OK, PROBE_LIMIT), PROBE_LIMIT);
        boolean alive = probe.succeeds() && probe.isComplete();
        return Row.of(
                new Observation(scenario, contender.reach(), profile.timings().outage(), turns, answer, log, alive));
    }

    private Turn turn(Scenario scenario, Duration limit) throws InterruptedException {
        Duration sent = wall.journal().sinceReset();
        return new Turn(sent, underDeadline(() -> contender.ask(scenario.model(), scenario.fallback(), limit), limit));
    }

    private List<Turn> sequence(Scenario scenario) throws InterruptedException {
        Sequence plan = profile.sequence();
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < plan.count(); i++) {
            Duration early =
                    plan.interval().multipliedBy(i).minus(wall.journal().sinceReset());
            if (!early.isNegative()) {
                TimeUnit.NANOSECONDS.sleep(early.toNanos());
            }
            turns.add(turn(scenario, plan.limit()));
        }
        return turns;
    }

    /** A hang if one is; a success if all are, and whole. */
    private Answer together(List<Turn> turns) {
        Duration elapsed = wall.journal().sinceReset();
        Optional<Answer> hang =
                turns.stream().map(Turn::answer).filter(Answer::hangs).findFirst();
        if (hang.isPresent()) {
            return Answer.hang(elapsed);
        }
        Answer last = turns.get(turns.size() - 1).answer();
        long lost = turns.stream()
                .map(Turn::answer)
                .filter(answer -> !answer.succeeds() || !answer.isComplete())
                .count();
        if (lost > 0) {
            return Answer.failed(
                    Problem.transport(lost + " of " + turns.size() + " requests without the whole answer"), elapsed);
        }
        return new Answer(Outcome.SUCCESS, last.text(), last.model(), last.usage(), elapsed, Optional.empty());
    }

    private static Answer underDeadline(Supplier<Answer> asking, Duration limit) throws InterruptedException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(asking.get());
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                },
                "bench-caller");
        thread.setDaemon(true);
        thread.start();
        Duration deadline = limit.plus(GRACE);
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Answer.hang(deadline);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
