package io.github.fallbackrouting.bench;

import java.util.List;

/** The question that every caller asks, and the one answer to it. */
final class CanonicalText {

    static final String QUESTION = "Explain in exactly sixty words why a gateway earns trust only when the provider"
            + " behind it misbehaves.";

    static final String ANSWER =
            "On a quiet day every gateway looks the same, since each request simply passes through and comes back whole."
                    + " Only when the provider stalls, refuses, cuts a sentence short or falls silent does the difference"
                    + " show: one passes the damage on, another waits, asks again, asks elsewhere, and hands the caller a"
                    + " single finished answer that says who wrote it.";

    private CanonicalText() {}

    /** The words of the answer, in their order. */
    static List<String> words() {
        return List.of(ANSWER.split(" ", -1));
    }

    /** Whether a caller's text is the whole answer, once; white space does not matter. */
    static boolean isComplete(String text) {
        return collapsed(text).equals(ANSWER);
    }

    /** Trimmed, and every run of white space made one space. */
    static String collapsed(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
