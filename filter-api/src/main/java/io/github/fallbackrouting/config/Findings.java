package io.github.fallbackrouting.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that is to be said about one file, collected so that the operator sees every mistake at once. Not thread-safe. */
final class Findings {

    private final String source;
    private final List<Finding> mistakes = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Map<String, Unused> unused = new LinkedHashMap<>();

    /** @param source the file, as the operator names it */
    Findings(String source) {
        this.source = source;
    }

    /** Notes what makes the file unusable. */
    void mistake(int line, String text) {
        mistakes.add(new Finding(line, text));
    }

    /** Notes what the operator should know although the file is usable. */
    void warning(int line, String text) {
        warnings.add(new Finding(line, text));
    }

    /**
     * Notes a key that has no effect. The same key in several entries of a list is told once, with their number.
     *
     * @param verdict goes on after the path: {@code is not acted on yet}
     */
    void unused(int line, String path, String verdict) {
        unused.merge(path.replaceAll("\\[\\d+]", "[]"), new Unused(line, path, verdict, 1), Unused::and);
    }

    /** @throws ConfigurationException if there are mistakes: a line each, in the order of the file */
    void throwIfMistaken() {
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(String.join("\n", sentences(mistakes.stream())));
        }
    }

    /** A sentence each, in the order of the file; what it quotes of the file can't break its line. */
    List<String> warnings() {
        return sentences(
                Stream.concat(warnings.stream(), unused.values().stream().map(Unused::finding)));
    }

    private List<String> sentences(Stream<Finding> findings) {
        return findings.sorted(Comparator.comparingInt(Finding::line))
                .map(finding -> source + ":" + finding.line() + ": " + YamlValue.visible(finding.text()))
                .toList();
    }

    private record Finding(int line, String text) {}

    private record Unused(int line, String path, String verdict, int times) {

        Unused and(Unused other) {
            return new Unused(line, path, verdict, times + other.times);
        }

        Finding finding() {
            String more = times == 1 ? "" : " (and " + (times - 1) + " more like it)";
            return new Finding(line, path + " " + verdict + more);
        }
    }
}
