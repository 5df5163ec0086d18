package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Endpoint;
import io.github.fallbackrouting.config.Reach;
import io.github.fallbackrouting.config.TrustAnchors;
import io.github.fallbackrouting.routing.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose certificates are believed, deployment by deployment; the certificates are made for this test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private Path directory;

    @BeforeAll
    void keep(@TempDir Path shared) {
        directory = shared;
    }

    /** A certificate that nobody but itself vouches for. */
    private KeyStore certificate(String name, String... more) throws Exception {
        Path file = directory.resolve(name + ".p12");
        if (!Files.exists(file)) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    file.toString()));
            command.addAll(List.of(more));
            Process keytool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertEquals(0, keytool.waitFor());
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private KeyStore good() throws Exception {
        return certificate("good", "-ext", "san=ip:127.0.0.1");
    }

    private KeyStore other() throws Exception {
        return certificate("other", "-ext", "san=ip:127.0.0.1");
    }

    private static TrustAnchors trusting(KeyStore store) throws Exception {
        return TrustAnchors.of(Set.of((X509Certificate) store.getCertificate("server")));
    }

    private static ScriptedServer serving(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return ScriptedServer.over(
                tls.getServerSocketFactory().createServerSocket(0, 64, InetAddress.getLoopbackAddress()), "https");
    }

    private static Upstream.Request request(URI base, TrustAnchors trust) {
        Upstream.Request plain = Requests.to(base).build();
        Deployment deployment = plain.deployment();
        Endpoint endpoint = new Endpoint(base, null, Map.of(), trust, Reach.ANYWHERE);
        return new Upstream.Request(
                new Deployment(
                        deployment.id(),
                        deployment.group(),
                        deployment.model(),
                        deployment.modelOnTheWire(),
                        deployment.dialect(),
                        endpoint,
                        deployment.settings()),
                plain.operation(),
                plain.body(),
                plain.contentType(),
                plain.accept(),
                plain.limits());
    }

    private static String answer(JerseyUpstream upstream, ScriptedServer server, TrustAnchors trust) throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
        try (Upstream.Response response =
                upstream.send(request(server.url("/v1"), trust)).get(15, TimeUnit.SECONDS)) {
            return BodyReading.all(response);
        }
    }

    private static IOException failure(JerseyUpstream upstream, URI base, TrustAnchors trust) throws Exception {
        return Requests.failure(upstream.send(request(base, trust)));
    }

    @Test
    void eachDeploymentBelievesItsOwn() throws Exception {
        try (ScriptedServer one = serving(good());
                ScriptedServer two = serving(other());
                JerseyUpstream upstream = new JerseyUpstream()) {
            assertEquals("hello", answer(upstream, one, trusting(good())));
            assertEquals("hello", answer(upstream, two, trusting(other())));

            assertInstanceOf(SSLHandshakeException.class, failure(upstream, one.url("/v1"), trusting(other())));
            assertInstanceOf(SSLHandshakeException.class, failure(upstream, two.url("/v1"), trusting(good())));
            assertInstanceOf(
                    SSLHandshakeException.class, failure(upstream, one.url("/v1"), TrustAnchors.OF_THE_RUNTIME));
        }
    }

    @Test
    void whoBelievesTheSameSharesConnections() throws Exception {
        try (ScriptedServer server = serving(good());
                JerseyUpstream upstream = new JerseyUpstream()) {
            for (int i = 0; i < 3; i++) {
                assertEquals("hello", answer(upstream, server, trusting(good())));
            }

            assertEquals(1, server.connections());
        }
    }

    @Test
    void theClientsOfAllEndWithTheUpstream() throws Exception {
        try (ScriptedServer server = serving(good())) {
            JerseyUpstream upstream = new JerseyUpstream();
            assertEquals("hello", answer(upstream, server, trusting(good())));
            ThreadGroup[] groups = new ThreadGroup[50];
            int count = Thread.currentThread().getThreadGroup().enumerate(groups, true);
            List<ThreadGroup> ours = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (groups[i].getName().equals("fallback-routing") && groups[i].activeCount() > 0) {
                    ours.add(groups[i]);
                }
            }
            assertTrue(!ours.isEmpty(), "no thread of ours was found");

            upstream.close();

            for (ThreadGroup group : ours) {
                assertEquals(0, group.activeCount(), group.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "elsewhere", "unknown"})
    void aCertificateThatIsNotAcceptedSaysWhatToDo(String kind) throws Exception {
        KeyStore store = switch (kind) {
            case "expired" ->
                certificate("expired", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
            case "elsewhere" -> certificate("elsewhere", "-ext", "san=dns:elsewhere.example");
            default -> good();
        };
        TrustAnchors trust = kind.equals("unknown") ? trusting(other()) : trusting(store);
        List<String> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(new java.util.logging.SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("io.github.fallbackrouting").addHandler(handler);
        try (ScriptedServer server = serving(store);
                JerseyUpstream upstream = new JerseyUpstream()) {
            for (int i = 0; i < 3; i++) {
                IOException failure = failure(upstream, server.url("/v1"), trust);

                String message = String.valueOf(failure.getMessage());
                assertInstanceOf(SSLHandshakeException.class, failure);
                assertTrue(message.contains("deployment azure-west (127.0.0.1)"), message);
                assertTrue(message.contains("litellm_params.ssl_verify"), message);
                assertEquals(List.of(message), logged);
            }
        } finally {
            Logger.getLogger("io.github.fallbackrouting").removeHandler(handler);
        }
    }
}
