package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCheckTest {

    private final RequestCheck check = new RequestCheck();

    private Optional<RequestBrief> read(String body) throws IOException {
        return check.read(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static RequestBrief brief(String model, boolean stream) {
        return new RequestBrief(Optional.of(model), stream);
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("{\"model\":\"gpt-4o\"}", brief("gpt-4o", false)),
                Arguments.of("{\"model\":\"gpt-4o\",\"stream\":true}", brief("gpt-4o", true)),
                Arguments.of("{\"stream\":true,\"model\":\"a\",\"stream\":false}", brief("a", false)),
                Arguments.of(
                        "{\"model\":\"a\",\"messages\":[{\"model\":\"b\",\"stream\":true}],\"model\":\"c\"}",
                        brief("c", false)),
                Arguments.of("{\"mod\\u0065l\":\"gpt\\u002d4o\\n\"}", brief("gpt-4o\n", false)),
                Arguments.of("{\"model\":\"\",\"stream\":\"true\"}", brief("", false)));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void readsModelAndStream(String body, RequestBrief expected) throws IOException {
        assertEquals(Optional.of(expected), read(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"model\":null}", "{\"model\":4}", "{\"model\":\"a\",\"model\":{}}", "{\"models\":\"a\"}"
            })
    void aModelThatIsNoStringIsNone(String body) throws IOException {
        assertEquals(Optional.of(new RequestBrief(Optional.empty(), false)), read(body));
    }

    /** Longer than what is kept while it goes by. */
    @ParameterizedTest
    @ValueSource(ints = {83, 84, 85, 4096, 4097})
    void aLongModelIsReadAsTheDocumentHasIt(int length) throws IOException {
        String body = "{\"model\":\"" + "m".repeat(length) + "\",\"stream\":true}";
        RequestBrief expected = RequestDocument.read(
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow()
                .brief();

        assertEquals(Optional.of(expected), read(body));
        assertEquals(length <= 4096, expected.model().isPresent());
    }

    @Test
    void aNameThatStandsTooOftenIsRefused() throws IOException {
        String sixteen = "\"model\":\"a\",".repeat(15) + "\"model\":\"b\"";

        assertEquals(Optional.of(brief("b", false)), read("{" + sixteen + "}"));
        assertEquals(Optional.empty(), read("{" + sixteen + ",\"model\":\"c\"}"));
    }

    @Test
    void knowsNothingOfTheRequestBefore() throws IOException {
        read("{\"model\":\"gpt-4o\",\"stream\":true}");
        assertEquals(Optional.of(new RequestBrief(Optional.empty(), false)), read("{}"));

        read("{\"model\":\"" + "m".repeat(100));
        assertEquals(Optional.of(brief("a", false)), read("{\"model\":\"a\"}"));

        read("{\"model\":\"a\\\\/b\"}");
        assertEquals(Optional.of(brief("a/b", false)), read("{\"model\":\"a\\/b\"}"), "escaped, and looks the same");
        assertEquals(Optional.of(brief("a/b", true)), read("{\"model\":\"a/b\",\"stream\":true}"));
        assertEquals(Optional.of(brief("a\\/b", false)), read("{\"model\":\"a\\\\/b\"}"));
    }
}
