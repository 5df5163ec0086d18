package io.github.fallbackrouting.config;

import java.util.Collection;
import java.util.Comparator;

/** Guesses which known word was meant by an unknown one. */
final class Spelling {

    /** More than two slips make another word. */
    private static final int MOST_SLIPS = 2;

    private Spelling() {}

    /** {@code "; did you mean 'fallbacks'?"}, or nothing if no known word is near. */
    static String hint(String word, Collection<String> known) {
        return known.stream()
                .filter(other ->
                        !other.equals(word) && word.length() > MOST_SLIPS + 1 && slips(word, other) <= MOST_SLIPS)
                .min(Comparator.comparingInt(other -> slips(word, other)))
                .map(other -> "; did you mean '" + other + "'?")
                .orElse("");
    }

    /** The least number of letters to add, drop or change: Levenshtein's distance, row by row. Dash and underscore agree. */
    private static int slips(String one, String two) {
        if (Math.abs(one.length() - two.length()) > MOST_SLIPS) {
            return MOST_SLIPS + 1;
        }
        String a = one.replace('-', '_');
        String b = two.replace('-', '_');
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
