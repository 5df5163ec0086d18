package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Answer.Outcome;
import io.github.fallbackrouting.bench.Answer.Problem;
import io.github.fallbackrouting.bench.Contender.Reach;
import io.github.fallbackrouting.bench.Observation.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An observation made by hand; every method gives another one. At first the primary answers well after one second.
 *
 * @param seen the observation
 */
record Seen(Observation seen) {

    private static final Duration SECOND = Duration.ofSeconds(1);

    static Seen of(Scenario scenario) {
        return new Seen(new Observation(
                        scenario,
                        Reach.FALLBACK,
                        Duration.ofSeconds(60),
                        List.of(),
                        Answer.hang(SECOND),
                        List.of(),
                        true))
                .says(CanonicalText.ANSWER);
    }

    Seen reaching(Reach reach) {
        return with(reach, seen.answer(), seen.log(), seen.alive());
    }

    Seen says(String text) {
        return answers(new Answer(Outcome.SUCCESS, text, seen.scenario().fallback(), true, SECOND, Optional.empty()));
    }

    Seen fails() {
        return answers(Answer.failed(Problem.transport("reset"), SECOND));
    }

    Seen hangs() {
        return answers(Answer.hang(SECOND));
    }

    Seen taking(double seconds) {
        return answers(seen.answer().within(Duration.ofMillis(Math.round(seconds * 1_000))));
    }

    Seen naming(String model) {
        Answer answer = seen.answer();
        return answers(
                new Answer(answer.outcome(), answer.text(), model, answer.usage(), answer.elapsed(), answer.problem()));
    }

    Seen withoutUsage() {
        Answer answer = seen.answer();
        return answers(
                new Answer(answer.outcome(), answer.text(), answer.model(), false, answer.elapsed(), answer.problem()));
    }

    private Seen answers(Answer answer) {
        return with(seen.reach(), answer, seen.log(), seen.alive());
    }

    Seen dead() {
        return with(seen.reach(), seen.answer(), seen.log(), false);
    }

    /** The primary was asked, with a provider in front of its name. */
    Seen primaryAt(double t, String action) {
        return asked("openai/" + seen.scenario().model(), t, action, 21);
    }

    Seen primaryWithPrompt(int tokens) {
        return asked(seen.scenario().model(), 0, "400", tokens);
    }

    Seen fallbackAt(double t, String action) {
        return asked(seen.scenario().fallback(), t, action, 21);
    }

    private Seen asked(String model, double t, String action, int promptTokens) {
        List<LogEntry> log = new ArrayList<>(seen.log());
        log.add(new LogEntry(
                t,
                model,
                "",
                log.size() + 1,
                true,
                "user",
                "",
                true,
                "127.0.0.1:1",
                action,
                promptTokens,
                OptionalDouble.empty()));
        return with(seen.reach(), seen.answer(), log, seen.alive());
    }

    /** A request of a sequence, which came to what the whole now comes to. */
    Seen turnAt(double seconds) {
        List<Turn> turns = new ArrayList<>(seen.turns());
        turns.add(new Turn(Duration.ofMillis(Math.round(seconds * 1_000)), seen.answer()));
        return new Seen(new Observation(
                seen.scenario(), seen.reach(), seen.outage(), turns, seen.answer(), seen.log(), seen.alive()));
    }

    private Seen with(Reach reach, Answer answer, List<LogEntry> log, boolean alive) {
        return new Seen(new Observation(seen.scenario(), reach, seen.outage(), seen.turns(), answer, log, alive));
    }

    /** What this check has to say of it; empty if nothing. */
    String complaint(Check check) {
        return check.rule().complaint(seen).orElse("");
    }

    Judgement judgement() {
        return Judgement.of(seen);
    }
}
