package io.github.fallbackrouting.servlet;

import java.util.Locale;

/** Why a failed request can't be sent to anybody else. */
enum Obstacle {
    /** It is larger than {@code hold.request_disk}, or could not be kept. */
    REQUEST_TOO_LARGE,
    /** It has a Content-Encoding, so that its {@code model} can't be replaced. */
    REQUEST_ENCODED,
    /** The rest of it can't be had from the caller. */
    REQUEST_INCOMPLETE,
    /** It is not a JSON object. */
    REQUEST_NOT_JSON,
    /** Its path tells no operation, and neither does its endpoint's annotation or mapping. */
    OPERATION_UNKNOWN,
    /** All requests together have caused as many further attempts as {@code retry_budget} allows. */
    RETRY_BUDGET;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As {@code x-fallback-skipped} spells it. */
    String label() {
        return label;
    }
}
