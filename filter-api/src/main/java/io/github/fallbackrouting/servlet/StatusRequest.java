package io.github.fallbackrouting.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a request for the status page asks for. Immutable.
 *
 * @param format how the answer is to be written
 * @param refresh after how many seconds a browser is to ask again, from {@value #SHORTEST} to {@value #LONGEST}
 */
public record StatusRequest(Format format, OptionalInt refresh) {

    /** Shorter, and nobody can read the page. */
    private static final int SHORTEST = 2;

    /** An hour; longer, and nobody waits for it. */
    private static final int LONGEST = 3600;

    /** How an answer is written. */
    public enum Format {
        /** For people. */
        HTML("text/html;charset=UTF-8"),
        /** For programs. */
        JSON("application/json");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /** Its Content-Type. */
        public String contentType() {
            return contentType;
        }
    }

    /** Reads {@code format}, {@code refresh} and {@code Accept}; what makes no sense counts as not said. */
    public static StatusRequest of(HttpServletRequest request) {
        return new StatusRequest(format(request), refresh(request.getParameter("refresh")));
    }

    private static Format format(HttpServletRequest request) {
        String asked = request.getParameter("format");
        if (asked != null) {
            return asked.equals("json") ? Format.JSON : Format.HTML;
        }
        String accept = String.join(",", Collections.list(request.getHeaders("Accept")));
        return quality(accept, "application", "json") > quality(accept, "text", "html") ? Format.JSON : Format.HTML;
    }

    /** How much a media type is wanted (RFC 9110, section 12.5.1): the most specific range that fits it counts. */
    private static double quality(String accept, String type, String subtype) {
        double quality = 0;
        int most = -1;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            String name = parts[0].strip();
            int fits =
                    name.equals(type + "/" + subtype) ? 2 : name.equals(type + "/*") ? 1 : name.equals("*/*") ? 0 : -1;
            if (fits > most) {
                most = fits;
                quality = quality(parts);
            }
        }
        return quality;
    }

    private static double quality(String[] parameters) {
        for (String parameter : parameters) {
            String stripped = parameter.strip();
            if (stripped.startsWith("q=")) {
                return number(stripped.substring(2));
            }
        }
        return 1;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static OptionalInt refresh(@Nullable String seconds) {
        if (seconds == null || !seconds.matches("[0-9]{1,9}")) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Math.max(SHORTEST, Math.min(LONGEST, Integer.parseInt(seconds))));
    }
}
