package io.github.fallbackrouting.servers;

import java.io.IOException;

/** A running server with one web application at {@code /app}. */
interface Server {

    int port();

    /** What it has written to a log of its own so far; one that runs in this JVM has none. */
    default String log() throws IOException {
        return "";
    }

    void stop() throws Exception;
}
