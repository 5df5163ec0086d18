package io.github.fallbackrouting.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of the file, with its path and line. A getter that finds something else than it was asked for notes the mistake
 * and answers empty. What may be a credential is never shown.
 */
final class YamlValue {

    private static final String REFERENCE = "os.environ/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]+");
    private static final Pattern SECRET = Pattern.compile(
            "(?:.*[_-])?(?:api)?(?:key|(?<!per_|per_reasoning_)token|secret|passwords?|credentials?|authorization)");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
    private static final int LONGEST_SHOWN = 80;

    /** U+2028 and U+2029 end a line for some who show a log. */
    private static final Set<Integer> UNSEEN =
            Set.of((int) Character.FORMAT, (int) Character.LINE_SEPARATOR, (int) Character.PARAGRAPH_SEPARATOR);

    private final Reading reading;
    private final String key;
    private final String path;
    private final int line;
    private final Node node;

    /** The value of a key of the mapping at {@code parent}. */
    YamlValue(Reading reading, String parent, String key, int line, Node node) {
        this.reading = reading;
        this.key = key;
        this.path = child(parent, key);
        this.line = line;
        this.node = node;
    }

    private YamlValue(YamlValue list, int index, Node node) {
        this.reading = list.reading;
        this.key = list.key;
        this.path = list.path + "[" + index + "]";
        this.line = line(node.getStartMark());
        this.node = node;
    }

    /** As people count them, from 1. */
    static int line(Optional<Mark> mark) {
        return mark.map(at -> at.getLine() + 1).orElse(1);
    }

    /** The path of a key. A missing space, {@code {api_key:sk-1}}, makes a credential part of a key: it is cut off. */
    static String child(String path, String key) {
        int colon = key.indexOf(':');
        String shown = colon > 0 && isSecret(key.substring(0, colon)) ? key.substring(0, colon) + ":…" : printable(key);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    Findings findings() {
        return reading.findings();
    }

    String key() {
        return key;
    }

    String path() {
        return path;
    }

    int line() {
        return line;
    }

    /** Whether it is one of the ways to write nothing. */
    boolean isNull() {
        return node instanceof ScalarNode scalar
                && (scalar.getTag().equals(Tag.NULL)
                        || (scalar.isPlain() && scalar.getValue().matches("|~|null|Null|NULL")));
    }

    /** Whether there is nothing in it: null, a blank text, an empty list or an empty mapping. */
    boolean isEmpty() {
        if (node instanceof ScalarNode scalar) {
            return isNull() || scalar.getValue().isBlank();
        }
        return node instanceof SequenceNode list
                ? list.getValue().isEmpty()
                : ((MappingNode) node).getValue().isEmpty();
    }

    boolean isMap() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Whether it is written without quotes, so that LiteLLM's parser may take it for a number. */
    boolean isPlain() {
        return node instanceof ScalarNode scalar && scalar.isPlain();
    }

    /** Whether it is a reference to an environment variable. */
    boolean isReference() {
        return node instanceof ScalarNode scalar && scalar.getValue().startsWith(REFERENCE);
    }

    /** The mapping that it is; one without keys if it is something else. */
    YamlMap map() {
        if (node instanceof MappingNode mapping) {
            return new YamlMap(reading, path, line, mapping);
        }
        mistake("a mapping");
        return new YamlMap(reading, path, line);
    }

    /** The items of the list that it is; none if it is something else. */
    List<YamlValue> items(String expected) {
        if (!(node instanceof SequenceNode list)) {
            mistake(expected);
            return List.of();
        }
        List<YamlValue> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            items.add(new YamlValue(this, items.size(), item));
        }
        return items;
    }

    /** The text that it is, {@code os.environ/NAME} resolved; never blank. */
    Optional<String> text(String expected) {
        if (isEmpty()) {
            mistake(expected);
            return Optional.empty();
        }
        return anyText(expected);
    }

    /** The text that it is, {@code os.environ/NAME} resolved; it may be blank. */
    Optional<String> anyText(String expected) {
        if (!(node instanceof ScalarNode scalar)) {
            mistake(expected);
            return Optional.empty();
        }
        if (!scalar.getTag().getValue().startsWith(Tag.PREFIX)) {
            problem("has a tag of its own, expected " + expected);
            return Optional.empty();
        }
        return scalar.getValue().startsWith(REFERENCE)
                ? lookUp(scalar.getValue().substring(REFERENCE.length()))
                : Optional.of(scalar.getValue());
    }

    /** The whole number that it is, quoted or not, of at least {@code least}. */
    Optional<Integer> wholeNumber(int least) {
        String expected = "a whole number of at least " + least;
        Optional<BigInteger> number = text(expected).flatMap(text -> {
            String digits = text.strip().replace("_", "");
            if (WHOLE.matcher(digits).matches()) {
                return Optional.of(new BigInteger(digits));
            }
            mistake(expected);
            return Optional.empty();
        });
        if (number.isEmpty()) {
            return Optional.empty();
        }
        if (number.get().bitLength() > 31) {
            mistake("a whole number from " + least + " to " + Integer.MAX_VALUE);
            return Optional.empty();
        }
        int value = number.get().intValue();
        if (value < least) {
            mistake(expected);
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /** The number that it is, quoted or not, not negative. */
    Optional<BigDecimal> number() {
        return number("a number of at least 0");
    }

    /** The same, in other words where it is none. */
    Optional<BigDecimal> number(String expected) {
        return text(expected).flatMap(text -> {
            String digits = text.strip().replace("_", "");
            if (NUMBER.matcher(digits).matches() && new BigDecimal(digits).signum() >= 0) {
                return Optional.of(new BigDecimal(digits));
            }
            mistake(expected);
            return Optional.empty();
        });
    }

    /** The truth value that it is, in every spelling that LiteLLM's YAML 1.1 parser takes for one. */
    Optional<Boolean> flag() {
        String expected = "true or false";
        return text(expected).flatMap(text -> switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> {
                mistake(expected);
                yield Optional.empty();
            }
        });
    }

    /** The one of these words that it is. */
    Optional<String> oneOf(List<String> words) {
        String expected = "one of " + String.join(", ", words);
        return text(expected).filter(text -> {
            if (!words.contains(text)) {
                mistake(expected + Spelling.hint(text, words));
            }
            return words.contains(text);
        });
    }

    /** Notes that it is not what was expected: path, value found, value expected. */
    void mistake(String expected) {
        problem(described() + ", expected " + expected);
    }

    /** Notes a mistake in other words, which go on after the path. */
    void problem(String text) {
        findings().mistake(line, path + " " + text);
    }

    /** Notes that it has no effect; the words go on after the path. */
    void unused(String verdict) {
        findings().unused(line, path, verdict);
    }

    /** What it is, as the predicate of a sentence. */
    String described() {
        if (node instanceof MappingNode) {
            return "is a mapping";
        }
        if (node instanceof SequenceNode) {
            return "is a list";
        }
        if (isEmpty()) {
            return "is empty";
        }
        String value = ((ScalarNode) node).getValue();
        if (value.startsWith(REFERENCE)) {
            String name = value.substring(REFERENCE.length());
            return NAME.matcher(name).matches()
                    ? "is '" + value + "', whose value is not shown"
                    : "is a reference to an environment variable with a strange name";
        }
        if (isSecret(key) || holdsCredentials(value) || path.matches(".*headers\\..*")) {
            return "has a value that is not shown";
        }
        return "is '" + printable(value) + "'";
    }

    private Optional<String> lookUp(String name) {
        if (!NAME.matcher(name).matches()) {
            problem(
                    "is a reference to an environment variable with a strange name, expected letters, digits and underscores"
                            + " after " + REFERENCE);
            return Optional.empty();
        }
        Optional<String> value = reading.environment().value(name);
        if (value.isEmpty()) {
            problem("is '" + REFERENCE + name + "', but the environment variable " + name
                    + " is not set, expected a value in it");
        }
        return value;
    }

    private static boolean isSecret(String key) {
        return SECRET.matcher(key.toLowerCase(Locale.ROOT)).matches();
    }

    /** The user of a URL and its query are where people put keys. */
    private static boolean holdsCredentials(String value) {
        return value.contains("://") && (value.indexOf('@') >= 0 || value.indexOf('?') >= 0);
    }

    private static String printable(String text) {
        return text.codePointCount(0, text.length()) > LONGEST_SHOWN
                ? visible(text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN))) + "…"
                : visible(text);
    }

    /** A text without line ends, or anything else that is not to be seen in a log. */
    static String visible(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || UNSEEN.contains(Character.getType(c))) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
