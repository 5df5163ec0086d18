package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.json.JsonScanner.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final String SAMPLE =
            "{\"model\": \"gpt-4o\", \"messages\": [{\"role\": \"user\", \"content\": \"Gr\u00FC\u00DF"
                    + " \uD83D\uDE00 \\\"\\\\\\u00e9\\n\"}], \"n\": -1.5e+10, \"stream\": true, \"stop\": null, \"x\": {\"model\": [[]]}}";

    /** All that a scanner can say of a text. */
    private record Seen(
            boolean whole, boolean broken, boolean empty, long firstMember, boolean hasMembers, List<Member> members) {}

    private record Member(String name, Kind kind, long from, long to) {}

    private static Seen scan(byte[] text, Random chunks) {
        List<Member> members = new ArrayList<>();
        JsonScanner scanner = new JsonScanner(
                (name, kind, from, to) -> members.add(new Member(name, kind, from, to)), "model", "stream");
        int most = 1 + chunks.nextInt(17);
        for (int at = 0; at < text.length; ) {
            int length = Math.min(text.length - at, 1 + chunks.nextInt(most));
            // Around the piece stands what would break any text, so that reading past either end shows.
            byte[] padded = new byte[length + 6];
            padded[0] = 1;
            padded[length + 3] = 1;
            System.arraycopy(text, at, padded, 3, length);
            scanner.feed(padded, 3, length);
            at += length;
        }
        return seen(scanner, members);
    }

    private static Seen scan(byte[] text) {
        List<Member> members = new ArrayList<>();
        JsonScanner scanner = new JsonScanner(
                (name, kind, from, to) -> members.add(new Member(name, kind, from, to)), "model", "stream");
        scanner.feed(text, 0, text.length);
        return seen(scanner, members);
    }

    private static Seen seen(JsonScanner scanner, List<Member> members) {
        return new Seen(
                scanner.isWhole(),
                scanner.isBroken(),
                scanner.isEmpty(),
                scanner.firstMember(),
                scanner.hasMembers(),
                members);
    }

    private static Seen scan(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Seen inOnePiece = scan(bytes);
        for (int seed = 0; seed < 20; seed++) {
            assertEquals(inOnePiece, scan(bytes, new Random(seed)), "in pieces of seed " + seed + ": " + text);
        }
        return inOnePiece;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " { } ",
                "\t[\n]\r\n",
                "null",
                "true",
                "false",
                "\"\"",
                "\"text\"",
                " \"text\" ",
                "0",
                "-0",
                "10",
                "-12",
                "0.5",
                "-0.50",
                "1e5",
                "1E5",
                "1e+5",
                "1.5e-05",
                "0e0",
                "12345678901234567890123456789012345678901234567890",
                "NaN",
                "Infinity",
                "-Infinity",
                "{\"a\":NaN,\"b\":-Infinity,\"c\":Infinity}",
                "[1,2 , 3\n,4]",
                "[[],{},[{}],[[[]]]]",
                "{\"a\":1,\"a\":2}",
                "{\"\":\"\"}",
                "{\"a\":{\"b\":{\"c\":[1,{\"d\":null}]}}}",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uD83D\\uDE00\\uabCD\"",
                "\"{[:,]}\"",
                "\"\u007f \u0080 \u00fc \u2028 \uD83D\uDE00\"",
                "{\"\u00fc\\u00fc\":\"\u20ac\"}",
                BYTE_ORDER_MARK + "{}",
                BYTE_ORDER_MARK + " 1",
            })
    void takesEveryWholeText(String text) {
        Seen seen = scan(text);

        assertTrue(seen.whole(), text);
        assertFalse(seen.broken(), text);
        assertFalse(seen.empty(), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "}",
                "]",
                ",",
                ":",
                "{]",
                "[}",
                "[1}",
                "{\"a\":1]",
                "{,}",
                "[,]",
                "[1,]",
                "[,1]",
                "[1,,2]",
                "{\"a\":1,}",
                "{\"a\"}",
                "{\"a\",1}",
                "{\"a\" 1}",
                "{\"a\"::1}",
                "{\"a\":,}",
                "{a:1}",
                "{1:1}",
                "{'a':1}",
                "{\"a\":1 \"b\":2}",
                "[1 2]",
                "{} {}",
                "{}x",
                "[]]",
                "null null",
                "1 2",
                "\"a\"\"b\"",
                "nul1",
                "nulll",
                "True",
                "tRue",
                "undefined",
                "nan",
                "NAN",
                "-NaN",
                "+1",
                "infinity",
                "-infinity",
                ".5",
                "01",
                "-01",
                "-x",
                "1x",
                "1.x",
                "1..5",
                "1.5.5",
                "[1.]",
                "[1e]",
                "[1e+]",
                "[-]",
                "1ee5",
                "1e5.5",
                "1-2",
                "0x10",
                "1_000",
                "\"\\x41\"",
                "\"\\u12g4\"",
                "\"\\'\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\u0000\"",
                "// comment\n{}",
                "{/**/}",
                "<html>",
                "data: {}",
                "{\"a\":1}\u0000",
                "\u00a0{}",
                "{}" + BYTE_ORDER_MARK,
                " " + BYTE_ORDER_MARK + "{}",
                BYTE_ORDER_MARK + BYTE_ORDER_MARK + "{}",
            })
    void knowsAMistakeAtOnceAndForGood(String text) {
        Seen seen = scan(text);

        assertTrue(seen.broken(), text);
        assertFalse(seen.whole(), text);
        assertFalse(seen.empty(), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[",
                "\"",
                "\"a",
                "\"a\\",
                "\"\\u12",
                "-",
                "1.",
                "1e",
                "1e-",
                "tru",
                "N",
                "Infinit",
                "-I",
                "{\"a",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "[1",
                "[1,",
                "[[]",
                "{\"a\":{}",
            })
    void waitsForTheRestOfATextThatHasBegunWell(String text) {
        Seen seen = scan(text);

        assertFalse(seen.whole(), text);
        assertFalse(seen.broken(), text);
        assertFalse(seen.empty(), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t ", BYTE_ORDER_MARK, BYTE_ORDER_MARK + "\n"})
    void knowsWhenThereIsNothing(String text) {
        Seen seen = scan(text);

        assertTrue(seen.empty());
        assertFalse(seen.whole());
        assertFalse(seen.broken());
    }

    @Test
    void takesNoHalfByteOrderMark() {
        assertTrue(scan(new byte[] {(byte) 0xEF, '{', '}'}).broken());
        assertTrue(scan(new byte[] {(byte) 0xEF, (byte) 0xBB, '{', '}'}).broken());
    }

    @Test
    void isWholeAtTheLastByteOfADocumentAndAtNoneBefore() {
        byte[] bytes = SAMPLE.getBytes(StandardCharsets.UTF_8);
        assertTrue(scan(bytes).whole());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = new byte[length];
            System.arraycopy(bytes, 0, cut, 0, length);
            Seen seen = scan(cut);
            assertFalse(seen.whole(), "cut to " + length + " bytes");
            assertFalse(seen.broken(), "cut to " + length + " bytes");
        }
    }

    @Test
    void saysTheSameOfADocumentHoweverItIsCutInPieces() {
        Seen seen = scan(SAMPLE);

        int models = SAMPLE.indexOf("\"gpt-4o\"");
        assertEquals(
                new Member("model", Kind.STRING, models, models + 8),
                seen.members().get(0));
        assertEquals(2, seen.members().size());
        assertEquals("stream", seen.members().get(1).name());
        assertEquals(Kind.TRUE, seen.members().get(1).kind());
    }

    @Test
    void countsNestingAHundredThousandDeep() {
        int depth = 100_000;
        String arrays = "[".repeat(depth) + "]".repeat(depth);
        assertTrue(scan(arrays.getBytes(StandardCharsets.US_ASCII)).whole());
        assertFalse(
                scan(arrays.substring(1).getBytes(StandardCharsets.US_ASCII)).whole());
        assertFalse(scan(arrays.substring(0, arrays.length() - 1).getBytes(StandardCharsets.US_ASCII))
                .whole());

        String mixed = "{\"a\":[".repeat(depth) + "]}".repeat(depth);
        assertTrue(scan(mixed.getBytes(StandardCharsets.US_ASCII)).whole());
    }

    @Test
    void remembersAtEveryDepthWhetherItIsInAnObjectOrAnArray() {
        StringBuilder open = new StringBuilder();
        StringBuilder close = new StringBuilder();
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            boolean object = random.nextBoolean();
            open.append(object ? "{\"a\":" : "[");
            close.insert(0, object ? '}' : ']');
        }
        assertTrue(scan(open + "0" + close).whole());
        for (int i = 0; i < close.length(); i += 37) {
            StringBuilder wrong = new StringBuilder(close);
            wrong.setCharAt(i, close.charAt(i) == '}' ? ']' : '}');
            assertTrue(
                    scan((open + "0" + wrong).getBytes(StandardCharsets.US_ASCII))
                            .broken(),
                    "closed wrongly at " + i);
        }
    }

    @Test
    void reportsWhereAMembersValueStandsAndWhatItIs() {
        assertEquals(
                List.of(new Member("model", Kind.STRING, 9, 12)),
                scan("{\"model\":\"a\"}").members());
        assertEquals(
                List.of(new Member("model", Kind.NUMBER, 12, 14)),
                scan("{ \"model\" : 42 }").members());
        assertEquals(
                List.of(new Member("model", Kind.NUMBER, 9, 11)),
                scan("{\"model\":-1}").members());
        assertEquals(
                List.of(new Member("model", Kind.NUMBER, 9, 12)),
                scan("{\"model\":NaN}").members());
        assertEquals(
                List.of(new Member("model", Kind.NUMBER, 9, 18)),
                scan("{\"model\":-Infinity}").members());
        assertEquals(
                List.of(new Member("model", Kind.NULL, 9, 13)),
                scan("{\"model\":null}").members());
        assertEquals(
                List.of(new Member("model", Kind.TRUE, 9, 13)),
                scan("{\"model\":true}").members());
        assertEquals(
                List.of(new Member("model", Kind.FALSE, 9, 14)),
                scan("{\"model\":false}").members());
        assertEquals(
                List.of(new Member("model", Kind.OBJECT, 9, 19)),
                scan("{\"model\":{\"a\":[{}]}}").members());
        assertEquals(
                List.of(new Member("model", Kind.ARRAY, 9, 15)),
                scan("{\"model\":[{},1]}").members());
    }

    @Test
    void countsPositionsInBytesAndNotInCharacters() {
        assertEquals(
                List.of(new Member("model", Kind.TRUE, 21, 25)),
                scan("{\"\u00fc\":\"\uD83D\uDE00\",\"model\":true}").members());
        assertEquals(
                List.of(new Member("model", Kind.TRUE, 12, 16)),
                scan(BYTE_ORDER_MARK + "{\"model\":true}").members());
    }

    @Test
    void reportsANameThatStandsTwiceTwice() {
        assertEquals(
                List.of(new Member("model", Kind.NUMBER, 9, 10), new Member("model", Kind.NUMBER, 19, 20)),
                scan("{\"model\":1,\"model\":2}").members());
    }

    @Test
    void knowsANameHoweverItIsEscaped() {
        assertEquals(1, scan("{\"mod\\u0065l\":1}").members().size());
        assertEquals(
                1, scan("{\"\\u006D\\u006f\\u0064\\u0065\\u006C\":1}").members().size());
        assertEquals(
                1,
                scan("{\"\\u0073\\u0074\\u0072\\u0065\\u0061\\u006d\":true}")
                        .members()
                        .size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"models\":1}",
                "{\"mode\":1}",
                "{\"\":1}",
                "{\"Model\":1}",
                "{\" model\":1}",
                "{\"mod\\\\u0065l\":1}",
                "{\"mod\\nel\":1}",
                "{\"xmodel\":1}",
                "{\"m\u00f6del\":1}",
                "{\"a\":{\"model\":1}}",
                "{\"a\":[{\"model\":1}]}",
                "[{\"model\":1}]",
                "[\"model\",1]",
                "{\"a\":\"model\",\"b\":\"\\\"model\\\":1\"}",
                "\"model\"",
            })
    void reportsNothingElse(String text) {
        Seen seen = scan(text);

        assertTrue(seen.whole());
        assertEquals(List.of(), seen.members());
    }

    @Test
    void reportsNothingForANameThatIsLongerThanAnyFormOfIt() {
        assertEquals(List.of(), scan("{\"" + "\\u006d".repeat(11) + "\":1}").members());
        assertEquals(List.of(), scan("{\"model" + "x".repeat(10_000) + "\":1}").members());
    }

    @Test
    void staysWithTheOuterMemberWhileItReadsTheInnerOnes() {
        assertEquals(
                List.of(new Member("model", Kind.OBJECT, 9, 36), new Member("stream", Kind.FALSE, 46, 51)),
                scan("{\"model\":{\"stream\":true,\"model\":\"x\"},\"stream\":false}")
                        .members());
    }

    @Test
    void saysWhereAFirstMemberMayStand() {
        assertEquals(1, scan("{}").firstMember());
        assertEquals(3, scan(" \n{ \"a\":1}").firstMember());
        assertEquals(4, scan(BYTE_ORDER_MARK + "{\"a\":{}}").firstMember());
        assertEquals(-1, scan("[{}]").firstMember());
        assertEquals(-1, scan("1").firstMember());
    }

    @Test
    void saysWhetherTheOutermostObjectHasMembers() {
        assertFalse(scan("{ }").hasMembers());
        assertTrue(scan("{\"a\":1}").hasMembers());
        assertFalse(scan("[{\"a\":1}]").hasMembers());
    }

    @Test
    void readsNoFurtherAfterAMistake() {
        assertEquals(List.of(), scan("{\"a\":x,\"model\":1}").members());
    }
}
