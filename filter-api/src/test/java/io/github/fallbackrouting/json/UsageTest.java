package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {

    private static Usage read(String usage) {
        return Usage.of(
                assertInstanceOf(ObjectValue.class, JsonValue.read(usage).orElseThrow()));
    }

    /** As a body is looked at while it goes by. */
    private static Usage seen(String usage) {
        AnswerCheck check = new AnswerCheck();
        byte[] answer = ("{\"usage\":" + usage + "}").getBytes(StandardCharsets.UTF_8);
        check.feed(answer, 0, answer.length);
        return check.usage();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                // OpenAI, chat completions: cached tokens are part of the prompt, reasoning is part of the completion.
                "{\"prompt_tokens\":100,\"completion_tokens\":40,\"total_tokens\":140,\"prompt_tokens_details\":"
                        + "{\"cached_tokens\":60},\"completion_tokens_details\":{\"reasoning_tokens\":30}}"
                        + " | 100 | 60 | 0 | 40 | 30 | 140",
                // Embeddings.
                "{\"prompt_tokens\":9,\"total_tokens\":9} | 9 | 0 | 0 | 0 | 0 | 9",
                // OpenAI, responses.
                "{\"input_tokens\":50,\"input_tokens_details\":{\"cached_tokens\":20},\"output_tokens\":7,"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":3},\"total_tokens\":57}"
                        + " | 50 | 20 | 0 | 7 | 3 | 57",
                // Anthropic: what comes from the cache or goes into it is not among the input tokens.
                "{\"input_tokens\":10,\"cache_read_input_tokens\":300,\"cache_creation_input_tokens\":40,"
                        + "\"output_tokens\":5} | 350 | 300 | 40 | 5 | 0 | 15",
                // LiteLLM's proxy in front of Anthropic says both.
                "{\"prompt_tokens\":350,\"completion_tokens\":5,\"total_tokens\":355,\"cache_read_input_tokens\":300,"
                        + "\"cache_creation_input_tokens\":40,\"prompt_tokens_details\":{\"cached_tokens\":300}}"
                        + " | 350 | 300 | 40 | 5 | 0 | 355",
                // More than there can be.
                "{\"prompt_tokens\":1,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":9},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":9}} | 1 | 1 | 0 | 2 | 2 | 3",
                "{\"prompt_tokens\":-1,\"completion_tokens\":1.5,\"total_tokens\":\"9\"} | 0 | 0 | 0 | 0 | 0 | 0",
                "{\"prompt_tokens_details\":null,\"prompt_tokens\":4} | 4 | 0 | 0 | 0 | 0 | 4"
            })
    void readsWhatProvidersSay(
            String usage, long input, long cacheRead, long cacheWrite, long output, long reasoning, long total) {
        Usage expected = new Usage(input, cacheRead, cacheWrite, output, reasoning, total);

        assertEquals(expected, read(usage));
        assertEquals(expected, seen(usage));
    }

    @Test
    void isKnownIfAnythingIsSaid() {
        assertFalse(Usage.NONE.isKnown());
        assertFalse(read("{\"prompt_tokens\":0}").isKnown());
        assertTrue(read("{\"completion_tokens\":1}").isKnown());
        assertTrue(read("{\"total_tokens\":1}").isKnown());
    }
}
