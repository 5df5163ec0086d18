package io.github.fallbackrouting.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.bench.Contender.Reach;
import org.junit.jupiter.api.Test;

/** Every check, where it just passes and where it just fails. */
class CheckTest {

    private final Seen good = Seen.of(Scenario.S01);

    @Test
    void noHangIsAboutTheEndOnly() {
        assertEquals("", good.fails().complaint(Check.noHang()));
        assertEquals("no end came", good.hangs().complaint(Check.noHang()));
    }

    @Test
    void completeIsTheWholeTextOnceWhateverTheWhiteSpace() {
        String spaced = "\n " + CanonicalText.ANSWER.replace(" ", " \t ") + "\n";

        assertEquals("", good.says(spaced).complaint(Check.complete()));
        String complaint = "the caller did not get the whole answer";
        assertEquals(complaint, good.says(CanonicalText.ANSWER.substring(2)).complaint(Check.complete()));
        assertEquals(complaint, good.says(CanonicalText.ANSWER.repeat(2)).complaint(Check.complete()));
        assertEquals(complaint, good.fails().complaint(Check.complete()));
        assertEquals(complaint, good.hangs().complaint(Check.complete()));
    }

    @Test
    void aTruncatedSuccessIsWorseThanAnError() {
        assertEquals("", good.complaint(Check.noTruncatedSuccess()));
        assertEquals("", good.fails().complaint(Check.noTruncatedSuccess()));
        assertEquals(
                "a truncated answer was presented as a success",
                good.says("On a").complaint(Check.noTruncatedSuccess()));
        assertEquals(
                "a truncated answer was presented as a success", good.says("").complaint(Check.noTruncatedSuccess()));
    }

    @Test
    void attemptsOnThePrimaryAreCounted() {
        Seen one = good.primaryAt(0, "429").fallbackAt(1, "200");
        Seen two = one.primaryAt(1, "200");

        assertEquals("the primary was asked once, expected at least 2", one.complaint(Check.primaryAtLeast(2)));
        assertEquals("", two.complaint(Check.primaryAtLeast(2)));
        assertEquals("", one.complaint(Check.primaryAtMost(1)));
        assertEquals("the primary was asked 2 times, expected at most 1", two.complaint(Check.primaryAtMost(1)));
        assertEquals("", one.complaint(Check.primaryExactly(1)));
        assertEquals("the primary was asked 2 times, expected 1", two.complaint(Check.primaryExactly(1)));
        assertEquals("the primary was asked 0 times, expected 1", good.complaint(Check.primaryExactly(1)));
    }

    @Test
    void theGapIsBetweenTheFirstTwoAttempts() {
        Seen first = good.primaryAt(0.5, "429");

        assertEquals("the primary was not asked a second time", first.complaint(Check.firstGapAtLeast(1.8)));
        assertEquals(
                "the primary was asked again after 1.7 s, expected 1.8 s",
                first.primaryAt(2.2, "200").complaint(Check.firstGapAtLeast(1.8)));
        assertEquals("", first.primaryAt(2.4, "200").primaryAt(2.5, "200").complaint(Check.firstGapAtLeast(1.8)));
    }

    @Test
    void attemptsWithinAWindowAreCountedFromTheFirstOne() {
        Seen three = good.primaryAt(10, "429").primaryAt(11, "429").primaryAt(11.4, "429");

        assertEquals(
                "the primary was asked 3 times within 1.5 s, expected at most 2",
                three.complaint(Check.primaryAtMostWithin(1.5, 2)));
        assertEquals("", three.complaint(Check.primaryAtMostWithin(1.4, 2)));
        assertEquals("", good.complaint(Check.primaryAtMostWithin(1.5, 0)));
    }

    @Test
    void timeIsLimitedAndAHangIsTooLong() {
        assertEquals("", good.taking(15).complaint(Check.wallAtMost(15)));
        assertEquals(
                "it took 15.1 s, expected at most 15.0 s", good.taking(15.1).complaint(Check.wallAtMost(15)));
        assertEquals("it took 1.0 s, expected at most 15.0 s", good.hangs().complaint(Check.wallAtMost(15)));
    }

    @Test
    void aPromptThatIsTooLongMayBeSentAgainWhenItHasBecomeShorter() {
        Seen once = good.primaryWithPrompt(21);

        assertEquals("", once.complaint(Check.contextRetryDiscipline()));
        assertEquals("", once.primaryWithPrompt(20).complaint(Check.contextRetryDiscipline()));
        assertEquals(
                "the primary was asked again with a prompt that is no smaller",
                once.primaryWithPrompt(21).complaint(Check.contextRetryDiscipline()));
    }

