package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.json.AnswerCheck;
import io.github.fallbackrouting.json.AnswerCheck.Finding;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.routing.Answer;
import io.github.fallbackrouting.routing.ContentCoding;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.MediaType;
import io.github.fallbackrouting.routing.RetryAfter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the host's that nobody has seen yet: every call on it is written down, and can be repeated on the real
 * response, in the same order, or forgotten.
 *
 * <p>Whoever reads from it sees what it would see on the real response. Once it is closed to the host, by release or
 * discard, late calls are ignored. Used by one thread at a time.
 */
final class RecordedAnswer implements HttpServletResponse {

    /** Lets the answer go to the client at once, since its rest can't or need not be held. */
    interface EarlyRelease {
        /**
         * Repeats this recording on the real response, which takes everything that follows.
         *
         * @return false if the response has been taken away meanwhile, and what follows is nobody's
         */
        boolean release(RecordedAnswer answer) throws IOException;
    }

    private enum Body {
        /** No byte yet. */
        NONE,
        /** A good status with JSON: held to its end, looked at as it comes. */
        CHECKED,
        /** A failure already: held to its end, whatever it is. */
        FAILED
    }

    private final HttpServletResponse real;
    private final HeldHead head;
    private final ByteArrayOutputStream bytes;
    private final int holdLimit;
    private final boolean takesHtml;
    private final EarlyRelease earlyRelease;

    private final StringBuilder chars = new StringBuilder(0);
    private AnswerCheck check = new AnswerCheck();
    private Body body = Body.NONE;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    private int lateSize;
    private boolean flushed;
    private boolean closed;
    private boolean over;

    /**
     * @param real the response that this stands in for
     * @param holdLimit the most bytes of body to hold
     * @param takesHtml whether the caller asked for HTML, so that a web page is an answer to it
     * @param earlyRelease takes over when this can't be held any longer
     */
    RecordedAnswer(HttpServletResponse real, int holdLimit, boolean takesHtml, EarlyRelease earlyRelease) {
        this.real = real;
        this.head = new HeldHead(real);
        this.holdLimit = holdLimit;
        this.takesHtml = takesHtml;
        this.earlyRelease = earlyRelease;
        this.bytes = new ByteArrayOutputStream(1024);
    }

    /** What the answer's body is, if the host has nothing more to say. */
    Content content() {
        int status = getStatus();
        if (head.isEnded() || status >= 300 || status == SC_NO_CONTENT || status == SC_RESET_CONTENT) {
            return Content.GOOD;
        }
        long size = (long) bytes.size() + chars.length();
        if (writer == null && head.contentLength() > size) {
            return size == 0 ? Content.EMPTY : Content.CUT;
        }
        if (size == 0) {
            return status == SC_OK ? Content.EMPTY : Content.GOOD;
        }
        return switch (mediaType()) {
            case JSON -> isChecked() ? Answer.contentOf(finding()) : Content.GOOD;
            case HTML -> takesHtml ? Content.GOOD : Content.HTML;
            case EVENT_STREAM, OTHER -> Content.GOOD;
        };
    }

    /** What is known of the answer, if the host has nothing more to say. */
    Answered evidence(InstantSource clock) {
        int status = getStatus();
        if (status < SC_BAD_REQUEST) {
            return new Answered(status, content(), ErrorDocument.NONE, Optional.empty(), check.totalTokens());
        }
        byte[] all = written();
        ErrorDocument error = isChecked() ? ErrorDocument.read(all, all.length) : ErrorDocument.NONE;
        Optional<Duration> retryAfter = RetryAfter.of(name -> Optional.ofNullable(getHeader(name)), clock);
        return new Answered(status, Content.GOOD, error, retryAfter, 0);
    }

    private Finding finding() {
        if (body == Body.CHECKED && chars.length() == 0) {
            return check.atEnd();
        }
        byte[] all = written();
        AnswerCheck late = new AnswerCheck();
        late.feed(all, 0, all.length);
        return late.atEnd();
    }

