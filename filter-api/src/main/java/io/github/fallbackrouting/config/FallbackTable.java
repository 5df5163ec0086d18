package io.github.fallbackrouting.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One list of fallbacks: from the name of a model group to those that stand in for it, in order. Immutable.
 *
 * <p>As LiteLLM's router has it, a row of {@code gpt-4o} is also that of {@code openai/gpt-4o}, and the other way round,
 * unless that has one of its own; {@code "*"} is the row of all that have none.
 */
public record FallbackTable(Map<String, List<Target>> rows) {

    /** The row for the groups without one of their own; {@code default_fallbacks} is this row too. */
    public static final String ANY_GROUP = "*";

    /** Without rows. */
    public static final FallbackTable EMPTY = new FallbackTable(Map.of());

    public FallbackTable {
        Map<String, List<Target>> copy = new LinkedHashMap<>();
        rows.forEach((group, targets) -> copy.put(group, List.copyOf(targets)));
        rows = Collections.unmodifiableMap(copy);
    }

    /**
     * The row of the first of these names that has one.
     *
     * @param names of one group: as it was asked for, then what that stands for
     * @return empty if none has one, not even {@code "*"}
     */
    public Optional<List<Target>> row(List<String> names) {
        for (String name : names) {
            Optional<List<Target>> own = ownRow(name);
            if (own.isPresent()) {
                return own;
            }
        }
        return Optional.ofNullable(rows.get(ANY_GROUP));
    }

    private Optional<List<Target>> ownRow(String name) {
        List<Target> exact = rows.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        List<Target> bare = rows.get(ModelName.withoutProvider(name));
        if (bare != null) {
            return Optional.of(bare);
        }
        return rows.entrySet().stream()
                .filter(row -> ModelName.withoutProvider(row.getKey()).equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
