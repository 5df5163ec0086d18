package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.util.List;

/** A running server with one web application at {@code /app}. */
interface Server {

    int port();

    /** What it has logged of us since its start from {@code WARNING} upwards. */
    List<String> warnings() throws IOException;

    /** What it has written to a log of its own so far; one that runs in this JVM has none. */
    default String log() throws IOException {
        return "";
    }

    void stop() throws Exception;
}
