package io.github.fallbackrouting.config;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names that a file gives: of its groups, of their aliases, by its wildcards, of its deployments. */
final class Names {

    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> ids;
    private final List<WildcardPattern> wildcards;

    /**
     * @param groups as in the file, wildcards among them
     * @param aliases of groups
     * @param ids of deployments
     */
    Names(Set<String> groups, Set<String> aliases, Set<String> ids) {
        known.addAll(groups);
        known.addAll(aliases);
        this.ids = ids;
        this.wildcards = groups.stream()
                .filter(group -> WildcardPattern.wildcards(group) > 0)
                .map(WildcardPattern::new)
                .toList();
    }

    /** The names of the groups and of their aliases, wildcards as they stand there. */
    Set<String> known() {
        return known;
    }

    /** Whether a caller can ask for this name. */
    boolean serve(String name) {
        return known.contains(name)
                || wildcards.stream().anyMatch(wildcard -> wildcard.match(name).isPresent());
    }

    /** Notes that a value has no effect, since its key is the name of nobody. */
    void tellUnknown(YamlValue row) {
        row.findings()
                .warning(
                        row.line(),
                        row.path() + " has no effect, since no model group has this name"
                                + Spelling.hint(row.key(), known));
    }

    /** Whether a fallback can lead to this name. */
    boolean canStandIn(String name) {
        return serve(name) || ids.contains(name);
    }

    /** Whether {@link FallbackTable} can ever come to a row of this name. */
    boolean lookUp(String row) {
        String bare = ModelName.withoutProvider(row);
        return row.equals(FallbackTable.ANY_GROUP)
                || serve(row)
                || serve(bare)
                || Arrays.stream(Provider.values()).anyMatch(provider -> serve(provider.prefix() + "/" + row));
    }
}
