package io.github.fallbackrouting.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Turns the bytes of a file into the mapping that it holds. A hostile file costs no more than an honest one of its size:
 * bytes, depth and aliases are bounded before anything is built, and no object but nodes is ever made.
 */
final class YamlFile {

    /** Some thousand deployments; what is larger is not a configuration. */
    private static final int MOST_BYTES = 1 << 20;

    /** LiteLLM's own files stay below 10. The parser recurses once per level. */
    private static final int MOST_DEPTH = 64;

    /** Every deployment may refer to a few anchors; what they add up to is {@link YamlShape}'s to check. */
    private static final int MOST_ALIASES = 10_000;

    /**
     * The schema that takes every scalar for text: what a value means is decided by whoever asks for it, and merge keys
     * are ours, since those of the library never end when an anchor merges itself.
     */
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setUseMarks(true)
            .setSchema(new FailsafeSchema())
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .setCodePointLimit(MOST_BYTES)
            .build();

    private static final String EXPECTED = "a mapping with model_list";

    private final Findings findings;
    private final Reading reading;

    YamlFile(Reading reading) {
        this.reading = reading;
        this.findings = reading.findings();
    }

    /**
     * Reads all of it.
     *
     * @return the outermost mapping
     * @throws ConfigurationException if it holds none, is no YAML, or is out of all proportion
     */
    YamlMap read(InputStream yaml) throws IOException {
        Optional<MappingNode> root = text(yaml.readNBytes(MOST_BYTES + 1)).flatMap(this::root);
        root.ifPresent(node -> new YamlShape(findings).check(node));
        findings.throwIfMistaken();
        return new YamlMap(reading, "", 1, root.orElseThrow());
    }

    private Optional<String> text(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            findings.mistake(1, "the file is larger than 1 MiB, expected a LiteLLM config.yaml");
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String read = out.flip().toString();
        if (result.isError()) {
            findings.mistake(lineAt(read, read.length()), "the file has a byte that is not UTF-8, expected UTF-8");
            return Optional.empty();
        }
        return Optional.of(read);
    }

    private Optional<MappingNode> root(String text) {
        try {
            if (!isBounded(text)) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return Optional.of(mapping);
            }
            findings.mistake(
                    1,
                    root.map(node -> "the file holds no mapping").orElse("the file is empty") + ", expected "
                            + EXPECTED);
        } catch (MarkedYamlEngineException e) {
            syntax(e);
        } catch (ReaderException e) {
            findings.mistake(
                    lineAt(text, e.getPosition()),
                    String.format(
                            "the character U+%04X is not allowed in YAML, expected printable text", e.getCodePoint()));
        } catch (YamlEngineException e) {
            findings.mistake(1, "this is not YAML that we can read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** The parser keeps its own stack, so that this pass is safe at any depth; the one that builds nodes is not. */
    private boolean isBounded(String text) {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case DocumentStart -> documents++;
                default -> {}
            }
            int line = line(event.getStartMark());
            if (depth > MOST_DEPTH) {
                findings.mistake(line, "the file is nested deeper than " + MOST_DEPTH + " levels, expected fewer");
                return false;
            }
            if (documents > 1) {
                findings.mistake(line, "a second document begins here, expected one document in the file");
                return false;
            }
        }
        return true;
    }

    /** The library's own message quotes the file, and with it perhaps a key; its description of the problem does not. */
    private void syntax(MarkedYamlEngineException e) {
        String problem = e.getProblem().replaceAll("(?s), but found.*|(?<=alias|handle|version|UTF-8).*", "");
        int line = line(e.getProblemMark().or(e::getContextMark));
        String context = e.getContextMark()
                .filter(mark -> line(Optional.of(mark)) != line && e.getContext() != null)
                .map(mark -> ", " + e.getContext() + " that began in line " + line(Optional.of(mark)))
                .orElse("");
        findings.mistake(line, "this is not valid YAML: " + problem + context);
    }

    private static int line(Optional<Mark> mark) {
        return YamlValue.line(mark);
    }

    private static int lineAt(String text, int position) {
        return 1
                + (int) text.substring(0, Math.min(position, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
