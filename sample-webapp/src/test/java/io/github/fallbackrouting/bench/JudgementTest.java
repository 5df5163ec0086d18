package io.github.fallbackrouting.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.bench.Contender.Reach;
import io.github.fallbackrouting.bench.Judgement.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order in which verdicts are found. */
class JudgementTest {

    private static Verdict verdict(Seen seen) {
        return seen.judgement().verdict();
    }

    @Test
    void anAnswerWithoutAComplaintIsAPass() {
        Seen retried = Seen.of(Scenario.S01).primaryAt(0, "429").primaryAt(2, "200");

        assertEquals(new Judgement(Verdict.PASS, List.of()), retried.judgement());
    }

    @Test
    void aHangIsAFailureBeforeAllElse() {
        assertEquals(Verdict.FAIL, verdict(Seen.of(Scenario.S05).hangs()));
        assertEquals(Verdict.FAIL, verdict(Seen.of(Scenario.S14).hangs()));
        assertEquals(
                Verdict.FAIL, verdict(Seen.of(Scenario.S13).primaryAt(0, "400").hangs()));
    }

    @Test
    void aTruncatedAnswerThatLooksWholeIsAFailure() {
        assertEquals(Verdict.FAIL, verdict(Seen.of(Scenario.S03).says("On a quiet day")));
        assertEquals(Verdict.FAIL, verdict(Seen.of(Scenario.S08).says("")));
    }

    @Test
    void aRequiredCheckThatFailsIsAFailureEvenIfTheAnswerIsGood() {
        assertEquals(Verdict.FAIL, verdict(Seen.of(Scenario.S09).dead()));
        assertEquals(Verdict.FAIL, verdict(Seen.of(Scenario.S11).taking(8.1)));
        assertEquals(Verdict.FAIL, verdict(Seen.of(Scenario.S11).fails().taking(8.1)));
    }

    @Test
    void anAdvisoryCheckThatFailsMakesItPartial() {
        Seen elsewhere = Seen.of(Scenario.S03).primaryAt(0, "500").fallbackAt(1, "200");

        assertEquals(
                new Judgement(Verdict.PARTIAL, List.of("the primary was asked once, expected at least 2 (advisory)")),
                elsewhere.judgement());
    }

    @Test
    void anHonestErrorIsSafeWhateverIsAdvised() {
        assertEquals(
                Verdict.SAFE, verdict(Seen.of(Scenario.S03).primaryAt(0, "500").fails()));
        assertEquals(Verdict.SAFE, verdict(Seen.of(Scenario.S08).fails()));
    }

    @Test
    void anInformationalCheckNeverCounts() {
        Seen refused = Seen.of(Scenario.S13).primaryAt(0, "400").fails();

        assertEquals(
                new Judgement(Verdict.PASS, List.of("the fallback was not asked (informational)")),
                refused.judgement());
    }

    @Test
    void whereAnErrorIsIdealAnAnswerIsPartial() {
        Seen evaded = Seen.of(Scenario.S13).primaryAt(0, "400").fallbackAt(1, "200");

        assertEquals(Verdict.PARTIAL, verdict(evaded));
        assertEquals(Verdict.FAIL, verdict(evaded.primaryAt(1, "400")));
        assertEquals(Verdict.PARTIAL, verdict(evaded.says("cut")));
    }

    @Test
    void whatNeedsAFallbackIsNotAskedOfThoseThatHaveNone() {
        Seen late = Seen.of(Scenario.S07).taking(21);

        assertEquals(Verdict.PARTIAL, verdict(late));
        assertEquals(Verdict.PASS, verdict(late.reaching(Reach.ONE_MODEL)));
    }

    @Test
    void aSequenceIsJudgedLikeARequest() {
        Seen sequence =
                Seen.of(Scenario.S15).primaryAt(1, "503").primaryAt(62, "200").turnAt(0);

        assertEquals(Verdict.PASS, verdict(sequence));
        assertEquals(Verdict.SAFE, verdict(sequence.fails().turnAt(61)));
        assertEquals(Verdict.FAIL, verdict(sequence.fails().turnAt(4)));
        assertEquals(Verdict.SAFE, verdict(sequence.fails().turnAt(4).reaching(Reach.ONE_MODEL)));
    }
}
