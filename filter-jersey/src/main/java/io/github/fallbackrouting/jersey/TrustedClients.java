package io.github.fallbackrouting.jersey;

import io.github.fallbackrouting.config.TrustAnchors;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * An HTTP client for each set of certificates that are believed, made when it is first needed: {@link HttpClient} knows only
 * one. Thread-safe.
 *
 * <p>Every client compares the certificate's name with the host's, also where the system property
 * {@code jdk.internal.httpclient.disableHostnameVerification} switches that off for the rest of the JVM.
 */
final class TrustedClients {

    private final TransportThreads threads;
    private final UnaryOperator<HttpClient.Builder> settings;
    private final Map<TrustAnchors, HttpClient> clients = new ConcurrentHashMap<>();

    /**
     * @param threads in whose group the clients' own threads are, and which end with it
     * @param settings what all clients have in common
     */
    TrustedClients(TransportThreads threads, UnaryOperator<HttpClient.Builder> settings) {
        this.threads = threads;
        this.settings = settings;
        HttpClient unused = of(TrustAnchors.OF_THE_RUNTIME);
    }

    /** The one that believes these. */
    HttpClient of(TrustAnchors anchors) {
        HttpClient known = clients.get(anchors);
        return known != null ? known : clients.computeIfAbsent(anchors, this::make);
    }

    private HttpClient make(TrustAnchors anchors) {
        return threads.make(() -> {
            HttpClient.Builder builder = HttpClient.newBuilder().sslParameters(checkingNames());
            if (!anchors.areOfTheRuntime()) {
                builder.sslContext(context(anchors));
            }
            return settings.apply(builder).build();
        });
    }

    private static SSLParameters checkingNames() {
        SSLParameters parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    private static SSLContext context(TrustAnchors anchors) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (X509Certificate certificate : anchors.certificates()) {
                store.setCertificateEntry("anchor-" + count++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, validNow(trust.getTrustManagers()), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the certificates of ssl_verify can't be used: " + e, e);
        }
    }

    private static TrustManager[] validNow(TrustManager[] managers) {
        return Stream.of(managers)
                .map(manager -> manager instanceof X509ExtendedTrustManager extended ? new ValidNow(extended) : manager)
                .toArray(TrustManager[]::new);
    }
}
