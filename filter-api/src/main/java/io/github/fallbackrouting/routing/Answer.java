package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.json.AnswerCheck;
import io.github.fallbackrouting.json.AnswerCheck.Finding;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * An alternate's answer, read far enough to be judged: to its end or to {@code hold.response}; a failed one as far as its
 * provider's code must stand. Used by one thread at a time.
 */
public final class Answer implements AutoCloseable {

    /** An error's code stands within its first few lines. */
    private static final int ERROR_LIMIT = 16 << 10;

    private final Upstream.Response response;
    private final byte[] held;
    private final boolean whole;
    private final Evidence evidence;

    private Answer(Upstream.Response response, byte[] held, boolean whole, Evidence evidence) {
        this.response = response;
        this.held = held;
        this.whole = whole;
        this.evidence = evidence;
    }

    /**
     * Reads an answer.
     *
     * @param limit the most bytes to hold
     * @param clock what a date in Retry-After is compared with
     */
    static Answer read(Upstream.Response response, int limit, InstantSource clock) {
        int status = response.status();
        if (status >= 400) {
            return failed(response, Math.min(limit, ERROR_LIMIT), clock);
        }
        if (status >= 300) {
            return unread(response, Content.REDIRECT);
        }
        if (isEncoded(response)) {
            return unread(response, Content.ENCODED);
        }
        MediaType type = MediaType.of(response.header("Content-Type").orElse(null));
        if (type == MediaType.HTML) {
            return unread(response, Content.HTML);
        }
        try {
            byte[] held = response.body().readNBytes(limit);
            boolean whole = held.length < limit;
            AnswerCheck check = new AnswerCheck();
            Content content =
                    type == MediaType.JSON ? look(check, held, whole) : held.length > 0 ? Content.GOOD : Content.EMPTY;
            return new Answer(
                    response,
                    held,
                    whole,
                    new Answered(status, content, ErrorDocument.NONE, Optional.empty(), check.totalTokens()));
        } catch (HttpTimeoutException e) {
            return new Answer(response, new byte[0], false, new Threw(status, e));
        } catch (IOException e) {
            return new Answer(response, new byte[0], false, new Answered(status, Content.CUT));
        }
    }

    /** The status is known and stays, whatever comes of reading on. */
    private static Answer failed(Upstream.Response response, int limit, InstantSource clock) {
        Optional<Duration> retryAfter = RetryAfter.of(response::header, clock);
        byte[] held = new byte[0];
        boolean whole = false;
        try {
            if (!isEncoded(response)) {
                held = response.body().readNBytes(limit);
                whole = held.length < limit;
            }
        } catch (IOException e) {
            // What is missing can't be told on, and nothing depends on it.
            whole = true;
        }
        ErrorDocument error = ErrorDocument.read(held, held.length);
        return new Answer(response, held, whole, new Answered(response.status(), Content.GOOD, error, retryAfter, 0));
    }

    private static boolean isEncoded(Upstream.Response response) {
        return ContentCoding.isEncoded(response.header("Content-Encoding").orElse(null));
    }

    private static Content look(AnswerCheck check, byte[] held, boolean whole) {
        check.feed(held, 0, held.length);
        if (whole) {
            return contentOf(check.atEnd());
        }
        return check.isHopeless() ? Content.NOT_JSON : Content.GOOD;
    }

    private static Answer unread(Upstream.Response response, Content content) {
        return new Answer(response, new byte[0], false, new Answered(response.status(), content));
    }

    /** What a finished check means for the answer it looked at. */
    public static Content contentOf(Finding finding) {
        return switch (finding) {
            case GOOD -> Content.GOOD;
            case EMPTY -> Content.EMPTY;
            case NOT_JSON -> Content.NOT_JSON;
            case ERROR -> Content.ERROR;
            case FILTERED -> Content.FILTERED;
        };
    }

    Evidence evidence() {
        return evidence;
    }

    /** The status to send on. */
    public int status() {
        return response.status();
    }

    /** A field of the answer's head. */
    public Optional<String> header(String name) {
        return response.header(name);
    }

    /** The body's length in bytes, if it is known. */
    public Optional<String> contentLength() {
        return whole ? Optional.of(Integer.toString(held.length)) : response.header("Content-Length");
    }

    /**
     * Sends the body on, the part not yet read as it comes.
     *
     * @throws IOException if the client can't be written to, or the rest of the answer fails to arrive; part of it has then
     *     been sent
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(held);
        if (!whole) {
            InputStream rest = response.body();
            rest.transferTo(out);
        }
    }

    @Override
    public void close() {
        response.close();
    }
}