    @Test
    void aSystemIsAliveIfItAnswersTheProbe() {
        assertEquals("", good.complaint(Check.aliveAfter()));
        assertEquals("the system did not answer afterwards", good.dead().complaint(Check.aliveAfter()));
    }

    @Test
    void theFallbackIsUsedIfTheWallSawItsName() {
        assertEquals("the fallback was not asked", good.complaint(Check.fallbackUsed()));
        assertEquals("", good.fallbackAt(1, "200").complaint(Check.fallbackUsed()));
    }

    @Test
    void theReportedModelIsTheFallbackOnlyWhereThatWasUsed() {
        Seen primary = good.naming("fb-s16-503-persistent");

        assertEquals("", primary.complaint(Check.reportedModelIsFallback()));
        assertEquals(
                "the answer names the model 'fb-s16-503-persistent', expected fb-ok",
                primary.fallbackAt(1, "200").complaint(Check.reportedModelIsFallback()));
        assertEquals("", good.naming("openai/fb-ok-2").fallbackAt(1, "200").complaint(Check.reportedModelIsFallback()));
    }

    @Test
    void usageHasToReachTheCaller() {
        assertEquals("", good.complaint(Check.usagePresent()));
        assertEquals("no usage reached the caller", good.withoutUsage().complaint(Check.usagePresent()));
    }

    @Test
    void aRefusedPrefillIsNotTheCallersError() {
        Seen refused = good.fallbackAt(1, "400 invalid_prefill");

        assertEquals("", refused.complaint(Check.noPrefillMasking()));
        assertEquals("", refused.hangs().complaint(Check.noPrefillMasking()));
        assertEquals("", good.fails().complaint(Check.noPrefillMasking()));
        assertEquals(
                "a refused prefill became the caller's error", refused.fails().complaint(Check.noPrefillMasking()));
    }

    @Test
    void noRequestOfASequenceHangs() {
        Seen sequence = Seen.of(Scenario.S15).turnAt(0).fails().turnAt(4);

        assertEquals("", sequence.complaint(Check.sequenceHangsAtMost(0)));
        assertEquals("1 requests had no end", sequence.hangs().turnAt(8).complaint(Check.sequenceHangsAtMost(0)));
    }

    @Test
    void whatIsSentInTheOutageIsAnswered() {
        Seen sequence = Seen.of(Scenario.S15).turnAt(0);

        assertEquals("", sequence.fails().turnAt(60).complaint(Check.sequenceAnsweredInOutage()));
        assertEquals(
                "1 of 2 requests of the outage were not answered",
                sequence.fails().turnAt(59.9).complaint(Check.sequenceAnsweredInOutage()));
    }

    @Test
    void thePrimaryIsUsedAgainSoonAfterTheOutage() {
        Seen away = Seen.of(Scenario.S15).primaryAt(1, "503 overloaded");

        assertEquals("the primary was never used again", away.complaint(Check.sequenceRecoversWithin(30)));
        assertEquals("", away.primaryAt(90, "200").complaint(Check.sequenceRecoversWithin(30)));
        assertEquals(
                "the primary was used again after 30.1 s, expected 30.0 s",
                away.primaryAt(90.1, "200").complaint(Check.sequenceRecoversWithin(30)));
    }

    @Test
    void aPrimaryThatIsAwayIsNotAskedMoreOftenThanTheSystem() {
        Seen sequence = Seen.of(Scenario.S15).turnAt(0).primaryAt(0, "503").primaryAt(60, "200");

        assertEquals("", sequence.complaint(Check.sequencePrimaryAtMostRequestsInOutage()));
        assertEquals(
                "the primary was asked 2 times in the outage, for 1 requests",
                sequence.primaryAt(59, "503").complaint(Check.sequencePrimaryAtMostRequestsInOutage()));
    }

    @Test
    void aCheckThatNeedsAFallbackAppliesToThoseThatHaveOne() {
        Check check = Check.fallbackUsed().advisory().needingFallback();

        assertFalse(check.appliesTo(Reach.ONE_MODEL));
        assertTrue(check.appliesTo(Reach.FALLBACK));
        assertTrue(Check.fallbackUsed().appliesTo(Reach.ONE_MODEL));
    }
}
