package io.github.fallbackrouting.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads fallbacks as LiteLLM writes them: a list of mappings from a model group to the groups that stand in for it. As its
 * router does, the first row of a group counts, the last row of {@code "*"}, and {@code default_fallbacks} before that; a
 * row of {@code gpt-4o} is also that of the group {@code openai/gpt-4o}.
 */
final class FallbackRows {

    private static final String EXPECTED = "a list of mappings such as [{gpt-4o: [gpt-4-turbo]}]";
    private static final String EXPECTED_TARGETS = "a list of model groups";

    /** Enough to choose from; the whole list may have hundreds. */
    private static final int MOST_NAMES = 20;

    private final Set<String> groups;
    private final Set<String> ids;
    private final Map<String, List<String>> rows = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /** @param models whose groups fall back and stand in */
    FallbackRows(ModelList models) {
        this.groups = models.groups();
        this.ids = models.ids();
    }

    /** The rows added so far, by model group. */
    Map<String, List<String>> rows() {
        return rows;
    }

    /** Adds the rows of {@code fallbacks}, {@code context_window_fallbacks} or {@code content_policy_fallbacks}. */
    void add(YamlValue fallbacks) {
        for (YamlValue item : fallbacks.items(EXPECTED)) {
            if (!item.isMap()) {
                item.mistake("a mapping such as {gpt-4o: [gpt-4-turbo]}");
                continue;
            }
            for (YamlValue row : item.map().all()) {
                addRow(row);
            }
        }
    }

    /** Adds {@code default_fallbacks}: the row of every group without one of its own. */
    void addDefault(YamlValue fallbacks) {
        put(Configuration.ANY_GROUP, fallbacks);
    }

    private void addRow(YamlValue row) {
        String source = row.key();
        if (groups.contains(source) || source.equals(Configuration.ANY_GROUP)) {
            put(source, row);
            return;
        }
        List<String> prefixed = groups.stream()
                .filter(group -> group.endsWith("/" + source)
                        && Provider.of(group.substring(0, group.length() - source.length() - 1))
                                .isPresent())
                .toList();
        for (String group : prefixed) {
            put(group, row);
        }
        if (prefixed.isEmpty()) {
            targets(row);
            row.findings()
                    .warning(
                            row.line(),
                            row.path() + " has no effect, since no model group has this name"
                                    + Spelling.hint(source, groups));
        }
    }

    private void put(String source, YamlValue row) {
        List<String> targets = targets(row);
        Integer before = lines.put(source, row.line());
        if (before == null) {
            rows.put(source, targets);
        } else if (source.equals(Configuration.ANY_GROUP)) {
            rows.put(source, targets);
            row.findings()
                    .warning(before, "the fallbacks of '*' have no effect, since line " + row.line() + " has them too");
        } else {
            lines.put(source, before);
            row.findings().warning(row.line(), row.path() + " has no effect, since line " + before + " comes first");
        }
    }

    private List<String> targets(YamlValue row) {
        List<YamlValue> items = row.isList() || row.isMap() ? row.items(EXPECTED_TARGETS) : List.of(row);
        return items.stream().map(this::target).flatMap(Optional::stream).toList();
    }

    /** A target is a group's name, or a mapping of it with parameters of its own: {@code {model: gpt-4-turbo, …}}. */
    private Optional<String> target(YamlValue item) {
        if (!item.isMap()) {
            return existing(item);
        }
        YamlMap map = item.map();
        Optional<String> model =
                map.require("model", "the name of a model group").flatMap(this::existing);
        map.others().forEach(other -> other.unused("is not acted on yet"));
        return model;
    }

    private Optional<String> existing(YamlValue item) {
        String expected = "the name of a model group";
        Optional<String> name = item.text(expected);
        if (name.isEmpty() || groups.isEmpty() || groups.contains(name.get())) {
            return name;
        }
        String known = groups.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        String more = groups.size() > MOST_NAMES ? ", …" : "";
        String hint = ids.contains(name.get())
                ? "; it is the id of a deployment, which no fallback can name"
                : Spelling.hint(name.get(), groups);
        item.mistake(expected + " of this file: " + known + more + hint);
        return Optional.empty();
    }
}
