package io.github.fallbackrouting.config;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The classes of failure for which LiteLLM's {@code retry_policy} and {@code allowed_fails_policy} have keys: {@code
 * TimeoutErrorRetries}, {@code TimeoutErrorAllowedFails} and so on.
 */
public enum ErrorClass {
    /** The request itself is at fault. */
    BAD_REQUEST("BadRequestError"),
    /** The provider does not accept the key. */
    AUTHENTICATION("AuthenticationError"),
    /** No answer in time. */
    TIMEOUT("TimeoutError"),
    /** Too many requests. */
    RATE_LIMIT("RateLimitError"),
    /** The provider's content filter refused the request. */
    CONTENT_POLICY_VIOLATION("ContentPolicyViolationError"),
    /** The provider failed: a 5xx, or no connection, which LiteLLM reports as a 500 as well. */
    INTERNAL_SERVER("InternalServerError"),
    /** The provider has too much to do: 503, 529; what is said of {@link #INTERNAL_SERVER} holds where nothing is said of it. */
    SERVICE_UNAVAILABLE("ServiceUnavailableError"),
    /** The provider does not know the model. */
    NOT_FOUND("NotFoundError"),
    /** Whatever has no key of its own. */
    DEFAULT("Default");

    private final String title;

    ErrorClass(String title) {
        this.title = title;
    }

    /** The beginning of its keys. */
    String title() {
        return title;
    }

    /** The class that this one is a part of. */
    public Optional<ErrorClass> broader() {
        return this == SERVICE_UNAVAILABLE ? Optional.of(INTERNAL_SERVER) : Optional.empty();
    }

    /** The class whose key, with this ending, is given. */
    static Optional<ErrorClass> ofKey(String key, String ending) {
        return Stream.of(values())
                .filter(known -> key.equals(known.title + ending))
                .findFirst();
    }
}
