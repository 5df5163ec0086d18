package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.ErrorClass;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a deployment's last attempts ended. Not thread-safe.
 *
 * <p>LiteLLM takes the share of failures of the current minute. On a busy deployment that notices an outage late, when as many
 * attempts have failed as succeeded before it; so here the last fifty of the last minute count.
 */
final class FailureRate {

    /** LiteLLM's {@code DEFAULT_FAILURE_THRESHOLD_PERCENT}. */
    private static final double TOO_HIGH = 0.5;

    /** LiteLLM's {@code DEFAULT_FAILURE_THRESHOLD_MINIMUM_REQUESTS}. */
    private static final int FEWEST = 5;

    private static final int MOST = 50;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final long[] times = new long[MOST];
    private final boolean[] failures = new boolean[MOST];
    private int next;
    private int count;

    private final Map<ErrorClass, Integer> failuresOfMinute = new EnumMap<>(ErrorClass.class);
    private int allOfMinute;
    private long minuteBegan;

    void served(long now) {
        add(now, false);
    }

    void failed(Optional<ErrorClass> kind, long now) {
        add(now, true);
        if (allOfMinute == 0 || now - minuteBegan >= MINUTE) {
            forgetMinute();
            minuteBegan = now;
        }
        allOfMinute++;
        kind.ifPresent(this::count);
        kind.flatMap(ErrorClass::broader).ifPresent(this::count);
    }

    private void count(ErrorClass kind) {
        failuresOfMinute.merge(kind, 1, Integer::sum);
    }

    private void add(long now, boolean failure) {
        times[next] = now;
        failures[next] = failure;
        next = (next + 1) % MOST;
        count = Math.min(count + 1, MOST);
    }

    /** Failures within a minute of the first of them. */
    int failures() {
        return allOfMinute;
    }

    /** Those of one class, and of those that are a part of it. */
    int failures(ErrorClass kind) {
        return failuresOfMinute.getOrDefault(kind, 0);
    }

    /** Whether more than half of the last attempts failed. */
    boolean isTooHigh() {
        int newest = (next + MOST - 1) % MOST;
        int attempts = 0;
        int failed = 0;
        for (int i = 0; i < count; i++) {
            int at = (newest + MOST - i) % MOST;
            if (times[newest] - times[at] >= MINUTE) {
                break;
            }
            attempts++;
            failed += failures[at] ? 1 : 0;
        }
        return attempts >= FEWEST && failed > attempts * TOO_HIGH;
    }

    /** Begins anew. */
    void forget() {
        count = 0;
        forgetMinute();
    }

    private void forgetMinute() {
        allOfMinute = 0;
        failuresOfMinute.clear();
    }
}
