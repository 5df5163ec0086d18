package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/** Jetty 12.1, Jakarta EE 10. */
class JettyRedeployIT extends RedeployContract {

    @Override
    Deployer startEmpty(Path directory, Path war, Map<String, String> contextParams) throws Exception {
        LogRecords log = new LogRecords();
        org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ContextHandlerCollection applications = new ContextHandlerCollection(true);
        jetty.setHandler(applications);
        jetty.start();
        return new Deployer() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public Jvm jvm() {
                return Jvm.here();
            }

            @Override
            public void deploy() throws Exception {
                ContextHandler application = (ContextHandler) OnJetty.application(war, contextParams);
                application.setTempDirectory(directory.resolve("temporary").toFile());
                applications.addHandler(application);
                application.start();
            }

            @Override
            public void undeploy() throws Exception {
                ContextHandler application =
                        (ContextHandler) applications.getHandlers().get(0);
                application.stop();
                applications.removeHandler(application);
                application.destroy();
            }

            @Override
            public List<String> warnings() {
                return log.lines();
            }

            @Override
            public void stop() throws Exception {
                jetty.stop();
                log.close();
            }
        };
    }
}
