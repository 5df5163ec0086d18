package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonScanner.Kind;

/** Tells, while a JSON answer goes by, whether it is one. Not thread-safe. */
public final class AnswerCheck {

    /** What came of it. */
    public enum Finding {
        /** One whole JSON value. */
        GOOD,
        /** No byte, or nothing but white space. */
        EMPTY,
        /** It ends too early, or is no JSON at all. */
        NOT_JSON,
        /**
         * Whole, but its outermost object has an {@code error} that is an object: how OpenAI-compatible servers report a
         * failure when the status has already been sent. ({@code "error": null} is part of a good answer of the Responses
         * API.)
         */
        ERROR
    }

    private final JsonScanner scanner = new JsonScanner((name, kind, from, to) -> found(kind), "error");
    private boolean error;

    /** Looks at the next piece. */
    public void feed(byte[] bytes, int offset, int length) {
        scanner.feed(bytes, offset, length);
    }

    /** What the answer is, if this was all of it. */
    public Finding atEnd() {
        if (scanner.isEmpty()) {
            return Finding.EMPTY;
        }
        if (!scanner.isWhole()) {
            return Finding.NOT_JSON;
        }
        return error ? Finding.ERROR : Finding.GOOD;
    }

    /** Whether it is bad already, whatever follows. */
    public boolean isHopeless() {
        return error || scanner.isBroken();
    }

    private void found(Kind kind) {
        error |= kind == Kind.OBJECT;
    }
}
