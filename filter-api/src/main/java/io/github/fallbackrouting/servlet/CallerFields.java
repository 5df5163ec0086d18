package io.github.fallbackrouting.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two header fields of a caller that others get to see, {@code Accept} and {@code Content-Type}, in a form that every
 * HTTP client and server takes: a caller's strange bytes must not look like another deployment's failure.
 */
final class CallerFields {

    private static final String JSON = "application/json";

    /** In characters; what browsers send has some 150. A provider that refuses a longer head would seem to have failed. */
    private static final int LONGEST = 512;

    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7E](?:[\\x20-\\x7E]*[\\x21-\\x7E])?");

    private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";]*)");

    private CallerFields() {}

    /** The media types that the caller takes; JSON if it says nothing that can be passed on. */
    static String accept(HttpServletRequest request) {
        String accept = String.join(", ", Collections.list(request.getHeaders("Accept")));
        return isPlain(accept) ? accept : JSON;
    }

    /**
     * The type of the caller's body. JSON is UTF-8 (RFC 8259, section 8.1) and has been read as such: with another charset a
     * deployment would read other members than we have looked at.
     */
    static String contentType(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && isPlain(type) && isUtf8(type) ? type : JSON;
    }

    private static boolean isPlain(String value) {
        return value.length() <= LONGEST && PLAIN.matcher(value).matches();
    }

    private static boolean isUtf8(String type) {
        Matcher charset = CHARSET.matcher(type.toLowerCase(Locale.ROOT));
        while (charset.find()) {
            if (!charset.group(1).strip().equals("utf-8")) {
                return false;
            }
        }
        return true;
    }
}
