package io.github.fallbackrouting.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response as the host sees it: every call goes to the real response or, while the answer is held, to a recording of
 * it.
 *
 * <p>The host may keep the stream or the writer that it got: they follow. Changing from one to the other is one atomic
 * step, so that another thread can take the response away from a host that hangs.
 */
final class HeldResponse extends HttpServletResponseWrapper {

    private final HttpServletResponse real;
    private final Runnable whenReset;
    private volatile HttpServletResponse target;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    private boolean written;
    private volatile boolean listensToUs;

    /** @param whenReset runs when the host has reset the real response, with all the fields on it */
    HeldResponse(HttpServletResponse real, Runnable whenReset) {
        super(real);
        this.whenReset = whenReset;
        this.real = real;
        this.target = real;
    }

    /** From now on the host speaks to the recording. False if the host has written to the real response already. */
    synchronized boolean hold(RecordedAnswer recording) {
        boolean untouched = target == real && !written && !real.isCommitted();
        if (untouched) {
            target = recording;
        }
        return untouched;
    }

    /**
     * From now on the host speaks to this one.
     *
     * @return false if the recording is not what it speaks to
     */
    synchronized boolean release(RecordedAnswer recording, HttpServletResponse next) {
        boolean held = target == recording;
        if (held) {
            target = next;
        }
        return held;
    }

    private HttpServletResponse target() {
        return target;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        target().getOutputStream();
        ServletOutputStream existing = stream;
        if (existing == null) {
            existing = new FollowingStream();
            stream = existing;
        }
        return existing;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        target().getWriter();
        PrintWriter existing = writer;
        if (existing == null) {
            existing = new FollowingPrintWriter(new FollowingWriter());
            writer = existing;
        }
        return existing;
    }

    private final class FollowingStream extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            written = true;
            target().getOutputStream().write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            written = true;
            target().getOutputStream().write(bytes, offset, length);
        }

        /** Not what the base class makes of it: containers differ in the charset. */
        @Override
        public void print(String text) throws IOException {
            written = true;
            target().getOutputStream().print(text);
        }

        @Override
        public void flush() throws IOException {
            target().getOutputStream().flush();
        }

        @Override
        public void close() throws IOException {
            target().getOutputStream().close();
        }

        /** A real stream is asked only if the listener is really its own: Tomcat's would never be ready, Undertow's throws. */
        @Override
        public boolean isReady() {
            return listensToUs || follow().isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            listensToUs = target() != real;
            follow().setWriteListener(listener);
        }

        private ServletOutputStream follow() {
            try {
                return target().getOutputStream();
            } catch (IOException e) {
                throw new IllegalStateException("the response has no stream", e);
            }
        }
    }

    private final class FollowingWriter extends Writer {

        @Override
        public void write(char[] chars, int offset, int length) throws IOException {
            written = true;
            target().getWriter().write(chars, offset, length);
        }

        @Override
        public void flush() throws IOException {
            target().getWriter().flush();
        }

        @Override
        public void close() throws IOException {
            target().getWriter().close();
        }
    }

    /** Knows of the errors that the real writer keeps to itself. */
    private final class FollowingPrintWriter extends PrintWriter {

        FollowingPrintWriter(Writer writer) {
            super(writer);
        }

        @Override
        public boolean checkError() {
            try {
                return super.checkError() || target().getWriter().checkError();
            } catch (IOException e) {
                return true;
            }
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        target().flushBuffer();
    }

    @Override
    public void resetBuffer() {
        target().resetBuffer();
    }

    @Override
    public void reset() {
        target().reset();
        stream = null;
        writer = null;
        if (target() == real) {
            whenReset.run();
        }
    }

    @Override
    public boolean isCommitted() {
        return target().isCommitted();
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        target().sendError(status, message);
    }

    @Override
    public void sendError(int status) throws IOException {
        target().sendError(status);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        target().sendRedirect(location);
    }

    /** Servlet 6.1 adds this method; without it here a call would go past the recording. */
    @SuppressWarnings("MissingOverride")
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        target().setStatus(status);
        target().setHeader("Location", location);
        if (clearBuffer) {
            target().resetBuffer();
        }
        target().flushBuffer();
    }

    /** Servlet 6.1's short form. */
    @SuppressWarnings("MissingOverride")
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    /** Servlet 6.1's short form. */
    @SuppressWarnings("MissingOverride")
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    @Override
    public void setStatus(int status) {
        target().setStatus(status);
    }

    @Override
    public int getStatus() {
        return target().getStatus();
    }

    @Override
    public void setHeader(String name, String value) {
        target().setHeader(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        target().addHeader(name, value);
    }

    @Override
    public void setIntHeader(String name, int value) {
        target().setIntHeader(name, value);
    }

    @Override
    public void addIntHeader(String name, int value) {
        target().addIntHeader(name, value);
    }

    @Override
    public void setDateHeader(String name, long date) {
        target().setDateHeader(name, date);
    }

    @Override
    public void addDateHeader(String name, long date) {
        target().addDateHeader(name, date);
    }

    @Override
    public void addCookie(Cookie cookie) {
        target().addCookie(cookie);
    }

    @Override
    public void setContentType(String type) {
        target().setContentType(type);
    }

    @Override
    public void setCharacterEncoding(String charset) {
        target().setCharacterEncoding(charset);
    }

    /** Servlet 6.1 adds this method; without it here a call would go past the recording. */
    @SuppressWarnings("MissingOverride")
    public void setCharacterEncoding(Charset charset) {
        target().setCharacterEncoding(charset.name());
    }

    @Override
    public void setContentLength(int length) {
        target().setContentLength(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        target().setContentLengthLong(length);
    }

    @Override
    public void setLocale(Locale locale) {
        target().setLocale(locale);
    }

    @Override
    public void setBufferSize(int size) {
        target().setBufferSize(size);
    }

    @Override
    public void setTrailerFields(Supplier<Map<String, String>> trailers) {
        target().setTrailerFields(trailers);
    }

    @Override
    public Supplier<Map<String, String>> getTrailerFields() {
        return target().getTrailerFields();
    }

    @Override
    public boolean containsHeader(String name) {
        return target().containsHeader(name);
    }

    @Override
    public String getHeader(String name) {
        return target().getHeader(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return target().getHeaders(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return target().getHeaderNames();
    }

    @Override
    public String getContentType() {
        return target().getContentType();
    }

    @Override
    public String getCharacterEncoding() {
        return target().getCharacterEncoding();
    }

    @Override
    public Locale getLocale() {
        return target().getLocale();
    }

    @Override
    public int getBufferSize() {
        return target().getBufferSize();
    }
}
