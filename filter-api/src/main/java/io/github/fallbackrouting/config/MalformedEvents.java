package io.github.fallbackrouting.config;

/** {@code malformed_events}: what becomes of an event of a stream that is not valid JSON. */
public enum MalformedEvents {
    /** It is left out and counted; the default. */
    DROP,
    /** It goes to the client as it came. */
    FORWARD
}
