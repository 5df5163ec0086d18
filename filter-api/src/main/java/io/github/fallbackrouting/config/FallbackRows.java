package io.github.fallbackrouting.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads fallbacks as LiteLLM writes them: a list of mappings from a model group to the groups that stand in for it. As its
 * router does, the first row of a group counts, the last row of {@code "*"}, and {@code default_fallbacks} before that.
 */
final class FallbackRows {

    private static final String EXPECTED = "a list of mappings such as [{gpt-4o: [gpt-4-turbo]}]";
    private static final String EXPECTED_TARGETS = "a list of model groups";

    private final Names names;
    private final TargetReader targets;
    private final Map<String, List<Target>> rows = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /** @param names of those that fall back and stand in */
    FallbackRows(Names names) {
        this.names = names;
        this.targets = new TargetReader(names);
    }

    /** The rows added so far, under their names as written. */
    FallbackTable table() {
        return new FallbackTable(rows);
    }

    /** Adds the rows of {@code fallbacks}, {@code context_window_fallbacks} or {@code content_policy_fallbacks}. */
    void add(YamlValue fallbacks) {
        for (YamlValue item : fallbacks.items(EXPECTED)) {
            if (!item.isMap()) {
                item.mistake("a mapping such as {gpt-4o: [gpt-4-turbo]}");
                continue;
            }
            for (YamlValue row : item.map().all()) {
                put(row.key(), row);
            }
        }
    }

    /** Adds {@code default_fallbacks}: the row of every group without one of its own. */
    void addDefault(YamlValue fallbacks) {
        put(FallbackTable.ANY_GROUP, fallbacks);
    }

    private void put(String source, YamlValue row) {
        List<Target> read = targets(row);
        Integer before = lines.put(source, row.line());
        if (before == null) {
            rows.put(source, read);
            if (!names.lookUp(source)) {
                names.tellUnknown(row);
            }
            tellIfItsOwn(source, read, row);
        } else if (source.equals(FallbackTable.ANY_GROUP)) {
            rows.put(source, read);
            row.findings()
                    .warning(before, "the fallbacks of '*' have no effect, since line " + row.line() + " has them too");
        } else {
            lines.put(source, before);
            row.findings().warning(row.line(), row.path() + " has no effect, since line " + before + " comes first");
        }
    }

    /** A group that has just failed is asked again only with another request. */
    private static void tellIfItsOwn(String source, List<Target> read, YamlValue row) {
        if (read.contains(Target.of(source))) {
            row.findings()
                    .warning(
                            row.line(),
                            row.path() + " names " + source + " itself, which has no effect: it has just failed");
        }
    }

    private List<Target> targets(YamlValue row) {
        List<YamlValue> items = row.isList() || row.isMap() ? row.items(EXPECTED_TARGETS) : List.of(row);
        return items.stream().map(targets::read).flatMap(Optional::stream).toList();
    }
}
