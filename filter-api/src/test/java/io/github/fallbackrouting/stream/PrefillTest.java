package io.github.fallbackrouting.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.json.BodyEdit;
import io.github.fallbackrouting.json.JsonPaths;
import io.github.fallbackrouting.json.RequestDocument;
import io.github.fallbackrouting.json.RequestDocument.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefillTest {

    private static Source source(String body) {
        return () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> prefilled(String body, String path, String begun) throws IOException {
        Source source = source(body);
        RequestDocument document = RequestDocument.read(source).orElseThrow();
        Optional<BodyEdit> edit = Prefill.of(
                source,
                body.getBytes(StandardCharsets.UTF_8).length,
                document,
                Map.of("model", "\"other\""),
                JsonPaths.ofMembers(Set.of("fallbacks")),
                new Operation(path),
                begun);
        if (edit.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = edit.get().open()) {
            byte[] bytes = in.readAllBytes();
            assertEquals(bytes.length, edit.get().length());
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/completions", "/messages", "/v1/messages"})
    void addsAMessageOfTheAssistantsOwn(String path) throws IOException {
        assertEquals(
                Optional.of(
                        "{\"model\":\"other\",\"messages\":[ {\"role\":\"user\",\"content\":\"[é]\"} ,{\"role\":\"assistant\",\"content\":\"Hel\\\"lo\"}],\"n\":1}"),
                prefilled(
                        "{\"model\":\"m\",\"messages\":[ {\"role\":\"user\",\"content\":\"[é]\"} ],\"n\":1,\"fallbacks\":[]}",
                        path,
                        "Hel\"lo"));
    }

    @ParameterizedTest
    @CsvSource({"[],''", "[ ],' '"})
    void staysJsonWithoutAnyMessage(String messages, String space) throws IOException {
        assertEquals(
                Optional.of(
                        "{\"model\":\"other\",\"messages\":[" + space + "{\"role\":\"assistant\",\"content\":\"x\"}]}"),
                prefilled("{\"model\":\"m\",\"messages\":" + messages + "}", "/chat/completions", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"model\":\"m\"}", "{\"model\":\"m\",\"messages\":\"x\"}", "{\"messages\":null}"})
    void hasNoPlaceWithoutMessages(String body) throws IOException {
        assertEquals(Optional.empty(), prefilled(body, "/chat/completions", "x"));
    }

    @Test
    void putsTheBeginningBehindALegacyPrompt() throws IOException {
        assertEquals(
                Optional.of("{\"prompt\":\"Say \\\"a\\\" b\",\"model\":\"other\"}"),
                prefilled("{\"prompt\":\"Say \\\"a\\\"\",\"model\":\"m\"}", "/completions", " b"));
        assertEquals(Optional.empty(), prefilled("{\"prompt\":[\"a\",\"b\"],\"model\":\"m\"}", "/completions", "x"));
        assertEquals(Optional.empty(), prefilled("{\"input\":\"a\"}", "/responses", "x"));
    }

    @Test
    void knowsWhoAsksForSeveralAnswers() throws IOException {
        assertTrue(RequestDocument.isForSeveralChoices(source("{\"n\":2}")));
        assertTrue(RequestDocument.isForSeveralChoices(source("{\"best_of\":3,\"n\":1}")));
        assertFalse(RequestDocument.isForSeveralChoices(source("{\"n\":1}")));
        assertFalse(RequestDocument.isForSeveralChoices(source("{\"n\":null,\"x\":{\"n\":5}}")));
    }
}
