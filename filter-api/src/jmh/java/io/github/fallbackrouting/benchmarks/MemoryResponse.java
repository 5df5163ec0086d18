package io.github.fallbackrouting.benchmarks;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A response in memory that can be given any number of times, and allocates nothing at that. It throws at what neither the
 * hosts here nor the filter do to it.
 */
public final class MemoryResponse implements HttpServletResponse {

    /** Far more than any answer here has. */
    private static final int MOST_FIELDS = 32;

    private static final int BUFFER = 32 << 10;

    private final String[] names = new String[MOST_FIELDS];
    private final String[] values = new String[MOST_FIELDS];
    private int fields;

    private final Body stream = new Body();
    private int status;
    private String contentType;
    private long contentLength;
    private boolean committed;
    private Supplier<Map<String, String>> trailers;

    /** One that nothing has been done to. */
    public MemoryResponse() {
        again();
    }

    /** The next response. */
    public void again() {
        Arrays.fill(names, 0, fields, null);
        Arrays.fill(values, 0, fields, null);
        fields = 0;
        status = SC_OK;
        contentType = null;
        contentLength = -1;
        committed = false;
        trailers = null;
        stream.size = 0;
        stream.written = 0;
    }

    /** How many bytes the body has so far. */
    public long written() {
        return stream.written;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return stream;
    }

    /** Copies what is written into a buffer, as containers do. */
    private final class Body extends ServletOutputStream {
        private final byte[] buffer = new byte[BUFFER];
        private int size;
        private long written;

        @Override
        public void write(int b) {
            room(1);
            buffer[size++] = (byte) b;
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int done = 0;
            while (done < length) {
                room(1);
                int n = Math.min(length - done, BUFFER - size);
                System.arraycopy(bytes, offset + done, buffer, size, n);
                size += n;
                done += n;
            }
            written += length;
        }

        private void room(int needed) {
            if (size + needed > BUFFER) {
                flush();
            }
        }

        @Override
        public void flush() {
            committed = true;
            size = 0;
        }

        @Override
        public void close() {
            flush();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("setWriteListener");
        }
    }

    @Override
    public void flushBuffer() {
        stream.flush();
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public void setStatus(int newStatus) {
        status = newStatus;
    }

    @Override
    public int getStatus() {
        return status;
    }

    private int find(String name) {
        for (int i = 0; i < fields; i++) {
            if (names[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean containsHeader(String name) {
        return getHeader(name) != null;
    }

    @Override
    public String getHeader(String name) {
        if (name.equalsIgnoreCase("Content-Type")) {
            return contentType;
        }
        if (name.equalsIgnoreCase("Content-Length")) {
            return contentLength < 0 ? null : Long.toString(contentLength);
        }
        int at = find(name);
        return at < 0 ? null : values[at];
    }

    @Override
    public Collection<String> getHeaders(String name) {
        String value = getHeader(name);
        return value == null ? List.of() : List.of(value);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return List.of(names).subList(0, fields);
    }

    @Override
    public void setHeader(String name, String value) {
        int at = find(name);
        if (name.equalsIgnoreCase("Content-Length")) {
            contentLength = Long.parseLong(value);
        } else if (at >= 0) {
            values[at] = value;
        } else {
            addHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        names[fields] = name;
        values[fields++] = value;
    }

    @Override
    public void setContentType(String type) {
        contentType = type;
    }

    @Override
    public String getContentType() {
        return contentType;
    }

    @Override
    public void setContentLength(int length) {
        contentLength = length;
    }

    @Override
    public void setContentLengthLong(long length) {
        contentLength = length;
    }

    @Override
    public String getCharacterEncoding() {
        return "ISO-8859-1";
    }

    @Override
    public Locale getLocale() {
        return Locale.ROOT;
    }

    @Override
    public int getBufferSize() {
        return BUFFER;
    }

    @Override
    public void setTrailerFields(Supplier<Map<String, String>> supplier) {
        trailers = supplier;
    }

    @Override
    public Supplier<Map<String, String>> getTrailerFields() {
        return trailers;
    }

    // ---- what nobody here does --------------------------------------------------------------------------------------

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("nobody here does that");
    }

    @Override
    public PrintWriter getWriter() {
        throw unsupported();
    }

    @Override
    public void reset() {
        throw unsupported();
    }

    @Override
    public void resetBuffer() {
        throw unsupported();
    }

    @Override
    public void sendError(int code) {
        throw unsupported();
    }

    @Override
    public void sendError(int code, String message) {
        throw unsupported();
    }

    @Override
    public void sendRedirect(String location) {
        throw unsupported();
    }

    @Override
    public void setIntHeader(String name, int value) {
        throw unsupported();
    }

    @Override
    public void addIntHeader(String name, int value) {
        throw unsupported();
    }

    @Override
    public void setDateHeader(String name, long date) {
        throw unsupported();
    }

    @Override
    public void addDateHeader(String name, long date) {
        throw unsupported();
    }

    @Override
    public void addCookie(Cookie cookie) {
        throw unsupported();
    }

    @Override
    public void setCharacterEncoding(String charset) {
        throw unsupported();
    }

    @Override
    public void setLocale(Locale locale) {
        throw unsupported();
    }

    @Override
    public void setBufferSize(int size) {
        throw unsupported();
    }

    @Override
    public String encodeURL(String url) {
        throw unsupported();
    }

    @Override
    public String encodeRedirectURL(String url) {
        throw unsupported();
    }
}
