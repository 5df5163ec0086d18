package io.github.fallbackrouting.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A JSON value with all that is in it (RFC 8259), for texts that are known to be short. Immutable.
 */
public sealed interface JsonValue {

    /** The most containers that may stand inside each other. */
    int DEPTH_LIMIT = 32;

    /**
     * Reads a text, in time and memory proportional to its length.
     *
     * @return empty if it is not one value as RFC 8259 has it ({@code NaN} and a byte order mark are not), or if containers
     *     stand more than {@value #DEPTH_LIMIT} deep in each other
     */
    static Optional<JsonValue> read(String text) {
        return Optional.ofNullable(new JsonReader(text).read());
    }

    /** The value as JSON text, without white space; reading it gives an equal value. */
    String toJson();

    /**
     * An object.
     *
     * @param members in the order of the text; of two with one name the last one's value, in the first one's place
     */
    record ObjectValue(Map<String, JsonValue> members) implements JsonValue {

        /** With a copy, in the same order. */
        public ObjectValue {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** The value of the member of this name. */
        public Optional<JsonValue> member(String name) {
            return Optional.ofNullable(members.get(name));
        }

        @Override
        public String toJson() {
            return members.entrySet().stream()
                    .map(member -> JsonString.quote(member.getKey()) + ":"
                            + member.getValue().toJson())
                    .collect(Collectors.joining(",", "{", "}"));
        }
    }

    /** An array. */
    record ArrayValue(List<JsonValue> elements) implements JsonValue {

        /** With a copy. */
        public ArrayValue {
            elements = List.copyOf(elements);
        }

        @Override
        public String toJson() {
            return elements.stream().map(JsonValue::toJson).collect(Collectors.joining(",", "[", "]"));
        }
    }

    /**
     * A string.
     *
     * @param text without quotes and escapes
     */
    record StringValue(String text) implements JsonValue {
        @Override
        public String toJson() {
            return JsonString.quote(text);
        }
    }

    /**
     * A number.
     *
     * @param text as it was written, so that no digit is lost
     */
    record NumberValue(String text) implements JsonValue {
        @Override
        public String toJson() {
            return text;
        }
    }

    /** One of the three words of JSON. */
    enum Literal implements JsonValue {
        TRUE("true"),
        FALSE("false"),
        NULL("null");

        private final String json;

        Literal(String json) {
            this.json = json;
        }

        @Override
        public String toJson() {
            return json;
        }
    }
}
