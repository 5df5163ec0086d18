package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.json.AnswerCheck.Finding;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCheckTest {

    private static AnswerCheck fed(String text) {
        AnswerCheck check = new AnswerCheck();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            check.feed(new byte[] {b}, 0, 1);
        }
        return check;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[]}",
                "{}",
                "[]",
                "[{\"error\":{}}]",
                "\"text\"",
                "1.5",
                "{\"id\":\"resp_1\",\"error\":null,\"output\":[]}",
                "{\"error\":\"text\"}",
                "{\"error\":false}",
                "{\"error\":[]}",
                "{\"error\":[{}]}",
                "{\"error\":0}",
                "{\"choices\":[{\"error\":{\"code\":1}}]}",
                "{\"data\":{\"error\":{}}}",
                "{\"content\":\"\\\"error\\\":{}\"}",
                "{\"errors\":{}}",
                "{\"Error\":{}}",
            })
    void callsAWholeAnswerGood(String text) {
        assertEquals(Finding.GOOD, fed(text).atEnd());
        assertFalse(fed(text).isHopeless());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"overloaded\"}}",
                "{\"error\":{}}",
                "{\"id\":1, \"error\" : { } , \"x\":2}",
                "{\"\\u0065rror\":{}}",
                "{\"\\u0065\\u0072\\u0072\\u006F\\u0072\":{}}",
                "{\"error\":null,\"error\":{}}",
                "{\"error\":{},\"error\":null}",
                "{\"error\":{\"error\":null}}",
            })
    void callsAnErrorObjectAnError(String text) {
        assertEquals(Finding.ERROR, fed(text).atEnd());
        assertTrue(fed(text).isHopeless());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t"})
    void callsNothingEmpty(String text) {
        assertEquals(Finding.EMPTY, fed(text).atEnd());
        assertFalse(fed(text).isHopeless());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\":[", "{", "\"te", "{\"error\":{}", "{\"error\":{}} x", "1e"})
    void callsWhatIsCutNotJson(String text) {
        assertEquals(Finding.NOT_JSON, fed(text).atEnd());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "upstream connect error", "{}{}", "data: {}"})
    void knowsWhatCanBecomeNoJsonBeforeItsEnd(String text) {
        assertTrue(fed(text).isHopeless());
        assertEquals(Finding.NOT_JSON, fed(text).atEnd());
    }

    @Test
    void knowsAnErrorBeforeItsEnd() {
        assertFalse(fed("{\"error\":{\"message\":\"no\"").isHopeless());
        assertTrue(fed("{\"error\":{\"message\":\"no\"}").isHopeless());
    }
}
