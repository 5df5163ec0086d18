package io.github.fallbackrouting.sample.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.cases.StreamText;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole way, from a client through the filter and the host to its provider.
 *
 * <p>The built-in deployments accept their own key only: an answer of {@code openrouter} proves that it got that one.
 */
class SampleIT {

    @TempDir
    private static Path directory;

    /** The same application without the filter: what it answers is what the client has to get. */
    @AutoClose
    private static RunningSample host;

    @AutoClose
    private RunningSample sample;

    @BeforeAll
    static void startHost() throws Exception {
        host = RunningSample.withoutFilter(directory);
    }

    @BeforeEach
    void start() throws Exception {
        host.fail("openai", "none");
        sample = RunningSample.withFilter();
    }

    @ParameterizedTest
    @ValueSource(strings = {"429", "503", "500", "refused", "reset", "html", "empty", "truncated", "error-in-200"})
    void aChatFallsBackToTheOtherGroup(String fault) throws Exception {
        sample.fail("openai", fault);

        HttpResponse<String> answer = sample.chat();

        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(
                answer.body().contains("Hello from openrouter, which was asked for anthropic/claude-sonnet-4.5."),
                answer.body());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
        assertEquals(List.of(), answer.headers().allValues("Retry-After"));
        assertEquals("gpt-4o", header(answer, "x-litellm-model-group"));
        assertEquals("openrouter/anthropic/claude-sonnet-4.5", header(answer, "x-litellm-actual-model"));
        assertEquals("openrouter-claude", header(answer, "x-litellm-model-id"));
        assertEquals("claude-sonnet", header(answer, "x-litellm-fallback-model-used"));
        assertEquals("1", header(answer, "x-litellm-attempted-fallbacks"));
        assertEquals(Integer.toString(retries(fault)), header(answer, "x-litellm-attempted-retries"));
        assertEquals(1, sample.calls("openrouter"));
        assertEquals("anthropic/claude-sonnet-4.5", sample.lastModel("openrouter"));
    }

