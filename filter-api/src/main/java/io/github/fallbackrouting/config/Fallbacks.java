package io.github.fallbackrouting.config;

import java.util.List;
import java.util.Map;

/**
 * Which groups stand in for which. Immutable.
 *
 * @param general {@code fallbacks}, and {@code default_fallbacks} as the row of {@code "*"}
 * @param contextWindow {@code context_window_fallbacks}
 * @param contentPolicy {@code content_policy_fallbacks}
 * @param max {@code max_fallbacks}: the most moves from one group to another that a request may cause; LiteLLM's default is 5
 */
public record Fallbacks(FallbackTable general, FallbackTable contextWindow, FallbackTable contentPolicy, int max) {

    /** LiteLLM's {@code ROUTER_MAX_FALLBACKS}. */
    public static final int DEFAULT_MAX = 5;

    /** Nobody stands in for anybody. */
    public static final Fallbacks NONE =
            new Fallbacks(FallbackTable.EMPTY, FallbackTable.EMPTY, FallbackTable.EMPTY, DEFAULT_MAX);

    /** @throws IllegalArgumentException if the limit is negative */
    public Fallbacks {
        if (max < 0) {
            throw new IllegalArgumentException("max_fallbacks must not be negative, but is " + max);
        }
    }

    /** Every target in any of the tables. */
    public List<Target> targets() {
        return List.of(general, contextWindow, contentPolicy).stream()
                .flatMap(table -> table.rows().values().stream())
                .flatMap(List::stream)
                .toList();
    }

    /** With these rows for the general ones, as a caller may ask for. */
    public Fallbacks withGeneral(Map<String, List<Target>> rows) {
        return new Fallbacks(new FallbackTable(rows), contextWindow, contentPolicy, max);
    }
}
