package io.github.fallbackrouting.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** JSON as somebody else reads it: Jackson's streaming parser, which shares no line with ours. */
public final class ReferenceJson {

    /** What a value is. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL
    }

    /**
     * A member of an object, or an element of an array.
     *
     * @param name empty for an element
     */
    public record Member(String name, Node value) {}

    /**
     * A value.
     *
     * @param text a string's, without escapes; a number's, as it was written
     * @param members in the order of the text, those that stand twice too
     */
    public record Node(Kind kind, String text, List<Member> members) {

        /** The values of every member of this name. */
        public List<Node> all(String name) {
            return kind == Kind.OBJECT
                    ? members.stream()
                            .filter(member -> member.name().equals(name))
                            .map(Member::value)
                            .toList()
                    : List.of();
        }

        /** The value of the last member of this name. */
        public Optional<Node> last(String name) {
            List<Node> all = all(name);
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
        }

        /** Whether a name stands twice in an object, here or further in. */
        public boolean repeatsNames() {
            Set<String> names = new HashSet<>();
            return members.stream()
                    .anyMatch(member -> (kind == Kind.OBJECT && !names.add(member.name()))
                            || member.value().repeatsNames());
        }

        /** How many containers stand in each other. */
        public int depth() {
            boolean isContainer = kind == Kind.OBJECT || kind == Kind.ARRAY;
            return (isContainer ? 1 : 0)
                    + members.stream()
                            .mapToInt(member -> member.value().depth())
                            .max()
                            .orElse(0);
        }
    }

    /** Trees are walked by recursion; what stands deeper is told to be whole, and no more. */
    private static final int DEEPEST_TREE = 200;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final Set<String> NOT_NUMERIC = Set.of("NaN", "Infinity", "-Infinity");

    private static final ReferenceJson NOT_JSON = new ReferenceJson(false, false, Optional.empty());

    /** Jackson refuses half a surrogate pair in a member's name, though not in a value; RFC 8259, section 8.2, leaves both open. */
    private static final ReferenceJson UNKNOWN = new ReferenceJson(false, false, Optional.empty());

    /** Jackson takes U+0744 for the hexadecimal digit D, as it looks at a character's last eight bits. */
    private static final Pattern FOREIGN_DIGIT = Pattern.compile("\\\\u[0-9a-fA-F]{0,3}[^\\x00-\\x7F]");

    private final boolean isWhole;
    private final boolean isStrict;
    private final Optional<Node> tree;

    private ReferenceJson(boolean isWhole, boolean isStrict, Optional<Node> tree) {
        this.isWhole = isWhole;
        this.isStrict = isStrict;
        this.tree = tree;
    }

    /** Reads bytes; what is not UTF-8 counts as any other character outside of ASCII. */
    public static ReferenceJson of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean isMarked = text.startsWith("\uFEFF");
        ReferenceJson read = ofText(isMarked ? text.substring(1) : text);
        return isMarked && read.isWhole ? new ReferenceJson(read.isWhole, false, read.tree) : read;
    }

    private static ReferenceJson ofText(String text) {
        if (text.startsWith("\uFEFF")) {
            return NOT_JSON;
        }
        if (FOREIGN_DIGIT.matcher(text).find()) {
            return UNKNOWN;
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            return read(parser);
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("surrogate") ? UNKNOWN : NOT_JSON;
        }
    }

    private static ReferenceJson read(JsonParser parser) throws IOException {
        Deque<List<Member>> open = new ArrayDeque<>();
        List<Member> outermost = new ArrayList<>();
        open.push(outermost);
        Deque<String> names = new ArrayDeque<>();
        boolean isStrict = true;
        boolean isShallow = true;
        int depth = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (open.size() == 1 && !outermost.isEmpty()) {
                return NOT_JSON;
            }
            switch (token) {
                case FIELD_NAME -> names.push(parser.currentName());
                case START_OBJECT, START_ARRAY -> {
                    open.push(new ArrayList<>());
                    isShallow &= ++depth <= DEEPEST_TREE;
                }
                case END_OBJECT, END_ARRAY -> {
                    depth--;
                    List<Member> members = open.pop();
                    Kind kind = token == JsonToken.END_OBJECT ? Kind.OBJECT : Kind.ARRAY;
                    add(parser, names, open, new Node(kind, "", members));
                }
                default -> {
                    String text = token == JsonToken.VALUE_STRING || token.isNumeric() ? parser.getText() : "";
                    if (token.isNumeric() && !Character.isDigit(text.charAt(text.length() - 1))) {
                        isStrict = false;
                        if (!NOT_NUMERIC.contains(text)) {
                            return NOT_JSON;
                        }
                    }
                    add(parser, names, open, new Node(kindOf(token), text, List.of()));
                }
            }
        }
        return outermost.isEmpty()
                ? NOT_JSON
                : new ReferenceJson(
                        true, isStrict, isShallow ? Optional.of(outermost.get(0).value()) : Optional.empty());
    }

    private static void add(JsonParser parser, Deque<String> names, Deque<List<Member>> open, Node value) {
        String name = parser.getParsingContext().inObject() ? names.pop() : "";
        open.element().add(new Member(name, value));
    }

    private static Kind kindOf(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> Kind.STRING;
            case VALUE_TRUE -> Kind.TRUE;
            case VALUE_FALSE -> Kind.FALSE;
            case VALUE_NULL -> Kind.NULL;
            default -> Kind.NUMBER;
        };
    }

    /** Whether the reference has no say in it. */
    public boolean isUnknown() {
        return this == UNKNOWN;
    }

    /** Whether it is one value and nothing else. */
    public boolean isWhole() {
        return isWhole;
    }

    /** Whether it is that without a byte order mark and without {@code NaN} and its kin. */
    public boolean isStrict() {
        return isWhole && isStrict;
    }

    /** The value; empty if there is none, or it is nested deeper than 200 levels. */
    public Optional<Node> tree() {
        return tree;
    }
}
