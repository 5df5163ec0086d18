package io.github.fallbackrouting.servers;

/** A running server with one web application at {@code /app}. */
interface Server {

    int port();

    void stop() throws Exception;
}
