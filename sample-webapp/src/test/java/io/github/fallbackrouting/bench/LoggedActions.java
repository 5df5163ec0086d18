package io.github.fallbackrouting.bench;

/** What a runner looks for in the wall's log. */
final class LoggedActions {

    /** The code of a refused prefill. */
    static final String INVALID_PREFILL = "invalid_prefill";

    private LoggedActions() {}

    /** Whether the wall began a good answer. */
    static boolean isGood(LogEntry entry) {
        return entry.action().startsWith("200");
    }

    /** Whether the wall refused to go on with an answer that the caller began. */
    static boolean isRefusedPrefill(LogEntry entry) {
        return entry.action().contains(INVALID_PREFILL);
    }
}
