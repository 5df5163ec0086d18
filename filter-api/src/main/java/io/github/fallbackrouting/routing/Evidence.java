package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.json.AnswerCheck.Finding;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import java.time.Duration;
import java.util.Optional;

/** What an attempt left behind, before it is judged. Immutable. */
public sealed interface Evidence {

    /**
     * An answer.
     *
     * @param status of the answer
     * @param content what its body is
     * @param error what the provider says in it of a failure
     * @param retryAfter how long it asks to be left alone
     * @param usage what it says that it used
     */
    record Answered(int status, Content content, ErrorDocument error, Optional<Duration> retryAfter, Usage usage)
            implements Evidence {

        /** One of which nothing else is known. */
        public Answered(int status, Content content) {
            this(status, content, ErrorDocument.NONE, Optional.empty(), Usage.NONE);
        }
    }

    /**
     * No answer, but an exception.
     *
     * @param status that the host had set when it threw; 0 if there was none
     * @param cause what was thrown
     */
    record Threw(int status, Throwable cause) implements Evidence {}

    /** The caller is gone: reading its request failed, or the thread that serves it was interrupted. */
    record CallerLeft() implements Evidence {}

    /** What an answer's body is, so far as it was looked at. */
    enum Content {
        /** A whole JSON value, or something that can't be checked and is taken as it is. */
        GOOD("good"),
        /** Nothing at all. */
        EMPTY("empty"),
        /** Less than its Content-Length promised, or cut by the network. */
        CUT("cut short"),
        /** Meant to be JSON, but is not. */
        NOT_JSON("not JSON"),
        /** A web page, as proxies and portals send it in place of an answer. */
        HTML("HTML"),
        /** A JSON object with an {@code error} object in it. */
        ERROR("an error object"),
        /** Good JSON, but the provider's content filter has put an end to it. */
        FILTERED("cut by the content filter"),
        /** Whole, where a stream was asked for. */
        NOT_A_STREAM("no stream"),
        /** In a content coding that was not asked for. */
        ENCODED("in an unexpected Content-Encoding"),
        /** A redirection, which we don't follow. */
        REDIRECT("a redirection");

        private final String title;

        Content(String title) {
            this.title = title;
        }

        /** What a finished check means for the answer it looked at. */
        public static Content of(Finding finding) {
            return switch (finding) {
                case GOOD -> GOOD;
                case EMPTY -> EMPTY;
                case NOT_JSON -> NOT_JSON;
                case ERROR -> ERROR;
                case FILTERED -> FILTERED;
            };
        }

        /** In a few words. */
        public String title() {
            return title;
        }
    }
}
