package io.github.fallbackrouting.routing;

import java.util.Locale;

/**
 * Why an attempt failed. A closed list: it decides retry, fallback and cooldown, and it is the vocabulary of headers, logs
 * and metrics.
 */
public enum FailureKind {
    /** 429. */
    RATE_LIMITED,
    /** 503, and Anthropic's 529. */
    OVERLOADED,
    /** 500, 502, 504, every other 5xx, and an exception of the host that is nothing more specific. */
    SERVER_ERROR,
    /** No connection, no first byte, or no further byte in time; 408. */
    TIMEOUT,
    /** Refused, reset, unknown host, TLS, or closed before the answer's head was complete. */
    CONNECTION,
    /** A good status with an answer that is none: empty, cut, HTML, not JSON, or an {@code error} object. */
    BROKEN_ANSWER,
    /** The request is longer than the model's context window. */
    CONTEXT_WINDOW,
    /** The provider's content filter refused the request. */
    CONTENT_POLICY,
    /** 401, 402, 403. */
    CREDENTIALS,
    /** 404. */
    NOT_FOUND,
    /** Every other 4xx, and an exception by which the host itself refuses the caller: it would fail everywhere. */
    BAD_REQUEST,
    /** The caller disconnected. */
    CLIENT_GONE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The kind as headers, logs and metrics spell it: {@code rate_limited}. */
    public String label() {
        return label;
    }
}
