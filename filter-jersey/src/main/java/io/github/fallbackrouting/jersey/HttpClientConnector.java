package io.github.fallbackrouting.jersey;

import io.github.fallbackrouting.config.Secret;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;
import org.glassfish.jersey.message.internal.Statuses;

/**
 * Carries Jersey's requests over {@link HttpClient}: one exchange for each request, no thread that waits, nothing sent
 * twice, no redirect followed, no cookie kept, no password asked for. Thread-safe.
 *
 * <p><b>HTTP/1.1</b>, for {@code https} too. Every provider speaks it, and with one connection for each call an abort
 * closes that connection, which a provider takes as the end of a generation. For {@code http} it also spares the request an
 * {@code Upgrade: h2c}.
 *
 * <p><b>Connections are kept</b> after an answer that was read to its end: on Java 17 for 20 minutes, from Java 21 on for
 * 30 seconds, or as {@code -Djdk.httpclient.keepalive.timeout} says in seconds. One that the server closed meanwhile may be
 * picked all the same; the call then fails with an {@link IOException}, and it is the router that decides whether to try
 * again. What {@link HttpClient} does repeat, once, is opening a connection that was refused: before any byte of a request.
 *
 * <p>On Java 17 and 21, on a machine with one or two processors, the JDK starts a thread at the end of each exchange that does
 * nothing and is gone at once: the default executor of {@link CompletableFuture}. All it does of ours is to hand a failure to a
 * worker.
 *
 * <p>The JVM's proxy settings hold, as for everything else that the host sends.
 */
final class HttpClientConnector implements Connector {

    /**
     * Fields that belong to the connection and not to a request: those that {@link HttpRequest.Builder#header} refuses, and
     * those of RFC 9110, section 7.6.1.
     */
    private static final Set<String> CONNECTION_FIELDS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final TransportThreads threads;
    private final AddressCheck addresses;
    private final TrustedClients clients;

    /**
     * @param threads does all the work; not closed by this connector
     * @param resolver looks names up before a client does
     * @param settings what else the clients need to know
     */
    HttpClientConnector(
            TransportThreads threads, AddressCheck.Resolver resolver, UnaryOperator<HttpClient.Builder> settings) {
        this.threads = threads;
        // As a client without one of its own: the JVM's at the time when it is made.
        this.addresses = new AddressCheck(resolver, ProxySelector.getDefault());
        this.clients = new TrustedClients(
                threads,
                builder -> settings.apply(builder)
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(threads.onWorker()));
    }

    /**
     * Sends the request of a {@link Call}.
     *
     * @param callback told of the head of the answer, or of the failure, by one of the workers
     */
    @Override
    public Future<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
        if (!(request.getProperty(Call.PROPERTY) instanceof Call call)) {
            throw new IllegalArgumentException("the request has no property " + Call.PROPERTY);
        }
        HttpRequest.Builder outbound =
                HttpRequest.newBuilder(request.getUri()).method(request.getMethod(), call.requestBody());
        request.getHeaders().forEach((name, values) -> values.forEach(value -> addHeader(outbound, name, value)));
        HttpRequest ready = outbound.build();
        HttpClient client;
        try {
            addresses.check(call.request().deployment(), ready.uri());
            client = clients.of(call.request().deployment().endpoint().trust());
        } catch (IOException e) {
            callback.failure(e);
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<HttpResponse<ResponseBody>> exchange = client.sendAsync(ready, head -> {
            call.headArrived();
            try {
                callback.response(answer(request, head.statusCode(), head.headers()));
            } catch (RuntimeException e) {
                call.fail(Call.asIOException(e));
            }
            return call.responseBody();
        });
        call.exchanging(exchange);
        Future<?> connection = neverDone(exchange);
        CompletableFuture<HttpResponse<ResponseBody>> unused = exchange.whenComplete((response, failure) -> {
            if (failure != null) {
                threads.workers().execute(() -> {
                    connection.cancel(true);
                    if (!call.failBody(failure)) {
                        callback.failure(failure);
                    }
                });
            }
        });
        return exchange;
    }

    /**
     * By which the connection of an exchange can be closed though the exchange has failed already. Java 17 leaves it open
     * for good if the head of the answer makes no sense to it: a status line that is none, a length that is no number, too
     * many interim responses. Cancelling closes it, but has no effect on what is done; what is derived from an exchange can
     * be cancelled like it, and a combination with something that never comes is never done.
     */
    private static Future<?> neverDone(CompletableFuture<?> exchange) {
        return exchange.thenCombine(new CompletableFuture<Void>(), (response, never) -> response);
    }

    /** The only place where a credential becomes text; and where a bad one must not get into a message. */
    private static void addHeader(HttpRequest.Builder outbound, String name, Object value) {
        if (CONNECTION_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
            return;
        }
        try {
            outbound.header(name, value instanceof Secret secret ? secret.reveal() : value.toString());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the request header '" + name
                    + "' has a name or value that HTTP does not allow; look for line breaks and letters beyond ASCII");
        }
    }

    /** Sends nothing and answers 204 at once: it exists for {@link JerseyUpstream#warmUp()}. */
    @Override
    public ClientResponse apply(ClientRequest request) {
        return answer(
                request,
                Response.Status.NO_CONTENT.getStatusCode(),
                HttpHeaders.of(Map.of("content-type", List.of("application/json")), (name, value) -> true));
    }

    /** Only the head: the body does not pass through Jersey, which would want a thread that waits for it. */
    private static ClientResponse answer(ClientRequest request, int status, HttpHeaders headers) {
        ClientResponse response = new ClientResponse(Statuses.from(status), request);
        headers.map().forEach((name, values) -> response.getHeaders().put(name, new ArrayList<>(values)));
        response.setEntityStream(InputStream.nullInputStream());
        return response;
    }

    @Override
    public String getName() {
        return "java.net.http";
    }

    /** Nothing: the client's thread ends with {@link TransportThreads#close()}. */
    @Override
    public void close() {}
}
