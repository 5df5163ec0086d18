package io.github.fallbackrouting.sample.launch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ClassMatcher;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/** A WAR on an embedded Jetty at 127.0.0.1, where it sees its own libraries only, as on a Jetty that is installed. */
public final class SampleServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    /** Held, since the log manager forgets the level of a logger that nobody holds. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.eclipse.jetty"),
            Logger.getLogger("org.glassfish.jersey.server.ServerRuntime$Responder"));

    private final Server server = new Server(threads());
    private final ServerConnector connector = new ServerConnector(server);
    private final WebAppContext context = new WebAppContext();

    /**
     * Not started yet.
     *
     * @param war the file
     * @param port where to listen; 0: wherever it is free
     */
    public SampleServer(Path war, int port) {
        // Their stack traces add nothing: what keeps the WAR from starting is thrown, what a resource throws is
        // answered.
        QUIET.forEach(logger -> logger.setLevel(Level.OFF));
        connector.setHost(HOST);
        connector.setPort(port);
        server.addConnector(connector);
        context.setContextPath("/");
        context.setWar(war.toString());
        context.setThrowUnavailableOnStartupException(true);
        // Maven puts the WAR's libraries beside Jetty too; the web application must not find them there.
        context.addHiddenClassMatcher(new ClassMatcher(
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
        server.setHandler(context);
        server.setStopAtShutdown(true);
    }

    /** Each request has a virtual thread where the JDK knows them, from 21 on. */
    private static ThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("sample-"));
        return threads;
    }

    /** Lets this file stand in for the {@code WEB-INF/web.xml} of the WAR. */
    SampleServer withDescriptor(Path webXml) {
        context.setDescriptor(webXml.toString());
        return this;
    }

    /** Lets this file stand in for the {@code fallback.yaml} of the WAR. */
    public SampleServer withConfig(Path fallbackYaml) {
        context.addEventListener(new FilterConfig(context, fallbackYaml));
        return this;
    }

    /** Gives the web application a context-param; a second one of a name is not heard. */
    public SampleServer withContextParam(String name, String value) {
        context.getInitParams().putIfAbsent(name, value);
        return this;
    }

    /**
     * Takes the port.
     *
     * @throws IOException if it is taken
     */
    void listen() throws IOException {
        connector.open();
    }

    /**
     * Starts the web application; takes the port if {@link #listen} has not.
     *
     * @throws Exception if the web application doesn't start; it is stopped then
     */
    public SampleServer start() throws Exception {
        try {
            server.start();
            return this;
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Where it listens: no path, no slash at the end. */
    public URI uri() {
        return URI.create("http://" + HOST + ":" + connector.getLocalPort());
    }

    /** A context-param as the web application's start left it; null if there is none. */
    @Nullable
    String contextParam(String name) {
        return context.getServletContext().getInitParameter(name);
    }

    /** Waits until it is stopped. */
    void join() throws InterruptedException {
        server.join();
    }

    /** Stops the web application, then frees the port. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop: " + e.getMessage(), e);
        }
    }
}
