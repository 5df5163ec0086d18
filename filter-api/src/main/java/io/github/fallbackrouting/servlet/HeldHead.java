package io.github.fallbackrouting.servlet;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The status and the fields that a host has set on an answer that is held, as the list of calls by which it did.
 *
 * <p>Repeated one by one on the real response they have the very effect that they would have had at once, whatever the
 * container makes of them. Not thread-safe.
 */
final class HeldHead {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private static final String CONTENT_TYPE = "Content-Type";
    private static final String CONTENT_LENGTH = "Content-Length";

    /** The charset parameter of a media type (RFC 9110, section 8.3.1). */
    private static final Pattern CHARSET =
            Pattern.compile("\\s*;\\s*charset=\"?([^\\s\";]*)\"?", Pattern.CASE_INSENSITIVE);

    /** RFC 9110, section 5.6.7: the day of the month always has two digits. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final HttpServletResponse real;

    /** The first {@link #count} of these: a list with its iterators would cost a covered request 60 to 120 bytes (benchmark {@code Covered}). */
    private Step[] steps = new Step[4];

    private int count;
    private boolean reset;
    private @Nullable Effect ending;
    private int endStatus;
    private int stepsBeforeEnding;

    HeldHead(HttpServletResponse real) {
        this.real = real;
    }

    /** One call. */
    sealed interface Step {
        void repeatOn(HttpServletResponse response) throws IOException;
    }

    /** What a call does to a response. */
    interface Effect {
        void on(HttpServletResponse response) throws IOException;
    }

