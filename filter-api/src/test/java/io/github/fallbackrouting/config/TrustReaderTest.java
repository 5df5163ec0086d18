package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustReaderTest {

    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIBiDCCAS+gAwIBAgIUejsp19IXP7EuN8M4dc034aLGQ/0wCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOdGVzdCBhdXRob3JpdHkwIBcNMjYxMTI2MDIzNzQxWhgPMjEy
            NjExMDIwMjM3NDFaMBkxFzAVBgNVBAMMDnRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
            zj0CAQYIKoZIzj0DAQcDQgAE/PdmE3Z4jDd3R7oUgGx7q53fxdyoDNi+d6P2xU37
            P28nxXb0wVkFbhBJC7xxOA5n6FXwln/EH2ZeFX9Ll5g0vaNTMFEwHQYDVR0OBBYE
            FEkqGq5gamBJTQI74+o3xBxRu1btMB8GA1UdIwQYMBaAFEkqGq5gamBJTQI74+o3
            xBxRu1btMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgE0DgPBf4
            VUH0py3IjvBRWW2aqe39unBapum+Ee9kZwoCIG6JPlDUAZDp6i8Lv3A1BgxAO8go
            Uth1TfmppFi1aCHM
            -----END CERTIFICATE-----
            """;

    private Path directory;
    private Path authority;

    @BeforeAll
    void writeFile(@TempDir Path shared) throws IOException {
        directory = shared;
        authority = Files.writeString(shared.resolve("ca.pem"), "# ours\n" + PEM + "some text\n" + PEM);
    }

    private static List<Deployment> deployments(String first, String second, String ofAll) {
        return Read.with(Map.of("CA", "unused"))
                .load("""
                model_list:
                  - {model_name: g, litellm_params: {model: openai/a, api_key: k, api_base: https://a.example%s}}
                  - {model_name: g, litellm_params: {model: openai/b, api_key: k, api_base: https://b.example%s}}
                litellm_settings: {%s}
                """.formatted(first, second, ofAll))
                .configuration()
                .groups()
                .deployments();
    }

    private static TrustAnchors trust(Deployment deployment) {
        return deployment.endpoint().trust();
    }

    @Test
    void withoutAWordTheRuntimesAreBelieved() {
        for (String said : List.of("", ", ssl_verify: true", ", ssl_verify: 'True'", ", ssl_verify:")) {
            assertSame(
                    TrustAnchors.OF_THE_RUNTIME, trust(deployments(said, "", "").get(0)), said);
        }
    }

    @Test
    void aFileHoldsForItsDeploymentAlone() {
        List<Deployment> read = deployments(", ssl_verify: " + authority, "", "");

        assertEquals(1, trust(read.get(0)).certificates().size());
        X509Certificate certificate =
                trust(read.get(0)).certificates().iterator().next();
        assertEquals("CN=test authority", certificate.getSubjectX500Principal().getName());
        assertSame(TrustAnchors.OF_THE_RUNTIME, trust(read.get(1)));
        assertNotEquals(trust(read.get(0)), trust(read.get(1)));
    }

    @Test
    void aFileForAllHoldsWhereADeploymentSaysNothing() {
        List<Deployment> read = deployments("", ", ssl_verify: true", "ssl_verify: " + authority);

        assertEquals(1, trust(read.get(0)).certificates().size());
        assertSame(TrustAnchors.OF_THE_RUNTIME, trust(read.get(1)));
    }

    @Test
    void theSameFileTwiceIsTheSameTrust() {
        List<Deployment> read = deployments(", ssl_verify: " + authority, ", ssl_verify: " + authority, "");

        assertEquals(trust(read.get(0)), trust(read.get(1)));
        assertEquals(trust(deployments(", ssl_verify: " + authority, "", "").get(0)), trust(read.get(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "no", "off", "'False'"})
    void whatIsNotVerifiedIsAMistake(String off) {
        String ofOne =
                Read.mistakes("model_list: [{model_name: g, litellm_params: {model: openai/a, api_key: k, ssl_verify: "
                        + off + "}}]");
        String ofAll = Read.mistakes("model_list: [{model_name: g, litellm_params: {model: openai/a, api_key: k}}]\n"
                + "litellm_settings: {ssl_verify: " + off + "}");

        assertTrue(ofOne.startsWith("f.yaml:1: model_list[0].litellm_params.ssl_verify is '"), ofOne);
        assertTrue(ofAll.startsWith("f.yaml:2: litellm_settings.ssl_verify is '"), ofAll);
        for (String mistake : List.of(ofOne, ofAll)) {
            assertTrue(mistake.contains("expected true or the path of a PEM file"), mistake);
        }
    }

    @Test
    void aFileThatIsNoneIsAMistake() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
        Path damaged = Files.writeString(directory.resolve("damaged.pem"), PEM + PEM.replaceFirst("MII", "AAA"));

        assertTrue(mistake(directory.resolve("nowhere.pem")).endsWith("can't be read (NoSuchFileException)"));
        assertTrue(mistake(empty).endsWith("this one has no line -----BEGIN CERTIFICATE-----"));
        assertTrue(mistake(damaged).endsWith("certificate 2 of this one is damaged"), mistake(damaged));
    }

    private static String mistake(Path file) {
        return Read.mistakes("model_list: [{model_name: g, litellm_params: {model: openai/a, api_key: k, ssl_verify: "
                + file + "}}]");
    }

    @Test
    void withoutTlsThereIsNobodyToBelieve() {
        String yaml = "model_list: [{model_name: g, litellm_params: {model: openai/a, api_key: k,"
                + " api_base: http://a.example, ssl_verify: " + authority + "}}]";

        assertEquals(1, Read.warnings(yaml).size());
        assertTrue(
                Read.warnings(yaml).get(0).contains("ssl_verify is not acted on"),
                Read.warnings(yaml).toString());
    }
}
