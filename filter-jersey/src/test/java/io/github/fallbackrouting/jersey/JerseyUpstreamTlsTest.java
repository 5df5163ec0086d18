package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.fallbackrouting.routing.Upstream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls over TLS, to a server whose certificate is made for this test. */
class JerseyUpstreamTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private static SSLContext tls;

    @BeforeAll
    static void makeCertificate(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("key.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, keytool.waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    private static ScriptedServer startServer() throws Exception {
        return ScriptedServer.over(
                tls.getServerSocketFactory().createServerSocket(0, 64, InetAddress.getLoopbackAddress()), "https");
    }

    @Test
    void aCallOverTlsSpeaksHttp11AndKeepsItsConnection() throws Exception {
        try (ScriptedServer server = startServer();
                JerseyUpstream upstream =
                        new JerseyUpstream(InetAddress::getAllByName, client -> client.sslContext(tls))) {
            for (int i = 0; i < 3; i++) {
                server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
                try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
                    assertEquals("hello", BodyReading.all(response));
                }
            }

            assertEquals(
                    "POST /v1/chat/completions HTTP/1.1",
                    server.requests(3).get(2).requestLine());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void abortingACallOverTlsClosesTheConnection() throws Exception {
        try (ScriptedServer server = startServer();
                JerseyUpstream upstream =
                        new JerseyUpstream(InetAddress::getAllByName, client -> client.sslContext(tls))) {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.AWAIT_PEER);
            CompletableFuture<Upstream.Response> answer =
                    upstream.send(Requests.to(server.url("/v1")).build());
            server.requests(1);

            answer.cancel(true);

            server.peerClosed();
        }
    }

    @Test
    void aBodyThatIsCutOverTlsFailsWhileItIsRead() throws Exception {
        try (ScriptedServer server = startServer();
                JerseyUpstream upstream =
                        new JerseyUpstream(InetAddress::getAllByName, client -> client.sslContext(tls))) {
            server.then(
                    ScriptedServer.READ_REQUEST,
                    ScriptedServer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
                    ScriptedServer.CLOSE);
            try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
                assertEquals("hello", BodyReading.piece(response));
                BodyReading.failure(response);
            }
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsAnSslException() throws Exception {
        try (ScriptedServer server = startServer();
                JerseyUpstream upstream = new JerseyUpstream()) {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));

            assertInstanceOf(SSLException.class, Requests.to(server.url("/v1")).failWith(upstream));
        }
    }

    @Test
    void aCertificateForAnotherNameIsAnSslException() throws Exception {
        try (ScriptedServer server = startServer();
                JerseyUpstream upstream =
                        new JerseyUpstream(InetAddress::getAllByName, client -> client.sslContext(tls))) {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
            URI localhost = URI.create(server.url("/v1").toString().replace("127.0.0.1", "localhost"));

            assertInstanceOf(SSLException.class, Requests.to(localhost).failWith(upstream));
        }
    }
}
