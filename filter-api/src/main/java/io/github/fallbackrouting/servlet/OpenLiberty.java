package io.github.fallbackrouting.servlet;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import java.util.List;

/** What Open Liberty (26.0.0.3) does that no specification has, and that an answer must not suffer from. */
final class OpenLiberty {

    /** Of its responses, since Jakarta EE 10 and before: {@code io.openliberty.webcontainer60.srt.SRTServletResponse60}. */
    private static final List<String> PACKAGES = List.of("io.openliberty.webcontainer", "com.ibm.ws.webcontainer");

    private OpenLiberty() {}

    /** Whether it sends an answer the trailers of others, which are under way at the same time or were before. */
    static boolean mixesTrailersUp(ServletResponse response) {
        return isIts(response);
    }

    /** Whether it ignores the first flush of an answer, in case that the answer ends soon and its length can be said. */
    static boolean ignoresFirstFlush(ServletResponse response) {
        return isIts(response);
    }

    /**
     * Whether it keeps the connection of an asynchronous answer that breaks off for ever, with all that belongs to it, even when the
     * client is gone.
     */
    static boolean neverClosesWhatBreaksOff(ServletResponse response) {
        return isIts(response);
    }

    private static boolean isIts(ServletResponse response) {
        ServletResponse each = response;
        while (each instanceof ServletResponseWrapper wrapper) {
            each = wrapper.getResponse();
        }
        return PACKAGES.stream().anyMatch(each.getClass().getName()::startsWith);
    }
}
