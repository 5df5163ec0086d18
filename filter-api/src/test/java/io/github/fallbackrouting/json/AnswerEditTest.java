package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.JsonValue.StringValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerEditTest {

    private static final AnswerLabel MODEL = new AnswerLabel(Optional.of("new"), Optional.empty(), Optional.empty());
    private static final AnswerLabel USAGE = new AnswerLabel(Optional.empty(), Optional.of("new"), Optional.empty());
    private static final AnswerLabel HIDDEN = new AnswerLabel(Optional.empty(), Optional.empty(), Optional.of("new"));
    private static final AnswerLabel ALL = new AnswerLabel(Optional.of("m"), Optional.of("u"), Optional.of("h"));

    /** As AnswerEdit has it: the longest value that is replaced, with its quotes. */
    private static final int VALUE_LIMIT = 12_290;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String edited(String answer, AnswerLabel label) {
        return new String(AnswerEdit.edited(utf8(answer), label), StandardCharsets.UTF_8);
    }

    /** In pieces that end at these places, each surrounded by bytes that are not part of it. */
    private static byte[] inPieces(byte[] answer, AnswerLabel label, int... ends) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AnswerEdit edit = new AnswerEdit(label, out::write);
        int at = 0;
        for (int end : ends) {
            feed(edit, answer, at, end);
            at = end;
        }
        feed(edit, answer, at, answer.length);
        edit.end();
        return out.toByteArray();
    }

    private static void feed(AnswerEdit edit, byte[] answer, int from, int to) throws IOException {
        byte[] padded = new byte[to - from + 5];
        Arrays.fill(padded, (byte) '"');
        System.arraycopy(answer, from, padded, 2, to - from);
        edit.feed(padded, 2, to - from);
    }

    // ---- what is changed ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"a\"}                              | {\"model\":\"new\"}",
                "{\"model\":\"\",\"n\":1}                       | {\"model\":\"new\",\"n\":1}",
                "{\"n\":[{\"model\":\"a\"}],\"model\" : \"a\" } | {\"n\":[{\"model\":\"a\"}],\"model\" : \"new\" }",
                "{\"mod\\u0065l\":\"a\\\"b\\\\\"}               | {\"mod\\u0065l\":\"new\"}",
                "{\"model\":\"a\",\"x\":1,\"model\":\"b\"}      | {\"model\":\"new\",\"x\":1,\"model\":\"new\"}",
                "{\"model\":\"a\",\"model\":null}               | {\"model\":\"new\",\"model\":null}",
                "{\"model\":null}                               | {\"model\":null}",
                "{\"model\":42}                                 | {\"model\":42}",
                "{\"model\":{\"model\":\"a\"}}                  | {\"model\":{\"model\":\"a\"}}",
                "{\"model\":[\"a\"]}                            | {\"model\":[\"a\"]}",
                "{\"x\":{\"model\":\"a\"}}                      | {\"x\":{\"model\":\"a\"}}",
                "{\"models\":\"a\",\"mode\":\"a\"}              | {\"models\":\"a\",\"mode\":\"a\"}",
                "{}                                             | {}",
            })
    void replacesTheModelThatIsThere(String before, String after) {
        assertEquals(after, edited(before, MODEL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"usage\":{\"n\":1}}                         | {\"usage\":{\"n\":1,\"model\":\"new\"}}",
                "{\"usage\":{}}                                | {\"usage\":{\"model\":\"new\"}}",
                "{\"usage\":{ }}                               | {\"usage\":{ \"model\":\"new\"}}",
                "{\"usage\":{\"x\":{}}}                        | {\"usage\":{\"x\":{},\"model\":\"new\"}}",
                "{\"usage\":{\"x\":{\"model\":\"a\"}}}         | {\"usage\":{\"x\":{\"model\":\"a\"},\"model\":\"new\"}}",
                "{\"usage\":{\"model\":\"a\",\"n\":1}}         | {\"usage\":{\"model\":\"new\",\"n\":1}}",
                "{\"usage\":{\"model\":null}}                  | {\"usage\":{\"model\":\"new\"}}",
                "{\"usage\":{\"n\":1,\"model\":42}}            | {\"usage\":{\"n\":1,\"model\":\"new\"}}",
                "{\"usage\":{\"model\":{\"model\":{}}}}        | {\"usage\":{\"model\":\"new\"}}",
                "{\"usage\":{\"model\":\"a\",\"model\":\"b\"}} | {\"usage\":{\"model\":\"new\",\"model\":\"new\"}}",
                "{\"usage\":{\"model\":1},\"usage\":{}}        | {\"usage\":{\"model\":\"new\"},\"usage\":{\"model\":\"new\"}}",
                "{\"us\\u0061ge\":{\"mod\\u0065l\":true}}      | {\"us\\u0061ge\":{\"mod\\u0065l\":\"new\"}}",
                "{\"usage\":null}                              | {\"usage\":null}",
                "{\"usage\":[{\"model\":\"a\"}]}               | {\"usage\":[{\"model\":\"a\"}]}",
                "{\"usage\":\"\"}                              | {\"usage\":\"\"}",
                "{\"x\":{\"usage\":{}},\"model\":\"a\"}        | {\"x\":{\"usage\":{}},\"model\":\"a\"}",
            })
    void setsTheModelOfTheUsage(String before, String after) {
        assertEquals(after, edited(before, USAGE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                        | {\"_hidden_params\":{\"model_used\":\"new\"}}",
                "{\"n\":{}}                                | {\"n\":{},\"_hidden_params\":{\"model_used\":\"new\"}}",
                "{\"_hidden_params\":{}}                   | {\"_hidden_params\":{\"model_used\":\"new\"}}",
                "{\"_hidden_params\":{\"x\":1},\"n\":2}    | {\"_hidden_params\":{\"x\":1,\"model_used\":\"new\"},\"n\":2}",
                "{\"_hidden_params\":{\"model_used\":[1]}} | {\"_hidden_params\":{\"model_used\":\"new\"}}",
                "{\"_hidden_params\":null,\"n\":2}         | {\"_hidden_params\":{\"model_used\":\"new\"},\"n\":2}",
                "{\"_hidden_params\":[{}]}                 | {\"_hidden_params\":{\"model_used\":\"new\"}}",
                "{\"_hidden_params\":7}                    | {\"_hidden_params\":{\"model_used\":\"new\"}}",
                "{\"x\":{\"_hidden_params\":{}}}           | {\"x\":{\"_hidden_params\":{}},\"_hidden_params\":{\"model_used\":\"new\"}}",
            })
    void setsOrAddsTheHiddenModel(String before, String after) {
        assertEquals(after, edited(before, HIDDEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "", "m\u00fcller", "\uD83D\uDE00", "a\"b\\c\nd\u0000", "\uD83D", "azure/x:y"})
    void writesAnyNameSoThatItIsReadBack(String name) {
        AnswerLabel label = new AnswerLabel(Optional.of(name), Optional.of(name), Optional.of(name));

        String after = edited("{\"model\":\"a\",\"usage\":{}}", label);

        ObjectValue read = (ObjectValue) JsonValue.read(after).orElseThrow();
        StringValue expected = new StringValue(name);
        assertEquals(Optional.of(expected), read.member("model"));
        assertEquals(Optional.of(new ObjectValue(Map.of("model", expected))), read.member("usage"));
        assertEquals(Optional.of(new ObjectValue(Map.of("model_used", expected))), read.member("_hidden_params"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[{\"model\":\"a\",\"usage\":{}}]",
                "\"model\"",
                "-1.5e3",
                "null",
                "model: a",
                "<html>{\"model\":\"a\"}",
                "data: {\"model\":\"a\"}",
                "\uFEFF{\"model\":\"a\",\"usage\":{}}",
                "{'model':\"a\"}",
                "{\"model\":\"a",
            })
    void leavesAnythingElseAsItIs(String text) throws IOException {
        byte[] whole = utf8(text);

        assertSame(whole, AnswerEdit.edited(whole, ALL));
        for (int cut = 0; cut <= whole.length; cut++) {
            assertArrayEquals(whole, inPieces(whole, ALL, cut), "cut at " + cut);
        }
    }

    @Test
    void leavesEverythingAsItIsWithoutALabel() throws IOException {
        byte[] whole = utf8("{\"model\":\"a\",\"usage\":{\"model\":1},\"_hidden_params\":null}");

        assertSame(whole, AnswerEdit.edited(whole, AnswerLabel.NONE));
        assertArrayEquals(whole, inPieces(whole, AnswerLabel.NONE, 12));
        byte[] same = utf8("{\"model\":\"new\"}");
        assertSame(same, AnswerEdit.edited(same, MODEL));
    }

    @Test
    void keepsEveryByteFromTheMistakeOn() throws IOException {
        String body = "{\"model\" :\"gpt\\n\",\"usage\":{\"n\":[1,{}] ,\"model\":null},\"_hidden_params\":[true]}";
        for (int at = 0; at <= body.length(); at++) {
            String rest = "\u0001" + body.substring(at);
            byte[] broken = utf8(body.substring(0, at) + rest);
            byte[] whole = AnswerEdit.edited(broken, ALL);

            assertTrue(new String(whole, StandardCharsets.UTF_8).endsWith(rest), "broken at " + at);
            for (int cut = 0; cut <= broken.length; cut++) {
                assertArrayEquals(whole, inPieces(broken, ALL, cut), "broken at " + at + ", cut at " + cut);
            }
        }
        assertEquals("{\"model\":\"new\",\"model\":\"b", edited("{\"model\":\"a\",\"model\":\"b", MODEL));
        assertEquals("{\"model\":\"new\"}{\"model\":\"b\"}", edited("{\"model\":\"a\"}{\"model\":\"b\"}", MODEL));
    }

    // ---- in pieces ------------------------------------------------------------------------------------------------

    private static List<String> answers() {
        return List.of(
                "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"model \\\"x\\\" \u00e9\uD83D\uDE00\"},\"finish_reason\":"
                        + "\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n",
                " {\r\n \"mod\\u0065l\" :\t\"a\\\\\" , \"usage\" : { \"model\" : -1.5e3 } , \"_hidden_params\" : null } \n",
                "{\"object\":\"list\",\"data\":[{\"embedding\":[0.1,-2E5,NaN]}],\"model\":\"e\",\"usage\":{\"model\":12}}",
                "{\"type\":\"message\",\"usage\":{},\"model\":\"claude\",\"_hidden_params\":{\"x\":{},\"model_used\":{\"a\":[]}}}",
                "{\"model\":\"a\",\"model\":\"b\",\"usage\":{},\"usage\":{\"model\":1},\"usage\":null}",
                "{}");
    }

    @Test
    void saysTheSameHoweverItComes() throws IOException {
        for (String answer : answers()) {
            byte[] before = utf8(answer);
            byte[] after = AnswerEdit.edited(before, ALL);
            assertTrue(after.length > before.length, answer);
            int[] everywhere = new int[before.length];
            for (int cut = 0; cut <= before.length; cut++) {
                assertArrayEquals(after, inPieces(before, ALL, cut), "cut at " + cut + ": " + answer);
                everywhere[Math.max(0, cut - 1)] = cut;
            }
            assertArrayEquals(after, inPieces(before, ALL, everywhere), answer);
        }
    }

    @Test
    void keepsBytesBackOnlyWhileAValueIsUnderWay() throws IOException {
        byte[] answer = utf8("{\"x\":[\"model\"],\"model\":\"gpt\",\"y\":\"z\",\"usage\":{\"model\":12}}");
        String text = new String(answer, StandardCharsets.UTF_8);
        int model = text.indexOf("\"gpt\"");
        int usageModel = text.indexOf("12");
        AnswerLabel same = new AnswerLabel(Optional.of("xyz"), Optional.of(""), Optional.empty());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AnswerEdit edit = new AnswerEdit(same, out::write);
        for (int fed = 1; fed <= answer.length; fed++) {
            edit.feed(answer, fed - 1, 1);
            boolean isInModel = fed > model && fed < model + 5;
            // A number's end is known by the byte behind it.
            boolean isInUsageModel = fed > usageModel && fed <= usageModel + 2;
            int expected = isInModel ? model : isInUsageModel ? usageModel : fed;
            assertEquals(expected, out.size(), "after " + fed + " bytes");
        }
    }

    @Test
    void keepsNothingBackOnceTheTextIsBroken() throws IOException {
        byte[] broken = utf8("{\"model\":\"gpt\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AnswerEdit edit = new AnswerEdit(MODEL, out::write);
        for (int i = 0; i < broken.length; i++) {
            edit.feed(broken, i, 1);
        }

        assertArrayEquals(broken, out.toByteArray());
    }

    @Test
    void leavesAValueThatIsTooLongForAModelHoweverItComes() throws IOException {
        for (int length = VALUE_LIMIT - 1; length <= VALUE_LIMIT + 1; length++) {
            String value = "\"" + "x".repeat(length - 2) + "\"";
            byte[] before = utf8("{\"model\":" + value + ",\"model\":\"a\",\"usage\":{\"model\":" + value + "}}");
            String stays = length > VALUE_LIMIT ? value : "\"new\"";
            byte[] after = utf8("{\"model\":" + stays + ",\"model\":\"new\",\"usage\":{\"model\":" + value + "}}");
            assertArrayEquals(after, AnswerEdit.edited(before, MODEL), "a value of " + length);
            for (int cut : new int[] {1, 8, 9, 10, 8192, 8 + length, 9 + length, 10 + length}) {
                assertArrayEquals(after, inPieces(before, MODEL, cut, cut + 100, cut + 9000), "cut at " + cut);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 10, 1 << 20})
    void keepsLittleBackOfTwentyMegabytes(int pieceLength) throws IOException {
        String element = "[\"" + "0123456789abcdef".repeat(64) + "\"],";
        String pair = "\"model\":\"a\",\"usage\":{\"model\":[" + "1,".repeat(20_000) + "1]},";
        List<String> repeated = List.of(element, pair, "x");
        List<String> beginnings = List.of("{\"data\":[", "{", "{\"model\":\"");
        List<String> ends = List.of("0],\"model\":\"a\"}", "\"model\":\"a\"}", "\"}");
        List<String> lastBytes = List.of(
                "0],\"model\":\"m\",\"_hidden_params\":{\"model_used\":\"h\"}}",
                "\"model\":\"m\",\"_hidden_params\":{\"model_used\":\"h\"}}",
                "\",\"_hidden_params\":{\"model_used\":\"h\"}}");
        for (int i = 0; i < repeated.size(); i++) {
            Trail out = new Trail();
            AnswerEdit edit = new AnswerEdit(ALL, out);
            byte[] beginning = utf8(beginnings.get(i));
            edit.feed(beginning, 0, beginning.length);
            byte[] piece = utf8(repeated.get(i)
                    .repeat(Math.max(1, pieceLength / repeated.get(i).length())));
            long fed = beginning.length;
            for (; fed < 20 << 20; fed += piece.length) {
                edit.feed(piece, 0, piece.length);
                if (i != 1) {
                    assertTrue(fed + piece.length - out.written <= VALUE_LIMIT, "kept back at " + fed);
                }
            }
            byte[] end = utf8(ends.get(i));
            edit.feed(end, 0, end.length);
            edit.end();
            assertTrue(out.longest <= Math.max(8192, VALUE_LIMIT), "written at once: " + out.longest);
            assertEquals(lastBytes.get(i), out.last(lastBytes.get(i).length()));
        }
    }

    /** Counts what comes out, and keeps the last of it. */
    private static final class Trail implements AnswerEdit.Output {
        private final StringBuilder tail = new StringBuilder();
        private long written;
        private int longest;

        @Override
        public void write(byte[] bytes, int offset, int length) {
            written += length;
            longest = Math.max(longest, length);
            tail.append(new String(bytes, offset, length, StandardCharsets.US_ASCII));
            if (tail.length() > 1 << 16) {
                tail.delete(0, tail.length() - 256);
            }
        }

        String last(int length) {
            return tail.substring(tail.length() - length);
        }
    }

    // ---- any answer -----------------------------------------------------------------------------------------------

    /** Writes a random answer, and at the same time what is to come of it. */
    private static final class RandomAnswer {

        private static final String ROOT = "$";

        private final Random random;
        private final AnswerLabel label;
        private final StringBuilder before = new StringBuilder();
        private final StringBuilder after = new StringBuilder();

        RandomAnswer(Random random, AnswerLabel label) {
            this.random = random;
            this.label = label;
            space();
            object(ROOT, 4);
            space();
        }

        private void both(String text) {
            before.append(text);
            after.append(text);
        }

        private void space() {
            int spaces = random.nextInt(3);
            for (int i = 0; i < spaces; i++) {
                both(one(" ", "\n", "\t", "\r\n"));
            }
        }

        private String one(String... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private void object(String path, int depth) {
            both("{");
            int members = random.nextInt(6);
            boolean hasModel = false;
            boolean hasHidden = false;
            for (int i = 0; i < members; i++) {
                both(i == 0 ? "" : ",");
                space();
                String name = one("model", "usage", "_hidden_params", "model_used", "id", "data", "a.b", "");
                quoted(name);
                space();
                both(":");
                space();
                String place = path + "/" + name;
                hasModel |= place.equals("$/usage/model") || place.equals("$/_hidden_params/model_used");
                hasHidden |= place.equals("$/_hidden_params");
                member(place, depth);
                space();
            }
            if (members == 0) {
                space();
            }
            String comma = members == 0 ? "" : ",";
            if (path.equals("$/usage") && !hasModel) {
                label.usageModel().ifPresent(value -> after.append(comma + "\"model\":" + JsonString.quote(value)));
            }
            if (path.equals("$/_hidden_params") && !hasModel) {
                label.hiddenModel()
                        .ifPresent(value -> after.append(comma + "\"model_used\":" + JsonString.quote(value)));
            }
            if (path.equals(ROOT) && !hasHidden) {
                label.hiddenModel()
                        .ifPresent(value -> after.append(
                                comma + "\"_hidden_params\":{\"model_used\":" + JsonString.quote(value) + "}"));
            }
            both("}");
        }

        private void member(String place, int depth) {
            int from = after.length();
            int kind = value(place, depth);
            Optional<String> replacement = switch (place) {
                case "$/model" -> kind == STRING ? label.model().map(JsonString::quote) : Optional.empty();
                case "$/usage/model" -> label.usageModel().map(JsonString::quote);
                case "$/_hidden_params/model_used" -> label.hiddenModel().map(JsonString::quote);
                case "$/_hidden_params" ->
                    kind == OBJECT
                            ? Optional.empty()
                            : label.hiddenModel().map(value -> "{\"model_used\":" + JsonString.quote(value) + "}");
                default -> Optional.empty();
            };
            replacement.ifPresent(value -> after.replace(from, after.length(), value));
        }

        private static final int STRING = 0;
        private static final int OBJECT = 1;
        private static final int ARRAY = 2;

        private int value(String place, int depth) {
            int kind = random.nextInt(depth == 0 ? 1 : 4);
            switch (kind) {
                case STRING -> quoted(one("gpt", "model", "\u00e9\uD83D\uDE00", "a\"b\\", "", "}{][,:"));
                case OBJECT -> object(place, depth - 1);
                case ARRAY -> {
                    both("[");
                    int elements = random.nextInt(4);
                    for (int i = 0; i < elements; i++) {
                        both(i == 0 ? "" : ",");
                        space();
                        value(place + "[]", depth - 1);
                        space();
                    }
                    both("]");
                }
                default -> both(one("0", "-1.5e3", "true", "false", "null", "12345678901234567890"));
            }
            return kind;
        }

        private void quoted(String text) {
            StringBuilder json = new StringBuilder("\"");
            text.codePoints().forEach(c -> {
                String plain = Character.toString(c);
                boolean escape = random.nextInt(8) == 0 || c == '"' || c == '\\';
                json.append(
                        escape
                                ? plain.chars()
                                        .mapToObj(unit -> String.format("\\u%04x", unit))
                                        .collect(Collectors.joining())
                                : plain);
            });
            both(json.append('"').toString());
        }
    }

    @Test
    void changesNothingElseInAnyAnswer() throws IOException {
        Random random = new Random(20261126);
        List<AnswerLabel> labels = List.of(MODEL, USAGE, HIDDEN, ALL);
        for (int round = 0; round < 5_000; round++) {
            AnswerLabel label = labels.get(round % labels.size());
            RandomAnswer answer = new RandomAnswer(random, label);
            byte[] before = utf8(answer.before.toString());
            String story = "round " + round + ": " + answer.before;

            assertEquals(answer.after.toString(), edited(answer.before.toString(), label), story);
            int[] ends = random.ints(3, 0, before.length + 1).sorted().toArray();
            assertArrayEquals(utf8(answer.after.toString()), inPieces(before, label, ends), story);

            JsonValue read = JsonValue.read(answer.before.toString()).orElseThrow();
            assertEquals(
                    Optional.of(labelled((ObjectValue) read, label)),
                    JsonValue.read(edited(answer.before.toString(), label)),
                    story);
        }
    }

    /** What a reader of the whole answer would make of it. */
    private static ObjectValue labelled(ObjectValue answer, AnswerLabel label) {
        Map<String, JsonValue> members = new LinkedHashMap<>(answer.members());
        if (members.get("model") instanceof StringValue) {
            label.model().ifPresent(value -> members.put("model", new StringValue(value)));
        }
        if (members.get("usage") instanceof ObjectValue usage) {
            label.usageModel().ifPresent(value -> members.put("usage", with(usage, "model", value)));
        }
        label.hiddenModel().ifPresent(value -> {
            ObjectValue hidden =
                    members.get("_hidden_params") instanceof ObjectValue object ? object : new ObjectValue(Map.of());
            members.put("_hidden_params", with(hidden, "model_used", value));
        });
        return new ObjectValue(members);
    }

    private static ObjectValue with(ObjectValue object, String name, String value) {
        Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
        members.put(name, new StringValue(value));
        return new ObjectValue(members);
    }
}
