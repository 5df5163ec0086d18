package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.json.AnswerCheck;
import io.github.fallbackrouting.json.AnswerCheck.Finding;
import io.github.fallbackrouting.json.AnswerEdit;
import io.github.fallbackrouting.json.AnswerLabel;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.BodyCheck;
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
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
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
 * discard, late calls are ignored. The host may go on calling while another thread closes it.
 */
@SuppressWarnings("try") // A lock is held for its block, and not otherwise used.
final class RecordedAnswer implements HttpServletResponse {

    /** Whom the answer is held for. Called by the host's own thread, which has the lock. */
    interface Keeper {
        /**
         * The answer can't be held any longer, or need not be: it may be repeated on the real response at once.
         *
         * @return what takes everything that follows; null if it is still to be held
         */
        @Nullable
        HttpServletResponse release(RecordedAnswer answer) throws IOException;

        /** The answer is known to be a failure before the host has come to its end. */
        void failed(RecordedAnswer answer);

        /** The host wants to be told when it can write; while the answer is held it always can. */
        void listens(WriteListener listener);
    }

    private enum Body {
        /** No byte yet. */
        NONE,
        /** A good status with JSON: held to its end, looked at as it comes. */
        CHECKED,
        /** An event stream: held to its first content, looked at as it comes. */
        EVENTS,
        /** An event stream that is known to be none. */
        FAILED_EVENTS,
        /** A failure already: held to its end, whatever it is. */
        FAILED
    }

    /** Has never been fed. */
    private static final AnswerCheck FREED = new AnswerCheck();

    /** Nobody has asked for a writer. */
    private static final StringBuilder NO_CHARS = new StringBuilder(0);

    private final HttpServletResponse real;
    private final HeldHead head;
    private final HoldLimits limits;
    private final boolean takesHtml;
    private final Keeper keeper;
    private final BlockLock lock;
    private final Supplier<BodyCheck> streamCheck;

    private StringBuilder chars = NO_CHARS;
    private final Pools pools;
    private AnswerCheck check;
    private @Nullable BodyCheck events;
    private final PagedBytes bytes;
    private Body body = Body.NONE;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    private int lateSize;
    private boolean flushed;
    private boolean closed;
    private boolean over;
    private boolean lost;

