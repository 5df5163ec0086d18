package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.util.List;

/** A running server with one web application at {@code /app}. */
interface Server {

    int port();

    /** What it has logged of us since its start from {@code WARNING} upwards. */
    List<String> warnings() throws IOException;

    void stop() throws Exception;
}