    /** A call on the body: it may say something of the head, or come after the end. */
    record OnBody(Effect effect) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) throws IOException {
            effect.on(response);
        }
    }

    /** How a field's value joins what is there. */
    enum Manner {
        SET,
        ADD
    }

    record Status(int status) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            // What is no final status (RFC 9110, section 15) Jetty refuses, and Tomcat sends; neither is an answer.
            response.setStatus(
                    status < HttpServletResponse.SC_OK ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : status);
        }
    }

    record Field(String name, @Nullable String value, Manner manner) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            if (manner == Manner.SET) {
                response.setHeader(name, value);
            } else {
                response.addHeader(name, value);
            }
        }
    }

    record DateField(String name, long date, Manner manner) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            if (manner == Manner.SET) {
                response.setDateHeader(name, date);
            } else {
                response.addDateHeader(name, date);
            }
        }

        private Field asText() {
            String text = HTTP_DATE.format(Instant.ofEpochMilli(date).atOffset(ZoneOffset.UTC));
            return new Field(name, text, manner);
        }
    }

    record CookieField(Cookie cookie) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            response.addCookie(cookie);
        }
    }

    record ContentType(@Nullable String type) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            response.setContentType(type);
        }
    }

    record Charset(@Nullable String charset) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            response.setCharacterEncoding(charset);
        }
    }

    record Length(long length) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            response.setContentLengthLong(length);
        }
    }

    record Language(Locale locale) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            response.setLocale(locale);
        }
    }

    record BufferSize(int size) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            response.setBufferSize(size);
        }
    }

    record Trailers(Supplier<Map<String, String>> trailers) implements Step {
        @Override
        public void repeatOn(HttpServletResponse response) {
            response.setTrailerFields(trailers);
        }
    }

    void record(Step step) {
        if (count == steps.length) {
            steps = Arrays.copyOf(steps, 2 * count);
        }
        steps[count++] = step;
    }

    /** Forgets all, and what was on the real response before, too. */
    void reset() {
        count = 0;
        reset = true;
    }

    /** The answer is ended. What comes after it is repeated after it, too: containers differ in what they make of that. */
    void end(int status, Effect last) {
        ending = last;
        endStatus = status;
        stepsBeforeEnding = count;
    }

    /** Whether the answer is ended by a call. */
    boolean isEnded() {
        return ending != null;
    }

    /** Repeats every call up to the ending. */
    void replay(HttpServletResponse response) throws IOException {
        if (reset) {
            response.reset();
        }
        int end = ending == null ? count : stepsBeforeEnding;
        for (int i = 0; i < end; i++) {
            steps[i].repeatOn(response);
        }
    }

    /** Repeats every call that is on the head alone. */
    void replayHead(HttpServletResponse response) throws IOException {
        if (reset) {
            response.reset();
        }
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            if (!(step instanceof OnBody)) {
                step.repeatOn(response);
            }
        }
    }

    /** Repeats the ending, which has the container write the body, and what came after it. */
    void replayEnding(HttpServletResponse response) throws IOException {
        Effect last = ending;
        if (last == null) {
            return;
        }
        last.on(response);
        for (int i = stepsBeforeEnding; i < count; i++) {
            try {
                steps[i].repeatOn(response);
            } catch (IOException | IllegalStateException e) {
                // Too late for this container: the answer is on its way without it.
                LOG.log(Level.DEBUG, "A call after the end of the answer is ignored", e);
            }
        }
    }

    /** Repeats the calls that set fields of these names; cookies count as {@code Set-Cookie}. */
    void replayFields(HttpServletResponse response, Predicate<String> kept) throws IOException {
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            String name = nameOf(step);
            if (name != null && kept.test(name)) {
                step.repeatOn(response);
            }
        }
    }

    private static @Nullable String nameOf(Step step) {
        if (step instanceof Field field) {
            return field.name();
        }
        if (step instanceof DateField field) {
            return field.name();
        }
        return step instanceof CookieField ? "Set-Cookie" : null;
    }

    int status() {
        if (endStatus != 0) {
            return endStatus;
        }
        for (int i = count - 1; i >= 0; i--) {
            if (steps[i] instanceof Status set) {
                return set.status();
            }
        }
        return reset ? HttpServletResponse.SC_OK : real.getStatus();
    }

    /** The first value that a field would have; null if it would have none. */
    @Nullable
    String value(String name) {
        if (name.equalsIgnoreCase(CONTENT_TYPE)) {
            return contentType();
        }
        if (name.equalsIgnoreCase(CONTENT_LENGTH)) {
            long length = contentLength();
            return length < 0 ? null : Long.toString(length);
        }
        String first = reset ? null : real.getHeader(name);
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            Step textual = step instanceof DateField date ? date.asText() : step;
            if (textual instanceof Field field && field.name().equalsIgnoreCase(name)) {
                first = first == null || field.manner() == Manner.SET ? field.value() : first;
            }
        }
        return first;
    }

    /** The values that a field would have, in order. */
    List<String> values(String name) {
        if (name.equalsIgnoreCase(CONTENT_TYPE) || name.equalsIgnoreCase(CONTENT_LENGTH)) {
            String only = value(name);
            return only == null ? List.of() : List.of(only);
        }
        List<String> values = reset ? new ArrayList<>() : new ArrayList<>(real.getHeaders(name));
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            Step textual = step instanceof DateField date ? date.asText() : step;
            if (textual instanceof Field field && field.name().equalsIgnoreCase(name)) {
                if (field.manner() == Manner.SET) {
                    values.clear();
                }
                if (field.value() != null) {
                    values.add(field.value());
                }
            }
        }
        return values;
    }

    Collection<String> names() {
        Collection<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        if (!reset) {
            names.addAll(real.getHeaderNames());
        }
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            String name = nameOf(step);
            if (name != null && (step instanceof CookieField || value(name) != null)) {
                names.add(name);
            } else if (name != null) {
                names.remove(name);
            }
        }
        if (contentType() != null) {
            names.add(CONTENT_TYPE);
        }
        if (contentLength() >= 0) {
            names.add(CONTENT_LENGTH);
        }
        return names;
    }

    /** The media type, with its charset if one is set; null if there is none. */
    @Nullable
    String contentType() {
        String type = type();
        String charset = laterCharset();
        if (type == null || charset == null) {
            return type;
        }
        Matcher named = CHARSET.matcher(type);
        return named.find()
                ? type.substring(0, named.start()) + ";charset=" + charset + type.substring(named.end())
                : type + ";charset=" + charset;
    }

    String charset() {
        String charset = laterCharset();
        if (charset != null) {
            return charset;
        }
        String type = type();
        Matcher named = CHARSET.matcher(type == null ? "" : type);
        return named.find() ? named.group(1) : real.getCharacterEncoding();
    }

    /** The media type as it was set last. */
    private @Nullable String type() {
        String type = reset ? null : real.getContentType();
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            if (isType(step)) {
                type = typeOf(step);
            }
        }
        return type;
    }

    /** The charset that was set by itself, unless a media type with a charset of its own came after it. */
    private @Nullable String laterCharset() {
        String charset = null;
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            if (step instanceof Charset set) {
                charset = set.charset();
            } else if (charset != null && isType(step)) {
                String type = typeOf(step);
                charset = type != null && CHARSET.matcher(type).find() ? null : charset;
            }
        }
        return charset;
    }

    private static boolean isType(Step step) {
        return step instanceof ContentType
                || (step instanceof Field field && field.name().equalsIgnoreCase(CONTENT_TYPE));
    }

    private static @Nullable String typeOf(Step step) {
        return step instanceof ContentType set ? set.type() : step instanceof Field field ? field.value() : null;
    }

    /** The announced length in bytes; -1 if none is. */
    long contentLength() {
        long length = -1;
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            if (step instanceof Length set) {
                length = set.length();
            } else if (isLength(step)) {
                length = parse(((Field) step).value());
            }
        }
        return length;
    }

    /** No length is announced, whatever was said; for an answer that no call has ended. */
    void forgetLength() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!isLength(steps[i])) {
                steps[kept++] = steps[i];
            }
        }
        count = kept;
    }

    private static boolean isLength(Step step) {
        return step instanceof Length
                || (step instanceof Field field && field.name().equalsIgnoreCase(CONTENT_LENGTH));
    }

    private static long parse(@Nullable String digits) {
        try {
            return digits == null ? -1 : Long.parseLong(digits.strip());
        } catch (NumberFormatException e) {
            // What the container makes of it is its own affair.
            return -1;
        }
    }

    Locale locale() {
        Locale locale = reset ? Locale.getDefault() : real.getLocale();
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            if (step instanceof Language set) {
                locale = set.locale();
            }
        }
        return locale;
    }

    @Nullable
    Supplier<Map<String, String>> trailers() {
        Supplier<Map<String, String>> trailers = reset ? null : real.getTrailerFields();
        for (int i = 0; i < count; i++) {
            Step step = steps[i];
            if (step instanceof Trailers set) {
                trailers = set.trailers();
            }
        }
        return trailers;
    }
}
