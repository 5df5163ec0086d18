package io.github.fallbackrouting.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The request as the host sees it: unchanged, but its body is kept as the host reads it.
 *
 * <p>Nothing is read before the host reads. Read by one thread at a time; others may ask whether it has been read.
 */
final class CapturedRequest extends HttpServletRequestWrapper {

    /** ISO-8859-1: Servlet 6.0, section 3.12, where neither the request nor the application names a charset. */
    private static final String DEFAULT_CHARSET = "ISO-8859-1";

    /** What a host does with its request beyond reading it. */
    interface Listener {
        /** It goes where we can't follow: into a forward. */
        void forwards();

        /**
         * It goes on after its thread has returned.
         *
         * @param request what it goes on with; null for this request
         * @param response what it goes on with; null for its own response
         */
        AsyncContext startsAsync(@Nullable ServletRequest request, @Nullable ServletResponse response);

        /** What it goes on with, if it does; null if not. */
        @Nullable
        HostAsync async();

        /** Throws if the connection is being given up, which a container does for whoever throws. */
        void proceed();
    }

    private final Spool body;
    private final Listener listener;

    private volatile @Nullable CapturingStream stream;
    private @Nullable BufferedReader reader;
    private volatile boolean broken;

    /** @param body keeps what the host reads */
    CapturedRequest(HttpServletRequest request, Spool body, Listener listener) {
        super(request);
        this.body = body;
        this.listener = listener;
    }

    /** The first that any servlet asks. */
    @Override
    public String getMethod() {
        listener.proceed();
        return super.getMethod();
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (reader != null) {
            throw new IllegalStateException("getReader() has been called for this request");
        }
        return stream();
    }

    @Override
    public BufferedReader getReader() throws IOException {
        BufferedReader existing = reader;
        if (existing != null) {
            return existing;
        }
        if (stream != null) {
            throw new IllegalStateException("getInputStream() has been called for this request");
        }
        String charset = getCharacterEncoding();
        BufferedReader made =
                new BufferedReader(new InputStreamReader(stream(), charset == null ? DEFAULT_CHARSET : charset));
        reader = made;
        return made;
    }

    private CapturingStream stream() throws IOException {
        CapturingStream existing = stream;
        if (existing == null) {
            existing = new CapturingStream(super.getInputStream());
            stream = existing;
        }
        return existing;
    }

    @Override
    public AsyncContext startAsync() {
        return listener.startsAsync(null, null);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return listener.startsAsync(request, response);
    }

    @Override
    public boolean isAsyncStarted() {
        HostAsync async = listener.async();
        return async == null ? super.isAsyncStarted() : async.isStarted();
    }

    @Override
    public AsyncContext getAsyncContext() {
        HostAsync async = listener.async();
        return async == null ? super.getAsyncContext() : async;
    }

    /**
     * Tomcat 11 ends the response after a forward, whatever a wrapper holds: what the forward writes goes straight out. GlassFish
     * itself asks for a dispatcher to dispatch an asynchronous request with, and takes none but its own.
     */
    @Override
    public @Nullable RequestDispatcher getRequestDispatcher(String path) {
        RequestDispatcher dispatcher = super.getRequestDispatcher(path);
        HostAsync async = listener.async();
        boolean isContainersOwn = async != null && async.isDispatchingHere();
        return dispatcher == null || isContainersOwn ? dispatcher : new LettingGo(dispatcher, listener);
    }

    private record LettingGo(RequestDispatcher dispatcher, Listener listener) implements RequestDispatcher {

        @Override
        public void forward(ServletRequest request, ServletResponse response) throws ServletException, IOException {
            listener.forwards();
            dispatcher.forward(request, response);
        }

        @Override
        public void include(ServletRequest request, ServletResponse response) throws ServletException, IOException {
            dispatcher.include(request, response);
        }
    }

    /** Whether reading the body failed: the caller has gone, or sends nonsense. */
    boolean isBroken() {
        return broken;
    }

    /** Whether the body has been read to its end. */
    boolean isWhole() {
        CapturingStream in = stream;
        return in != null && (in.ended || (getContentLengthLong() >= 0 && in.count == getContentLengthLong()));
    }

    /**
     * Reads what the host left unread, so that the body is whole. Stops early if it grows too large to keep.
     *
     * @param inTime asked between two reads; it stops early when it is false, too
     * @throws IOException if the rest can't be had
     */
    void complete(BooleanSupplier inTime) throws IOException {
        CapturingStream in = stream();
        if (isWhole()) {
            return;
        }
        byte[] buffer = new byte[8192];
        while (!isWhole() && !body.isGivenUp() && inTime.getAsBoolean()) {
            in.read(buffer);
        }
    }

    /**
     * Reads before the host does, as far as it can be kept for the host in memory.
     *
     * @param inTime whether there is time to go on
     */
    void readAhead(BooleanSupplier inTime) throws IOException {
        if (reader == null) {
            stream().readAhead(inTime);
        }
    }

    private final class CapturingStream extends ServletInputStream {

        private final ServletInputStream original;
        private volatile boolean ended;
        private volatile long count;
        private @Nullable InputStream ahead;

        CapturingStream(ServletInputStream original) {
            this.original = original;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        private void readAhead(BooleanSupplier inTime) throws IOException {
            long given = count;
            byte[] buffer = new byte[8192];
            try {
                while (!ended && inTime.getAsBoolean() && body.memoryLeft() > 0) {
                    read(buffer, 0, Math.min(buffer.length, body.memoryLeft()));
                }
            } finally {
                // What was read is the host's, even if the rest can't be had.
                if (count > given) {
                    InputStream kept = body.open();
                    kept.skipNBytes(given);
                    ahead = kept;
                }
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            InputStream kept = ahead;
            if (kept != null) {
                int n = kept.read(bytes, offset, length);
                if (n >= 0) {
                    return n;
                }
                kept.close();
                ahead = null;
            }
            try {
                int n = original.read(bytes, offset, length);
                body.append(bytes, offset, n);
                ended |= n < 0;
                long before = count;
                count = before + Math.max(n, 0);
                return n;
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public int available() throws IOException {
            InputStream kept = ahead;
            return kept == null || kept.available() == 0 ? original.available() : kept.available();
        }

        @Override
        public boolean isFinished() {
            InputStream kept = ahead;
            try {
                return (kept == null || kept.available() == 0) && original.isFinished();
            } catch (IOException e) {
                return original.isFinished();
            }
        }

        @Override
        public boolean isReady() {
            InputStream kept = ahead;
            try {
                return (kept != null && kept.available() > 0) || original.isReady();
            } catch (IOException e) {
                return original.isReady();
            }
        }

        @Override
        public void setReadListener(ReadListener listener) {
            original.setReadListener(ahead == null ? listener : new AheadFirst(listener));
        }

        /** Lets a listener read what was read ahead before it hears that there is no more. */
        private final class AheadFirst implements ReadListener {

            private final ReadListener listener;

            AheadFirst(ReadListener listener) {
                this.listener = listener;
            }

            @Override
            public void onDataAvailable() throws IOException {
                listener.onDataAvailable();
            }

            @Override
            public void onAllDataRead() throws IOException {
                InputStream kept = ahead;
                if (kept != null && kept.available() > 0) {
                    listener.onDataAvailable();
                }
                listener.onAllDataRead();
            }

            @Override
            public void onError(Throwable failure) {
                listener.onError(failure);
            }
        }

        /** Leaves the container's stream open: what the host did not read may be wanted for a replay. */
        @Override
        public void close() {}
    }
}
