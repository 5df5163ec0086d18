package io.github.fallbackrouting.servers;

import java.util.List;

/** A running server on which one application comes and goes. */
interface Deployer {

    /** Where it listens. */
    int port();

    /** The JVM that the applications run in. */
    Jvm jvm();

    /** How many class loaders of applications that are gone the server itself may keep, however many there were. */
    default long keptByServer() {
        return 0;
    }

    /** Whether a class loader that is kept, by whomever, has its application's objects with it. */
    default boolean hangsObjectsOnLoaders() {
        return false;
    }

    /** Deploys the application at {@code /app}; fails if it does not start. */
    void deploy() throws Exception;

    /** Takes the application away. */
    void undeploy() throws Exception;

    /** What it has logged since its start from {@code WARNING} upwards, a line each. */
    List<String> warnings();

    /** Stops the server. */
    void stop() throws Exception;
}
