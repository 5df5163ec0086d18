package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonValue.ArrayValue;
import io.github.fallbackrouting.json.JsonValue.Literal;
import io.github.fallbackrouting.json.JsonValue.NumberValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.JsonValue.StringValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one JSON text into a {@link JsonValue}; every method returns null at the first mistake. Used once. */
final class JsonReader {

    /** RFC 8259, section 6. Possessive, so that no text makes it go back. */
    private static final Pattern NUMBER =
            Pattern.compile("-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+");

    private final String text;
    private final Matcher number;
    private int position;
    private int depth;

    JsonReader(String text) {
        this.text = text;
        this.number = NUMBER.matcher(text);
    }

    @Nullable
    JsonValue read() {
        JsonValue value = value();
        skipSpace();
        return position == text.length() ? value : null;
    }

    private @Nullable JsonValue value() {
        skipSpace();
        return switch (next()) {
            case '{' -> inside(this::object);
            case '[' -> inside(this::array);
            case '"' -> stringValue();
            case 't' -> literal(Literal.TRUE);
            case 'f' -> literal(Literal.FALSE);
            case 'n' -> literal(Literal.NULL);
            default -> number();
        };
    }

    private @Nullable JsonValue inside(Container container) {
        if (depth == JsonValue.DEPTH_LIMIT) {
            return null;
        }
        depth++;
        position++;
        JsonValue value = container.read();
        depth--;
        return value;
    }

    private @Nullable JsonValue object() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        if (takes('}')) {
            return new ObjectValue(members);
        }
        do {
            skipSpace();
            String name = next() == '"' ? string() : null;
            JsonValue value = name != null && takes(':') ? value() : null;
            if (name == null || value == null) {
                return null;
            }
            members.put(name, value);
        } while (takes(','));
        return takes('}') ? new ObjectValue(members) : null;
    }

    private @Nullable JsonValue array() {
        List<JsonValue> elements = new ArrayList<>();
        if (takes(']')) {
            return new ArrayValue(elements);
        }
        do {
            JsonValue value = value();
            if (value == null) {
                return null;
            }
            elements.add(value);
        } while (takes(','));
        return takes(']') ? new ArrayValue(elements) : null;
    }

    private @Nullable JsonValue stringValue() {
        String string = string();
        if (string == null) {
            return null;
        }
        return new StringValue(string);
    }

    private @Nullable String string() {
        int from = ++position;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '"') {
                return JsonString.unescape(text.substring(from, position++));
            }
            int length = c == '\\' ? escapeLength() : c < 0x20 ? 0 : 1;
            if (length == 0) {
                return null;
            }
            position += length;
        }
        return null;
    }

    /** Of the escape at this position, with its backslash; 0 if it is none. */
    private int escapeLength() {
        char escape = position + 1 < text.length() ? text.charAt(position + 1) : 0;
        if (escape != 'u') {
            return escape != 0 && "\"\\/bfnrt".indexOf(escape) >= 0 ? 2 : 0;
        }
        for (int i = position + 2; i < position + 6; i++) {
            if (i >= text.length() || "0123456789abcdefABCDEF".indexOf(text.charAt(i)) < 0) {
                return 0;
            }
        }
        return 6;
    }

    private @Nullable JsonValue number() {
        number.region(position, text.length());
        if (!number.lookingAt()) {
            return null;
        }
        position = number.end();
        return new NumberValue(number.group());
    }

    private @Nullable JsonValue literal(Literal literal) {
        if (!text.startsWith(literal.toJson(), position)) {
            return null;
        }
        position += literal.toJson().length();
        return literal;
    }

    /** Whether this character comes next, after any white space; if so it is read. */
    private boolean takes(char c) {
        skipSpace();
        boolean taken = next() == c;
        position += taken ? 1 : 0;
        return taken;
    }

    /** The next character; 0 at the end, as at a NUL, which no JSON text has outside of a mistake. */
    private char next() {
        return position < text.length() ? text.charAt(position) : 0;
    }

    private void skipSpace() {
        while (next() == ' ' || next() == '\n' || next() == '\r' || next() == '\t') {
            position++;
        }
    }

    @FunctionalInterface
    private interface Container {
        @Nullable
        JsonValue read();
    }
}
