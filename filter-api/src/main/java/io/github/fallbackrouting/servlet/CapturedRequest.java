package io.github.fallbackrouting.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The request as the host sees it: unchanged, but its body is kept as the host reads it.
 *
 * <p>Nothing is read before the host reads. Used by one thread at a time.
 */
final class CapturedRequest extends HttpServletRequestWrapper {

    /** ISO-8859-1: Servlet 6.0, section 3.12, where neither the request nor the application names a charset. */
    private static final String DEFAULT_CHARSET = "ISO-8859-1";

    private final Spool body;
    private final Runnable whenAsync;

    private @Nullable CapturingStream stream;
    private @Nullable BufferedReader reader;
    private boolean broken;

    /**
     * @param body keeps what the host reads
     * @param whenAsync runs when the host goes asynchronous, before it does
     */
    CapturedRequest(HttpServletRequest request, Spool body, Runnable whenAsync) {
        super(request);
        this.body = body;
        this.whenAsync = whenAsync;
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
        whenAsync.run();
        return super.startAsync();
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        whenAsync.run();
        return super.startAsync(request, response);
    }

    /** Whether reading the body failed: the caller has gone, or sends nonsense. */
    boolean isBroken() {
        return broken;
    }

    /**
     * Reads what the host left unread, so that the body is whole. Stops early if it grows too large to keep.
     *
     * @throws IOException if the rest can't be had
     */
    void complete() throws IOException {
        CapturingStream in = stream();
        byte[] buffer = new byte[8192];
        int n;
        do {
            n = in.read(buffer);
        } while (n >= 0 && !body.isGivenUp());
    }

    private final class CapturingStream extends ServletInputStream {

        private final ServletInputStream original;

        CapturingStream(ServletInputStream original) {
            this.original = original;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int n = original.read(bytes, offset, length);
                body.append(bytes, offset, n);
                return n;
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public int available() throws IOException {
            return original.available();
        }

        @Override
        public boolean isFinished() {
            return original.isFinished();
        }

        @Override
        public boolean isReady() {
            return original.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            original.setReadListener(listener);
        }

        /** Leaves the container's stream open: what the host did not read may be wanted for a replay. */
        @Override
        public void close() {}
    }
}
