package io.github.fallbackrouting.sample.launch;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.webapp.WebAppContext;

/**
 * Puts another configuration into the filter's {@code config}, after the {@code web.xml} was read and before the filter
 * starts.
 *
 * @param context the web application
 * @param file the configuration
 */
record FilterConfig(WebAppContext context, Path file) implements ServletContextListener {

    private static final String FILTER = "fallback-routing";

    /** @throws IllegalStateException if there is no such filter */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        FilterHolder filter = context.getServletHandler().getFilter(FILTER);
        if (filter == null) {
            throw new IllegalStateException("the web application has no filter named '" + FILTER + "'");
        }
        filter.setInitParameter("config", file.toAbsolutePath().toUri().toString());
    }
}
