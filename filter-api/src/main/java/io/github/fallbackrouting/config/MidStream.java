package io.github.fallbackrouting.config;

/** {@code mid_stream}: what becomes of a stream that breaks when the client has part of it already. */
public enum MidStream {
    /** Another deployment goes on where it broke; the default. */
    CONTINUE,
    /** The client gets an error event, and no clean end. */
    ERROR
}