    /** What may be over in a moment is tried again at the same place, as often as {@code num_retries} says by default. */
    private static int retries(String fault) {
        return Set.of("429", "503", "500", "refused", "reset").contains(fault) ? 2 : 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"429", "503", "refused", "reset", "html", "empty", "error-in-200"})
    void aStreamThatFailsIsAnsweredByAnother(String fault) throws Exception {
        sample.fail("openai", fault);

        HttpResponse<String> answer = sample.stream();

        assertEquals(200, answer.statusCode(), answer.body());
        StreamText text = StreamText.of(answer.body());
        assertEquals(
                "Hello from openrouter, which was asked for anthropic/claude-sonnet-4.5.", text.text(), answer.body());
        assertTrue(text.done(), answer.body());
        assertEquals("openrouter/anthropic/claude-sonnet-4.5", header(answer, "x-litellm-actual-model"));
        assertEquals("text/event-stream", header(answer, "Content-Type"));
        assertEquals(1, sample.calls("openrouter"));
    }

    @Test
    void aStreamThatBreaksHalfWayGoesOnAtAnother() throws Exception {
        sample.fail("openai", "truncated");

        HttpResponse<String> answer = sample.stream();

        StreamText text = StreamText.of(answer.body());
        assertEquals("Hello from openai, which was asked for anthropic/claude-sonnet-4.5.", text.text(), answer.body());
        assertTrue(text.done(), answer.body());
        assertEquals("openai/gpt-4o", header(answer, "x-litellm-actual-model"));
        assertTrue(
                answer.body()
                        .contains(
                                ": x-litellm-actual-model: openai/gpt-4o, openrouter/anthropic/claude-sonnet-4.5\n\ndata: [DONE]"),
                answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"429", "refused", "truncated"})
    void anEmbeddingIsAskedForAtTheSibling(String fault) throws Exception {
        sample.fail("openai", fault);

        HttpResponse<String> answer = sample.embeddings();

        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"embedding\":["), answer.body());
        assertEquals("text-embedding-3-small", header(answer, "x-litellm-model-group"));
        assertEquals("openrouter/openai/text-embedding-3-small", header(answer, "x-litellm-actual-model"));
        assertEquals("openrouter-embeddings", header(answer, "x-litellm-model-id"));
        assertEquals(List.of(), answer.headers().allValues("x-litellm-fallback-model-used"));
        assertEquals("0", header(answer, "x-litellm-attempted-fallbacks"));
        assertEquals("1", header(answer, "x-litellm-attempted-retries"));
        assertEquals(1, sample.calls("openrouter"));
        assertEquals("openai/text-embedding-3-small", sample.lastModel("openrouter"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"429", "503", "500", "refused", "reset", "html", "empty", "truncated", "error-in-200"})
    void whereAllFailTheClientGetsTheHostsOwnFailure(String fault) throws Exception {
        host.fail("openai", fault);
        sample.fail("openai", fault);
        sample.fail("openrouter", "503");

        HttpResponse<String> expected = host.chat();
        HttpResponse<String> answer = sample.chat();

        assertEquals(expected.statusCode(), answer.statusCode());
        assertEquals(withoutPort(expected.body()), withoutPort(answer.body()));
        assertEquals(
                expected.headers().allValues("Content-Type"), answer.headers().allValues("Content-Type"));
        assertEquals("openai", header(answer, "x-litellm-model-id"));
        assertEquals(Integer.toString(retries(fault) + 2), header(answer, "x-litellm-attempted-retries"));
        assertEquals(3, sample.calls("openrouter"));
    }

    /** Jetty's error page shows the URL of the request. */
    private static String withoutPort(String body) {
        return body.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1");
    }

    @Test
    void aRejectedKeyIsPassedOnAndNobodyElseIsAsked() throws Exception {
        host.fail("openai", "401");
        sample.fail("openai", "401");

        HttpResponse<String> answer = sample.chat();

        assertEquals(401, answer.statusCode());
        assertEquals(host.chat().body(), answer.body());
        assertEquals("openai", header(answer, "x-litellm-model-id"));
        assertEquals(0, sample.calls("openrouter"));
    }

    @Test
    void aBadRequestIsPassedOnAndNobodyElseIsAsked() throws Exception {
        HttpResponse<String> answer = sample.post("/v1/chat/completions", "{\"messages\":[]}");

        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("You must provide a model parameter."), answer.body());
        assertEquals(0, sample.calls("openrouter"));
    }

    @Test
    void whereNothingFailsTheAnswerIsTheHostsPlusOurHeaders() throws Exception {
        assertSameButOurs(host.chat(), sample.chat());
        assertSameButOurs(host.stream(), sample.stream());
        assertSameButOurs(host.embeddings(), sample.embeddings());

        HttpResponse<String> answer = sample.chat();
        assertEquals("gpt-4o", header(answer, "x-litellm-model-group"));
        assertEquals("openai/gpt-4o", header(answer, "x-litellm-actual-model"));
        assertEquals("openai", header(answer, "x-litellm-model-id"));
        assertEquals(List.of(), answer.headers().allValues("x-litellm-fallback-model-used"));
        assertEquals("0", header(answer, "x-litellm-attempted-fallbacks"));
        assertEquals("0", header(answer, "x-litellm-attempted-retries"));
        assertEquals(0, sample.calls("openrouter"));
    }

    @Test
    void whatIsNotCoveredIsLeftAlone() throws Exception {
        sample.fail("openai", "503");

        HttpResponse<String> answer = sample.get("/v1/models");

        assertEquals(503, answer.statusCode());
        assertEquals(Map.of(), ours(answer));
        assertEquals(0, sample.calls("openrouter"));
    }

    private static void assertSameButOurs(HttpResponse<String> expected, HttpResponse<String> actual) {
        assertEquals(expected.statusCode(), actual.statusCode());
        assertEquals(expected.body(), actual.body());
        Map<String, List<String>> rest = headers(actual);
        rest.keySet().removeAll(ours(actual).keySet());
        assertEquals(headers(expected), rest);
    }

    private static Map<String, List<String>> ours(HttpResponse<String> answer) {
        Map<String, List<String>> ours = headers(answer);
        ours.keySet().removeIf(name -> !name.startsWith("x-litellm-") && !name.equals("server-timing"));
        return ours;
    }

    private static Map<String, List<String>> headers(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("(none)");
    }
}
