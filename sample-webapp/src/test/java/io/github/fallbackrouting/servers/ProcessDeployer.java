package io.github.fallbackrouting.servers;

import java.util.List;

/** A server in a JVM of its own on which an application comes and goes, as that server's administrators would have it. */
abstract class ProcessDeployer implements Deployer {

    private final ServerProcess server;
    private final ServerLog log;

    ProcessDeployer(ServerProcess server, ServerLog log) {
        this.server = server;
        this.log = log;
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public Jvm jvm() {
        return Jvm.of(server.pid());
    }

    @Override
    public List<String> warnings() {
        return log.warnings();
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }
}
