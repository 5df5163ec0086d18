package io.github.fallbackrouting.report;

import java.nio.charset.StandardCharsets;

/** Text as a header field may carry it. */
public final class FieldValue {

    /** RFC 9110, section 5.6.2: the characters of a token that are neither letters nor digits. */
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private static final String HEX = "0123456789ABCDEF";

    private FieldValue() {}

    /** The text with everything but visible ASCII percent-encoded, as UTF-8; a text that needs nothing is returned itself. */
    public static String visible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isVisible(text.charAt(i))) {
                return encode(text, false);
            }
        }
        return text;
    }

    /** The text as a token: everything that can't stand in one is percent-encoded, and the percent sign itself too. */
    public static String token(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i)) || text.charAt(i) == '%') {
                return encode(text, true);
            }
        }
        return text.isEmpty() ? "-" : text;
    }

    private static String encode(String text, boolean token) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (token ? isTokenChar(c) && c != '%' : isVisible(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
            }
        }
        return encoded.toString();
    }

    private static boolean isVisible(char c) {
        return c > 0x20 && c < 0x7f;
    }

    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }
}
