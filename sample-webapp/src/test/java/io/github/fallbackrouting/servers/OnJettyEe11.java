package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ClassMatcher;
import org.junit.jupiter.api.Tag;

/** Jetty 12.1, Jakarta EE 11. */
@Tag("ee11")
interface OnJettyEe11 extends Container {

    @Override
    default Server start(Path war, Map<String, String> contextParams) throws Exception {
        org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        WebAppContext application = new WebAppContext();
        application.setContextPath("/app");
        application.setWar(war.toString());
        application.setTempDirectory(
                war.resolveSibling(war.getFileName() + "-temporary").toFile());
        application.setThrowUnavailableOnStartupException(true);
        // The tests' own class path has Jersey too; the application is not to find it there.
        application.addHiddenClassMatcher(new ClassMatcher(
                "io.github.fallbackrouting.",
                "io.micrometer.",
                "io.prometheus.",
                "jakarta.annotation.",
                "jakarta.inject.",
                "jakarta.validation.",
                "jakarta.ws.rs.",
                "javassist.",
                "org.HdrHistogram.",
                "org.aopalliance.",
                "org.glassfish.",
                "org.jvnet.hk2."));
        // A stack trace on an error page shows every filter, ours too.
        ErrorPageErrorHandler errorPage = new ErrorPageErrorHandler();
        errorPage.setShowStacks(false);
        application.setErrorHandler(errorPage);
        application.getSecurityHandler().setLoginService(JettyCallers.service());
        contextParams.forEach(application::setInitParameter);
        jetty.setHandler(application);
        LogRecords log = new LogRecords();
        jetty.start();
        return new Server() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public List<String> warnings() {
                return log.ofUs();
            }

            @Override
            public void stop() throws Exception {
                jetty.stop();
                log.close();
            }
        };
    }
}