    /**
     * @param real the response that this stands in for
     * @param limits how much to hold
     * @param takesHtml whether the caller asked for HTML, so that a web page is an answer to it
     * @param pools of what it needs until it is {@link #free freed}
     * @param streamCheck makes a look at an event stream
     * @param lock held while anything changes
     * @param keeper takes over when this can't be held any longer
     */
    RecordedAnswer(
            HttpServletResponse real,
            HoldLimits limits,
            boolean takesHtml,
            Pools pools,
            Supplier<BodyCheck> streamCheck,
            BlockLock lock,
            Keeper keeper) {
        this.real = real;
        this.head = new HeldHead(real);
        this.limits = limits;
        this.takesHtml = takesHtml;
        this.pools = pools;
        this.bytes = new PagedBytes(pools.pages());
        this.check = pools.answerChecks().take();
        check.restart();
        this.streamCheck = streamCheck;
        this.lock = lock;
        this.keeper = keeper;
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
            case JSON -> isChecked() ? Content.of(finding()) : Content.GOOD;
            case HTML -> takesHtml ? Content.GOOD : Content.HTML;
            case EVENT_STREAM -> isStream() ? events().content() : Content.GOOD;
            case OTHER -> Content.GOOD;
        };
    }

    /** What is known of the answer, if the host has nothing more to say. */
    Answered evidence(InstantSource clock) {
        int status = getStatus();
        if (status < SC_BAD_REQUEST) {
            ErrorDocument said = isStream() ? events().error() : ErrorDocument.NONE;
            return new Answered(status, content(), said, Optional.empty(), check.usage());
        }
        byte[] all = written();
        ErrorDocument error = isChecked() ? ErrorDocument.read(all, all.length) : ErrorDocument.NONE;
        Optional<Duration> retryAfter = RetryAfter.of(name -> Optional.ofNullable(getHeader(name)), clock);
        return new Answered(status, Content.GOOD, error, retryAfter, Usage.NONE);
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
        return written(StandardCharsets.UTF_8);
    }

    private byte[] written(Charset charset) {
        return chars.length() == 0 ? bytes.toByteArray() : chars.toString().getBytes(charset);
    }

    /** Whether it is a good answer, so far as its status tells, and JSON that can be looked into. */
    boolean isGoodJson() {
        return getStatus() < SC_MULTIPLE_CHOICES && isChecked() && !head.isEnded();
    }

    /** Has the body, of which all is here, say this of its model. */
    void label(AnswerLabel label) {
        try (BlockLock unusedHold = lock.hold()) {
            if (label.isNone() || !isGoodJson()) {
                return;
            }
            byte[] written = written();
            byte[] edited = AnswerEdit.edited(written, label);
            if (edited == written) {
                return;
            }
            if (chars.length() > 0) {
                chars.setLength(0);
                chars.append(new String(edited, StandardCharsets.UTF_8));
            } else {
                bytes.clear();
                bytes.append(edited, 0, edited.length);
            }
            if (head.contentLength() >= 0) {
                int inBytes = writer == null
                        ? edited.length
                        : chars.toString().getBytes(Charset.forName(getCharacterEncoding())).length;
                record(new HeldHead.Length(inBytes));
            }
        }
    }

    /**
     * Repeats everything on the real response.
     *
     * @param stamp adds our own fields, when the host's are in place
     */
    void releaseTo(HttpServletResponse response, Runnable stamp) throws IOException {
        discard();
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
        free();
    }

    /** The host's stream, if it says how long it is and all of it is here. */
    Optional<byte[]> wholeStream() {
        long length = head.contentLength();
        return length < 0
                ? Optional.empty()
                : Optional.of(written(Charset.forName(getCharacterEncoding()))).filter(all -> all.length == length);
    }

    /** Whatever length the host announced: the client is not told it. */
    void forgetLength() {
        head.forgetLength();
    }

    /**
     * Repeats the head on the real response, and the beginning of the stream on what takes all of it.
     *
     * @param stamp adds our own fields, when the host's are in place
     * @param stream writes to the real response's stream, even if the host writes characters
     */
    void releaseStream(HttpServletResponse response, Runnable stamp, StreamedAnswer stream) throws IOException {
        discard();
        String charset = getCharacterEncoding();
        head.replayHead(response);
        if (writer != null) {
            // As asking for a writer does: Servlet 6.0, section 5.6.
            response.setCharacterEncoding(charset);
        }
        stamp.run();
        ServletOutputStream out = stream.getOutputStream();
        out.write(written(Charset.forName(charset)));
        out.flush();
        free();
        if (closed) {
            out.close();
        }
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
        discard();
        head.replayFields(response, kept);
    }

    /** Whether it was forgotten for its size. */
    boolean isLost() {
        try (BlockLock unusedHold = lock.hold()) {
            return lost;
        }
    }

    /** It is not needed any more; what is left of it is its head. */
    void free() {
        try (BlockLock unusedHold = lock.hold()) {
            over = true;
            bytes.free();
            if (check != FREED) {
                pools.answerChecks().giveBack(check);
                check = FREED;
            }
        }
    }

    /** From now on whatever the host does has no effect. */
    void discard() {
        try (BlockLock unusedHold = lock.hold()) {
            over = true;
        }
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

    /** Whether it is an event stream that can be looked into. */
    boolean isEventStream() {
        return mediaType() == MediaType.EVENT_STREAM
                && getStatus() < SC_MULTIPLE_CHOICES
                && !ContentCoding.isEncoded(getHeader("Content-Encoding"));
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
            chars = new StringBuilder();
            // Servlet 6.0, section 5.6: from here on the charset stays as it is.
            record(new HeldHead.OnBody(ServletResponse::getWriter));
        }
        return existing;
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        try (BlockLock unusedHold = lock.hold()) {
            if (over || closed || length == 0) {
                return;
            }
            if (head.isEnded()) {
                byte[] copy = Arrays.copyOfRange(source, offset, offset + length);
                late(length, response -> response.getOutputStream().write(copy));
                return;
            }
            long size = bytes.size() + (long) length;
            if (mustRelease(size)) {
                HttpServletResponse next = keeper.release(this);
                if (next != null) {
                    next.getOutputStream().write(source, offset, length);
                    return;
                }
                if (isTooMuch(size)) {
                    return;
                }
            }
            if (body == Body.CHECKED) {
                check.feed(source, offset, length);
            }
            bytes.append(source, offset, length);
            if (body == Body.EVENTS && events().feed(source, offset, length)) {
                eventsDecided();
            }
        }
    }

    private void write(char[] source, int offset, int length) throws IOException {
        try (BlockLock unusedHold = lock.hold()) {
            if (over || closed || length == 0) {
                return;
            }
            if (head.isEnded()) {
                String copy = new String(source, offset, length);
                late(length, response -> response.getWriter().write(copy));
                return;
            }
            long size = chars.length() + (long) length;
            if (mustRelease(size)) {
                HttpServletResponse next = keeper.release(this);
                if (next != null) {
                    next.getWriter().write(source, offset, length);
                    return;
                }
                if (isTooMuch(size)) {
                    return;
                }
            }
            chars.append(source, offset, length);
            if (body == Body.EVENTS) {
                byte[] encoded = new String(source, offset, length).getBytes(StandardCharsets.UTF_8);
                if (events().feed(encoded, 0, encoded.length)) {
                    eventsDecided();
                }
            }
        }
    }

    private BodyCheck events() {
        BodyCheck existing = events;
        if (existing == null) {
            existing = streamCheck.get();
            events = existing;
        }
        return existing;
    }

    /** What is neither to be released nor small enough to be held is forgotten. */
    private boolean isTooMuch(long size) {
        if (size > limits.response()) {
            over = true;
            lost = true;
        }
        return lost;
    }

    private void eventsDecided() throws IOException {
        if (events().content() == Content.GOOD) {
            HttpServletResponse unused = keeper.release(this);
        } else {
            body = Body.FAILED_EVENTS;
            keeper.failed(this);
        }
    }

    /** Some hosts go on after the answer has ended; it is for the container to say what comes of it. */
    private void late(int size, HeldHead.Effect effect) {
        lateSize += size;
        if (lateSize <= limits.response()) {
            record(new HeldHead.OnBody(effect));
        }
    }

    private void flushed(HeldHead.Effect flush) {
        try (BlockLock unusedHold = lock.hold()) {
            if (head.isEnded()) {
                late(1, flush);
            } else {
                flushed = true;
            }
        }
    }

    /** Decides, at the first byte and whenever the answer grows, whether it may still be held. */
    private boolean mustRelease(long size) {
        if (body == Body.NONE) {
            if (getStatus() >= SC_BAD_REQUEST || (mediaType() == MediaType.HTML && !takesHtml)) {
                body = Body.FAILED;
            } else if (isChecked()) {
                body = Body.CHECKED;
            } else if (isEventStream()) {
                body = Body.EVENTS;
            } else {
                return true;
            }
        }
        return size > (body == Body.EVENTS ? limits.firstEvent() : limits.response());
    }

    private boolean isStream() {
        return body == Body.EVENTS || body == Body.FAILED_EVENTS;
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
            } else {
                printAsTheContainerDoes(text);
            }
        }

        /** Only the container knows in which charset. */
        private void printAsTheContainerDoes(String text) throws IOException {
            try (BlockLock unusedHold = lock.hold()) {
                HttpServletResponse next = keeper.release(RecordedAnswer.this);
                if (next != null) {
                    next.getOutputStream().print(text);
                } else {
                    super.print(text);
                }
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
            keeper.listens(listener);
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
        try (BlockLock unusedHold = lock.hold()) {
            if (over) {
                return;
            }
            if (isCommitted()) {
                throw new IllegalStateException("the response is committed");
            }
            bytes.clear();
            if (chars != NO_CHARS) {
                chars.setLength(0);
            }
            body = Body.NONE;
            check.restart();
            events = null;
        }
    }

    @Override
    public void reset() {
        try (BlockLock unusedHold = lock.hold()) {
            resetBuffer();
            if (!over) {
                head.reset();
                stream = null;
                writer = null;
                flushed = false;
            }
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
        try (BlockLock unusedHold = lock.hold()) {
            resetBuffer();
            if (!over) {
                head.end(status, last);
            }
        }
    }

    // ---- the head -------------------------------------------------------------------------------------------------

    private void record(HeldHead.Step step) {
        try (BlockLock unusedHold = lock.hold()) {
            if (!over && !closed) {
                head.record(step);
            }
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
        return head.value(name) != null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return head.value(name);
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
