package io.github.fallbackrouting.cases;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A JSON value, read by other code than the one under test; numbers are equal if they mean the same.
 *
 * @param value a {@code Map<String, Json>}, {@code List<Json>}, {@link String}, {@link BigDecimal}, {@link Boolean} or
 *     {@link Nothing}
 */
public record Json(Object value) {

    /** JSON's {@code null}. */
    public enum Nothing {
        NULL;

        @Override
        public String toString() {
            return "null";
        }
    }

    private static final Pattern WORD = Pattern.compile("[\\s]*(-?\\d[-+.0-9eE]*|true|false|null|[\\[\\]{},:\"])");

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static Json parse(String text) {
        Parser parser = new Parser(text);
        Json value = parser.value(parser.word());
        if (!text.substring(parser.at).isBlank()) {
            throw new IllegalArgumentException("more than one value: " + text.substring(parser.at));
        }
        return value;
    }

    /** A text, a number, a flag, a list or a map of such, or a {@code Json}. */
    public static Json of(Object plain) {
        if (plain instanceof Json json) {
            return json;
        }
        if (plain instanceof Map<?, ?> map) {
            Map<String, Json> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put((String) name, of(member)));
            return new Json(Collections.unmodifiableMap(members));
        }
        if (plain instanceof List<?> list) {
            return new Json(list.stream().map(Json::of).toList());
        }
        return new Json(plain instanceof Number number ? normal(number.toString()) : plain);
    }

    private static BigDecimal normal(String number) {
        return new BigDecimal(number).stripTrailingZeros();
    }

    /** The members of an object; none of anything else. */
    @SuppressWarnings("unchecked")
    public Map<String, Json> members() {
        return value instanceof Map<?, ?> ? (Map<String, Json>) value : Map.of();
    }

    /** The elements of a list; none of anything else. */
    @SuppressWarnings("unchecked")
    public List<Json> elements() {
        return value instanceof List<?> ? (List<Json>) value : List.of();
    }

    /** A member; empty if there is none, or it is null. */
    public Optional<Json> member(String name) {
        return Optional.ofNullable(members().get(name)).filter(member -> member.value != Nothing.NULL);
    }

    /** A text as it is, anything else as JSON. */
    public String text() {
        return value instanceof String text ? text : toString();
    }

    /** A list's elements as texts. */
    public List<String> texts() {
        return elements().stream().map(Json::text).toList();
    }

    public BigDecimal number() {
        return new BigDecimal(text());
    }

    public boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }

    /** @throws IllegalArgumentException if there is a member that is none of these */
    Json only(String where, Set<String> known) {
        Set<String> unknown = new TreeSet<>(members().keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(where + " has " + unknown + ", expected members of " + known);
        }
        return this;
    }

    @Override
    public String toString() {
        if (value instanceof Map<?, ?>) {
            return members().entrySet().stream()
                    .map(member -> quoted(member.getKey()) + ":" + member.getValue())
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?>) {
            return elements().stream().map(Json::toString).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof String text ? quoted(text) : value.toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        String word() {
            Matcher word = WORD.matcher(text).region(at, text.length());
            if (!word.lookingAt()) {
                throw new IllegalArgumentException("no JSON at " + at + ": " + text);
            }
            at = word.end();
            return word.group(1);
        }

        Json value(String word) {
            return switch (word) {
                case "{" -> object();
                case "[" -> list();
                case "\"" -> new Json(string());
                case "true" -> new Json(true);
                case "false" -> new Json(false);
                case "null" -> new Json(Nothing.NULL);
                default -> new Json(normal(word));
            };
        }

        private Json object() {
            Map<String, Json> members = new LinkedHashMap<>();
            String word = word();
            while (!word.equals("}")) {
                expect("\"", word);
                String name = string();
                expect(":", word());
                members.put(name, value(word()));
                word = word();
                word = word.equals(",") ? word() : word;
            }
            return new Json(Collections.unmodifiableMap(members));
        }

        private Json list() {
            List<Json> elements = new ArrayList<>();
            String word = word();
            while (!word.equals("]")) {
                elements.add(value(word));
                word = word();
                word = word.equals(",") ? word() : word;
            }
            return new Json(List.copyOf(elements));
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            while (text.charAt(at) != '"') {
                char c = text.charAt(at++);
                string.append(c == '\\' ? escaped(text.charAt(at++)) : c);
            }
            at++;
            return string.toString();
        }

        private char escaped(char c) {
            return switch (c) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'u' -> {
                    at += 4;
                    yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
                }
                default -> c;
            };
        }

        private static void expect(String expected, String word) {
            if (!word.equals(expected)) {
                throw new IllegalArgumentException("expected " + expected + ", got " + word);
            }
        }
    }
}
