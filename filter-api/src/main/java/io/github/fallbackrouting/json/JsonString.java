package io.github.fallbackrouting.json;

/** A JSON string's text, to and from the form it has between its quotes (RFC 8259, section 7). */
public final class JsonString {

    private JsonString() {}

    /**
     * The text that this escaped form stands for.
     *
     * @param escaped without the quotes, and valid
     */
    public static String unescape(String escaped) {
        if (escaped.indexOf('\\') < 0) {
            return escaped;
        }
        StringBuilder text = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = escaped.charAt(++i);
            if (escape == 'u') {
                text.append((char) Integer.parseInt(escaped, i + 1, i + 5, 16));
                i += 4;
            } else {
                text.append(escaped(escape));
            }
        }
        return text.toString();
    }

    /**
     * The character that a backslash with this one behind it stands for; {@code u} has four digits more, and is not for
     * us.
     */
    static char escaped(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    /**
     * The JSON string for a text, with its quotes; what is not ASCII stays as it is, but for half a surrogate pair, which has
     * no form in UTF-8.
     */
    public static String quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || isAlone(text, i)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private static boolean isAlone(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
