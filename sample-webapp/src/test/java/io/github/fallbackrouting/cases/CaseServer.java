package io.github.fallbackrouting.cases;

import io.github.fallbackrouting.FallbackRoutingFilter;
import io.github.fallbackrouting.cases.host.HostModels;
import io.github.fallbackrouting.cases.host.LlmResource;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The host with the filter in front of it, on a Jetty of its own. */
final class CaseServer implements AutoCloseable {

    /** Held, since the log manager forgets the level of a logger that nobody holds. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.eclipse.jetty"),
            Logger.getLogger("org.glassfish.jersey"),
            Logger.getLogger("io.github.fallbackrouting"));

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    /**
     * Not started yet.
     *
     * @param config what both the host and the filter are given
     * @param file where it stands
     */
    CaseServer(Json config, Path file) {
        // What cases bring about on purpose fills the log otherwise.
        QUIET.forEach(logger -> logger.setLevel(Level.OFF));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.setAttribute(LlmResource.MODELS, new HostModels(config));
        FilterHolder filter = new FilterHolder(FallbackRoutingFilter.class);
        filter.setInitParameter("config", file.toUri().toString());
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder rest = new ServletHolder();
        rest.setClassName("org.glassfish.jersey.servlet.ServletContainer");
        rest.setInitParameter("jersey.config.server.provider.classnames", LlmResource.class.getName());
        // Jersey keeps 8 KiB of an answer back otherwise, flushed or not: no stream would come as it is written.
        rest.setInitParameter("jersey.config.server.contentLength.buffer", "0");
        rest.setInitOrder(1);
        rest.setAsyncSupported(true);
        context.addServlet(rest, "/*");
        server.setHandler(context);
    }

    /** @throws Exception if the web application does not start */
    void start() throws Exception {
        server.start();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop: " + e.getMessage(), e);
        }
    }
}
