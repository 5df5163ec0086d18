package io.github.fallbackrouting.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Who stands in for a group: another group, or a single deployment. Immutable.
 *
 * @param name of a model group, an alias of one, a name that a wildcard group serves, or the id of a deployment
 * @param overrides members of the request's body that are different for it alone: name and JSON text, in order
 */
public record Target(String name, Map<String, String> overrides) {

    public Target {
        Objects.requireNonNull(name, "name");
        overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    }

    /** Without the values: the file may take one from an environment variable. */
    @Override
    public String toString() {
        return overrides.isEmpty() ? name : name + " with " + String.join(", ", overrides.keySet());
    }

    /** One that gets the request as it is. */
    public static Target of(String name) {
        return new Target(name, Map.of());
    }

    /**
     * Whether a member of this name can be different for one target. Which model is asked, where it is, how it is called
     * and whether its answer is streamed can't.
     */
    public static boolean canOverride(String member) {
        return !CallArguments.has(member) && !member.equals("model") && !member.equals("stream");
    }
}
