package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.fuzz.ReferenceJson;
import io.github.fallbackrouting.fuzz.ReferenceJson.Node;
import io.github.fallbackrouting.fuzz.Splits;
import io.github.fallbackrouting.json.JsonScanner.Kind;
import io.github.fallbackrouting.json.JsonScanner.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The scanner finds in any bytes what another parser finds in them, however they arrive. */
public final class JsonScannerFuzz {

    private static final List<String> ASKED = List.of(
            "model",
            "error",
            "usage.prompt_tokens",
            "choices",
            "choices[].finish_reason",
            "choices[].delta.content",
            "a[][].b");

    private static final JsonPaths PATHS = JsonPaths.of(ASKED.toArray(String[]::new));

    private static final JsonPaths STRINGS = JsonPaths.ofMembers(List.of("model"), List.of("messages", "prompt"));

    private static final Pattern COUNT = Pattern.compile("\\d{1,18}");

    private JsonScannerFuzz() {}

    /** Any bytes. */
    public static void fuzzerTestOneInput(byte[] input) {
        ReferenceJson reference = ReferenceJson.of(input);
        if (reference.isUnknown()) {
            return;
        }
        List<String> first = List.of();
        for (int[] ends : Splits.of(input)) {
            Noted noted = new Noted(input);
            JsonScanner scanner = new JsonScanner(noted, PATHS);
            Splits.feed(input, ends, scanner::feed);

            assertEquals(reference.isWhole(), scanner.isWhole());
            assertFalse(scanner.isWhole() && (scanner.isBroken() || scanner.isEmpty()));
            noted.said.add("broken: " + scanner.isBroken() + ", empty: " + scanner.isEmpty());
            assertTrue(first.isEmpty() || first.equals(noted.said), () -> "in pieces " + Arrays.toString(ends));
            first = noted.said;
            reference.tree().ifPresent(tree -> assertEquals(expected(tree), noted.values));
        }
        hear(input, reference);
    }

    /** A path, and the value that stands there. */
    private record Value(String path, Node value) {}

    private static List<Value> expected(Node tree) {
        List<Value> values = new ArrayList<>();
        collect(tree, "", values);
        return values;
    }

    private static void collect(Node node, String path, List<Value> to) {
        for (ReferenceJson.Member member : node.members()) {
            boolean isElement = node.kind() == ReferenceJson.Kind.ARRAY;
            // What is no name of ours may look like a path.
            String step = isElement ? "[]" : member.name().matches("\\w+") ? member.name() : "?";
            collect(member.value(), path.isEmpty() || isElement ? path + step : path + "." + step, to);
        }
        if (ASKED.contains(path)) {
            to.add(new Value(path, node));
        }
    }

    private static final class Noted implements JsonScanner.Members {

        private final byte[] input;
        private final List<String> said = new ArrayList<>();
        private final List<Value> values = new ArrayList<>();

        Noted(byte[] input) {
            this.input = input;
        }

        @Override
        public void begun(Member member) {
            said.add("begun " + member.path() + " " + member.kind() + " " + member.nameFrom() + " " + member.from());
        }

        @Override
        public void found(Member member) {
            said.add("found " + member.path() + " " + member.kind() + " " + member.nameFrom() + " " + member.from()
                    + " " + member.to() + " " + member.isEmpty() + " " + member.count() + " "
                    + member.is("content_filter"));
            byte[] text = Arrays.copyOfRange(input, (int) member.from(), (int) member.to());
            Optional<Node> tree = ReferenceJson.of(text).tree();
            tree.ifPresent(node -> {
                values.add(new Value(member.path(), node));
                assertEquals(member.kind().name(), node.kind().name());
                assertEquals(
                        node.members().isEmpty() && (member.kind() == Kind.OBJECT || member.kind() == Kind.ARRAY),
                        member.isEmpty());
                assertEquals(
                        node.kind() == ReferenceJson.Kind.NUMBER
                                        && COUNT.matcher(node.text()).matches()
                                ? Long.parseLong(node.text())
                                : -1,
                        member.count());
                assertEquals(
                        node.kind() == ReferenceJson.Kind.STRING && node.text().equals("content_filter"),
                        member.is("content_filter"));
            });
        }

        @Override
        public void comma(long at) {
            said.add("comma " + at);
            assertEquals(',', input[(int) at]);
        }

        @Override
        public void end(long at) {
            said.add("end " + at);
            assertEquals('}', input[(int) at]);
        }
    }

    /** Strings are heard with their length, wherever they stand in the members that were asked for. */
    private static void hear(byte[] input, ReferenceJson reference) {
        boolean isUtf8 =
                Arrays.equals(input, new String(input, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        List<Long> first = List.of();
        for (int[] ends : Splits.of(input)) {
            List<Long> lengths = new ArrayList<>();
            List<Long> heard = new ArrayList<>(List.of(0L));
            JsonScanner.Strings strings = new JsonScanner.Strings() {
                @Override
                public boolean next(int c) {
                    heard.set(0, heard.get(0) + 1);
                    return true;
                }

                @Override
                public void ended(long length) {
                    lengths.add(length);
                }
            };
            Splits.feed(input, ends, new JsonScanner(member -> {}, strings, STRINGS)::feed);
            assertTrue(heard.get(0) <= input.length, "no more than there is");
            assertTrue(first.isEmpty() || first.equals(lengths));
            first = lengths;
            if (isUtf8) {
                reference.tree().ifPresent(tree -> assertEquals(strings(tree), lengths));
            }
        }
    }

    private static List<Long> strings(Node tree) {
        List<Long> lengths = new ArrayList<>();
        for (ReferenceJson.Member member : tree.members()) {
            if (tree.kind() == ReferenceJson.Kind.OBJECT
                    && Map.of("messages", true, "prompt", true).containsKey(member.name())) {
                collectStrings(member.value(), lengths);
            }
        }
        return lengths;
    }

    private static void collectStrings(Node node, List<Long> to) {
        if (node.kind() == ReferenceJson.Kind.STRING) {
            to.add(utf8Length(node.text()));
        }
        node.members().forEach(member -> collectStrings(member.value(), to));
    }

    /** Half a surrogate pair counts as two. */
    private static long utf8Length(String text) {
        return text.chars()
                .map(c -> c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate((char) c) ? 2 : 3)
                .sum();
    }
}