    private byte[] written() {
        return chars.length() == 0 ? bytes.toByteArray() : chars.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Repeats everything on the real response.
     *
     * @param stamp adds our own fields, when the host's are in place
     */
    void releaseTo(HttpServletResponse response, Runnable stamp) throws IOException {
        over = true;
        head.replay(response);
        stamp.run();
        if (head.isEnded()) {
            head.replayEnding(response);
        } else if (writer != null) {
            PrintWriter out = response.getWriter();
            out.append(chars);
            finish(response, out);
        } else if (stream != null) {
            ServletOutputStream out = response.getOutputStream();
            bytes.writeTo(out);
            finish(response, out);
        } else if (flushed) {
            response.flushBuffer();
        }
        bytes.reset();
    }

    private void finish(HttpServletResponse response, Closeable out) throws IOException {
        if (flushed) {
            response.flushBuffer();
        }
        if (closed) {
            out.close();
        }
    }

    /** Forgets everything, but repeats on the real response the fields that are the host's own and not the failed answer's. */
    void discardTo(HttpServletResponse response, Predicate<String> kept) throws IOException {
        over = true;
        head.replayFields(response, kept);
        bytes.reset();
    }

    /** Forgets everything. */
    void discard() {
        over = true;
        bytes.reset();
    }

    private MediaType mediaType() {
        String type = getContentType();
        // Without a type nothing says that it is JSON: taken as it is.
        return type == null ? MediaType.OTHER : MediaType.of(type);
    }

    /** Whether the body can be looked into. */
    private boolean isChecked() {
        return mediaType() == MediaType.JSON && !ContentCoding.isEncoded(getHeader("Content-Encoding"));
    }

    // ---- the body -------------------------------------------------------------------------------------------------

    @Override
    public ServletOutputStream getOutputStream() {
        if (writer != null) {
            throw new IllegalStateException("getWriter() has been called for this response");
        }
        ServletOutputStream existing = stream;
        if (existing == null) {
            existing = new RecordingStream();
            stream = existing;
        }
        return existing;
    }

    @Override
    public PrintWriter getWriter() {
        if (stream != null) {
            throw new IllegalStateException("getOutputStream() has been called for this response");
        }
        PrintWriter existing = writer;
        if (existing == null) {
            existing = new PrintWriter(new RecordingWriter());
            writer = existing;
            // Servlet 6.0, section 5.6: from here on the charset stays as it is.
            record(new HeldHead.OnBody(ServletResponse::getWriter));
        }
        return existing;
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        if (over || closed || length == 0) {
            return;
        }
        if (head.isEnded()) {
            byte[] copy = Arrays.copyOfRange(source, offset, offset + length);
            late(length, response -> response.getOutputStream().write(copy));
            return;
        }
        if (mustRelease(bytes.size() + (long) length)) {
            if (earlyRelease.release(this)) {
                real.getOutputStream().write(source, offset, length);
            }
            return;
        }
        if (body == Body.CHECKED) {
            check.feed(source, offset, length);
        }
        bytes.write(source, offset, length);
    }

    private void write(char[] source, int offset, int length) throws IOException {
        if (over || closed || length == 0) {
            return;
        }
        if (head.isEnded()) {
            String copy = new String(source, offset, length);
            late(length, response -> response.getWriter().write(copy));
            return;
        }
        if (mustRelease(chars.length() + (long) length)) {
            if (earlyRelease.release(this)) {
                real.getWriter().write(source, offset, length);
            }
            return;
        }
        chars.append(source, offset, length);
    }

    /** Some hosts go on after the answer has ended; it is for the container to say what comes of it. */
    private void late(int size, HeldHead.Effect effect) {
        lateSize += size;
        if (lateSize <= holdLimit) {
            record(new HeldHead.OnBody(effect));
        }
    }

    private void flushed(HeldHead.Effect flush) {
        if (head.isEnded()) {
            late(1, flush);
        } else {
            flushed = true;
        }
    }

    /** Decides, at the first byte and whenever the answer grows, whether it may still be held. */
    private boolean mustRelease(long size) {
        if (body == Body.NONE) {
            if (getStatus() >= SC_BAD_REQUEST || (mediaType() == MediaType.HTML && !takesHtml)) {
                body = Body.FAILED;
            } else if (isChecked()) {
                body = Body.CHECKED;
            } else {
                return true;
            }
        }
        return size > holdLimit;
    }

    private final class RecordingStream extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            RecordedAnswer.this.write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            RecordedAnswer.this.write(source, offset, length);
        }

        @Override
        public void print(String text) throws IOException {
            if (text.chars().allMatch(c -> c < 0x80) || over || head.isEnded()) {
                super.print(text);
            } else if (earlyRelease.release(RecordedAnswer.this)) {
                // Only the container knows in which charset.
                real.getOutputStream().print(text);
            }
        }

