package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.routing.MediaType;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells which requests can be ours at all, so that every other one goes through untouched: a {@code POST} of JSON on a path
 * that an annotated resource can have, or any such request through a filter that is mapped for its endpoint.
 *
 * <p>A servlet's annotated resources are known once it has started, which may be at its first request; until a request has
 * come back from it, all its paths can be ours. Thread-safe.
 */
final class Coverage {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private final Optional<Binding> mapped;
    private final Bindings bindings;
    private final Set<String> startedServlets = ConcurrentHashMap.newKeySet();

    /**
     * @param mapped what the filter's init-params say of all requests through it, if they do
     * @param bindings the annotated endpoints
     */
    Coverage(Optional<Binding> mapped, Bindings bindings) {
        this.mapped = mapped;
        this.bindings = bindings;
    }

    /** What is known of every covered request beforehand. */
    Optional<Binding> mapped() {
        return mapped;
    }

    /** Whether a request can be ours. */
    boolean canBeOurs(HttpServletRequest request) {
        return "POST".equals(request.getMethod())
                && request.getDispatcherType() == DispatcherType.REQUEST
                && isJson(request.getContentType())
                && isFree(request)
                && (mapped.isPresent()
                        || bindings.mayMatch(path(request))
                        || !startedServlets.contains(servlet(request)));
    }

    /** Not in another filter's care: one that does not know the endpoint leaves it to one that is mapped for it. */
    private boolean isFree(HttpServletRequest request) {
        return !(request.getAttribute(Exchange.ATTRIBUTE) instanceof Exchange other)
                || (mapped.isPresent() && !other.isBound());
    }

    private static boolean isJson(String contentType) {
        return contentType != null && MediaType.of(contentType) == MediaType.JSON;
    }

    /** A request that is not ours has come back: its servlet has started, and so has the JAX-RS application in it. */
    void cameBack(HttpServletRequest request) {
        String servlet = servlet(request);
        if (!startedServlets.contains(servlet) && startedServlets.add(servlet) && bindings.isEmpty()) {
            LOG.log(
                    Level.INFO,
                    "A request has come back from the servlet ''{0}'', and still no resource method with @FallbackGroup is"
                            + " known: so far nothing falls back",
                    servlet);
        }
    }

    private static String servlet(HttpServletRequest request) {
        String name = request.getHttpServletMapping().getServletName();
        return name == null ? "" : name;
    }

    /** The part of the path that JAX-RS matches, and at most something before it. */
    static String path(HttpServletRequest request) {
        String inServlet = request.getPathInfo();
        return inServlet == null ? request.getServletPath() : inServlet;
    }
}
