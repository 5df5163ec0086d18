package io.github.fallbackrouting.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One mapping of the file, merge keys resolved. It remembers which keys were asked for, so that the others can be told. */
final class YamlMap {

    private final Reading reading;
    private final String path;
    private final int line;
    private final Map<String, YamlValue> values = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    /** A mapping that is not there, or is something else: it has no keys. */
    YamlMap(Reading reading, String path, int line) {
        this.reading = reading;
        this.path = path;
        this.line = line;
    }

    YamlMap(Reading reading, String path, int line, MappingNode node) {
        this(reading, path, line);
        collect(node);
    }

    /** Whether this is YAML 1.1's merge key, which LiteLLM's parser knows. */
    static boolean isMerge(ScalarNode key) {
        return key.isPlain() && key.getValue().equals("<<");
    }

    /** Of the mapping itself; empty for the outermost. */
    String path() {
        return path;
    }

    Findings findings() {
        return reading.findings();
    }

    Environment environment() {
        return reading.environment();
    }

    /** The value of a key; empty if there is none or it is null, as LiteLLM treats both alike. */
    Optional<YamlValue> get(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isNull());
    }

    /** The value of a key that must be there. */
    Optional<YamlValue> require(String key, String expected) {
        Optional<YamlValue> value = get(key);
        if (value.isEmpty()) {
            missing(key, expected);
        }
        return value;
    }

    /** The mapping below a key; one without keys if there is none. */
    YamlMap section(String key) {
        return get(key).map(YamlValue::map).orElseGet(() -> new YamlMap(reading, YamlValue.child(path, key), line));
    }

    /** Notes that a key is not there. */
    void missing(String key, String expected) {
        findings().mistake(line, YamlValue.child(path, key) + " is missing, expected " + expected);
    }

    /** Every value, in the order of the file. */
    List<YamlValue> all() {
        return List.copyOf(values.values());
    }

    /** The values of the keys that nobody has asked for so far, in the order of the file. */
    List<YamlValue> others() {
        return values.entrySet().stream()
                .filter(entry -> !asked.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The keys that somebody has asked for so far: those that have a meaning here. */
    Set<String> known() {
        return asked;
    }

    /** Notes a mistake for each key that nobody has asked for: in a section of ours every key means something. */
    void refuseOthers() {
        for (YamlValue other : others()) {
            other.problem("is no key of this section, expected one of " + String.join(", ", asked)
                    + Spelling.hint(other.key(), asked));
        }
    }

    private void collect(MappingNode node) {
        for (NodeTuple entry : node.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && !isMerge(key)) {
                values.putIfAbsent(
                        key.getValue(),
                        new YamlValue(
                                reading,
                                path,
                                key.getValue(),
                                YamlValue.line(key.getStartMark()),
                                entry.getValueNode()));
            }
        }
        for (NodeTuple entry : node.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && isMerge(key)) {
                merge(entry.getValueNode(), YamlValue.line(key.getStartMark()));
            }
        }
    }

    /** No deeper than {@link YamlShape} lets aliases add up: a chain of them counts as the square of its length. */
    private void merge(Node merged, int at) {
        List<Node> sources = merged instanceof SequenceNode list ? list.getValue() : List.of(merged);
        for (Node source : sources) {
            if (source instanceof MappingNode mapping) {
                collect(mapping);
            } else {
                findings().mistake(at, YamlValue.child(path, "<<") + " merges what is no mapping, expected mappings");
            }
        }
    }
}
