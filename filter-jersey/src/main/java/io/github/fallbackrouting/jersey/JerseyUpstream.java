package io.github.fallbackrouting.jersey;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.DeploymentSettings;
import io.github.fallbackrouting.config.Dialect;
import io.github.fallbackrouting.config.Endpoint;
import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.routing.Upstream;
import jakarta.ws.rs.client.InvocationCallback;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.client.JerseyClient;
import org.glassfish.jersey.client.JerseyInvocation;
import org.glassfish.jersey.client.spi.Connector;

/**
 * The {@link Upstream} over jersey-client. Thread-safe.
 *
 * <p>A call takes no thread while it waits, however long that is. Its future is completed by one of a few workers, which
 * serve all calls: <b>whoever hangs something on the future must not let it block</b>, and above all must not wait for the
 * body there, since it is the workers who bring it. The same holds for each piece of a body.
 *
 * <p>A call carries {@code Content-Type}, {@code Accept}, {@code Accept-Encoding: identity}, our {@code User-Agent} and the
 * headers of the {@link Endpoint}, which win over ours; nothing of the caller's gets here that could be sent on by mistake.
 * Credentials travel through Jersey as {@link io.github.fallbackrouting.config.Secret}s, so that whatever logs headers on
 * the way shows none.
 */
final class JerseyUpstream implements Upstream {

    private static final String USER_AGENT = "fallback-routing/" + version();

    /** Nothing can listen on port 0: whoever connects is refused by its own machine. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:0");

    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(2);

    private final TransportThreads threads = new TransportThreads();
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final Complaints complaints = new Complaints();
    private final JerseyClient client;
    private volatile boolean closed;

    JerseyUpstream() {
        this(InetAddress::getAllByName, UnaryOperator.identity());
    }

    /**
     * One for tests.
     *
     * @param resolver looks names up before they are called
     * @param settings what else the HTTP clients need to know
     */
    JerseyUpstream(AddressCheck.Resolver resolver, UnaryOperator<HttpClient.Builder> settings) {
        client = new HermeticClient(new HttpClientConnector(threads, resolver, settings), threads);
    }

    /**
     * Runs through what a call runs through, up to the network. Measured on two busy cores, Java 17 and 25: the first call
     * takes 0.7 s to 2 s without this and 40 ms to 100 ms after it; the second takes 10 ms either way.
     *
     * <p>First within Jersey and on the calling thread, since Jersey keeps for good some of what it finds with that
     * thread's context class loader. Then a call to a port that refuses every connection, unless the JVM sends even that
     * through a proxy.
     */
    void warmUp() {
        client.target(NOWHERE).request().buildPost(null).invoke().close();
        if (goesDirect(NOWHERE)) {
            Endpoint endpoint = new Endpoint(NOWHERE, null, Map.of());
            Deployment nowhere =
                    new Deployment("warm-up", "", "", "", Dialect.OPENAI, endpoint, DeploymentSettings.NONE);
            Limits limits = new Limits(WARM_UP_LIMIT, WARM_UP_LIMIT, WARM_UP_LIMIT, WARM_UP_LIMIT);
            send(new Request(nowhere, new Operation("/"), new EmptyObject(), "application/json", "*/*", limits))
                    .exceptionally(refused -> null)
                    .join();
        }
    }

    private static boolean goesDirect(URI uri) {
        ProxySelector proxies = ProxySelector.getDefault();
        return proxies == null || proxies.select(uri).stream().allMatch(Proxy.NO_PROXY::equals);
    }

    @Override
    public CompletableFuture<Response> send(Request request) {
        Call call = new Call(request, threads, calls::remove);
        calls.add(call);
        try {
            if (closed) {
                throw new IOException("the upstream is closed");
            }
            call.start();
            JerseyInvocation.Builder invocation = client.target(
                            request.deployment().endpoint().resolve(request.operation()))
                    .request();
            headers(request).forEach(invocation::header);
            invocation.property(Call.PROPERTY, call);
            Future<jakarta.ws.rs.core.Response> unused =
                    invocation.async().method("POST", new Callback(call, complaints));
        } catch (IOException | RuntimeException e) {
            call.fail(Call.asIOException(e));
        }
        return call.answer();
    }

    private static Map<String, Object> headers(Request request) {
        Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put(HttpHeaders.USER_AGENT, USER_AGENT);
        headers.put(HttpHeaders.CONTENT_TYPE, request.contentType());
        headers.put(HttpHeaders.ACCEPT, request.accept());
        headers.put(HttpHeaders.ACCEPT_ENCODING, "identity");
        headers.putAll(request.deployment().endpoint().headers());
        return headers;
    }

    /** {@inheritDoc} Who waits meanwhile gets an {@link IOException}. Takes milliseconds, 2 s at the very most. */
    @Override
    public void close() {
        closed = true;
        for (Call call : calls) {
            call.fail(new IOException("the upstream was closed during the call"));
        }
        client.close();
        threads.close();
    }

    private static String version() {
        try (InputStream in = JerseyUpstream.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(in, "version.properties"));
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties can't be read; is the JAR damaged?", e);
        }
    }

    /**
     * A Jersey client to which nobody adds anything: no feature or provider that a service file names, no builder listener,
     * no system property. {@code ClientBuilder} would give the container's own JAX-RS client, and Jersey's builder would
     * let listeners and system properties in.
     */
    private static final class HermeticClient extends JerseyClient {

        HermeticClient(Connector connector, TransportThreads threads) {
            getConfiguration()
                    .property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                    .property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
                    .property(CommonProperties.JAXRS_SERVICE_LOADING_ENABLE, false)
                    .property(CommonProperties.PROVIDER_DEFAULT_DISABLE, "ALL")
                    .executorService(threads.workers())
                    .scheduledExecutorService(threads.timer())
                    .connectorProvider((client, configuration) -> connector);
        }
    }

    private static final class Callback implements InvocationCallback<jakarta.ws.rs.core.Response> {

        private final Call call;
        private final Complaints complaints;

        Callback(Call call, Complaints complaints) {
            this.call = call;
            this.complaints = complaints;
        }

        @Override
        public void completed(jakarta.ws.rs.core.Response response) {
            call.succeed(new Answer(response, call.responseBody()));
        }

        @Override
        public void failed(Throwable failure) {
            IOException cause = call.explained(Call.asIOException(failure));
            complaints.about(call.request().deployment().id(), cause);
            call.fail(cause);
        }
    }

    private record Answer(jakarta.ws.rs.core.Response response, ResponseBody body) implements Response {

        @Override
        public int status() {
            return response.getStatus();
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(response.getStringHeaders().getFirst(name));
        }

        @Override
        public CompletableFuture<Optional<ByteBuffer>> next() {
            return body.next();
        }

        @Override
        public void close() {
            body.close();
            response.close();
        }
    }

    /** The smallest JSON that there is. */
    private static final class EmptyObject implements Body {

        @Override
        public long length() {
            return 2;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(new byte[] {'{', '}'});
        }
    }
}
