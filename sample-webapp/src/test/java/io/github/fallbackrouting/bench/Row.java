package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Answer.Problem;
import io.github.fallbackrouting.bench.Judgement.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line of the score table.
 *
 * @param seen what it judges
 * @param judgement what it counts
 */
record Row(Observation seen, Judgement judgement) {

    static final String HEAD = "scenario                    verdict  elapsed  primary  fallback  why";

    /** Characters of an error: a page of HTML may be one. */
    private static final int LONGEST = 80;

    static Row of(Observation seen) {
        return new Row(seen, Judgement.of(seen));
    }

    Verdict verdict() {
        return judgement.verdict();
    }

    @Override
    public String toString() {
        List<String> why = new ArrayList<>(judgement.complaints());
        seen.answer().problem().ifPresent(problem -> why.add(0, inWords(problem)));
        return String.format(
                        Locale.ROOT,
                        "%-4s%-24s%-8s%6.1f s%8d%9d   %s",
                        seen.scenario(),
                        seen.scenario().model().substring("fb-s00-".length()),
                        verdict(),
                        seen.answer().seconds(),
                        seen.primary().size(),
                        seen.fallback().size(),
                        String.join("; ", why))
                .stripTrailing();
    }

    private static String inWords(Problem problem) {
        String words = CanonicalText.collapsed("error: " + problem.code() + " " + problem.message());
        return words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words;
    }
}
