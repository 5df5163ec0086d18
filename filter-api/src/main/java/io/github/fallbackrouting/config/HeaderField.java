package io.github.fallbackrouting.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Says which header fields a file may add to our requests: RFC 9110, sections 5.1, 5.5 and 7.6.1. */
final class HeaderField {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]+");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7E](?:[\\x20-\\x7E\\t]*[\\x21-\\x7E])?");

    /** They belong to the connection or frame the message, so that they are the HTTP client's. */
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HeaderField() {}

    static boolean isName(String name) {
        return TOKEN.matcher(name).matches();
    }

    /** Whether the HTTP client alone may set it. */
    static boolean isOfTheConnection(String name) {
        return OURS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether it can stand in a field as it is: visible ASCII, with spaces inside. */
    static boolean isValue(String value) {
        return VALUE.matcher(value).matches();
    }

    /** Whether it can be a key: visible ASCII without spaces. */
    static boolean isKey(String key) {
        return KEY.matcher(key).matches();
    }
}
