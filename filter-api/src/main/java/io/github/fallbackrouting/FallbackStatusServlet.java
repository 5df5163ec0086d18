package io.github.fallbackrouting;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.report.FilterStatus;
import io.github.fallbackrouting.report.StatusJson;
import io.github.fallbackrouting.report.StatusPage;
import io.github.fallbackrouting.servlet.Monitors;
import io.github.fallbackrouting.servlet.StatusRequest;
import io.github.fallbackrouting.servlet.StatusRequest.Format;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Shows how the deployments behind every {@link FallbackRoutingFilter} of its web application are: who is healthy and who
 * rests, what failed of late, who answered what share, and the latest calls.
 *
 * <p><b>It is off unless it is mapped:</b>
 *
 * <pre>{@code
 * <servlet>
 *   <servlet-name>fallback-status</servlet-name>
 *   <servlet-class>io.github.fallbackrouting.FallbackStatusServlet</servlet-class>
 * </servlet>
 * <servlet-mapping>
 *   <servlet-name>fallback-status</servlet-name>
 *   <url-pattern>/fallback-status</url-pattern>
 * </servlet-mapping>
 * }</pre>
 *
 * <p><b>Put it behind the application's own authentication</b>, as with a {@code <security-constraint>} on its URL: it asks
 * nobody for a password. It shows no key and no body, and base URLs only with {@code expose.api_base}; but model names,
 * numbers, costs and the ids of calls are not for everybody either.
 *
 * <p>{@code GET} and {@code HEAD}. One HTML page, or JSON with {@code ?format=json} or an {@code Accept} that prefers {@code
 * application/json}. {@code ?refresh=5} has a browser load the page again every five seconds (2 to 3600). Thread-safe.
 */
public final class FallbackStatusServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    /** For the container. */
    public FallbackStatusServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean isHead = request.getMethod().equals("HEAD");
        if (!isHead && !request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET, HEAD");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        StatusRequest asked = StatusRequest.of(request);
        byte[] body = body(asked).getBytes(UTF_8);
        response.setContentType(asked.format().contentType());
        response.setContentLength(body.length);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Vary", "Accept");
        response.setHeader("Content-Security-Policy", StatusPage.CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        if (!isHead) {
            response.getOutputStream().write(body);
        }
    }

    private String body(StatusRequest asked) {
        List<FilterStatus> filters = Monitors.of(getServletContext()).look();
        return asked.format() == Format.JSON
                ? StatusJson.of(Instant.now(), filters)
                : StatusPage.of(Instant.now(), filters, asked.refresh());
    }
}
