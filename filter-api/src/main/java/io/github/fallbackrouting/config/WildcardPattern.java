package io.github.fallbackrouting.config;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A group's name in which each {@code *} stands for any text, as in {@code openai/*}. Immutable. */
record WildcardPattern(String text) {

    /** The longer the pattern, the more it says; then the more wildcards: LiteLLM's {@code calculate_pattern_specificity}. */
    static final Comparator<WildcardPattern> MOST_SPECIFIC_FIRST = Comparator.comparingInt(
                    (WildcardPattern pattern) -> -pattern.text.length())
            .thenComparingInt(pattern -> -wildcards(pattern.text));

    /** No provider has names of this length; what is matched goes on into URLs and header fields. */
    private static final int LONGEST_NAME = 256;

    /**
     * A step up or nowhere in a path: no model is called so, and some servers decode a path before they follow it, or take
     * off a segment's parameters, those after a semicolon.
     */
    private static final Pattern DOTS = Pattern.compile("(?:.*[/\\\\])?\\.{1,2}(?:[/\\\\;?#].*)?", Pattern.DOTALL);

    /** What no model's name has, and what would end a line of a log or turn it round. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    /** How many wildcards are in a name. */
    static int wildcards(String name) {
        return (int) name.chars().filter(c -> c == '*').count();
    }

    /**
     * The text that each wildcard stands for in a name, each as long as it can be, the first before the second; empty if
     * the name does not match. What {@code (.*)} would find in their places, without its cost: one look for each literal,
     * from the end.
     */
    Optional<List<String>> match(String name) {
        String[] literals = text.split("\\*", -1);
        int last = literals.length - 1;
        int start = literals[0].length();
        int end = name.length() - literals[last].length();
        if (name.length() > LONGEST_NAME
                || start > end
                || !name.startsWith(literals[0])
                || !name.endsWith(literals[last])
                || INVISIBLE.matcher(name).find()) {
            return Optional.empty();
        }
        Deque<String> texts = new ArrayDeque<>();
        for (int i = last - 1; i > 0; i--) {
            int at = name.lastIndexOf(literals[i], end - literals[i].length());
            if (at < start) {
                return Optional.empty();
            }
            texts.addFirst(name.substring(at + literals[i].length(), end));
            end = at;
        }
        texts.addFirst(name.substring(start, end));
        return Optional.of(List.copyOf(texts))
                .filter(found ->
                        found.stream().noneMatch(text -> DOTS.matcher(text).matches()));
    }
}
