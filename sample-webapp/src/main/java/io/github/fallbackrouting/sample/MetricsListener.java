package io.github.fallbackrouting.sample;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Opens {@code /metrics} for the time of the web application's life. It runs before any filter starts, so that the registry is
 * there before the first meter is: what is counted earlier would be missing in it.
 */
public final class MetricsListener implements ServletContextListener {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** For the container. */
    public MetricsListener() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Metrics.addRegistry(registry);
        event.getServletContext()
                .addServlet("metrics", new MetricsServlet(registry))
                .addMapping(MetricsServlet.PATTERN);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        Metrics.removeRegistry(registry);
        registry.close();
    }
}
