package io.github.fallbackrouting.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code model_group_alias}: other names for model groups. An alias of an alias is none, as in LiteLLM. */
final class AliasRows {

    private final Names groups;
    private final Map<String, String> rows = new LinkedHashMap<>();

    /** @param groups the model groups */
    AliasRows(Settings settings, Set<String> groups) {
        this.groups = new Names(groups, Set.of(), Set.of());
        settings.router("model_group_alias")
                .ifPresent(aliases -> aliases.map().all().forEach(this::add));
    }

    /** The name of a group by each of its aliases, in the order of the file. */
    Map<String, String> rows() {
        return rows;
    }

    private void add(YamlValue alias) {
        if (alias.isNull()) {
            return;
        }
        Optional<String> group = group(alias);
        group.ifPresent(name -> rows.put(alias.key(), name));
        if (groups.known().contains(alias.key()) && !alias.key().equals(group.orElse(alias.key()))) {
            alias.findings()
                    .warning(
                            alias.line(),
                            alias.path() + " hides the model group of this name, which can't be asked for any more");
        }
    }

    private Optional<String> group(YamlValue alias) {
        if (!alias.isMap()) {
            return TargetReader.nameIn(groups, alias);
        }
        YamlMap map = alias.map();
        Optional<String> model =
                map.require("model", TargetReader.NAME).flatMap(value -> TargetReader.nameIn(groups, value));
        // Hides it from a list of models, which we never give.
        map.get("hidden").ifPresent(YamlValue::flag);
        UnusedSettings.tell(map);
        return model;
    }
}
