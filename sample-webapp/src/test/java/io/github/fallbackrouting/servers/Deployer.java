package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A running server on which an application comes and goes. */
interface Deployer {

    /** Where it listens. */
    int port();

    /** The JVM that the applications run in. */
    Jvm jvm();

    /** The class of its class loaders, one for each application. */
    String loader();

    /** Deploys a WAR at {@code /app}; fails if the application does not start. */
    void deploy(Path war, Map<String, String> contextParams) throws Exception;

    /** Takes the application away. */
    void undeploy() throws Exception;

    /** What it has logged since its start from {@code WARNING} upwards, a line each. */
    List<String> warnings();

    /** Stops the server. */
    void stop() throws Exception;
}
