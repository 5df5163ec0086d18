package io.github.fallbackrouting.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.MalformedEvents;
import io.github.fallbackrouting.json.AnswerLabel;
import io.github.fallbackrouting.json.JsonString;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.stream.ClientStream.FailedStream;
import io.github.fallbackrouting.stream.ClientStream.Manner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientStreamTest {

    private static final int LIMIT = 10_000;
    private static final String ROLE = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    private static final String STOP = chunk("{}", "\"stop\"");
    private static final String DONE = "data: [DONE]\n\n";
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Client client = new Client();
    private ClientStream stream = new ClientStream(client, MalformedEvents.DROP, LIMIT);

    /** What the client has got. */
    private static final class Client implements ClientStream.Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int flushes;

        @Override
        public void write(byte[] written, int offset, int length) {
            bytes.write(written, offset, length);
        }

        @Override
        public void flush() {
            flushes++;
        }

        String got() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        String text() {
            StringBuilder text = new StringBuilder();
            Matcher content = CONTENT.matcher(got());
            while (content.find()) {
                text.append(JsonString.unescape(content.group(1)));
            }
            return text.toString();
        }
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish
                + "}]}\n\n";
    }

    private static String text(String text) {
        return chunk("{\"content\":" + JsonString.quote(text) + "}", "null");
    }

    private void accept(String... events) throws IOException {
        for (String event : events) {
            byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
            stream.accept(bytes, 0, bytes.length);
        }
    }

    // ---- what passes ----------------------------------------------------------------------------------------------

    private static List<String> streams() {
        return List.of(
                ": hello\n\nretry: 10\n\n" + ROLE + text("é\uD83D\uDE00 \"x\"\n") + STOP + DONE,
                "\uFEFF" + ROLE + text("a") + STOP + "data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\n" + DONE,
                String.join(
                        "\n\n",
                        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":1}}}",
                        "event: ping\ndata: {\"type\":\"ping\"}",
                        "event: message_stop\ndata: {\"type\":\"message_stop\"}",
                        ""),
                "data: {\"choices\":\ndata: [{\"delta\":{\"content\":\"x\"}}]}\n\nid: 7\n\n" + DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void passesEveryByteHoweverItComes(String lineEnd) throws IOException {
        for (String each : streams()) {
            byte[] whole = each.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
            for (int cut = 0; cut <= whole.length; cut++) {
                Client split = new Client();
                ClientStream under = new ClientStream(split, MalformedEvents.DROP, LIMIT);
                under.accept(whole, 0, cut);
                under.accept(whole, cut, whole.length - cut);
                under.finish();
                assertEquals(new String(whole, StandardCharsets.UTF_8), split.got(), "cut at " + cut);
                assertTrue(under.isOver());
            }
            Client slow = new Client();
            ClientStream bytewise = new ClientStream(slow, MalformedEvents.DROP, LIMIT);
            for (byte b : whole) {
                bytewise.accept(new byte[] {b}, 0, 1);
            }
            assertEquals(new String(whole, StandardCharsets.UTF_8), slow.got());
        }
    }

    @Test
    void keepsBackWhatIsNotAWholeEvent() throws IOException {
        accept(text("a"), "data: {\"choices\"");

        assertEquals(text("a"), client.got());
    }

    @Test
    void leavesOutAndCountsWhatIsNoJson() throws IOException {
        accept(text("a"), "data: {\"choices\": [{\"delta\": {\"content\": \n\n", text("b"), STOP, DONE);

        assertEquals(text("a") + text("b") + STOP + DONE, client.got());
        assertEquals(1, stream.malformed());
    }

    @Test
    void passesWhatIsNoJsonWhereThatIsWanted() throws IOException {
        stream = new ClientStream(client, MalformedEvents.FORWARD, LIMIT);
        accept("data: plain text\n\n");

        assertEquals("data: plain text\n\n", client.got());
        assertEquals(1, stream.contents());
        assertTrue(stream.isForeign());
        assertFalse(stream.isContinuable());
    }

    @Test
    void keepsAnErrorBackAndTakesNothingAfterIt() throws IOException {
        accept(text("a"), "data: {\"error\":{\"message\":\"boom\",\"code\":\"overloaded\"}}\n\n", text("b"));

        assertEquals(text("a"), client.got());
        assertTrue(stream.isBroken());
        assertEquals("overloaded", stream.error().code());
        assertFalse(stream.isFinished());
    }

    @Test
    void takesNothingAfterTheEnd() throws IOException {
        accept(text("a"), STOP, DONE, text("b"), ": bye\n\n");

        assertEquals(text("a") + STOP + DONE + ": bye\n\n", client.got());
    }

    @Test
    void isFinishedWithoutAnEndMarker() throws IOException {
        accept(text("a"));
        assertFalse(stream.isFinished());

        accept(STOP);

        assertTrue(stream.isFinished());
        assertFalse(stream.isOver());
    }

    @Test
    void passesALastEventWithoutItsBlankLine() throws IOException {
        accept(text("a"), "data: [DONE]");
        stream.finish();

        assertEquals(text("a") + "data: [DONE]", client.got());
    }

    @Test
    void passesWhatIsTooLongButCannotContinueIt() throws IOException {
        String long1 = text("x".repeat(LIMIT));
        accept(text("a"), long1, text("b"));

        assertEquals(text("a") + long1 + text("b"), client.got());
        assertFalse(stream.isContinuable());
    }

    // ---- what can be continued ------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
                "{\"function_call\":{\"name\":\"f\"}}",
                "{\"refusal\":\"no\"}",
                "{\"audio\":{\"id\":\"a\"}}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}"
            })
    void continuesTextOnly(String delta) throws IOException {
        accept(text("a"));
        assertTrue(stream.isContinuable());

        accept(chunk(delta, "null"));

        assertFalse(stream.isContinuable());
    }

    @Test
    void continuesNeitherNothingNorSeveralChoicesNorWhatIsFinished() throws IOException {
        accept(ROLE);
        assertFalse(stream.isContinuable());
        accept(text("a").replace("\"index\":0", "\"index\":1"));
        assertFalse(stream.isContinuable());

        stream = new ClientStream(client, MalformedEvents.DROP, LIMIT);
        accept(text("a"), STOP);
        assertFalse(stream.isContinuable());
    }

    @Test
    void remembersTheTextButTellsNoSpaceAtItsEnd() throws IOException {
        accept(text("Hello"), text(" \n"));

        assertEquals("Hello \n", stream.text());
        assertEquals("Hello", stream.prefill());
    }

    // ---- going on -------------------------------------------------------------------------------------------------

    @Test
    void cutsWhatTheClientHasOffARestart() throws IOException {
        accept(ROLE, text("one two"));
        stream.resume(Manner.RESTARTED, "x: a, b");
        accept(ROLE, text("one"), text(" two three"), text(" four"), STOP, DONE);

        assertEquals(
                ROLE + text("one two") + text(" three") + text(" four") + STOP + ": x: a, b\n\n" + DONE, client.got());
        assertFalse(stream.hasMismatch());
    }

    @Test
    void noticesARestartThatSaysSomethingElse() throws IOException {
        accept(text("one two"));
        stream.resume(Manner.RESTARTED, "");
        accept(ROLE, text("one"), text(" other"), STOP, DONE);

        assertTrue(stream.hasMismatch());
        assertEquals(text("one two"), client.got());
    }

    @Test
    void noticesARestartThatEndsTooEarly() throws IOException {
        accept(text("one two"));
        stream.resume(Manner.RESTARTED, "");
        accept(text("one"), STOP);

        assertTrue(stream.hasMismatch());
    }

    @Test
    void passesWhatReallyGoesOn() throws IOException {
        accept(text("one two"));
        stream.resume(Manner.PREFILLED, "");
        accept(ROLE, text(" three"), STOP, DONE);

        assertEquals(text("one two") + text(" three") + STOP + DONE, client.got());
    }

    @Test
    void noticesThatSomebodyBeginsAnewWhoWasToGoOn() throws IOException {
        accept(text("one two"));
        stream.resume(Manner.PREFILLED, "");
        accept(text("one"));
        assertEquals("one two", client.text(), "nothing gets out before it is known");
        accept(text(" two"), text(" three"), STOP, DONE);

        assertEquals("one two three", client.text());
    }

    /** As a host does that writes each event from the same array. */
    @Test
    void keepsWhatWaitsAtASeamInBytesOfItsOwn() throws IOException {
        accept(text("one two"));
        stream.resume(Manner.PREFILLED, "");
        byte[] array = bytes(text("one"));
        stream.accept(array, 0, array.length);
        System.arraycopy(bytes(text("six")), 0, array, 0, array.length);
        stream.accept(array, 0, array.length);

        assertEquals("one twoonesix", client.text());
    }

    private static byte[] bytes(String event) {
        return event.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void takesAFewOfTheSameWordsForNewOnesIfTheyAreAll() throws IOException {
        accept(text("la la land"));
        stream.resume(Manner.PREFILLED, "");
        accept(text("la"), STOP, DONE);

        assertEquals("la la landla", client.text());
        assertTrue(stream.isOver());
    }

    @Test
    void doesNotRepeatTheSpaceThatCouldNotBeTold() throws IOException {
        accept(text("one "));
        stream.resume(Manner.PREFILLED, "");
        accept(text(" two"), STOP, DONE);

        assertEquals("one two", client.text());
    }

    @Test
    void goesOnAsOftenAsItHasTo() throws IOException {
        accept(text("one"));
        stream.resume(Manner.PREFILLED, "x: a, b");
        accept(text(" two"), "data: {\"choi");
        stream.resume(Manner.RESTARTED, "x: a, b, c");
        accept(text("one two three"), STOP, DONE);

        assertEquals("one two three", client.text());
        assertTrue(client.got().endsWith(STOP + ": x: a, b, c\n\n" + DONE), client.got());
    }

    @Test
    void writesTheCommentAtTheEndWhereThereIsNoMarker() throws IOException {
        accept(text("one"));
        stream.resume(Manner.PREFILLED, "x: a\r\n, b");
        accept(text(" two"), STOP);
        stream.finish();

        assertEquals(text("one") + text(" two") + STOP + ": x: a , b\n\n", client.got());
    }

    @Test
    void addsUpWhatThePartsUsed() throws IOException {
        String usage =
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":%d}}}\n\n";
        accept(text("one"), usage.formatted(5, 1, 6, 0));
        stream.resume(Manner.PREFILLED, "");
        accept(text(" two"), STOP, usage.formatted(6, 2, 8, 1), DONE);

        assertTrue(client.got().contains(usage.formatted(11, 3, 14, 1)), client.got());
        assertEquals(new Usage(6, 0, 0, 2, 1, 8), stream.usage(), "of the part that has just come");
    }

    private static String block(String type, int index, String rest) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"index\":" + index + rest + "}\n\n";
    }

    private static String blockText(int index, String text) {
        return block(
                "content_block_delta",
                index,
                ",\"delta\":{\"type\":\"text_delta\",\"text\":" + JsonString.quote(text) + "}");
    }

    private static final String MESSAGE =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":4,\"output_tokens\":1}}}\n\n";

    private static final String MESSAGE_END = String.join(
            "\n\n",
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":%d}}",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}",
            "");

    @Test
    void goesOnWithTheOpenBlockOfAMessage() throws IOException {
        String thinking = block("content_block_start", 0, ",\"content_block\":{\"type\":\"thinking\"}")
                + block("content_block_delta", 0, ",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}")
                + block("content_block_stop", 0, "");
        String begun = MESSAGE
                + thinking
                + block("content_block_start", 1, ",\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                + blockText(1, "one");
        accept(begun);
        assertTrue(stream.isContinuable());
        assertEquals("one", stream.text());

        stream.resume(Manner.PREFILLED, "x: a, b");
        accept(
                MESSAGE,
                block("content_block_start", 0, ",\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
                blockText(0, " two"),
                block("content_block_stop", 0, ""),
                MESSAGE_END.formatted(3));

        String end = MESSAGE_END.formatted(4);
        int stop = end.indexOf("event: message_stop");
        assertEquals(
                begun + blockText(1, " two") + block("content_block_stop", 1, "") + end.substring(0, stop)
                        + ": x: a, b\n\n" + end.substring(stop),
                client.got());
    }

    @Test
    void continuesNoMessageWithATool() throws IOException {
        accept(
                MESSAGE,
                block("content_block_start", 0, ",\"content_block\":{\"type\":\"text\"}"),
                blockText(0, "one"),
                block("content_block_stop", 0, ""),
                block("content_block_start", 1, ",\"content_block\":{\"type\":\"tool_use\",\"name\":\"f\"}"));

        assertFalse(stream.isContinuable());
    }

    @Test
    void continuesALegacyCompletion() throws IOException {
        String event = "data: {\"choices\":[{\"index\":0,\"text\":\"%s\",\"finish_reason\":%s}]}\n\n";
        accept(event.formatted("one", "null"));
        stream.resume(Manner.RESTARTED, "");
        accept(event.formatted("one two", "\"stop\""), DONE);

        assertEquals(event.formatted("one", "null") + event.formatted(" two", "\"stop\"") + DONE, client.got());
    }

    @Test
    void continuesNoResponse() throws IOException {
        accept("data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\",\"sequence_number\":4}\n\n");

        assertEquals(1, stream.contents());
        assertFalse(stream.isContinuable());
    }

    /** Any text, cut anywhere into chunks and anywhere in the stream, is the whole text once, whoever goes on with it. */
    @Test
    void givesTheWholeTextOnceWhereverItIsCut() throws IOException {
        Random random = new Random(20261125);
        for (int round = 0; round < 3_000; round++) {
            String whole = randomText(random);
            Client got = new Client();
            ClientStream under = new ClientStream(got, MalformedEvents.DROP, LIMIT);
            int parts = 1 + random.nextInt(3);
            String story = "round " + round + ": " + JsonString.quote(whole);
            feed(under, cut(ROLE + chunks(whole, random), random));
            while (parts-- > 0 && under.isContinuable() && !under.isFinished()) {
                boolean restarts = random.nextBoolean();
                String begun = restarts ? "" : under.prefill();
                under.resume(restarts ? Manner.RESTARTED : Manner.PREFILLED, "x: y");
                String rest = ROLE + chunks(whole.substring(begun.length()), random) + STOP + DONE;
                feed(under, parts == 0 ? rest.getBytes(StandardCharsets.UTF_8) : cut(rest, random));
                assertFalse(under.hasMismatch(), story);
            }
            if (under.isOver()) {
                assertEquals(whole, got.text(), story);
            } else {
                assertTrue(whole.startsWith(got.text()), story);
            }
        }
    }

    private static void feed(ClientStream under, byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += 7) {
            under.accept(bytes, at, Math.min(7, bytes.length - at));
        }
    }

    private static byte[] cut(String events, Random random) {
        byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
        return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }

    /** No text that begins like itself: whether such a one is repeated or goes on can't be told. */
    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder("<");
        int length = 1 + random.nextInt(30);
        for (int i = 0; i < length; i++) {
            text.append(
                    switch (random.nextInt(6)) {
                        case 0 -> " ";
                        case 1 -> "\n";
                        case 2 -> "\"";
                        case 3 -> "\uD83D\uDE00";
                        case 4 -> "é";
                        default -> String.valueOf((char) ('a' + random.nextInt(3)));
                    });
        }
        return text.append(".").toString();
    }

    private static String chunks(String text, Random random) {
        List<String> chunks = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int to = Math.min(text.length(), at + 1 + random.nextInt(6));
            chunks.add(text(text.substring(at, to)));
            at = to;
        }
        return String.join("", chunks);
    }

    // ---- what is all of it -----------------------------------------------------------------------------------------

    private static boolean isPassedWhole(AnswerLabel label, String... events) {
        byte[] all = String.join("", events).getBytes(StandardCharsets.UTF_8);
        return ClientStream.isPassedWhole(all, MalformedEvents.DROP, 10_000, label);
    }

    @Test
    void isPassedWholeIfNobodyHasToAddOrTakeAway() {
        AnswerLabel none = AnswerLabel.NONE;
        assertTrue(isPassedWhole(none, ROLE, text("é"), STOP, DONE));
        assertTrue(isPassedWhole(none, ROLE, text("a"), STOP), "some servers send no [DONE]");
        assertTrue(isPassedWhole(none, "data: {\"type\":\"unheard.of\"}\n\n"), "only its sender can tell its end");
        assertFalse(isPassedWhole(none, ROLE, text("a")), "somebody will go on with it");
        assertFalse(isPassedWhole(none, ROLE, text("a"), "data: {\"err", STOP, DONE), "half an event is dropped");
        assertFalse(
                isPassedWhole(none, ROLE, text("a"), "data: {\"error\":{\"message\":\"no\"}}\n\n"),
                "an error event is kept back");
        assertFalse(
                isPassedWhole(label("longer"), MODEL_CHUNK.formatted("gpt", "a"), STOP, DONE), "its model is named");
        assertFalse(isPassedWhole(none), "nothing has no end");
    }

    // ---- what it says of its model --------------------------------------------------------------------------------

    private static AnswerLabel label(String name) {
        return new AnswerLabel(Optional.of(name), Optional.of(name + "-usage"), Optional.of(name + "-hidden"));
    }

    private static final String MODEL_CHUNK =
            "data: {\"id\":\"c\",\"model\":\"%s\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}\n\n";

    private static final String MODEL_STOP =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"model\":\"%s\",\"usage\":null%s}\n\n";

    private static final String MODEL_USAGE =
            "data: {\"choices\":[],\"model\":\"%s\",\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d%s}}\n\n";

    private static String hidden(String name) {
        return ",\"_hidden_params\":{\"model_used\":\"" + name + "-hidden\"}";
    }

    private static String usageModel(String name) {
        return ",\"model\":\"" + name + "-usage\"";
    }

    @Test
    void labelsAChat() throws IOException {
        String comment = ": model\n\n";
        stream.label(label("new"));
        accept(
                comment,
                ROLE,
                MODEL_CHUNK.formatted("gpt", "a"),
                MODEL_STOP.formatted("gpt", ""),
                MODEL_USAGE.formatted("gpt", 1, 2, ""),
                DONE);

        assertEquals(
                comment
                        + ROLE
                        + MODEL_CHUNK.formatted("new", "a")
                        + MODEL_STOP.formatted("new", hidden("new"))
                        + MODEL_USAGE.formatted("new", 1, 2, usageModel("new"))
                        + DONE,
                client.got());
    }

    @Test
    void labelsALegacyCompletion() throws IOException {
        String event = "data:{\"model\":\"%s\",\"choices\":[{\"text\":\"a\",\"finish_reason\":%s}]%s}\r\n\r\n";
        stream.label(label("new"));
        accept(event.formatted("gpt", "null", ""), event.formatted("gpt", "\"stop\"", ""));

        assertEquals(
                event.formatted("new", "null", "") + event.formatted("new", "\"stop\"", hidden("new")), client.got());
    }

    @Test
    void labelsAResponse() throws IOException {
        String created =
                "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"model\":\"%s\",\"usage\":null},\"sequence_number\":0}\n\n";
        String delta =
                "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"a\",\"model\":\"gpt\"}\n\n";
        String completed =
                "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":1%s},\"model\":\"%s\"}}\n\n";
        stream.label(label("new"));
        accept(created.formatted("gpt"), delta, completed.formatted("", "gpt"));

        assertEquals(created.formatted("new") + delta + completed.formatted(usageModel("new"), "new"), client.got());
        assertTrue(stream.isOver());
    }

    private static final String MODEL_MESSAGE =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"%s\",\"usage\":{\"input_tokens\":4,\"output_tokens\":1%s}}}\n\n";

    private static final String MODEL_MESSAGE_END = String.join(
            "\n\n",
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":%d%s}}",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}",
            "");

    @Test
    void labelsAMessageWhoeverGoesOnWithIt() throws IOException {
        String thinking = block("content_block_start", 0, ",\"content_block\":{\"type\":\"thinking\"}")
                + block("content_block_stop", 0, "");
        String text = block("content_block_start", 1, ",\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
                + blockText(1, "one");
        stream.label(label("new"));
        accept(MODEL_MESSAGE.formatted("claude", ""), thinking, text);
        stream.resume(Manner.PREFILLED, "");
        stream.label(label("next"));
        accept(
                MODEL_MESSAGE.formatted("claude", ""),
                block("content_block_start", 0, ",\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
                blockText(0, " two"),
                block("content_block_stop", 0, ""),
                MODEL_MESSAGE_END.formatted(3, ""));

        assertEquals(
                MODEL_MESSAGE.formatted("new", usageModel("new"))
                        + thinking
                        + text
                        + blockText(1, " two")
                        + block("content_block_stop", 1, "")
                        + MODEL_MESSAGE_END.formatted(4, usageModel("next")),
                client.got());
    }

    @Test
    void labelsTheSumOfWhatThePartsUsed() throws IOException {
        stream.label(label("new"));
        accept(MODEL_CHUNK.formatted("gpt", "one"), MODEL_USAGE.formatted("gpt", 5, 6, ""));
        stream.resume(Manner.RESTARTED, "");
        stream.label(label("next"));
        accept(
                MODEL_CHUNK.formatted("other", "one two"),
                MODEL_STOP.formatted("other", ""),
                MODEL_USAGE.formatted("other", 6, 8, ",\"model\":\"theirs\""),
                DONE);

        assertEquals(
                MODEL_CHUNK.formatted("new", "one")
                        + MODEL_USAGE.formatted("new", 5, 6, usageModel("new"))
                        + MODEL_CHUNK.formatted("next", " two")
                        + MODEL_STOP.formatted("next", hidden("next"))
                        + MODEL_USAGE.formatted("next", 11, 14, usageModel("next"))
                        + DONE,
                client.got());
        assertEquals(8, stream.usage().total(), "of the last part");
    }

    @Test
    void labelsTheLastEventOfAStreamThatIsCutInItsBlankLine() throws IOException {
        stream.label(label("new"));
        accept(
                MODEL_CHUNK.formatted("gpt", "a"),
                MODEL_STOP.formatted("gpt", "").stripTrailing());
        stream.finish();

        assertEquals(
                MODEL_CHUNK.formatted("new", "a")
                        + MODEL_STOP.formatted("new", hidden("new")).stripTrailing(),
                client.got());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void labelsSeveralLinesOfData(String lineEnd) throws IOException {
        String event =
                "\uFEFFid: 7\ndata\ndata: {\ndata: \"model\":\ndata:  \"%s\",\"choices\":[]\ndata:\ndata: }\nretry: 1\n\n"
                        .replace("\n", lineEnd);
        stream.label(label("new"));
        accept(event.formatted("gpt"));

        assertEquals(event.formatted("new").replaceAll("data:?" + lineEnd, "data: " + lineEnd), client.got());
    }

    @Test
    void keepsTheLinesOfAnEventAtASeam() throws IOException {
        String event = "id: 7\ndata: {\"choices\":\nid: 8\ndata: [{\"delta\":{\"content\":\"%s\"}}]}\n\n";
        accept(event.formatted("one"));
        stream.resume(Manner.RESTARTED, "");
        accept(event.formatted("one two"));

        assertEquals(
                event.formatted("one")
                        + "id: 7\ndata: {\"choices\":\ndata: [{\"delta\":{\"content\":\" two\"}}]}\nid: 8\n\n",
                client.got());
    }

    @Test
    void labelsNothingThatItDoesNotKnow() throws IOException {
        String foreign = "data: {\"model\":\"gpt\",\"usage\":{}}\n\n";
        String ping = "data: {\"type\":\"ping\",\"model\":\"gpt\"}\n\n";
        stream.label(label("new"));
        accept(foreign, ping, "data: \"model\"\n\n");

        assertEquals(foreign + ping + "data: \"model\"\n\n", client.got());
    }

    @Test
    void makesNothingOfAnEventWithoutALabel() {
        StreamEvent event =
                new StreamEvent(MODEL_USAGE.formatted("gpt", 1, 2, "").getBytes(StandardCharsets.UTF_8));

        assertSame(event.bytes(), new EventLabel(AnswerLabel.NONE).on(event));
    }

    /** Every stream says the same with a label, however it comes. */
    @Test
    void labelsAStreamHoweverItComes() throws IOException {
        String whole = ROLE
                + MODEL_CHUNK.formatted("gpt", "é\uD83D\uDE00")
                + MODEL_STOP.formatted("gpt", "")
                + MODEL_USAGE.formatted("gpt", 1, 2, "")
                + DONE;
        String expected = ROLE
                + MODEL_CHUNK.formatted("new", "é\uD83D\uDE00")
                + MODEL_STOP.formatted("new", hidden("new"))
                + MODEL_USAGE.formatted("new", 1, 2, usageModel("new"))
                + DONE;
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Client split = new Client();
            ClientStream under = new ClientStream(split, MalformedEvents.DROP, LIMIT);
            under.label(label("new"));
            under.accept(bytes, 0, cut);
            under.accept(bytes, cut, bytes.length - cut);
            under.finish();
            assertEquals(expected, split.got(), "cut at " + cut);
        }
    }

    // ---- telling the client ---------------------------------------------------------------------------------------

    @Test
    void tellsTheClientInItsOwnProtocol() throws IOException {
        FailedStream failed = new FailedStream("broke \"off\"", "server_error", "stream_interrupted");
        accept(text("a"));
        stream.fail(failed);
        assertEquals(
                text("a")
                        + "data: {\"error\":{\"message\":\"broke \\\"off\\\"\",\"type\":\"server_error\",\"param\":null,\"code\":\"stream_interrupted\"}}\n\n",
                client.got());
        assertEquals(1, client.flushes);

        Client anthropic = new Client();
        stream = new ClientStream(anthropic, MalformedEvents.DROP, LIMIT);
        accept(MESSAGE);
        stream.fail(failed);
        assertEquals(
                MESSAGE
                        + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"broke \\\"off\\\"\"}}\n\n",
                anthropic.got());

        Client responses = new Client();
        stream = new ClientStream(responses, MalformedEvents.DROP, LIMIT);
        String created = "data: {\"type\":\"response.created\",\"sequence_number\":0}\n\n";
        accept(created);
        stream.fail(failed);
        assertEquals(
                created
                        + "event: error\ndata: {\"type\":\"error\",\"code\":\"stream_interrupted\",\"message\":\"broke \\\"off\\\"\",\"param\":null,\"sequence_number\":1}\n\n",
                responses.got());
    }

    @Test
    void saysNothingButThatItIsThereBetweenEvents() throws IOException {
        accept(text("a"), "data: {");
        stream.comment();

        assertEquals(text("a") + ":\n\n", client.got());
        assertEquals(1, client.flushes);
    }
}
