package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.ErrorClass;
import java.util.Locale;
import java.util.Optional;

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
    /** The request is longer than the model's context window: {@code context_length_exceeded} and its kin. */
    CONTEXT_WINDOW,
    /** The provider's content filter refused the request or cut the answer: {@code content_policy_violation} and its kin. */
    CONTENT_POLICY,
    /** 401, 402, 403, and a 429 that says that the quota is used up. */
    CREDENTIALS,
    /** 404. */
    NOT_FOUND,
    /** Every other 4xx, and an exception by which the host itself refuses the caller: it would fail everywhere. */
    BAD_REQUEST,
    /** The caller disconnected. */
    CLIENT_GONE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Whether it is about the request itself, and not about the deployment that was asked. */
    boolean isOfRequest() {
        return this == BAD_REQUEST || this == CONTENT_POLICY || this == CONTEXT_WINDOW;
    }

    /** Where the operator's policies have it; empty where they have no key for it. */
    Optional<ErrorClass> errorClass() {
        return switch (this) {
            case RATE_LIMITED -> Optional.of(ErrorClass.RATE_LIMIT);
            case OVERLOADED -> Optional.of(ErrorClass.SERVICE_UNAVAILABLE);
            case SERVER_ERROR, CONNECTION -> Optional.of(ErrorClass.INTERNAL_SERVER);
            case TIMEOUT -> Optional.of(ErrorClass.TIMEOUT);
            case CONTENT_POLICY -> Optional.of(ErrorClass.CONTENT_POLICY_VIOLATION);
            case CREDENTIALS -> Optional.of(ErrorClass.AUTHENTICATION);
            case NOT_FOUND -> Optional.of(ErrorClass.NOT_FOUND);
            case BAD_REQUEST -> Optional.of(ErrorClass.BAD_REQUEST);
            case BROKEN_ANSWER, CONTEXT_WINDOW, CLIENT_GONE -> Optional.empty();
        };
    }

    /** The kind as headers, logs and metrics spell it: {@code rate_limited}. */
    public String label() {
        return label;
    }
}
