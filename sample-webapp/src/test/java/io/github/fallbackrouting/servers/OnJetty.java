package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ClassMatcher;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty 12.1, Jakarta EE 10. */
interface OnJetty extends Container {

    @Override
    default Server start(Path war, Map<String, String> contextParams) throws Exception {
        return start(war, contextParams, new HttpConnectionFactory());
    }

    /** A server that speaks these protocols at one port. */
    static Server start(Path war, Map<String, String> contextParams, ConnectionFactory... protocols) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool();
        // None before JDK 21: on a newer one all contracts are kept on virtual threads.
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("contract-"));
        org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server(threads);
        ServerConnector connector = new ServerConnector(jetty, protocols);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(application(war, contextParams));
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

    /**
     * An application that can be started on a server: a {@link org.eclipse.jetty.server.handler.ContextHandler}.
     *
     * <p>The tests of Jakarta EE 11 look through all test classes, with none of Jakarta EE 10 on the class path. A class is
     * looked for where it stands in a signature, and where it is handed on as another class; not where as an interface.
     */
    static Handler application(Path war, Map<String, String> contextParams) {
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
        return application;
    }
}
