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

    /** The text as a string of RFC 8941, section 3.3.3; what can't stand in one is percent-encoded. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (char c : (isPrintable(text) ? text : encode(text, false)).toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    /** The text as a token of RFC 8941, section 3.3.4, or as a string if it is none. */
    public static String item(String text) {
        boolean isToken = !text.isEmpty() && (isLetter(text.charAt(0)) || text.charAt(0) == '*');
        for (int i = 0; i < text.length() && isToken; i++) {
            char c = text.charAt(i);
            isToken = isTokenChar(c) || c == ':' || c == '/';
        }
        return isToken ? text : quoted(text);
    }

    /** Whether the text can stand in a field as it is: visible ASCII and spaces. */
    public static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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
        return isLetter(c) || (c >= '0' && c <= '9') || TOKEN_MARKS.indexOf(c) >= 0;
    }
}
