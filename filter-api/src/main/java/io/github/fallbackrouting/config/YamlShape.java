package io.github.fallbackrouting.config;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Looks over a whole document for what no key of it may be: given twice, part of itself, or multiplied by aliases. */
final class YamlShape {

    /** A megabyte of text without aliases holds about this many nodes. */
    private static final long MOST_NODES = 1 << 20;

    /** A text that aliases repeat counts by its length too: all of them together stay below 16 Mi characters. */
    private static final int CHARACTERS_PER_NODE = 16;

    private final Findings findings;
    private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();

    YamlShape(Findings findings) {
        this.findings = findings;
    }

    /** Notes every mistake of this kind. */
    void check(Node root) {
        if (size(root, "", 1) > MOST_NODES) {
            findings.mistake(1, "the file's aliases make more than " + MOST_NODES + " values of it, expected fewer");
        }
    }

    /**
     * Of the node with all that it contains, aliases followed. An alias stands after its anchor, so what it stands for is
     * known already: this goes no deeper than the text is nested.
     */
    private long size(Node node, String path, int line) {
        Long known = sizes.get(node);
        if (known != null) {
            return known;
        }
        if (node.isRecursive()) {
            findings.mistake(line, path + " contains itself by an alias, expected values only");
            return 1;
        }
        long size = 1;
        if (node instanceof ScalarNode text) {
            size += text.getValue().length() / CHARACTERS_PER_NODE;
        } else if (node instanceof SequenceNode list) {
            List<Node> items = list.getValue();
            for (int i = 0; i < items.size(); i++) {
                Node item = items.get(i);
                size += size(item, path + "[" + i + "]", YamlValue.line(item.getStartMark()));
            }
        } else if (node instanceof MappingNode mapping) {
            size += size(mapping, path);
        }
        size = Math.min(size, MOST_NODES + 1);
        sizes.put(node, size);
        return size;
    }

    private long size(MappingNode mapping, String path) {
        long size = 0;
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            int line = YamlValue.line(entry.getKeyNode().getStartMark());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                findings.mistake(
                        line, (path.isEmpty() ? "the file" : path) + " has a key that is no text, expected text");
                continue;
            }
            String child = YamlValue.child(path, key.getValue());
            Integer before = lines.putIfAbsent(key.getValue(), line);
            if (before != null && !YamlMap.isMerge(key)) {
                findings.mistake(line, child + " stands here and in line " + before + ", expected once");
            }
            size += size(entry.getValueNode(), child, line);
        }
        return size;
    }
}
