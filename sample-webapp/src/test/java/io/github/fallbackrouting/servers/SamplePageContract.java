package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample's page is served by the container itself, also where the application is not the root. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SamplePageContract implements Container {

    private Server server;

    @BeforeAll
    void start() throws Exception {
        server = start(Path.of(System.getProperty("sample.war")), Map.of());
    }

    @AfterAll
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void thePageIsTheApplicationsFirst() throws Exception {
        HttpResponse<String> answer = get("");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html"));
        assertTrue(answer.body().contains("<title>Fallback Routing: who answers?</title>"), answer.body());
    }

    /** A browser runs no module, and takes no style sheet, of another type. */
    @ParameterizedTest
    @CsvSource({
        "chat.js, text/javascript",
        "call.js, text/javascript",
        "deployments.js, text/javascript",
        "trace.js, text/javascript",
        "chat.css, text/css",
        "icon.svg, image/svg+xml"
    })
    void whatItLoadsHasItsType(String file, String type) throws Exception {
        HttpResponse<String> answer = get(file);

        assertEquals(200, answer.statusCode());
        assertTrue(
                answer.headers().firstValue("Content-Type").orElse("").startsWith(type),
                answer.headers().toString());
    }

    @Test
    void itsDeploymentsAreWhereItLooksForThem() throws Exception {
        assertEquals(200, get("demo/deployments").statusCode());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/app/" + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
