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
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSpliceTest {

    private static ModelSplice splice(byte[] body, String model) throws IOException {
        RequestDocument.Source source = () -> new ByteArrayInputStream(body);
        RequestDocument document = RequestDocument.read(source).orElseThrow();
        return new ModelSplice(source, body.length, document, model);
    }

    /** The new body, which is the same however it is read, and as long as it is said to be. */
    private static String spliced(String body, String model) throws IOException {
        ModelSplice splice = splice(body.getBytes(StandardCharsets.UTF_8), model);
        byte[] whole = splice.open().readAllBytes();
        assertEquals(whole.length, splice.length());
        assertArrayEquals(whole, oneByOne(splice.open()));
        for (int seed = 0; seed < 10; seed++) {
            assertArrayEquals(whole, inOddPieces(splice.open(), new Random(seed)), "in pieces of seed " + seed);
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
        assertEquals(expected, spliced(body, "new"));
    }

    @Test
    void keepsEveryOtherByte() throws IOException {
        String before =
                "\uFEFF \t{\r\n  \"unknown_field\" : {\"deep\":[1,2,{\"model\":\"inner\"}]} , \"zeta\":1.10,\"alpha\":1E+2,"
                        + "\"big\":123456789012345678901234567890, \"small\":0.1000000000000000055511151231257827,"
                        + "\"text\":\"\\u00e9\u00e9\\/\\\"model\\\":\\\"x\\\"\uD83D\uDE00\",\"twice\":1,\"twice\":2,\n\"model\"\t:\n";
        String after = "  ,\"messages\":[{\"role\":\"user\",\"content\":\"model\"}],\"nan\":NaN }\r\n ";

        assertEquals(before + "\"azure-gpt\"" + after, spliced(before + "\"gpt-4o\"" + after, "azure-gpt"));
    }

    @Test
    void replacesAModelThatStandsTwiceTwice() throws IOException {
        assertEquals(
                "{\"model\":\"new\",\"x\":1,\"model\":\"new\"}",
                spliced("{\"model\":\"a\",\"x\":1,\"model\":null}", "new"));
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
        byte[] changed = spliced("{\"n\":1,\"model\":\"a\",\"m\":2}", model).getBytes(StandardCharsets.UTF_8);

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
        assertEquals(expected, spliced(body, "new"));
    }

    @Test
    void insertsBehindAByteOrderMarkAndWhiteSpace() throws IOException {
        assertEquals("\uFEFF\n{\"model\":\"new\"\n}", spliced("\uFEFF\n{\n}", "new"));
    }

    @Test
    void canBeReadAsOftenAsItsSource() throws IOException {
        ModelSplice splice = splice("{\"model\":\"a\"}".getBytes(StandardCharsets.UTF_8), "b");

        assertArrayEquals(splice.open().readAllBytes(), splice.open().readAllBytes());
    }

    @Test
    void closesTheSourceWithTheBody() throws IOException {
        byte[] body = "{\"model\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        RequestDocument document =
                RequestDocument.read(() -> new ByteArrayInputStream(body)).orElseThrow();
        AtomicBoolean closed = new AtomicBoolean();
        ModelSplice splice = new ModelSplice(
                () -> new ByteArrayInputStream(body) {
                    @Override
                    public void close() {
                        closed.set(true);
                    }
                },
                body.length,
                document,
                "b");

        splice.open().close();

        assertTrue(closed.get());
    }

    @Test
    void failsIfTheSourceIsShorterThanItWas() throws IOException {
        byte[] body = "{\"n\":1,\"model\":\"a long name\"}".getBytes(StandardCharsets.UTF_8);
        RequestDocument document =
                RequestDocument.read(() -> new ByteArrayInputStream(body)).orElseThrow();
        ModelSplice splice = new ModelSplice(() -> new ByteArrayInputStream(body, 0, 18), body.length, document, "b");

        assertThrows(EOFException.class, () -> splice.open().readAllBytes());
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
            ModelSplice splice = splice(bytes, name);

            byte[] out = inOddPieces(splice.open(), random);

            assertEquals(expected, new String(out, StandardCharsets.UTF_8), "seed " + seed + ": " + body);
            assertEquals(out.length, splice.length(), "seed " + seed);
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
