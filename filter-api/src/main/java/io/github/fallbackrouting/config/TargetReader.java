package io.github.fallbackrouting.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads who stands in for a group: a name, or a mapping with the name and members of the body that differ for it. */
final class TargetReader {

    /** What a name has to be. */
    static final String NAME = "the name of a model group";

    /** Enough to choose from; the whole list may have hundreds. */
    private static final int MOST_NAMES = 20;

    private final Names names;

    /** @param names of those that can stand in */
    TargetReader(Names names) {
        this.names = names;
    }

    /** The target; empty if a mistake has been noted. */
    Optional<Target> read(YamlValue item) {
        if (!item.isMap()) {
            return nameIn(names, item).map(Target::of);
        }
        YamlMap map = item.map();
        Optional<String> model = map.require("model", NAME).flatMap(value -> nameIn(names, value));
        Map<String, String> overrides = new LinkedHashMap<>();
        for (YamlValue other : map.others()) {
            if (other.key().equals("stream")) {
                other.unused("is not acted on, since the caller says whether an answer is streamed");
            } else if (!Target.canOverride(other.key())) {
                other.unused("is not acted on, since it is no member of a request's body");
            } else {
                JsonText.of(other).ifPresent(json -> overrides.put(other.key(), json));
            }
        }
        return model.map(name -> new Target(name, overrides));
    }

    /** The name that stands there, which must be one of these; empty if a mistake has been noted. */
    static Optional<String> nameIn(Names names, YamlValue item) {
        Optional<String> name = item.text(NAME);
        // Without any group there is another mistake, of which this one would be a consequence.
        if (name.isEmpty() || names.known().isEmpty() || names.canStandIn(name.get())) {
            return name;
        }
        String known = names.known().stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        String more = names.known().size() > MOST_NAMES ? ", …" : "";
        item.mistake(NAME + " of this file: " + known + more + Spelling.hint(name.get(), names.known()));
        return Optional.empty();
    }
}
