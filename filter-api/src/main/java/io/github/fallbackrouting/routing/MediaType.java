package io.github.fallbackrouting.routing;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a Content-Type means for us. */
public enum MediaType {
    /** {@code application/json} and every {@code +json}, or none given: an answer that can be checked. */
    JSON,
    /** A web page. */
    HTML,
    /** {@code text/event-stream}. */
    EVENT_STREAM,
    /** Anything else: nothing can be said about it. */
    OTHER;

    /**
     * Reads a Content-Type.
     *
     * @param contentType the field's value, with or without parameters; null or blank if there is none
     */
    public static MediaType of(@Nullable String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return JSON;
        }
        if (contentType.startsWith("application/json")
                && (contentType.length() == 16 || !isTokenChar(contentType.charAt(16)))) {
            return JSON;
        }
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        if (type.equals("application/json") || type.endsWith("+json")) {
            return JSON;
        }
        if (type.equals("text/html") || type.equals("application/xhtml+xml")) {
            return HTML;
        }
        return type.equals("text/event-stream") ? EVENT_STREAM : OTHER;
    }

    private static boolean isTokenChar(char c) {
        return c != ';' && c != ' ' && c != '\t';
    }
}
