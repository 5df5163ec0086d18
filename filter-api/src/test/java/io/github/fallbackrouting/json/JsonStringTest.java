package io.github.fallbackrouting.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonStringTest {

    @Test
    void unescapesEveryEscape() {
        assertEquals(
                "\"\\/\b\f\n\r\t\u00e9\uD83D\uDE00A",
                JsonString.unescape("\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\ud83d\\uDE00\\u0041"));
    }

    @Test
    void leavesPlainTextAlone() {
        assertEquals("gpt-4o \u00fc \uD83D\uDE00", JsonString.unescape("gpt-4o \u00fc \uD83D\uDE00"));
    }

    @Test
    void quotesWhatAJsonStringCannotHold() {
        assertEquals("\"a\\\"b\\\\c\\u000a\\u0000\\u001f\"", JsonString.quote("a\"b\\c\n\u0000\u001f"));
    }

    @Test
    void keepsWhatIsNotAscii() {
        assertEquals("\"\u00fc\u2028\uD83D\uDE00\u007f\"", JsonString.quote("\u00fc\u2028\uD83D\uDE00\u007f"));
    }

    @Test
    void comesBackFromItsQuotedForm() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x300; c++) {
            all.append(c);
        }
        String quoted = JsonString.quote(all.toString());

        assertEquals(all.toString(), JsonString.unescape(quoted.substring(1, quoted.length() - 1)));
    }

    @Test
    void escapesHalfASurrogatePair() {
        assertEquals(
                "\"\\ud83d\uD83D\uDE00\\ude00\\ude00x\\ud83d\"",
                JsonString.quote("\uD83D\uD83D\uDE00\uDE00\uDE00x\uD83D"));
    }
}
