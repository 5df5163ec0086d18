package io.github.fallbackrouting.routing;

import org.jspecify.annotations.Nullable;

/** What a Content-Encoding means for us: RFC 9110, section 8.4. */
public final class ContentCoding {

    private ContentCoding() {}

    /**
     * Whether a body can't be looked into.
     *
     * @param contentEncoding the field's value; null if there is none
     */
    public static boolean isEncoded(@Nullable String contentEncoding) {
        return contentEncoding != null && !contentEncoding.equalsIgnoreCase("identity");
    }
}
