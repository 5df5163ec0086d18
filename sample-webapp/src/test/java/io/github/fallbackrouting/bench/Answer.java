package io.github.fallbackrouting.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a caller got.
 *
 * @param outcome what it takes it for
 * @param text all that was said
 * @param model the last that was named; empty if none was
 * @param usage whether a usage block was seen
 * @param elapsed from the sending to the end
 * @param problem what is wrong, if it takes it for an error
 */
record Answer(Outcome outcome, String text, String model, boolean usage, Duration elapsed, Optional<Problem> problem) {

    /** What a caller takes an answer for. */
    enum Outcome {
        SUCCESS,
        ERROR,
        /** There was no end. */
        HANG;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Why there is no good answer.
     *
     * @param kind where it showed
     * @param status of the answer; 0 if there was none
     * @param code of the error object; empty if there was none
     * @param message for people
     * @param retryAfter what the provider asked for
     */
    record Problem(Kind kind, int status, String code, String message, Optional<Duration> retryAfter) {

        static Problem transport(String message) {
            return new Problem(Kind.TRANSPORT, 0, "", message, Optional.empty());
        }

        static Problem timeout(String message) {
            return new Problem(Kind.TIMEOUT, 0, "", message, Optional.empty());
        }
    }

    /** Where a problem showed. */
    enum Kind {
        STATUS,
        IN_BAND,
        TRANSPORT,
        TIMEOUT
    }

    static Answer hang(Duration elapsed) {
        return new Answer(Outcome.HANG, "", "", false, elapsed, Optional.empty());
    }

    static Answer failed(Problem problem, Duration elapsed) {
        return new Answer(Outcome.ERROR, "", "", false, elapsed, Optional.of(problem));
    }

    boolean hangs() {
        return outcome == Outcome.HANG;
    }

    boolean succeeds() {
        return outcome == Outcome.SUCCESS;
    }

    /** Whether the text is the whole answer. */
    boolean isComplete() {
        return CanonicalText.isComplete(text);
    }

    /** A truncated answer that looks like a whole one. */
    boolean isTruncatedSuccess() {
        return succeeds() && !isComplete();
    }

    double seconds() {
        return elapsed.toNanos() / 1e9;
    }

    /** The same, after all that went before it. */
    Answer within(Duration whole) {
        return new Answer(outcome, text, model, usage, whole, problem);
    }
}
