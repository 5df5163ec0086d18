package io.github.fallbackrouting.sample.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample with a configuration of the operator's choice. */
class LauncherIT {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeAConfiguration() throws IOException {
        file = Files.writeString(directory.resolve("other.yaml"), """
                model_list:
                  - model_name: any-model
                    litellm_params: {model: openai/any-model}
                    model_info: {id: from-the-other-file}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "url"})
    void theConfigurationOfTheEnvironmentStandsInForTheOneOfTheWar(String form) throws Exception {
        String config = form.equals("url") ? file.toUri().toString() : file.toString();

        try (SampleServer sample = Launcher.start(RunningSample.WAR, environment(config))) {
            HttpResponse<String> answer = chat(sample, "any-model");

            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(Optional.of("from-the-other-file"), answer.headers().firstValue("x-litellm-model-id"));
        }
    }

    @Test
    void aMistakeInItKeepsTheSampleFromStarting() throws IOException {
        Files.writeString(file, "model_list: 7");

        StartException e = assertThrows(
                StartException.class, () -> Launcher.start(RunningSample.WAR, environment(file.toString())));

        assertTrue(String.valueOf(e.getMessage()).contains("other.yaml"), e.getMessage());
    }

    @Test
    void aWebApplicationWithoutTheFilterIsSaidSo() throws Exception {
        Path descriptor = Files.writeString(
                directory.resolve("web.xml"),
                "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\"/>");
        SampleServer bare = new SampleServer(RunningSample.WAR, 0)
                .withDescriptor(descriptor)
                .withConfig(file);

        Exception e = assertThrows(Exception.class, bare::start);

        assertEquals("the web application has no filter named 'fallback-routing'", e.getMessage());
    }

    @Test
    void aContextParamThatIsGivenStandsInForTheBuiltInOne() throws Exception {
        try (SampleServer sample = new SampleServer(RunningSample.WAR, 0)
                .withContextParam("OPENAI_API_KEY", "given")
                .withContextParam("OPENAI_API_KEY", "not heard")
                .start()) {
            assertEquals("given", sample.contextParam("OPENAI_API_KEY"));
            assertEquals(401, chat(sample, "gpt-4o").statusCode());
        }
    }

    private static Map<String, String> environment(String config) {
        return Map.of("PORT", "0", "FALLBACK_CONFIG", config);
    }

    private static HttpResponse<String> chat(SampleServer sample, String model) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sample.uri() + "/v1/chat/completions"))
                                .version(HttpClient.Version.HTTP_1_1)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"" + model + "\",\"messages\":[]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
