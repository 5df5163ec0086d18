package io.github.fallbackrouting.sample;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Shows Prometheus all that a registry has. */
final class MetricsServlet extends HttpServlet {

    /** Where it is mapped. */
    static final String PATTERN = "/metrics";

    private static final long serialVersionUID = 1L;

    /** Prometheus' text format, version 0.0.4. */
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final transient PrometheusMeterRegistry registry;

    MetricsServlet(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(TEXT);
        response.getWriter().write(registry.scrape(TEXT));
    }
}
