package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Check.Severity;
import io.github.fallbackrouting.bench.Scenario.Ideal;
import java.util.List;
import java.util.Locale;

/**
 * What a scenario counts.
 *
 * @param verdict the cell of the score table
 * @param complaints what is wrong, in words
 */
record Judgement(Verdict verdict, List<String> complaints) {

    /** From best to worst. */
    enum Verdict {
        PASS,
        PARTIAL,
        /** An honest error. */
        SAFE,
        FAIL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Judgement {
        complaints = List.copyOf(complaints);
    }

    static Judgement of(Observation seen) {
        List<String> complaints = seen.scenario().checks().stream()
                .filter(check -> check.appliesTo(seen.reach()))
                .flatMap(check -> check.rule().complaint(seen).stream()
                        .map(complaint -> complaint + " (" + check.severity() + ")"))
                .toList();
        return new Judgement(verdict(seen), complaints);
    }

    /** The first rule that applies decides. */
    private static Verdict verdict(Observation seen) {
        Answer answer = seen.answer();
        Ideal ideal = seen.scenario().ideal();
        if (answer.hangs()) {
            return Verdict.FAIL;
        }
        if (ideal == Ideal.SUCCESS && answer.isTruncatedSuccess()) {
            return Verdict.FAIL;
        }
        if (fails(seen, Severity.REQUIRED)) {
            return Verdict.FAIL;
        }
        if (ideal == Ideal.ERROR && answer.succeeds()) {
            return Verdict.PARTIAL;
        }
        boolean rescued = ideal == Ideal.ERROR || answer.succeeds();
        if (!rescued) {
            return Verdict.SAFE;
        }
        return fails(seen, Severity.ADVISORY) ? Verdict.PARTIAL : Verdict.PASS;
    }

    private static boolean fails(Observation seen, Severity severity) {
        return seen.scenario().checks().stream()
                .filter(check -> check.severity() == severity && check.appliesTo(seen.reach()))
                .anyMatch(check -> check.rule().complaint(seen).isPresent());
    }
}
