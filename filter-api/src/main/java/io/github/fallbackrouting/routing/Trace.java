package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.routing.Hop.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The attempts of one request so far, in order. Written by one thread at a time. */
public final class Trace {

    private List<Attempt> attempts = List.of();

    void add(Attempt attempt) {
        attempts = with(attempts, attempt);
    }

    /** More is known of the last attempt. */
    void amend(Attempt attempt) {
        attempts = with(attempts.subList(0, attempts.size() - 1), attempt);
    }

    /** Most requests have one: a list that grows would cost four times as much as {@link List#of(Object)}. */
    private static List<Attempt> with(List<Attempt> before, Attempt last) {
        if (before.isEmpty()) {
            return List.of(last);
        }
        List<Attempt> all = new ArrayList<>(before);
        all.add(last);
        return List.copyOf(all);
    }

    /** All attempts so far, the host's own first. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** The last attempt; null as long as there is none. */
    @Nullable
    Attempt last() {
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    }

    /** Attempts beyond the first inside groups, over the whole request: {@code x-litellm-attempted-retries}. */
    public int retries() {
        return count(Reason.RETRY);
    }

    /** Moves from one group to another, over the whole request: {@code x-litellm-attempted-fallbacks}. */
    public int fallbacks() {
        return count(Reason.FALLBACK);
    }

    private int count(Reason reason) {
        int count = 0;
        for (Attempt attempt : attempts) {
            if (attempt.hop().reason() == reason) {
                count++;
            }
        }
        return count;
    }

    /** The attempts for a log: {@code azure-east: 429 rate_limited (212 ms), azure-west: 200 (640 ms)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Attempt attempt : attempts) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(attempt.hop().deployment().id())
                    .append(": ")
                    .append(attempt.outcome());
            if (attempt.outcome() instanceof Outcome.Failed failed
                    && !failed.detail().isEmpty()) {
                text.append(" [").append(failed.detail()).append(']');
            }
            text.append(" (").append(attempt.took().toMillis()).append(" ms");
            attempt.firstContent()
                    .filter(content -> !content.equals(attempt.took()))
                    .ifPresent(content -> text.append(", first content ")
                            .append(content.toMillis())
                            .append(" ms"));
            text.append(')');
        }
        return text.toString();
    }
}
