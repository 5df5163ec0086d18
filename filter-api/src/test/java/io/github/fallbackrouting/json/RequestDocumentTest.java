package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.json.RequestDocument.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDocumentTest {

    private static RequestDocument read(String text) throws IOException {
        return tryToRead(text).orElseThrow();
    }

    private static Optional<RequestDocument> tryToRead(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return RequestDocument.read(() -> new ByteArrayInputStream(bytes));
    }

    @Test
    void findsTheModel() throws IOException {
        RequestDocument document = read("{\"messages\":[],\"model\":\"gpt-4o\"}");

        assertEquals(Optional.of("gpt-4o"), document.model());
        assertEquals(List.of(new Span(23, 31)), document.models());
        assertFalse(document.stream());
        assertTrue(document.hasMembers());
        assertEquals(1, document.firstMember());
    }

    @Test
    void unescapesTheModel() throws IOException {
        assertEquals(
                Optional.of("g\u00fcte \"1\"/\uD83D\uDE00"),
                read("{\"model\":\"g\\u00fcte \\\"1\\\"\\/\uD83D\uDE00\"}").model());
        assertEquals(Optional.of(""), read("{\"model\":\"\"}").model());
    }

    @Test
    void takesTheLastOfTwoModelsAndKnowsBothPlaces() throws IOException {
        RequestDocument document = read("{\"model\":\"a\",\"mod\\u0065l\":\"b\"}");

        assertEquals(Optional.of("b"), document.model());
        assertEquals(List.of(new Span(9, 12), new Span(26, 29)), document.models());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"model\":null}",
                "{\"model\":4}",
                "{\"model\":{\"name\":\"a\"}}",
                "{\"model\":[\"a\"]}",
                "{\"model\":\"a\",\"model\":null}",
                "{\"x\":{\"model\":\"a\"}}",
            })
    void hasNoModelNameWhereTheModelIsNoString(String text) throws IOException {
        assertEquals(Optional.empty(), read(text).model());
    }

    @Test
    void takesNoTextForAName() throws IOException {
        assertTrue(read("{\"model\":\"" + "x".repeat(4096) + "\"}").model().isPresent());

        RequestDocument document = read("{\"model\":\"" + "x".repeat(4097) + "\"}");

        assertEquals(Optional.empty(), document.model());
        assertEquals(List.of(new Span(9, 9 + 4099)), document.models());
    }

    @Test
    void knowsWhetherAStreamIsAskedFor() throws IOException {
        assertTrue(read("{\"stream\":true}").stream());
        assertTrue(read("{\"stre\\u0061m\":true}").stream());
        assertTrue(read("{\"stream\":false,\"stream\":true}").stream());
        assertFalse(read("{\"stream\":true,\"stream\":false}").stream());
        assertFalse(read("{\"stream\":\"true\"}").stream());
        assertFalse(read("{\"stream\":null}").stream());
        assertFalse(read("{\"x\":{\"stream\":true}}").stream());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "[{\"model\":\"a\"}]",
                "\"model\"",
                "1",
                "{\"model\":\"a\"",
                "{\"model\":\"a\"} x",
                "model=a"
            })
    void isEmptyForWhatIsNoWholeObject(String text) throws IOException {
        assertEquals(Optional.empty(), tryToRead(text));
    }

    @Test
    void isEmptyForABodyThatNamesItsModelOverAndOver() throws IOException {
        String sixteen = "\"model\":\"a\",".repeat(16);
        assertEquals(16, read("{" + sixteen + "\"x\":1}").models().size());
        assertEquals(Optional.empty(), tryToRead("{" + sixteen + "\"model\":\"a\"}"));
        assertEquals(Optional.empty(), tryToRead("{" + sixteen.repeat(10) + "\"x\":1}"));
    }

    @Test
    void readsABodyThatIsLongerThanItsBuffer() throws IOException {
        String long1 = "{\"messages\":\"" + "\u00fc".repeat(20_000) + "\",";
        int at = long1.getBytes(StandardCharsets.UTF_8).length + 8;

        assertEquals(
                List.of(new Span(at, at + 3)), read(long1 + "\"model\":\"a\"}").models());
    }

    @Test
    void closesWhatItOpens() throws IOException {
        List<String> journal = new ArrayList<>();
        RequestDocument.read(() -> {
            journal.add("open");
            return new ByteArrayInputStream("{\"model\":\"a\"}".getBytes(StandardCharsets.UTF_8)) {
                @Override
                public void close() {
                    journal.add("close");
                }
            };
        });

        assertEquals(List.of("open", "close", "open", "close"), journal);
    }

    @Test
    void passesOnThatTheBytesCannotBeHad() {
        assertThrows(
                IOException.class,
                () -> RequestDocument.read(() -> {
                    throw new IOException("gone");
                }));
    }
}
