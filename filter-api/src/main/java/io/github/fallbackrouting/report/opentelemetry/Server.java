package io.github.fallbackrouting.report.opentelemetry;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Endpoint;
import io.github.fallbackrouting.config.Operation;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Where a deployment is, as the conventions for HTTP spans want it.
 *
 * @param address {@code server.address}
 * @param port {@code server.port}
 */
record Server(String address, long port) {

    /** All that we know to be no secret. */
    private static final String PLAIN = "api-version";

    static Server of(Deployment deployment) {
        URI base = deployment.endpoint().base();
        int standard = "https".equalsIgnoreCase(base.getScheme()) ? 443 : 80;
        return new Server(base.getHost(), base.getPort() < 0 ? standard : base.getPort());
    }

    /**
     * {@code url.full}: the URL at which an operation is served. There is no user in it, {@link Endpoint} sees to that, and of
     * its query all values but that of {@code api-version} are {@code REDACTED}.
     *
     * @param operation its path; empty if that is not known
     */
    static String url(Deployment deployment, String operation) {
        Endpoint endpoint = deployment.endpoint();
        String query = endpoint.query();
        Endpoint shown = new Endpoint(endpoint.base(), query == null ? null : redacted(query), endpoint.headers());
        return operation.isEmpty()
                ? shown.base().toString()
                : shown.resolve(new Operation(operation)).toString();
    }

    private static String redacted(String query) {
        return Arrays.stream(query.split("&")).map(Server::redactedPair).collect(Collectors.joining("&"));
    }

    private static String redactedPair(String pair) {
        int equals = pair.indexOf('=');
        String name = pair.substring(0, Math.max(0, equals));
        return name.equals(PLAIN) ? pair : (name.isEmpty() ? "REDACTED" : name + "=REDACTED");
    }
}
