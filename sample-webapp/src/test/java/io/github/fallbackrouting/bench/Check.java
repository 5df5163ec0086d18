package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Contender.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that a scenario asks for.
 *
 * @param rule says what is wrong, if something is
 * @param severity what follows from it
 * @param needs what a system has to be able to do for the check to apply
 */
record Check(Rule rule, Severity severity, Reach needs) {

    /** What follows from a failed check. */
    enum Severity {
        /** The scenario is failed. */
        REQUIRED,
        /** The scenario is passed in part. */
        ADVISORY,
        /** Nothing. */
        INFORMATIONAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a check looks for. */
    @FunctionalInterface
    interface Rule {

        /** What is wrong, in words; empty if nothing is. */
        Optional<String> complaint(Observation seen);
    }

    private static Check of(Rule rule) {
        return new Check(rule, Severity.REQUIRED, Reach.ONE_MODEL);
    }

    Check advisory() {
        return new Check(rule, Severity.ADVISORY, needs);
    }

    Check informational() {
        return new Check(rule, Severity.INFORMATIONAL, needs);
    }

    /** Applies to systems that can ask another model only. */
    Check needingFallback() {
        return new Check(rule, severity, Reach.FALLBACK);
    }

    boolean appliesTo(Reach reach) {
        return needs == Reach.ONE_MODEL || reach == Reach.FALLBACK;
    }

    static Check noHang() {
        return of(seen -> when(seen.answer().hangs(), "no end came"));
    }

    static Check complete() {
        return of(seen -> when(
                !(seen.answer().succeeds() && seen.answer().isComplete()), "the caller did not get the whole answer"));
    }

    static Check noTruncatedSuccess() {
        return of(seen -> when(seen.answer().isTruncatedSuccess(), "a truncated answer was presented as a success"));
    }

    static Check primaryAtLeast(int count) {
        return of(seen -> when(
                seen.primary().size() < count,
                "the primary was asked " + times(seen.primary().size()) + ", expected at least " + count));
    }

    static Check primaryAtMost(int count) {
        return of(seen -> when(
                seen.primary().size() > count,
                "the primary was asked " + times(seen.primary().size()) + ", expected at most " + count));
    }

    static Check primaryExactly(int count) {
        return of(seen -> when(
                seen.primary().size() != count,
                "the primary was asked " + times(seen.primary().size()) + ", expected " + count));
    }

    static Check firstGapAtLeast(double seconds) {
        return of(seen -> {
            List<LogEntry> primary = seen.primary();
            if (primary.size() < 2) {
                return Optional.of("the primary was not asked a second time");
            }
            double gap = primary.get(1).t() - primary.get(0).t();
            return when(
                    gap < seconds,
                    "the primary was asked again after " + seconds(gap) + ", expected " + seconds(seconds));
        });
    }

    static Check primaryAtMostWithin(double window, int count) {
        return of(seen -> {
            List<LogEntry> primary = seen.primary();
            long soon = primary.stream()
                    .filter(entry -> entry.t() - primary.get(0).t() < window)
                    .count();
            return when(
                    soon > count,
                    "the primary was asked " + times(soon) + " within " + seconds(window) + ", expected at most "
                            + count);
        });
    }

    static Check wallAtMost(double seconds) {
        return of(seen -> when(
                seen.answer().hangs() || seen.answer().seconds() > seconds,
                "it took " + seconds(seen.answer().seconds()) + ", expected at most " + seconds(seconds)));
    }

    static Check contextRetryDiscipline() {
        return of(seen -> {
            List<LogEntry> primary = seen.primary();
            boolean smaller = true;
            for (int i = 1; i < primary.size(); i++) {
                smaller &= primary.get(i).promptTokens() < primary.get(i - 1).promptTokens();
            }
            return when(!smaller, "the primary was asked again with a prompt that is no smaller");
        });
    }

    static Check aliveAfter() {
        return of(seen -> when(!seen.alive(), "the system did not answer afterwards"));
    }

    static Check fallbackUsed() {
        return of(seen -> when(seen.fallback().isEmpty(), "the fallback was not asked"));
    }

    static Check reportedModelIsFallback() {
        return of(seen -> when(
                !seen.fallback().isEmpty()
                        && !FaultModel.baseName(seen.answer().model())
                                .contains(seen.scenario().fallback()),
                "the answer names the model '" + seen.answer().model() + "', expected "
                        + seen.scenario().fallback()));
    }

    static Check usagePresent() {
        return of(seen -> when(!seen.answer().usage(), "no usage reached the caller"));
    }

    static Check noPrefillMasking() {
        return of(seen -> when(
                !seen.answer().succeeds()
                        && !seen.answer().hangs()
                        && seen.log().stream().anyMatch(LoggedActions::isRefusedPrefill),
                "a refused prefill became the caller's error"));
    }

    static Check sequenceHangsAtMost(int count) {
        return of(seen -> {
            long hangs =
                    seen.turns().stream().filter(turn -> turn.answer().hangs()).count();
            return when(hangs > count, hangs + " requests had no end");
        });
    }

    static Check sequenceAnsweredInOutage() {
        return of(seen -> {
            long lost = seen.sentInOutage().stream()
                    .filter(turn -> !turn.answer().succeeds())
                    .count();
            return when(
                    lost > 0, lost + " of " + seen.sentInOutage().size() + " requests of the outage were not answered");
        });
    }

    static Check sequenceRecoversWithin(double seconds) {
        return of(seen -> {
            Optional<LogEntry> first =
                    seen.primary().stream().filter(LoggedActions::isGood).findFirst();
            if (first.isEmpty()) {
                return Optional.of("the primary was never used again");
            }
            double later = first.get().t() - seconds(seen.outage());
            return when(
                    later > seconds,
                    "the primary was used again after " + seconds(later) + ", expected " + seconds(seconds));
        });
    }

    static Check sequencePrimaryAtMostRequestsInOutage() {
        return of(seen -> {
            long asked = seen.primary().stream()
                    .filter(entry -> entry.t() < seconds(seen.outage()))
                    .count();
            return when(
                    asked > seen.sentInOutage().size(),
                    "the primary was asked " + times(asked) + " in the outage, for "
                            + seen.sentInOutage().size() + " requests");
        });
    }

    private static Optional<String> when(boolean wrong, String complaint) {
        return wrong ? Optional.of(complaint) : Optional.empty();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }
}