        @Override
        public void flush() {
            flushed(response -> response.getOutputStream().flush());
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            // Servlet 6.0, section 5.7: only an asynchronous request may; such a one is never recorded.
            throw new IllegalStateException("the request is not asynchronous");
        }
    }

    private final class RecordingWriter extends Writer {

        @Override
        public void write(char[] source, int offset, int length) throws IOException {
            RecordedAnswer.this.write(source, offset, length);
        }

        @Override
        public void flush() {
            flushed(response -> response.getWriter().flush());
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    public void flushBuffer() {
        flushed(HttpServletResponse::flushBuffer);
    }

    @Override
    public void resetBuffer() {
        if (over) {
            return;
        }
        if (isCommitted()) {
            throw new IllegalStateException("the response is committed");
        }
        bytes.reset();
        chars.setLength(0);
        body = Body.NONE;
        check = new AnswerCheck();
    }

    @Override
    public void reset() {
        resetBuffer();
        if (!over) {
            head.reset();
            stream = null;
            writer = null;
            flushed = false;
        }
    }

    @Override
    public boolean isCommitted() {
        return over || head.isEnded() || closed;
    }

    @Override
    public void sendError(int status, String message) {
        end(status, response -> response.sendError(status, message));
    }

    @Override
    public void sendError(int status) {
        end(status, response -> response.sendError(status));
    }

    @Override
    public void sendRedirect(String location) {
        end(SC_FOUND, response -> response.sendRedirect(location));
    }

    private void end(int status, HeldHead.Effect last) {
        resetBuffer();
        if (!over) {
            head.end(status, last);
        }
    }

    // ---- the head -------------------------------------------------------------------------------------------------

    private void record(HeldHead.Step step) {
        if (!over && !closed) {
            head.record(step);
        }
    }

    @Override
    public void setStatus(int status) {
        record(new HeldHead.Status(status));
    }

    @Override
    public int getStatus() {
        return head.status();
    }

    @Override
    public void setHeader(String name, String value) {
        record(new HeldHead.Field(name, value, HeldHead.Manner.SET));
    }

    @Override
    public void addHeader(String name, String value) {
        record(new HeldHead.Field(name, value, HeldHead.Manner.ADD));
    }

    @Override
    public void setIntHeader(String name, int value) {
        setHeader(name, Integer.toString(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        addHeader(name, Integer.toString(value));
    }

    @Override
    public void setDateHeader(String name, long date) {
        record(new HeldHead.DateField(name, date, HeldHead.Manner.SET));
    }

    @Override
    public void addDateHeader(String name, long date) {
        record(new HeldHead.DateField(name, date, HeldHead.Manner.ADD));
    }

    @Override
    public void addCookie(Cookie cookie) {
        record(new HeldHead.CookieField((Cookie) cookie.clone()));
    }

    @Override
    public void setContentType(@Nullable String type) {
        record(new HeldHead.ContentType(type));
    }

    @Override
    public void setCharacterEncoding(@Nullable String charset) {
        record(new HeldHead.Charset(charset));
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        record(new HeldHead.Length(length));
    }

    @Override
    public void setLocale(Locale locale) {
        record(new HeldHead.Language(locale));
    }

    @Override
    public void setBufferSize(int size) {
        record(new HeldHead.BufferSize(size));
    }

    @Override
    public void setTrailerFields(Supplier<Map<String, String>> trailers) {
        record(new HeldHead.Trailers(trailers));
    }

    @Override
    public @Nullable Supplier<Map<String, String>> getTrailerFields() {
        return head.trailers();
    }

    @Override
    public boolean containsHeader(String name) {
        return !head.values(name).isEmpty();
    }

    @Override
    public @Nullable String getHeader(String name) {
        return head.values(name).stream().findFirst().orElse(null);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return head.values(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return head.names();
    }

    @Override
    public @Nullable String getContentType() {
        return head.contentType();
    }

    @Override
    public String getCharacterEncoding() {
        return head.charset();
    }

    @Override
    public Locale getLocale() {
        return head.locale();
    }

    @Override
    public int getBufferSize() {
        return real.getBufferSize();
    }

    @Override
    public String encodeURL(String url) {
        return real.encodeURL(url);
    }

    @Override
    public String encodeRedirectURL(String url) {
        return real.encodeRedirectURL(url);
    }
}
