package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyEditTest {

    private static final Map<String, String> NO_NEW = Map.of();

    private static BodyEdit edit(byte[] body, Map<String, String> set, Set<String> remove) throws IOException {
        return tryToEdit(body, set, remove).orElseThrow();
    }

    private static Optional<BodyEdit> tryToEdit(byte[] body, Map<String, String> set, Set<String> remove)
            throws IOException {
        RequestDocument.Source source = () -> new ByteArrayInputStream(body);
        RequestDocument document = RequestDocument.read(source).orElseThrow();
        return BodyEdit.of(source, body.length, document, set, JsonPaths.ofMembers(remove));
    }

    private static Map<String, String> model(String name) {
        return Map.of("model", JsonString.quote(name));
    }

    private static String edited(String body, String model) throws IOException {
        return edited(body, model(model), Set.of());
    }

    private static String without(String body, String... names) throws IOException {
        return edited(body, NO_NEW, Set.of(names));
    }

    /** The new body, which is the same however it is read, and as long as it is said to be. */
    private static String edited(String body, Map<String, String> set, Set<String> remove) throws IOException {
        BodyEdit edit = edit(body.getBytes(StandardCharsets.UTF_8), set, remove);
        byte[] whole = edit.open().readAllBytes();
        assertEquals(whole.length, edit.length());
        assertArrayEquals(whole, oneByOne(edit.open()));
        for (int seed = 0; seed < 10; seed++) {
            assertArrayEquals(whole, inOddPieces(edit.open(), new Random(seed)), "in pieces of seed " + seed);
        }
        return new String(whole, StandardCharsets.UTF_8);
    }

    private static byte[] oneByOne(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            read.write(b);
        }
        assertEquals(-1, in.read());
        return read.toByteArray();
    }

    private static byte[] inOddPieces(InputStream in, Random random) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[40];
        while (true) {
            int offset = random.nextInt(10);
            int length = random.nextInt(1 + random.nextInt(30));
            int n = in.read(buffer, offset, length);
            if (n < 0) {
                return read.toByteArray();
            }
            assertTrue(n <= length, "never more than asked for");
            assertTrue(n > 0 || length == 0, "never nothing");
            read.write(buffer, offset, n);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"a\"}                    | {\"model\":\"new\"}",
                "{\"model\":\"a longer name\",\"n\":1} | {\"model\":\"new\",\"n\":1}",
                "{\"n\":1,\"model\":\"\"}             | {\"n\":1,\"model\":\"new\"}",
                "{\"model\":null}                     | {\"model\":\"new\"}",
                "{\"model\":42}                       | {\"model\":\"new\"}",
                "{\"model\":-1.5e3,\"n\":1}           | {\"model\":\"new\",\"n\":1}",
                "{\"model\":{\"model\":\"a\"}}        | {\"model\":\"new\"}",
                "{\"model\":[{\"model\":\"a\"}]}      | {\"model\":\"new\"}",
                "{\"model\":true}                     | {\"model\":\"new\"}",
                "{\"mod\\u0065l\":\"a\"}              | {\"mod\\u0065l\":\"new\"}",
                "{\"model\":\"a\\\"b\\\\\"}           | {\"model\":\"new\"}",
            })
    void replacesTheModelWhateverItIs(String body, String expected) throws IOException {
        assertEquals(expected, edited(body, "new"));
    }

    @Test
    void keepsEveryOtherByte() throws IOException {
        String before =
                "\uFEFF \t{\r\n  \"unknown_field\" : {\"deep\":[1,2,{\"model\":\"inner\"}]} , \"zeta\":1.10,\"alpha\":1E+2,"
                        + "\"big\":123456789012345678901234567890, \"small\":0.1000000000000000055511151231257827,"
                        + "\"text\":\"\\u00e9\u00e9\\/\\\"model\\\":\\\"x\\\"\uD83D\uDE00\",\"twice\":1,\"twice\":2,\n\"model\"\t:\n";
        String after = "  ,\"messages\":[{\"role\":\"user\",\"content\":\"model\"}],\"nan\":NaN }\r\n ";

        assertEquals(before + "\"azure-gpt\"" + after, edited(before + "\"gpt-4o\"" + after, "azure-gpt"));
    }

    @Test
    void replacesAModelThatStandsTwiceTwice() throws IOException {
        assertEquals(
                "{\"model\":\"new\",\"x\":1,\"model\":\"new\"}",
                edited("{\"model\":\"a\",\"x\":1,\"model\":null}", "new"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o",
                "",
                "m\u00fcller",
                "\u6a21\u578b",
                "\uD83D\uDE00",
                "a\"b",
                "a\\b",
                "a\nb\u0000",
                "a/b:c"
            })
    void writesAnyNameSoThatItIsReadBack(String model) throws IOException {
        byte[] changed = edited("{\"n\":1,\"model\":\"a\",\"m\":2}", model).getBytes(StandardCharsets.UTF_8);

        RequestDocument document =
                RequestDocument.read(() -> new ByteArrayInputStream(changed)).orElseThrow();
        assertEquals(model, document.model().orElseThrow());
        String text = new String(changed, StandardCharsets.UTF_8);
        assertTrue(text.startsWith("{\"n\":1,\"model\":"), text);
        assertTrue(text.endsWith(",\"m\":2}"), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                           | {\"model\":\"new\"}",
                "{ }                          | {\"model\":\"new\" }",
                "{\"n\":1}                    | {\"model\":\"new\",\"n\":1}",
                "{ \"n\":1}                   | {\"model\":\"new\", \"n\":1}",
                "{\"x\":{\"model\":\"a\"}}    | {\"model\":\"new\",\"x\":{\"model\":\"a\"}}",
                "{\"models\":\"model\"}       | {\"model\":\"new\",\"models\":\"model\"}",
            })
    void givesABodyWithoutAModelOneAsItsFirstMember(String body, String expected) throws IOException {
        assertEquals(expected, edited(body, "new"));
    }

    @Test
    void insertsBehindAByteOrderMarkAndWhiteSpace() throws IOException {
        assertEquals("\uFEFF\n{\"model\":\"new\"\n}", edited("\uFEFF\n{\n}", "new"));
    }

    @Test
    void canBeReadAsOftenAsItsSource() throws IOException {
        BodyEdit edit = edit("{\"model\":\"a\"}".getBytes(StandardCharsets.UTF_8), model("b"), Set.of());

        assertArrayEquals(edit.open().readAllBytes(), edit.open().readAllBytes());
    }

    @Test
    void closesTheSourceWithTheBody() throws IOException {
        byte[] body = "{\"model\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        RequestDocument document =
                RequestDocument.read(() -> new ByteArrayInputStream(body)).orElseThrow();
        AtomicBoolean closed = new AtomicBoolean();
        BodyEdit edit = BodyEdit.of(
                        () -> new ByteArrayInputStream(body) {
                            @Override
                            public void close() {
                                closed.set(true);
                            }
                        },
                        body.length,
                        document,
                        model("b"),
                        JsonPaths.ofMembers(Set.of()))
                .orElseThrow();
        assertTrue(closed.getAndSet(false), "after the members were found");

        edit.open().close();

        assertTrue(closed.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8, 18, 27})
    void failsIfTheSourceHasBecomeShorter(int left) throws IOException {
        byte[] body = "{\"n\":1,\"model\":\"a long name\"}".getBytes(StandardCharsets.UTF_8);
        AtomicInteger length = new AtomicInteger(body.length);
        RequestDocument.Source source = () -> new ByteArrayInputStream(body, 0, length.get());
        BodyEdit edit = BodyEdit.of(
                        source,
                        body.length,
                        RequestDocument.read(source).orElseThrow(),
                        model("b"),
                        JsonPaths.ofMembers(Set.of("m")))
                .orElseThrow();
        length.set(left);

        assertThrows(EOFException.class, () -> edit.open().readAllBytes());
    }

    @Test
    void refusesABodyThatIsNotTheOneThatWasRead() throws IOException {
        byte[] body = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
        RequestDocument document =
                RequestDocument.read(() -> new ByteArrayInputStream(body)).orElseThrow();

        for (String other : new String[] {"{\"n\":1", "{\"n\":1} ", " {\"n\":1}", "[12345]", "", "{\"n\"=1}"}) {
            byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
            assertThrows(
                    IOException.class,
                    () -> BodyEdit.of(
                            () -> new ByteArrayInputStream(bytes),
                            body.length,
                            document,
                            model("b"),
                            JsonPaths.ofMembers(Set.of())),
                    other);
        }
    }

    @Test
    void setsWhatWouldElseBeRemoved() throws IOException {
        byte[] body = "{\"a\":1,\"b\":2,\"c\":3}".getBytes(StandardCharsets.UTF_8);
        RequestDocument.Source source = () -> new ByteArrayInputStream(body);
        RequestDocument document = RequestDocument.read(source).orElseThrow();
        JsonPaths remove = JsonPaths.ofMembers(Set.of("a", "b"));

        BodyEdit edit = BodyEdit.of(source, body.length, document, Map.of("b", "4", "c", "5"), remove)
                .orElseThrow();
        BodyEdit next =
                BodyEdit.of(source, body.length, document, NO_NEW, remove).orElseThrow();

        assertEquals("{\"b\":4,\"c\":5}", new String(edit.open().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals("{\"c\":3}", new String(next.open().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void refusesWhatCannotBeDone() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

        assertThrows(IllegalArgumentException.class, () -> edit(body, Map.of("a", "gpt-4o"), Set.of()));
        assertThrows(IllegalArgumentException.class, () -> edit(body, Map.of("a", ""), Set.of()));
        assertThrows(IllegalArgumentException.class, () -> edit(body, Map.of("a", "1,\"b\":2"), Set.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1}                             | {}",
                "{ \"a\" : 1 }                         | {  }",
                "{\"a\":1,\"x\":2}                     | {\"x\":2}",
                "{ \"a\":1 , \"x\":2 }                 | {  \"x\":2 }",
                "{\"x\":1,\"a\":2,\"y\":3}             | {\"x\":1,\"y\":3}",
                "{\"x\":1 , \"a\" : 2 , \"y\":3}       | {\"x\":1  , \"y\":3}",
                "{\"x\":1,\"a\":2}                     | {\"x\":1}",
                "{\"x\":1 , \"a\":2 }                  | {\"x\":1  }",
                "{\"a\":1,\"b\":2}                     | {}",
                "{ \"a\":1 , \"b\":2 , \"a\":3 }       | {    }",
                "{\"a\":1,\"b\":2,\"x\":3}             | {\"x\":3}",
                "{\"x\":1,\"a\":2,\"b\":3}             | {\"x\":1}",
                "{\"x\":1,\"a\":2,\"b\":3,\"y\":4}     | {\"x\":1,\"y\":4}",
                "{\"a\":1,\"x\":2,\"b\":3}             | {\"x\":2}",
                "{\"a\":1,\"x\":2,\"a\":3,\"y\":4,\"a\":5} | {\"x\":2,\"y\":4}",
                "{\"a\":[1,{\"x\":2}],\"x\":\",\"}       | {\"x\":\",\"}",
                "{\"x\":[1,2],\"a\":{\"b\":[],\"c\":1}}  | {\"x\":[1,2]}",
                "{\"\\u0061\":1,\"x\":2}               | {\"x\":2}",
                "{\"x\":{\"a\":1,\"b\":2},\"y\":[\"a\"]} | {\"x\":{\"a\":1,\"b\":2},\"y\":[\"a\"]}",
                "{}                                  | {}",
            })
    void removesAMemberWithOneComma(String body, String expected) throws IOException {
        assertEquals(expected, without(body, "a", "b"));
    }

    @Test
    void leavesPrettyJsonPretty() throws IOException {
        String body = "{\n  \"model\": \"a\",\n  \"fallbacks\": [\n    \"b\"\n  ],\n  \"n\": 1,\n  \"timeout\": 3\n}\n";

        assertEquals("{\n  \"model\": \"a\",\n  \"n\": 1\n}\n", without(body, "fallbacks", "timeout"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                        | {\"model\":\"new\"}",
                "{\"a\":1}                 | {\"model\":\"new\"}",
                "{\"a\":1,\"b\":2}         | {\"model\":\"new\"}",
                "{\"a\":1,\"x\":2}         | {\"model\":\"new\",\"x\":2}",
                "{\"x\":2,\"a\":1}         | {\"model\":\"new\",\"x\":2}",
                "{\"a\":1,\"model\":2}     | {\"model\":\"new\"}",
                "{\"model\":2,\"a\":1}     | {\"model\":\"new\"}",
                "{\"a\":1,\"model\":2,\"b\":3,\"x\":4,\"model\":5} | {\"model\":\"new\",\"x\":4,\"model\":\"new\"}",
            })
    void removesAndSetsAtOnce(String body, String expected) throws IOException {
        assertEquals(expected, edited(body, model("new"), Set.of("a", "b")));
    }

    @Test
    void setsSeveralMembersAndAddsThoseThatAreMissingInTheirOrder() throws IOException {
        Map<String, String> set = new LinkedHashMap<>();
        set.put("z\"", "[1,{\"a\":null}]");
        set.put("model", "\"m\"");
        set.put("a", "{}");

        assertEquals("{\"z\\\"\":[1,{\"a\":null}],\"a\":{},\"model\":\"m\"}", edited("{\"model\":1}", set, Set.of()));
        assertEquals("{\"z\\\"\":[1,{\"a\":null}],\"model\":\"m\",\"a\":{} }", edited("{ }", set, Set.of()));
        assertEquals(
                "{\"a\":{},\"z\\u0022\":[1,{\"a\":null}],\"model\":\"m\"}",
                edited("{\"a\":0,\"z\\u0022\":0,\"model\":0}", set, Set.of()));
    }

    @Test
    void changesNothingWhereThereIsNothingToDo() throws IOException {
        assertEquals(" {\"a\" : 1}\n", edited(" {\"a\" : 1}\n", NO_NEW, Set.of("b")));
        assertEquals(" {\"a\" : 1}\n", edited(" {\"a\" : 1}\n", NO_NEW, Set.of()));
    }

    @Test
    void refusesABodyThatNamesAMemberOverAndOver() throws IOException {
        byte[] often = ("{" + "\"a\":1,".repeat(16) + "\"x\":1}").getBytes(StandardCharsets.UTF_8);
        byte[] tooOften = ("{" + "\"a\":1,".repeat(17) + "\"x\":1}").getBytes(StandardCharsets.UTF_8);

        assertEquals("{\"x\":1}", without(new String(often, StandardCharsets.UTF_8), "a"));
        assertTrue(tryToEdit(often, Map.of("a", "2"), Set.of()).isPresent());
        assertTrue(tryToEdit(tooOften, NO_NEW, Set.of("a")).isEmpty());
        assertTrue(tryToEdit(tooOften, Map.of("a", "2"), Set.of()).isEmpty());
        assertTrue(tryToEdit(tooOften, Map.of("x", "2"), Set.of()).isPresent());
    }

    @Test
    void editsABodyThatIsLongerThanAnyBuffer() throws IOException {
        String text = "\u00fc\\n".repeat(30_000);

        assertEquals(
                "{\"m\":\"" + text + "\",\"x\":true,\"n\":[\"" + text + "\"]}",
                new String(
                        edit(
                                        ("{\"m\":\"" + text + "\",\"fallbacks\":[\"" + text + "\"],\"x\":1,\"n\":[\""
                                                        + text + "\"],\"timeout\":1}")
                                                .getBytes(StandardCharsets.UTF_8),
                                        Map.of("x", "true"),
                                        Set.of("timeout", "fallbacks"))
                                .open()
                                .readAllBytes(),
                        StandardCharsets.UTF_8));
    }

    /** The members are joined here from a list from which those to be removed were left out. */
    @Test
    void doesWithAnyDocumentWhatLeavingTheMembersOutWouldDo() throws IOException {
        String[] names = {"a", "b", "c", "x", "y"};
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            RandomDocument document = new RandomDocument(random);
            Map<String, String> set = new LinkedHashMap<>();
            Set<String> remove = new TreeSet<>();
            for (String name : names) {
                switch (random.nextInt(4)) {
                    case 0 -> set.put(name, document.value(1));
                    case 1, 2 -> remove.add(name);
                    default -> {}
                }
            }
            StringJoiner body = new StringJoiner(",", "{", "}");
            List<String> expected = new ArrayList<>();
            Map<String, String> added = new LinkedHashMap<>(set);
            for (int i = random.nextInt(8); i > 0; i--) {
                String name = document.one(names);
                String spelling = random.nextInt(4) > 0 ? name : "\\u00" + Integer.toHexString(name.charAt(0));
                String before = document.space() + "\"" + spelling + "\"" + document.space() + ":" + document.space();
                String value = document.value(2);
                body.add(before + value + document.space());
                if (!remove.contains(name)) {
                    expected.add(before + set.getOrDefault(name, value));
                }
                added.remove(name);
            }
            List<String> all = new ArrayList<>();
            added.forEach((name, value) -> all.add("\"" + name + "\":" + value));
            all.addAll(expected);

            String result = edited(body.toString(), set, remove);

            assertEquals(
                    withoutSpace("{" + String.join(",", all) + "}"),
                    withoutSpace(result),
                    "seed " + seed + ": set " + set + ", remove " + remove + ", " + body);
        }
    }

    /** What stands between the tokens of a text is of no interest here; in the strings of these documents is none. */
    private static String withoutSpace(String json) {
        return json.replaceAll("[ \r\n\t]", "");
    }

    /**
     * Random documents are built with a hole where the model stands: filled with one value they are the body, with another
     * they are what must come out.
     */
    @Test
    void doesWithAnyDocumentWhatFillingInTheNewNameWouldDo() throws IOException {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            RandomDocument document = new RandomDocument(random);
            String template = document.object();
            String name = document.name();
            String body = template;
            while (body.contains(RandomDocument.HOLE)) {
                body = body.replaceFirst(
                        RandomDocument.HOLE, java.util.regex.Matcher.quoteReplacement(document.value(1)));
            }
            String expected = template.contains(RandomDocument.HOLE)
                    ? template.replace(RandomDocument.HOLE, document.quoted(name))
                    : document.withFirstMember(template, document.quoted(name));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            BodyEdit edit = edit(bytes, model(name), Set.of());

            byte[] out = inOddPieces(edit.open(), random);

            assertEquals(expected, new String(out, StandardCharsets.UTF_8), "seed " + seed + ": " + body);
            assertEquals(out.length, edit.length(), "seed " + seed);
        }
    }

    private static final class RandomDocument {

        static final String HOLE = "\u2B55";

        private static final String[] NAMES = {
            "\"a\"", "\"models\"", "\"Model\"", "\"\"", "\"mod\\\\u0065l\"", "\"\u00fc\"", "\"stream\"", "\"messages\""
        };
        private static final String[] MODELS = {"\"model\"", "\"mod\\u0065l\"", "\"\\u006dodel\""};
        private static final String[] SCALARS = {
            "0",
            "-1",
            "1.50",
            "1E+10",
            "12345678901234567890123",
            "true",
            "false",
            "null",
            "NaN",
            "-Infinity",
            "\"\"",
            "\"model\"",
            "\"\\\"model\\\":1\"",
            "\"}]{[,:\"",
            "\"\\\\\"",
            "\"\uD83D\uDE00\\ud83d\\ude00\"",
            "\"\u00e9\\n\""
        };

        private final Random random;

        RandomDocument(Random random) {
            this.random = random;
        }

        /** An outermost object with up to two holes. */
        String object() {
            StringBuilder json = new StringBuilder(space()).append('{');
            int members = random.nextInt(6);
            int models = random.nextInt(3);
            for (int i = 0; i < members; i++) {
                json.append(i == 0 ? "" : ",").append(space());
                boolean model = models > 0 && random.nextInt(members - i) < models;
                models -= model ? 1 : 0;
                json.append(model ? one(MODELS) : one(NAMES)).append(space()).append(':');
                json.append(space()).append(model ? HOLE : value(3)).append(space());
            }
            return json.append(members == 0 ? space() : "")
                    .append('}')
                    .append(space())
                    .toString();
        }

        String value(int depth) {
            int shape = depth == 0 ? 0 : random.nextInt(4);
            if (shape < 2) {
                return one(SCALARS);
            }
            String[] items = new String[random.nextInt(4)];
            for (int i = 0; i < items.length; i++) {
                String name = random.nextBoolean() ? one(MODELS) : one(NAMES);
                String member = shape == 2 ? name + space() + ":" + space() : "";
                items[i] = space() + member + value(depth - 1) + space();
            }
            String inside = String.join(",", Arrays.asList(items));
            return shape == 2 ? "{" + inside + "}" : "[" + inside + "]";
        }

        String name() {
            String[] names = {"gpt-4o", "", "\u6a21\u578b \uD83D\uDE00", "a\"b\\c", "x".repeat(100)};
            return one(names);
        }

        String quoted(String name) {
            return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        }

        String withFirstMember(String object, String value) {
            int brace = object.indexOf('{');
            boolean empty = object.substring(brace + 1).strip().equals("}");
            return object.substring(0, brace + 1) + "\"model\":" + value + (empty ? "" : ",")
                    + object.substring(brace + 1);
        }

        private String space() {
            String[] spaces = {"", "", "", " ", "\n", "\r\n\t "};
            return one(spaces);
        }

        private String one(String... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }
}
