package io.github.fallbackrouting.jersey;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.DeploymentSettings;
import io.github.fallbackrouting.config.Dialect;
import io.github.fallbackrouting.config.Endpoint;
import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.config.Secret;
import io.github.fallbackrouting.routing.Upstream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** A request to an alternate, of which a test changes what it is about. Immutable. */
record Requests(
        URI base,
        String query,
        Map<String, Secret> headers,
        Upstream.Body body,
        String contentType,
        Upstream.Limits limits) {

    static final Duration LONG = Duration.ofSeconds(10);
    static final Upstream.Limits PATIENT = new Upstream.Limits(LONG, LONG, LONG, LONG);

    static Requests to(URI base) {
        return new Requests(base, "", Map.of(), text("{\"model\":\"m\"}"), "application/json", PATIENT);
    }

    Requests query(String value) {
        return new Requests(base, value, headers, body, contentType, limits);
    }

    Requests header(String name, String secret) {
        Map<String, Secret> more = new LinkedHashMap<>(headers);
        more.put(name, new Secret(secret));
        return new Requests(base, query, more, body, contentType, limits);
    }

    Requests body(Upstream.Body value) {
        return new Requests(base, query, headers, value, contentType, limits);
    }

    Requests contentType(String value) {
        return new Requests(base, query, headers, body, value, limits);
    }

    Requests connect(Duration limit) {
        return limits(new Upstream.Limits(limit, limits.head(), limits.idle(), limits.total()));
    }

    Requests head(Duration limit) {
        return limits(new Upstream.Limits(limits.connect(), limit, limits.idle(), limits.total()));
    }

    Requests idle(Duration limit) {
        return limits(new Upstream.Limits(limits.connect(), limits.head(), limit, limits.total()));
    }

    Requests total(Duration limit) {
        return limits(new Upstream.Limits(limits.connect(), limits.head(), limits.idle(), limit));
    }

    private Requests limits(Upstream.Limits value) {
        return new Requests(base, query, headers, body, contentType, value);
    }

    Upstream.Request build() {
        Endpoint endpoint = new Endpoint(base, query.isEmpty() ? null : query, headers);
        Deployment deployment = new Deployment(
                "azure-west", "gpt-4o", "azure/west", "west", Dialect.OPENAI, endpoint, DeploymentSettings.NONE);
        return new Upstream.Request(
                deployment, new Operation("/chat/completions"), body, contentType, "text/event-stream", limits);
    }

    /** Sends it and waits for the head of the answer. */
    Upstream.Response sendWith(Upstream upstream) throws Exception {
        return upstream.send(build()).get(15, TimeUnit.SECONDS);
    }

    /** Sends it and waits for the failure, which has to be an {@link IOException}. */
    IOException failWith(Upstream upstream) throws Exception {
        return failure(upstream.send(build()));
    }

    static IOException failure(CompletableFuture<Upstream.Response> answer) throws Exception {
        ExecutionException failed =
                Assertions.assertThrows(ExecutionException.class, () -> answer.get(15, TimeUnit.SECONDS));
        return Assertions.assertInstanceOf(IOException.class, failed.getCause());
    }

    static Upstream.Body text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static Upstream.Body bytes(byte[] bytes) {
        return new Upstream.Body() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
