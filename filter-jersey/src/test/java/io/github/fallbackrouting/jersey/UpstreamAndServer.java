package io.github.fallbackrouting.jersey;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One upstream for all tests of a class, since making one takes a while, and a server of its own for each test. */
abstract class UpstreamAndServer {

    static JerseyUpstream upstream;
    ScriptedServer server;

    @BeforeAll
    static void openUpstream() {
        upstream = new JerseyUpstream();
    }

    @AfterAll
    static void closeUpstream() {
        upstream.close();
    }

    @BeforeEach
    void startServer() throws IOException {
        server = ScriptedServer.start();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }
}
