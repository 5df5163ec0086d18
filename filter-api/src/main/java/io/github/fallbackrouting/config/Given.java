package io.github.fallbackrouting.config;

import java.util.List;
import java.util.Optional;

/**
 * A value that the file or, where it is silent, a variable of the provider's gives, with the words for a mistake in it.
 * {@link #toString()} does not show the value.
 */
final class Given {

    private final String value;
    private final Findings findings;
    private final int line;
    private final String subject;

    private Given(String value, Findings findings, int line, String subject) {
        this.value = value;
        this.findings = findings;
        this.line = line;
        this.subject = subject;
    }

    /** The value of a key of the file; empty if a mistake has been noted. */
    static Optional<Given> byFile(YamlValue written) {
        return written.text("text")
                .map(text -> new Given(
                        text, written.findings(), written.line(), written.path() + " " + written.described()));
    }

    /** The first of these variables that has a value. */
    static Optional<Given> byVariable(YamlMap params, List<String> names, int line) {
        return names.stream()
                .flatMap(name -> params
                        .environment()
                        .value(name)
                        .map(value -> new Given(
                                value,
                                params.findings(),
                                line,
                                "the environment variable " + name + " has a value that is not shown"))
                        .stream())
                .findFirst();
    }

    String value() {
        return value;
    }

    void mistake(String expected) {
        findings.mistake(line, subject + ", expected " + expected);
    }

    @Override
    public String toString() {
        return subject;
    }
}
