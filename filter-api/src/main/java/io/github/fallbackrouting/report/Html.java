package io.github.fallbackrouting.report;

/** HTML in the making; every text that comes in is escaped. Used by one thread. */
final class Html {

    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out = new StringBuilder(16_384).append("<!DOCTYPE html>");

    /**
     * An element begins.
     *
     * @param attributes names and values in turn
     */
    @SuppressWarnings("CanIgnoreReturnValueSuggester") // a chain
    Html open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        out.append('>');
        return this;
    }

    /** It ends. */
    @SuppressWarnings("CanIgnoreReturnValueSuggester") // a chain
    Html close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    /** Text between the elements. */
    @SuppressWarnings("CanIgnoreReturnValueSuggester") // a chain
    Html text(String text) {
        escape(text);
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** What a style element holds, which knows no escapes. */
    Html style(String ours) {
        open("style");
        out.append(ours);
        return close("style");
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(isShown(text, i) ? c : REPLACEMENT);
            }
        }
    }

    /**
     * Control characters have no place in HTML, half a surrogate pair has no form in UTF-8, and what turns the direction of
     * writing around would let one name look like another.
     */
    private static boolean isShown(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        boolean turnsAround = (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
        return !turnsAround && (!Character.isISOControl(c) || c == '\n' || c == '\t');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
