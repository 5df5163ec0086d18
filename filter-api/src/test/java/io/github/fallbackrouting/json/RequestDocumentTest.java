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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDocumentTest {

    private static RequestDocument read(String text) throws IOException {
        return tryToRead(text).orElseThrow();
    }

    /** Whatever the document has, who reads less of a request has the same. */
    private static Optional<RequestDocument> tryToRead(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Optional<RequestDocument> read = RequestDocument.read(() -> new ByteArrayInputStream(bytes));
        assertEquals(read.map(RequestDocument::brief), new RequestCheck().read(() -> new ByteArrayInputStream(bytes)));
        return read;
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
                "{\"model\":gpt-4o}",
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

    @Test
    void keepsTheControlsAsTheyStand() throws IOException {
        RequestDocument document = read(
                "{\"timeout\": 1.50 ,\"fallbacks\":[ {\"model\": \"\u00fc\"} ],\"model\":\"m\",\"mock_testing_fallbacks\":true,"
                        + "\"num_retries\":null,\"x\":{\"stream_timeout\":1},\"\\u0064isable_fallbacks\":\"no\"}");

        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("timeout", "1.50");
        expected.put("fallbacks", "[ {\"model\": \"\u00fc\"} ]");
        expected.put("mock_testing_fallbacks", "true");
        expected.put("num_retries", "null");
        expected.put("disable_fallbacks", "\"no\"");
        assertEquals(
                List.copyOf(expected.entrySet()),
                List.copyOf(document.controls().entrySet()));
        assertEquals(Optional.of("m"), document.model());
        assertEquals(Set.of(), document.overlongControls());
    }

    @Test
    void keepsEveryControlThereIs() throws IOException {
        StringJoiner body = new StringJoiner(",", "{", "}");
        for (String name : RequestDocument.LITELLM_MEMBERS) {
            body.add("\"" + name + "\":1");
        }

        assertEquals(RequestDocument.CONTROLS, read(body.toString()).controls().keySet());
        assertTrue(RequestDocument.LITELLM_MEMBERS.containsAll(RequestDocument.CONTROLS));
        assertEquals(16, RequestDocument.LITELLM_MEMBERS.size());
    }

    @Test
    void takesTheLastOfTwoControls() throws IOException {
        assertEquals(
                Map.of("num_retries", "2", "timeout", "3"),
                read("{\"num_retries\":1,\"timeout\":3,\"num_retries\":2}").controls());
    }

    @Test
    void saysWhichControlsAreTooLong() throws IOException {
        String longest = "\"" + "x".repeat(64 * 1024 - 2) + "\"";
        String tooLong = "\"" + "x".repeat(64 * 1024 - 1) + "\"";

        assertEquals(
                Map.of("fallbacks", longest),
                read("{\"fallbacks\":" + longest + "}").controls());
        RequestDocument document = read("{\"fallbacks\":" + tooLong + ",\"timeout\":1,\"num_retries\":" + tooLong
                + ",\"num_retries\":2,\"stream_timeout\":1,\"stream_timeout\":[" + tooLong + "]}");
        assertEquals(Map.of("timeout", "1", "num_retries", "2"), document.controls());
        assertEquals(Set.of("fallbacks", "stream_timeout"), document.overlongControls());
    }

    @Test
    void readsABodyOnceIfThereIsNothingToKeep() throws IOException {
        AtomicInteger opened = new AtomicInteger();
        RequestDocument.read(() -> {
            opened.incrementAndGet();
            return new ByteArrayInputStream("{\"model\":1}".getBytes(StandardCharsets.UTF_8));
        });

        assertEquals(1, opened.get());
    }

    private static long tokens(String text) throws IOException {
        return read(text).promptTokens();
    }

    @Test
    void estimatesTheTokensOfThePrompt() throws IOException {
        assertEquals(0, tokens("{}"));
        assertEquals(0, tokens("{\"messages\":[],\"model\":\"gpt-4o\",\"x\":\"hello there\"}"));
        assertEquals(1, tokens("{\"prompt\":\"a\"}"));
        assertEquals(1, tokens("{\"prompt\":\"abcd\"}"));
        assertEquals(2, tokens("{\"prompt\":\"abcde\"}"));
        assertEquals(2, tokens("{\"prompt\":[\"abc\",\"de\",1,null]}"));
        assertEquals(3, tokens("{\"messages\":[{\"role\":\"user\",\"content\":\"abcdefgh\",\"n\":12345678}]}"));
        assertEquals(
                6,
                tokens("{\"messages\":\"abcd\",\"input\":\"abcd\",\"prompt\":\"abcd\",\"system\":\"abcd\","
                        + "\"instructions\":\"abcd\",\"tools\":[{\"x\":{\"y\":[\"abcd\"]}}],\"other\":\"abcd\"}"));
        assertEquals(2, tokens("{\"input\":\"abcd\",\"x\":{\"input\":\"abcd\"},\"input\":\"abcd\"}"));
        assertEquals(0, tokens("{\"input\":[1,2,3]}"));
    }

    @Test
    void countsTheBytesOfThePromptHoweverItIsEscaped() throws IOException {
        assertEquals(3, tokens("{\"prompt\":\"\u6a21\u578b\uD83D\uDE00\u00fc\"}"));
        assertEquals(3, tokens("{\"prompt\":\"\\u6a21\\u578b\\uD83D\\uDE00\\u00fc\"}"));
        assertEquals(1, tokens("{\"prompt\":\"\\n\\n\\n\\n\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/png;base64,iVBORw0KGgo",
                "data:image\\/png;base64,iVBORw0KGgo",
                "data:image\\u002Fpng;base64,iVBORw0KGgo",
                "iVBORw0KGgo\\u002B",
                "https://images.example/path_a-b.c+d=",
                ""
            })
    void countsNoFileAsText(String start) throws IOException {
        String file = start + "A".repeat(10_000);
        String url = "{\"messages\":[{\"content\":[{\"text\":\"What is this?\"},{\"image_url\":{\"url\":\"" + file
                + "\"}}]}]}";

        assertEquals(4, tokens(url));
    }

    @Test
    void countsAShortWordAsTextAndALongOneWithASpaceInIt() throws IOException {
        String longest = "a".repeat(256);
        assertEquals(64, tokens("{\"prompt\":\"" + longest + "\"}"));
        assertEquals(0, tokens("{\"prompt\":\"" + longest + "a\"}"));
        assertEquals(0, tokens("{\"prompt\":\"" + longest + " and text\"}"));
        assertEquals(65, tokens("{\"prompt\":\"" + longest.substring(1) + " abcd\"}"));
        assertEquals(75, tokens("{\"prompt\":\"" + "\u6a21".repeat(100) + "\"}"));
        assertEquals(75, tokens("{\"prompt\":\"" + "\\u6a21".repeat(100) + "\"}"));
        assertEquals(100, tokens("{\"prompt\":\"" + "a\\n".repeat(200) + "\"}"));
        assertEquals(100, tokens("{\"prompt\":[\"" + longest + "a\",\"" + "a bc".repeat(100) + "\"]}"));
        assertEquals(65, tokens("{\"prompt\":[\"" + longest + "a\",\"" + longest + "\",\"b\"]}"));
    }
}
