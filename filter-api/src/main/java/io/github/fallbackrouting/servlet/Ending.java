package io.github.fallbackrouting.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one request ends: on the container's thread, or through an asynchronous context where that thread is gone. Thread-safe.
 *
 * <p>Servlets have no call to cut a connection. An answer whose length is not said beforehand ends when the container says so,
 * after it has asked for the trailers: who throws then keeps it from saying so, on every server and on any thread. For an
 * answer that can't have trailers there is only an exception out of the filter, for which some containers close the
 * connection. Only the container's thread can throw it. Where that is gone the request is dispatched once more, to bring one
 * back, and whoever takes that dispatch throws: the filter, or the request itself before any servlet of the host's has it.
 */
final class Ending {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private static final String BROKE_OFF = "the answer broke off, and the client is to notice";

    /** What the client gets. */
    enum Kind {
        /** The host's own answer, and the container what the host threw. */
        HOSTS,
        /** Another answer. */
        GIVEN,
        /** Part of an answer: the connection is not to end well. */
        ABORTED
    }

    /** What is left to do when the end is known. */
    interface Last {
        /** Lets the host's own answer go to the client. */
        void releaseHosts() throws IOException;

        /** Frees what was kept. */
        void free();
    }

    private final HttpServletResponse real;
    private final Last last;
    private Kind kind = Kind.HOSTS;
    private @Nullable Exception thrown;
    private @Nullable AsyncContext own;
    private boolean isDone;
    private boolean isHandedBack;
    private boolean endsByItself;

    Ending(HttpServletResponse real, Last last) {
        this.real = real;
        this.last = last;
    }

    synchronized void is(Kind how) {
        kind = how;
    }

    /** The host is done. */
    synchronized void hostThrew(@Nullable Exception failure) {
        thrown = failure;
    }

    /** Whether the client gets part of an answer. */
    synchronized boolean isAborted() {
        return kind == Kind.ABORTED;
    }

    /**
     * Has the container ask at the end of the answer whether it is complete. To be called when all its trailers are known and
     * it is not committed. Without effect on an answer that says its length, from which Tomcat would take that off.
     */
    void guard() {
        if (real.containsHeader("Content-Length")) {
            return;
        }
        if (OpenLiberty.neverClosesWhatBreaksOff(real)) {
            endsByItself();
            return;
        }
        try {
            Supplier<Map<String, String>> trailers = real.getTrailerFields();
            real.setTrailerFields(() -> {
                if (isAborted()) {
                    throw new IllegalStateException(BROKE_OFF);
                }
                // Undertow can't do with null, whatever the specification says.
                Map<String, String> fields = trailers == null ? null : trailers.get();
                return fields == null ? Map.of() : fields;
            });
            endsByItself();
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "This response can't have trailers", e);
        }
    }

    private synchronized void endsByItself() {
        endsByItself = true;
    }

    /** Whether the client gets what the container makes of an exception of the host's. */
    synchronized boolean isHostsFailure() {
        return kind == Kind.HOSTS && thrown != null;
    }

    @Nullable
    synchronized Exception thrown() {
        return thrown;
    }

    /** The container's thread is given back: the request goes on with this. */
    synchronized void goesOnWith(AsyncContext context) {
        own = context;
        context.setTimeout(0);
    }

    /** Whether the container's thread has been given back. */
    synchronized boolean isWithoutThread() {
        return own != null;
    }

    /** Whether the request has been handed back to a container's thread, for it to throw. */
    synchronized boolean isHandedBack() {
        return isHandedBack;
    }

    /**
     * Throws if the request has been handed back to a container's thread, for it to throw.
     *
     * @throws IllegalStateException with the exception that is meant as its cause
     */
    synchronized void proceed() {
        if (isHandedBack) {
            throw new IllegalStateException("the request has ended", thrown == null ? new AbortedException() : thrown);
        }
    }

    /** Ends the request on the container's thread. */
    void onThread() throws IOException, ServletException {
        Kind how;
        Exception hosts;
        boolean isToThrow;
        synchronized (this) {
            how = kind;
            hosts = thrown;
            isToThrow = how == Kind.ABORTED && !endsByItself;
        }
        try {
            if (how == Kind.HOSTS) {
                last.releaseHosts();
            }
        } finally {
            last.free();
        }
        if (isToThrow) {
            throw new AbortedException();
        }
        if (how == Kind.HOSTS && hosts != null) {
            rethrow(hosts);
        }
    }

    private static void rethrow(Exception hosts) throws IOException, ServletException {
        if (hosts instanceof IOException io) {
            throw io;
        }
        if (hosts instanceof ServletException servlet) {
            throw servlet;
        }
        throw (RuntimeException) hosts;
    }

    /**
     * Ends the request where the container's thread is gone; once.
     *
     * @param hosts the host's own asynchronous context, if it has one
     */
    void elsewhere(@Nullable HostAsync hosts) {
        boolean isHosts;
        AsyncContext ours;
        synchronized (this) {
            if (isDone) {
                return;
            }
            isDone = true;
            ours = own;
            isHosts = kind == Kind.HOSTS;
            // What an asynchronous host threw has never reached the container.
            isHandedBack = (kind == Kind.ABORTED && !endsByItself) || (isHosts && thrown != null && ours != null);
        }
        try {
            if (isHandedBack()) {
                dispatch(hosts, ours);
                return;
            }
            if (isHosts) {
                last.releaseHosts();
            }
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "The client is gone", e);
        } catch (UnsupportedOperationException e) {
            // Tomcat, whose application has been stopped: nobody is left to dispatch to.
            LOG.log(Level.DEBUG, "The application is gone", e);
        } catch (RuntimeException e) {
            // The container does not take what the host has said, such as a status that is none: a failure of the
            // host's.
            handBack(e);
            dispatch(hosts, ours);
            return;
        }
        last.free();
        complete(hosts, ours);
    }

    private synchronized void handBack(RuntimeException refused) {
        thrown = refused;
        isHandedBack = true;
    }

    private static void dispatch(@Nullable HostAsync hosts, @Nullable AsyncContext ours) {
        if (hosts != null) {
            hosts.dispatchReally();
        } else if (ours != null) {
            ours.dispatch();
        }
    }

    private static void complete(@Nullable HostAsync hosts, @Nullable AsyncContext ours) {
        try {
            if (hosts != null) {
                hosts.completeReally();
            } else if (ours != null) {
                ours.complete();
            }
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "The container has ended the request already", e);
        }
    }

    /** The host's thread is still out there: the client shall not wait for it to hear that the answer has ended. */
    void closeReal() {
        synchronized (this) {
            if (kind == Kind.ABORTED && !endsByItself) {
                // Closed, it could look complete.
                return;
            }
        }
        try {
            real.getOutputStream().close();
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "The client is gone", e);
        }
    }

    /** Makes a container close a connection; it is no mistake of anybody's, and needs no stack trace. */
    private static final class AbortedException extends IOException {

        private static final long serialVersionUID = 1L;

        AbortedException() {
            super(BROKE_OFF);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
