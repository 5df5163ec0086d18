package io.github.fallbackrouting.sample.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The host by itself: what it does when nothing of ours stands in front of it. */
class HostIT {

    @TempDir
    static Path directory;

    @AutoClose
    private static RunningSample host;

    @BeforeAll
    static void start() throws Exception {
        host = RunningSample.withoutFilter(directory);
    }

    @AfterEach
    void heal() throws Exception {
        host.fail("openai", "none");
    }

    @Test
    void aChatIsAnsweredByTheProvider() throws Exception {
        HttpResponse<String> answer = host.chat();

        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
        assertTrue(answer.body().contains("Hello from openai, which was asked for gpt-4o."), answer.body());
        assertEquals("gpt-4o", host.lastModel("openai"));
    }

    @Test
    void aStreamIsPassedOn() throws Exception {
        HttpResponse<String> answer = host.stream();

        assertEquals(Optional.of("text/event-stream"), answer.headers().firstValue("Content-Type"));
        assertTrue(answer.body().startsWith("data: {"), answer.body());
        assertTrue(answer.body().endsWith("data: [DONE]\n\n"), answer.body());
    }

    @Test
    void anEmbeddingIsAnsweredByTheProvider() throws Exception {
        HttpResponse<String> answer = host.embeddings();

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("\"model\":\"text-embedding-3-small\""), answer.body());
    }

    @Test
    void theModelsAreTheProviders() throws Exception {
        HttpResponse<String> answer = host.get("/v1/models");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("\"id\":\"openai-model\""), answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"401", "429", "500", "503"})
    void aFailureOfTheProviderIsPassedOn(String fault) throws Exception {
        host.fail("openai", fault);

        HttpResponse<String> answer = host.chat();

        assertEquals(Integer.parseInt(fault), answer.statusCode());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
        assertTrue(answer.body().startsWith("{\"error\":"), answer.body());
        assertEquals(
                fault.equals("429"), answer.headers().firstValue("Retry-After").isPresent());
        assertEquals(0, host.calls("openrouter"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "reset"})
    void aBrokenConnectionIsAnErrorOfTheHost(String fault) throws Exception {
        host.fail("openai", fault);

        assertEquals(500, host.chat().statusCode());
    }

    @ParameterizedTest
    @CsvSource({"html, text/html", "empty, application/json", "truncated, application/json"})
    void aBrokenBodyIsPassedOn(String fault, String type) throws Exception {
        host.fail("openai", fault);

        HttpResponse<String> answer = host.chat();

        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of(type), answer.headers().firstValue("Content-Type"));
        assertFalse(answer.body().endsWith("}"), answer.body());
    }

    @Test
    void theDeploymentsAreListed() throws Exception {
        host.fail("openai", "hang");

        HttpResponse<String> answer = host.get("/demo/deployments");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().startsWith("[{\"name\":\"openai\",\"fault\":\"hang\",\"calls\":"), answer.body());
        assertTrue(
                answer.body()
                        .endsWith("{\"name\":\"openrouter\",\"fault\":\"none\",\"calls\":0,\"last_model\":null}]\n"),
                answer.body());
    }

    @Test
    void anUnknownDeploymentIsSaidSo() throws Exception {
        HttpResponse<String> answer = host.send("PUT", "/demo/deployments/azure?fault=429", "");

        assertEquals(404, answer.statusCode());
        assertEquals(
                "There is no deployment 'azure'. There are: openai, openrouter. Their faults are: none, 429, 503, 500, 401,"
                        + " refused, reset, hang, html, empty, truncated, stall, error-in-200.\n",
                answer.body());
    }

    @Test
    void anUnknownFaultIsSaidSo() throws Exception {
        HttpResponse<String> answer = host.send("PUT", "/demo/deployments/openai?fault=418", "");

        assertEquals(400, answer.statusCode());
        assertEquals(
                "There is no fault '418'. Use ?fault= with one of: none, 429, 503, 500, 401, refused, reset, hang, html,"
                        + " empty, truncated, stall, error-in-200.\n",
                answer.body());
    }

    @Test
    void theWarHasTheHostsLibrariesOnly() throws Exception {
        try (ZipFile war = new ZipFile(RunningSample.WAR.toFile())) {
            List<String> foreign = war.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches(".*/launch/.*|.*/lib/(jetty|slf4j|snakeyaml|jakarta\\.servlet).*"))
                    .toList();
            assertEquals(List.of(), foreign);
        }
    }
}
