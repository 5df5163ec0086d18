package io.github.fallbackrouting.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A response that writes down every call that changes it, empty writes excepted, and knows the fields that a test gave it before. */
final class JournalingResponse implements HttpServletResponse {

    private final List<String> journal = new ArrayList<>();
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private @Nullable String contentType;
    private String encoding = "ISO-8859-1";

    /** All calls in order. */
    List<String> journal() {
        return journal;
    }

    /** Lets it have a field that a filter before us has set. */
    JournalingResponse having(String name, String... values) {
        headers.put(name, List.of(values));
        return this;
    }

    /** Lets it have a media type and a charset that a filter before us has set. */
    JournalingResponse havingType(String type, String charset) {
        contentType = type;
        encoding = charset;
        return this;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new ServletOutputStream() {
            @Override
            public void write(int b) {
                journal.add("bytes " + (char) b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (length > 0) {
                    journal.add("bytes " + new String(bytes, offset, length, StandardCharsets.UTF_8));
                }
            }

            @Override
            public void flush() {
                journal.add("flush stream");
            }

            @Override
            public void close() {
                journal.add("close stream");
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public PrintWriter getWriter() {
        return new PrintWriter(new Writer() {
            @Override
            public void write(char[] chars, int offset, int length) {
                if (length > 0) {
                    journal.add("chars " + new String(chars, offset, length));
                }
            }

            @Override
            public void flush() {
                journal.add("flush writer");
            }

            @Override
            public void close() {
                journal.add("close writer");
            }
        });
    }

    @Override
    public void setStatus(int status) {
        journal.add("status " + status);
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        journal.add("set " + name + ": " + value);
    }

    @Override
    public void addHeader(String name, String value) {
        journal.add("add " + name + ": " + value);
    }

    @Override
    public void setIntHeader(String name, int value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addIntHeader(String name, int value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setDateHeader(String name, long date) {
        journal.add("set date " + name + ": " + date);
    }

    @Override
    public void addDateHeader(String name, long date) {
        journal.add("add date " + name + ": " + date);
    }

    @Override
    public void addCookie(Cookie cookie) {
        journal.add("cookie " + cookie.getName() + "=" + cookie.getValue());
    }

    @Override
    public void setContentType(@Nullable String type) {
        journal.add("type " + type);
    }

    @Override
    public void setCharacterEncoding(@Nullable String charset) {
        journal.add("charset " + charset);
    }

    @Override
    public void setContentLength(int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setContentLengthLong(long length) {
        journal.add("length " + length);
    }

    @Override
    public void setLocale(Locale locale) {
        journal.add("locale " + locale);
    }

    @Override
    public void setBufferSize(int size) {
        journal.add("buffer " + size);
    }

    @Override
    public void setTrailerFields(Supplier<Map<String, String>> trailers) {
        journal.add("trailers " + trailers.get());
    }

    @Override
    public void sendError(int status, String message) {
        journal.add("error " + status + " " + message);
    }

    @Override
    public void sendError(int status) {
        journal.add("error " + status);
    }

    @Override
    public void sendRedirect(String location) {
        journal.add("redirect " + location);
    }

    @Override
    public void flushBuffer() {
        journal.add("flush");
    }

    @Override
    public void resetBuffer() {
        journal.add("reset buffer");
    }

    @Override
    public void reset() {
        journal.add("reset");
    }

    @Override
    public int getStatus() {
        return SC_OK;
    }

    @Override
    public boolean containsHeader(String name) {
        return headers.containsKey(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return getHeaders(name).stream().findFirst().orElse(null);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public Collection<String> getHeaderNames() {
        return headers.keySet();
    }

    @Override
    public @Nullable String getContentType() {
        return contentType;
    }

    @Override
    public String getCharacterEncoding() {
        return encoding;
    }

    @Override
    public Locale getLocale() {
        return Locale.ITALIAN;
    }

    @Override
    public int getBufferSize() {
        return 8192;
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public String encodeURL(String url) {
        return url + ";encoded";
    }

    @Override
    public String encodeRedirectURL(String url) {
        return url + ";redirect";
    }
}
