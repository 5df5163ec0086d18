package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.json.JsonScanner.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final JsonPaths NAMES = JsonPaths.ofMembers(List.of("model", "stream"));

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
                found -> members.add(new Member(found.path(), found.kind(), found.from(), found.to())), NAMES);
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
                found -> members.add(new Member(found.path(), found.kind(), found.from(), found.to())), NAMES);
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 1000})
    void tellsOfAValueWhenItBeginsAndOfTheObjectWhenItEnds(int pieceLength) {
        byte[] text = "{\"a\" : {\"b\":-1 }, \"c\":[[ ]],\"a\":{ },\"c\":[\n],\"c\":\"\"} "
                .getBytes(StandardCharsets.US_ASCII);
        List<String> heard = new ArrayList<>();
        JsonScanner scanner = new JsonScanner(
                new JsonScanner.Members() {
                    @Override
                    public void begun(JsonScanner.Member member) {
                        heard.add(member.path() + " " + member.kind() + " at " + member.from());
                    }

                    @Override
                    public void found(JsonScanner.Member member) {
                        heard.add(member.path() + " to " + member.to() + (member.isEmpty() ? " empty" : ""));
                    }

                    @Override
                    public void end(long at) {
                        heard.add("end at " + at);
                    }
                },
                JsonPaths.of("a", "a.b", "c"));
        for (int at = 0; at < text.length; at += pieceLength) {
            scanner.feed(text, at, Math.min(pieceLength, text.length - at));
        }

        assertEquals(
                List.of(
                        "a OBJECT at 7",
                        "a.b NUMBER at 12",
                        "a.b to 14",
                        "a to 16",
                        "c ARRAY at 22",
                        "c to 27",
                        "a OBJECT at 32",
                        "a to 35 empty",
                        "c ARRAY at 40",
                        "c to 43 empty",
                        "c STRING at 48",
                        "c to 50",
                        "end at 50"),
                heard);
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

    @Test
    void knowsNamesOfAnyLengthAndLanguage() {
        String umlauts = "\u00fc\u20ac\uD83D\uDE00";
        String long1 = "x".repeat(300);
        JsonPaths names = JsonPaths.ofMembers(List.of(umlauts, long1, "", "a.b", "a[]", "\"\\"));

        assertEquals(
                List.of(umlauts, umlauts, long1, long1, "", "a.b", "a[]", "\"\\"),
                journal(
                                "{\"" + umlauts + "\":1,\"\\u00fc\\u20ac\\uD83D\\ude00\":2,\"" + long1 + "\":3,\""
                                        + "\\u0078".repeat(300) + "\":4,\"\":5,\"a.b\":6,\"a[]\":7,\"\\\"\\\\\":8,"
                                        + "\"a\":{\"b\":9},\"a\":[10],\"" + long1 + "x\":11}",
                                names)
                        .stream()
                        .map(entry -> entry.substring(0, entry.lastIndexOf('=')))
                        .toList());
    }

    /** What is reported with its path, and with its text as it stands. */
    private static List<String> journal(String text, JsonPaths paths) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> inOnePiece = journal(bytes, bytes.length, paths);
        assertEquals(inOnePiece, journal(bytes, 1, paths), "byte by byte: " + text);
        return inOnePiece;
    }

    private static List<String> journal(byte[] bytes, int piece, JsonPaths paths) {
        List<String> journal = new ArrayList<>();
        JsonScanner scanner = new JsonScanner(
                found -> journal.add(found.path() + "=" + text(bytes, found.from(), found.to())), paths);
        for (int at = 0; at < bytes.length; at += piece) {
            scanner.feed(bytes, at, Math.min(piece, bytes.length - at));
        }
        return journal;
    }

    private static String text(byte[] bytes, long from, long to) {
        return new String(bytes, (int) from, (int) (to - from), StandardCharsets.UTF_8);
    }

    @Test
    void followsPathsThroughObjectsAndArrays() {
        JsonPaths paths = JsonPaths.of("error", "choices[].finish_reason", "usage.total_tokens", "usage.deep.er");

        assertEquals(
                List.of(
                        "choices[].finish_reason=\"stop\"",
                        "choices[].finish_reason=null",
                        "usage.total_tokens=12",
                        "usage.deep.er=[1]",
                        "usage.total_tokens=-1.5",
                        "error={}"),
                journal(
                        "{\"choices\": [{\"x\":[{\"finish_reason\":1}],\"finish_reason\" : \"stop\"}, 1, [{\"finish_reason\":2}],"
                                + "{\"f\\u0069nish_reason\":null}], \"x\":{\"error\":1,\"usage\":{\"total_tokens\":1}},"
                                + "\"finish_reason\":1,\"total_tokens\":1,"
                                + "\"usage\":{\"total_tokens\" :12 ,\"deep\":{\"er\":[1]},\"total_tokens\":-1.5}, \"error\":{}}",
                        paths));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"b\":1}}",
                "{\"a\":[[{\"b\":1}]]}",
                "{\"a\":[{\"c\":{\"b\":1}}]}",
                "{\"a\":[[1],{\"c\":1},2]}",
                "{\"b\":1}",
                "[{\"b\":1}]",
                "[{\"a\":[{\"b\":1}]}]",
                "{\"c\":[{\"b\":1}]}",
                "{\"c\":{\"a\":[{\"b\":1}]}}",
                "{\"a\":1}",
                "{\"a\":[]}",
                "{\"a\":{}}",
                "{\"a[]\":{\"b\":1}}",
                "{\"a[].b\":1}",
                "{\"a\":{\"[]\":{\"b\":1}}}",
            })
    void leavesAloneWhatIsNotOnThePath(String text) {
        assertEquals(List.of(), journal(text, JsonPaths.of("a[].b")));
    }

    @Test
    void findsItsWayBackToThePathFromEveryDetour() {
        assertEquals(
                List.of("a[].b=1", "a[].b=2", "a[].b=3"),
                journal(
                        "{\"x\":[[{\"a\":[]}]],\"a\":[[],{},{\"x\":{\"y\":[]},\"b\":1},[[{}]],{\"b\":2}],\"y\":{},\"a\":{},"
                                + "\"a\":[{\"b\":3}]}",
                        JsonPaths.of("a[].b")));
    }

    @Test
    void reportsTheElementsOfAnArrayAndWhatTheyAreIn() {
        assertEquals(
                List.of("a[]=1", "a[].b=2", "a[]={\"b\":2}", "a[]=[3]", "a=[1,{\"b\":2},[3]]"),
                journal("{\"a\":[1,{\"b\":2},[3]]}", JsonPaths.of("a", "a[]", "a[].b")));
        assertEquals(List.of("a[][]=1", "a[][]=[]"), journal("{\"a\":[[1],[[]]]}", JsonPaths.of("a[][]")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "a.", "a..b", "a.[].b", "[].a"})
    void refusesAPathWithAHoleInIt(String path) {
        assertThrows(IllegalArgumentException.class, () -> JsonPaths.of(path));
    }

    @Test
    void saysWhereAMembersNameBegins() {
        List<Long> names = new ArrayList<>();
        byte[] text = "{ \"x\":1, \"a\" : [2,{\"b\":3}] ,\"\\u0061\":4}".getBytes(StandardCharsets.UTF_8);
        JsonScanner scanner = new JsonScanner(found -> names.add(found.nameFrom()), JsonPaths.of("a", "a[]", "a[].b"));
        scanner.feed(text, 0, text.length);

        assertEquals(List.of(-1L, 19L, -1L, 9L, 28L), names);
    }

    @Test
    void hearsOfTheCommasBetweenTheOutermostMembersOnly() {
        List<String> journal = new ArrayList<>();
        JsonScanner scanner = new JsonScanner(
                new JsonScanner.Members() {
                    @Override
                    public void found(JsonScanner.Member member) {
                        journal.add(member.path());
                    }

                    @Override
                    public void comma(long at) {
                        journal.add("comma " + at);
                    }
                },
                NAMES);
        byte[] text = "{\"a\":[1,2],\"model\":{\"b\":1,\"c\":2} ,\"stream\":\",\"}".getBytes(StandardCharsets.UTF_8);
        scanner.feed(text, 0, text.length);

        assertEquals(List.of("comma 10", "model", "comma 33", "stream"), journal);
    }

    @Test
    void hearsNoCommaOfAnArray() {
        JsonScanner scanner = new JsonScanner(
                new JsonScanner.Members() {
                    @Override
                    public void found(JsonScanner.Member member) {}

                    @Override
                    public void comma(long at) {
                        throw new AssertionError("at " + at);
                    }
                },
                NAMES);
        scanner.feed("[1,2]".getBytes(StandardCharsets.UTF_8), 0, 5);

        assertTrue(scanner.isWhole());
    }

    private static boolean is(String value, String text) {
        List<Boolean> answers = new ArrayList<>();
        byte[] bytes = ("{\"a\":" + value + "}").getBytes(StandardCharsets.UTF_8);
        JsonScanner scanner = new JsonScanner(found -> answers.add(found.is(text)), JsonPaths.of("a"));
        for (byte b : bytes) {
            scanner.feed(new byte[] {b}, 0, 1);
        }
        assertEquals(1, answers.size());
        return answers.get(0);
    }

    @Test
    void comparesAString() {
        assertTrue(is("\"content_filter\"", "content_filter"));
        assertTrue(is("\"c\\u006Fntent_filter\"", "content_filter"));
        assertTrue(is(
                "\"\\u0063\\u006f\\u006e\\u0074\\u0065\\u006e\\u0074\\u005f\\u0066\\u0069\\u006c\\u0074\\u0065\\u0072\"",
                "content_filter"));
        assertTrue(is("\"\"", ""));
        assertFalse(is("\"content_filters\"", "content_filter"));
        assertFalse(is("\"content_filte\"", "content_filter"));
        assertFalse(is("\"content\\u005ffilterx\"", "content_filter"));
        assertFalse(is("\"" + "content_filter".repeat(100) + "\"", "content_filter"));
        assertFalse(is("[\"content_filter\"]", "content_filter"));
        assertFalse(is("{\"content_filter\":1}", "content_filter"));
        assertFalse(is("1", "1"));
        assertFalse(is("null", ""));
        assertFalse(is("\"a\"", ""));
    }

    private static long count(String value) {
        List<Long> counts = new ArrayList<>();
        byte[] bytes = ("{\"7\":" + value + " }").getBytes(StandardCharsets.UTF_8);
        JsonScanner scanner = new JsonScanner(found -> counts.add(found.count()), JsonPaths.of("7"));
        for (byte b : bytes) {
            scanner.feed(new byte[] {b}, 0, 1);
        }
        assertEquals(1, counts.size());
        return counts.get(0);
    }

    @Test
    void readsAPlainNumber() {
        assertEquals(0, count("0"));
        assertEquals(7, count("7"));
        assertEquals(1234567890, count("1234567890"));
        assertEquals(999_999_999_999_999_999L, count("999999999999999999"));
        for (String other : new String[] {
            "1000000000000000000",
            "-1",
            "-0",
            "1.0",
            "1e3",
            "NaN",
            "Infinity",
            "-Infinity",
            "null",
            "true",
            "\"7\"",
            "[7]",
            "{\"7\":7}"
        }) {
            assertEquals(-1, count(other), other);
        }
    }

    /** The strings that are heard, as characters and as lengths. */
    private static List<String> heard(String text) {
        List<String> heard = new ArrayList<>();
        StringBuilder string = new StringBuilder();
        JsonScanner scanner = new JsonScanner(
                found -> heard.add("found " + found.path()),
                new JsonScanner.Strings() {
                    @Override
                    public boolean next(int c) {
                        string.append(c > 0 && c < 0x80 ? (char) c : '?');
                        return c != '!';
                    }

                    @Override
                    public void ended(long length) {
                        heard.add(string + " " + length);
                        string.setLength(0);
                    }
                },
                JsonPaths.ofMembers(List.of("model"), List.of("messages", "tools")));
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            scanner.feed(new byte[] {b}, 0, 1);
        }
        return heard;
    }

    @Test
    void letsTheStringsOfSomeMembersBeHeard() {
        assertEquals(
                List.of("user 4", "a 1", "found model", "b 1", "c 1"),
                heard(
                        "{\"x\":\"no\",\"messages\":[{\"role\":\"user\",\"n\":[1,[\"a\"]]}, true],\"model\":\"no\","
                                + "\"tools\":\"b\",\"y\":{\"messages\":\"no\"},\"messages\":{\"model\":\"c\"},\"z\":[\"no\"]}"));
        assertEquals(List.of(), heard("[\"messages\",{\"messages\":\"no\"}]"));
        assertEquals(List.of(), heard("\"messages\""));
    }

    @Test
    void letsStringsBeHeardWithoutTheirEscapes() {
        assertEquals(List.of("a/b\n\"\\ 6"), heard("{\"messages\":\"a\\/b\\n\\\"\\\\\"}"));
        assertEquals(
                List.of("/A????? 12"),
                heard("{\"messages\":\"\\u002F\\u0041\\u00fc\\u20AC\\ud83d\\uDE00\u007f\"}").stream()
                        .map(entry -> entry.replace('\u007f', '?'))
                        .toList());
        assertEquals(List.of("?? 2"), heard("{\"messages\":\"\u00fc\"}"));
    }

    @Test
    void saysNoMoreOfAStringThanIsWanted() {
        assertEquals(List.of("a! 7", "c 1"), heard("{\"messages\":[\"a!b\\nc\\u0041d\",\"c\"]}"));
    }

    /**
     * Random values are read by {@link JsonReader} too, which shares nothing with the scanner but the escapes: both must
     * find the same along every path.
     */
    @Test
    void findsWhatATreeOfTheTextHasAtThatPath() {
        String[] all = {"a", "a.b", "a[]", "a[].b", "b.a.b", "b[][]", "b", "a[].b[]", "b.b"};
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            String text = randomValue(random, 5);
            List<String> asked = new ArrayList<>(List.of(all));
            Collections.shuffle(asked, random);
            asked = asked.subList(0, 1 + random.nextInt(all.length));

            List<String> expected = new ArrayList<>();
            walk(JsonValue.read(text).orElseThrow(), "", Set.copyOf(asked), expected);
            List<String> found = journal(text, JsonPaths.of(asked.toArray(new String[0]))).stream()
                    .map(entry -> entry.substring(0, entry.indexOf('=') + 1)
                            + JsonValue.read(entry.substring(entry.indexOf('=') + 1))
                                    .orElseThrow()
                                    .toJson())
                    .toList();

            assertEquals(expected, found, "seed " + seed + ", " + asked + ": " + text);
        }
    }

    private static void walk(JsonValue value, String path, Set<String> asked, List<String> found) {
        if (value instanceof JsonValue.ObjectValue object) {
            object.members().forEach((name, member) -> {
                walk(member, path.isEmpty() ? name : path + "." + name, asked, found);
            });
        } else if (value instanceof JsonValue.ArrayValue array) {
            array.elements().forEach(element -> walk(element, path + "[]", asked, found));
        }
        if (asked.contains(path)) {
            found.add(path + "=" + value.toJson());
        }
    }

    private static String randomValue(Random random, int depth) {
        String[] scalars = {"1", "-2.50", "\"\"", "\"a\"", "\"\\\"b\\\":[\"", "null", "true", "false", "\"\u00fc\""};
        int shape = depth == 0 ? 0 : random.nextInt(5);
        if (shape == 0) {
            return scalars[random.nextInt(scalars.length)];
        }
        List<String> names = new ArrayList<>(List.of("\"a\"", "\"\\u0062\"", "\"c\"", "\"ab\""));
        Collections.shuffle(names, random);
        StringJoiner inside = shape < 3 ? new StringJoiner(", ", "{", " }") : new StringJoiner(" ,", "[ ", "]");
        for (int i = random.nextInt(4); i > 0; i--) {
            inside.add((shape < 3 ? names.get(i) + " : " : "") + randomValue(random, depth - 1));
        }
        return inside.toString();
    }

    /** Texts with one byte changed are JSON to both, or to neither. */
    @Test
    void agreesWithTheTreesReaderOnWhatIsJson() {
        String bytes = "{}[]:,\"\\ue0123-+. \ntfn/x";
        int whole = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(randomValue(random, 3));
            int at = random.nextInt(text.length());
            char c = bytes.charAt(random.nextInt(bytes.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                default -> text.deleteCharAt(at);
            }
            boolean isJson = JsonValue.read(text.toString()).isPresent();
            byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);

            assertEquals(isJson, scan(utf8).whole(), "seed " + seed + ": " + text);
            whole += isJson ? 1 : 0;
        }
        assertTrue(whole > 1_000 && whole < 19_000, "both happen: " + whole);
    }
}
