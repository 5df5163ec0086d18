package io.github.fallbackrouting.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.bench.Answer.Outcome;
import io.github.fallbackrouting.bench.Answer.Problem;
import io.github.fallbackrouting.bench.Judgement.Verdict;
import io.github.fallbackrouting.bench.Observation.Turn;
import io.github.fallbackrouting.bench.Profile.Sequence;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a scenario is played: what is asked when, and what is made of it. */
class RunnerTest {

    private static final Duration INTERVAL = Duration.ofMillis(200);

    /** As fast as can be told. */
    private static final Profile HASTY = new Profile(
            "hasty",
            new Timings(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(10),
                    Duration.ofMillis(10),
                    Duration.ofMillis(10),
                    Duration.ofMillis(300),
                    Duration.ofMillis(1)),
            new Sequence(4, INTERVAL, Duration.ofMillis(500)));

    private static final Answer GOOD = new Answer(
            Outcome.SUCCESS, CanonicalText.ANSWER, FaultModel.OK, true, Duration.ofMillis(5), Optional.empty());

    @AutoClose
    private Wall wall;

    @BeforeEach
    void build() throws IOException {
        wall = Wall.of(HASTY);
    }

    @Test
    void everyScenarioBeginsWithAnEmptyLog() throws InterruptedException {
        Runner runner = new Runner(wall, new Direct(wall), HASTY);

        assertEquals(Verdict.PASS, runner.play(Scenario.S13).verdict());
        Row again = runner.play(Scenario.S13);

        assertEquals(Verdict.PASS, again.verdict());
        assertEquals(1, again.seen().primary().size());
    }

    @Test
    void theLogIsFetchedBeforeTheProbe() throws InterruptedException {
        Row row = new Runner(wall, new Direct(wall), HASTY).play(Scenario.S04);

        assertEquals(0, row.seen().fallback().size());
        assertTrue(row.seen().alive());
    }

    @Test
    void aSequenceIsSentByTheClockAndOneAfterTheOther() throws InterruptedException {
        Row row = new Runner(wall, new Scripted(Duration.ofMillis(250), Duration.ZERO), HASTY).play(Scenario.S15);

        List<Turn> turns = row.seen().turns();
        assertEquals(4, turns.size());
        assertTrue(turns.get(1).sent().toMillis() >= 250, "late, since the one before it was");
        assertTrue(turns.get(2).sent().toMillis() >= 400, "by the clock again");
        assertEquals(2, row.seen().sentInOutage().size());
        assertTrue(row.seen().answer().succeeds());
        assertEquals(Verdict.FAIL, row.verdict(), "since the primary was never used");
    }

    @Test
    void aSequenceWithAHangIsAHang() throws InterruptedException {
        Row row = new Runner(wall, new Scripted(Duration.ofDays(1)), HASTY).play(Scenario.S15);

        assertTrue(row.seen().answer().hangs());
        assertEquals(Verdict.FAIL, row.verdict());
        assertTrue(row.seen().turns().get(1).sent().toMillis() >= 1_500, "the limit, and a second");
    }

    @Test
    void aSequenceSucceedsOnlyIfEveryAnswerIsWhole() throws InterruptedException {
        Answer cut = new Answer(Outcome.SUCCESS, "On a", "", true, Duration.ZERO, Optional.empty());

        Row row = new Runner(wall, new Scripted(cut), HASTY).play(Scenario.S15);

        assertEquals(Outcome.ERROR, row.seen().answer().outcome());
        assertEquals(
                "1 of 4 requests without the whole answer",
                row.seen().answer().problem().map(Problem::message).orElse(""));
    }

    @Test
    void aSystemThatFailsTheProbeIsDead() throws InterruptedException {
        Scripted dead = new Scripted(GOOD, Answer.failed(Problem.transport("reset"), Duration.ZERO));

        assertFalse(new Runner(wall, dead, HASTY).play(Scenario.S05).seen().alive());
    }

    /** A system that answers by heart, and well when it has come to the end. */
    private static final class Scripted implements Contender {

        private final Deque<Answer> answers = new ArrayDeque<>();
        private final Deque<Duration> pauses = new ArrayDeque<>();

        Scripted(Answer... answers) {
            this.answers.addAll(List.of(answers));
        }

        Scripted(Duration... pauses) {
            this.pauses.addAll(List.of(pauses));
        }

        @Override
        public Reach reach() {
            return Reach.FALLBACK;
        }

        @Override
        public Answer ask(String model, String fallback, Duration limit) {
            return next();
        }

        @Override
        public Answer probe(String model, Duration limit) {
            return next();
        }

        private Answer next() {
            try {
                TimeUnit.MILLISECONDS.sleep(
                        pauses.isEmpty() ? 0 : pauses.remove().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return answers.isEmpty() ? GOOD : answers.remove();
        }

        @Override
        public void close() {}
    }
}
