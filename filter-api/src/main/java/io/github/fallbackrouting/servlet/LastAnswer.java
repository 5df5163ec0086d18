package io.github.fallbackrouting.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;

/**
 * Has an HTTP/1.x connection end behind an answer that is given while the container's thread is still in the host.
 *
 * <p>That thread is also the one that would read the connection's next request, which must not wait for it. In HTTP/2 requests
 * wait for no other, and the field is forbidden (RFC 9113, section 8.2.2).
 */
final class LastAnswer {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final HostThread hostThread;

    LastAnswer(HttpServletRequest request, HttpServletResponse response, HostThread hostThread) {
        this.request = request;
        this.response = response;
        this.hostThread = hostThread;
    }

    /** The head is about to be sent; all other fields are set. Without effect if the thread has come back. */
    void seal() {
        if (!hostThread.isInside() || !request.getProtocol().startsWith("HTTP/1.")) {
            return;
        }
        if (response.containsHeader("Content-Length") || isSentInChunks()) {
            response.setHeader("Connection", "close");
        }
    }

    /**
     * Has an answer of unknown length sent in chunks: Jetty and Tomcat would else mark its end by that of the connection,
     * which comes when the thread comes back. They use chunks where there may be trailers.
     */
    private boolean isSentInChunks() {
        try {
            if (response.getTrailerFields() == null) {
                response.setTrailerFields(Map::of);
            }
            return true;
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "HTTP/1.0 has no chunks", e);
            return false;
        }
    }
}
