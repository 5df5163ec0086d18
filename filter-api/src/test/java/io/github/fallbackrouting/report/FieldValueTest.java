package io.github.fallbackrouting.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldValueTest {

    @Test
    void returnsWhatNeedsNothingItself() {
        String visible = "azure/gpt-4o_west:1(\"x\";,%)~!";
        String token = "azure-east_1.2~!";

        assertSame(visible, FieldValue.visible(visible));
        assertSame(token, FieldValue.token(token));
        assertSame("", FieldValue.visible(""));
    }

    @Test
    void letsNoLineBreakIntoAField() {
        assertEquals("a%0D%0ASet-Cookie:%20x=1", FieldValue.visible("a\r\nSet-Cookie: x=1"));
        assertEquals("a%0D%0Ab", FieldValue.token("a\r\nb"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "m\u00fcller,m%C3%BCller",
                "\u6a21,%E6%A8%A1",
                "\uD83D\uDE00,%F0%9F%98%80",
                "a b,a%20b",
                "\u007f,%7F"
            })
    void encodesWhatIsNotVisibleAsciiAsUtf8(String text, String encoded) {
        assertEquals(encoded, FieldValue.visible(text));
        assertEquals(encoded, FieldValue.token(text));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "azure/gpt-4o, azure%2Fgpt-4o",
                "a;b, a%3Bb",
                "a\"b, a%22b",
                "a=b, a%3Db",
                "a:b, a%3Ab",
                "a@b, a%40b",
                "(a), %28a%29",
                "100%, 100%25",
                "%41, %2541",
            })
    void encodesInATokenWhatWouldEndIt(String text, String encoded) {
        assertEquals(encoded, FieldValue.token(text));
    }

    @Test
    void encodesACommaInAToken() {
        assertEquals("a%2Cb", FieldValue.token("a,b"));
    }

    @Test
    void makesATokenOfNothingToo() {
        assertEquals("-", FieldValue.token(""));
    }

    @Test
    void givesVisibleAsciiWhateverItIsGiven() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x2100; c++) {
            all.append(c);
        }
        assertTrue(FieldValue.visible(all.toString()).chars().allMatch(c -> c > 0x20 && c < 0x7f));
        assertTrue(FieldValue.token(all.toString()).matches("[-!#$%&'*+.^_`|~0-9A-Za-z]+"));
    }
}
