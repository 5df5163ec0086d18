package io.github.fallbackrouting.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What the wall remembers between two resets. Thread-safe. */
final class WallJournal {

    private final List<LogEntry> entries = new ArrayList<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private long zero = System.nanoTime();

    /** Forgets all, and starts the clock anew. */
    synchronized void reset() {
        entries.clear();
        attempts.clear();
        zero = System.nanoTime();
    }

    synchronized Duration sinceReset() {
        return Duration.ofNanos(System.nanoTime() - zero);
    }

    /** Decides what a request meets, and writes it down. */
    synchronized Admitted admit(WallRequest request, Timings timings, String client) {
        Duration now = sinceReset();
        int attempt = attempts.merge(request.model(), 1, Integer::sum);
        WallAction action = new WallPlan(timings, now, attempt).action(request);
        LogEntry entry = new LogEntry(
                seconds(now),
                request.model(),
                FaultModel.of(request.model()).map(FaultModel::tag).orElse(""),
                attempt,
                request.stream(),
                request.lastRole(),
                request.field("x-request-id")
                        .or(() -> request.field("x-fb-run"))
                        .orElse(""),
                request.field("Authorization").isPresent(),
                client,
                action.inWords(),
                request.promptTokens(),
                OptionalDouble.empty());
        entries.add(entry);
        return new Admitted(action, entry);
    }

    /** Writes down that the caller of a request that got no answer has left. */
    synchronized void left(LogEntry entry) {
        double now = seconds(sinceReset());
        entries.replaceAll(logged -> logged.equals(entry) ? entry.leftAt(now) : logged);
    }

    /** All since the reset, in the order in which it came. */
    synchronized List<LogEntry> entries() {
        return List.copyOf(entries);
    }

    private static double seconds(Duration duration) {
        return Math.round(duration.toNanos() / 100_000.0) / 10_000.0;
    }

    /** What is to be done, and what was written down. */
    record Admitted(WallAction action, LogEntry entry) {}
}
