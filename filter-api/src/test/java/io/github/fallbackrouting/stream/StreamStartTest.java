package io.github.fallbackrouting.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.MalformedEvents;
import io.github.fallbackrouting.routing.Evidence.Content;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamStartTest {

    private static boolean feed(StreamStart start, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return start.feed(bytes, 0, bytes.length);
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n\n",
                ": keep-alive\n\n",
                "retry: 3000\n\n",
                "id: 1\n\n",
                "event: ping\n\n",
                "data:\n\n",
                "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n",
                "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null}}]}\n\n",
                "data: {\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}\n\n",
                "data: {\"choices\":[{\"text\":\"\",\"finish_reason\":null}]}\n\n",
                "data: {\"type\":\"response.created\",\"response\":{\"error\":null},\"sequence_number\":0}\n\n",
                "data: {\"type\":\"response.output_item.added\",\"sequence_number\":2}\n\n",
                "data: {\"type\":\"message_start\",\"message\":{\"content\":[]}}\n\n",
                "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                "data: {\"type\":\"ping\"}\n\n",
                "data: {\"choices\": [{\"delta\": {\"content\": \n\n"
            })
    void waitsForWhatTheModelSays(String nothing) {
        StreamStart start = new StreamStart(MalformedEvents.DROP);
        assertFalse(feed(start, nothing));

        assertTrue(feed(start, event("{\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}")));
        assertEquals(Content.GOOD, start.content());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"delta\":{\"content\":\"H\"}}]}",
                "{\"choices\":[{\"delta\":{\"reasoning_content\":\"H\"}}]}",
                "{\"choices\":[{\"delta\":{\"reasoning\":\"H\"}}]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}",
                "{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\"}]}}]}",
                "{\"choices\":[{\"text\":\"H\"}]}",
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"type\":\"response.output_text.delta\",\"delta\":\"H\"}",
                "{\"type\":\"response.function_call_arguments.delta\",\"delta\":\"{\"}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"H\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"H\"}}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\"}}",
                "{\"token\":\"H\"}"
            })
    void isGoodOnceTheModelSaysSomething(String data) {
        StreamStart start = new StreamStart(MalformedEvents.DROP);
        String event = event(data);
        for (int i = 0; i < event.length() - 1; i++) {
            assertFalse(feed(start, event.substring(i, i + 1)), data);
        }

        assertTrue(feed(start, "\n"));
        assertEquals(Content.GOOD, start.content());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "data: {\"error\":{\"message\":\"m\",\"code\":\"server_overloaded\"}}            | server_overloaded",
                "data: {\"error\":\"overloaded\"}                                               | ``",
                "event: error^data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}} | ``",
                "event: error^data: {\"code\":\"x\"}                                            | x",
                "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"rate_limit\"}},\"sequence_number\":1} | rate_limit",
                "data: {\"type\":\"error\",\"code\":\"c\",\"message\":\"m\",\"sequence_number\":1} | c"
            })
    void knowsAnError(String lines, String code) {
        StreamStart start = new StreamStart(MalformedEvents.DROP);

        assertTrue(feed(start, lines.strip().replace('^', '\n') + "\n\n"));
        assertEquals(Content.ERROR, start.content());
        assertEquals(code, start.error().code());
    }

    @Test
    void knowsWhatAContentFilterCutBeforeItBegan() {
        StreamStart openAi = new StreamStart(MalformedEvents.DROP);
        assertTrue(feed(openAi, event("{\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}")));
        assertEquals(Content.FILTERED, openAi.content());

        StreamStart anthropic = new StreamStart(MalformedEvents.DROP);
        assertTrue(
                feed(
                        anthropic,
                        event(
                                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\",\"stop_details\":{\"category\":\"x\"}}}")));
        assertEquals(Content.FILTERED, anthropic.content());
    }

    @Test
    void callsAnEndWithoutAWordEmptyOrCut() {
        StreamStart done = new StreamStart(MalformedEvents.DROP);
        assertTrue(feed(done, event("[DONE]")));
        assertEquals(Content.EMPTY, done.content());

        StreamStart nothing = new StreamStart(MalformedEvents.DROP);
        assertFalse(feed(nothing, ": hello\n\n"));
        assertEquals(Content.EMPTY, nothing.content());

        StreamStart begun = new StreamStart(MalformedEvents.DROP);
        assertFalse(feed(begun, event("{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}")));
        assertEquals(Content.CUT, begun.content());
    }

    @Test
    void takesPlainTextForContentWhereItIsPassedOn() {
        assertTrue(feed(new StreamStart(MalformedEvents.FORWARD), event("Hello")));
        assertFalse(feed(new StreamStart(MalformedEvents.DROP), event("Hello")));
    }
}
