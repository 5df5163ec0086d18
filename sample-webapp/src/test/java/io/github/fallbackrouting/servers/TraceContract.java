package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What spans a host gets that has OpenTelemetry's SDK, from a caller that traces. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TraceContract implements Container {

    private static final String CHAT = "/app/api/llm/chat/completions";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final byte[] QUESTION =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final byte[] STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}";

    private final ScriptedDeployment other = new ScriptedDeployment();
    private Server server;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server = start(TracedWar.build(directory.resolve("traced")), Map.of("OTHER_BASE", other.base()));
    }

    @AfterAll
    void stop() throws Exception {
        server.stop();
        other.close();
    }

    private RawAnswer ask(byte[] body, String action) throws IOException {
        return RawAnswer.post(
                server.port(),
                CHAT,
                body,
                "x-do: " + action,
                "x-litellm-call-id: call-1",
                "traceparent: 00-" + TRACE + "-" + CALLER + "-01");
    }

    /** The spans that have ended since the last time, in the order in which they did: a call's after its attempts'. */
    private List<Map<String, String>> spans(int count) throws IOException {
        RawAnswer answer = RawAnswer.exchange(
                server.port(),
                "GET /app/spans?count=" + count + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                new byte[0]);
        List<Map<String, String>> spans =
                answer.body().lines().map(TraceContract::span).toList();
        assertEquals(count, spans.size(), answer.body());
        return spans;
    }

    private static Map<String, String> span(String line) {
        Map<String, String> span = new TreeMap<>();
        for (String pair : line.split("\t", -1)) {
            int equals = pair.indexOf('=');
            span.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return span;
    }

    private static void assertBelow(Map<String, String> call, Map<String, String> attempt) {
        assertEquals(TRACE, attempt.get("trace"));
        assertEquals(call.get("span"), attempt.get("parent"));
    }

    private static void assertCall(Map<String, String> call) {
        assertEquals("chat gpt-4o", call.get("name"));
        assertEquals("CLIENT", call.get("kind"));
        assertEquals(TRACE, call.get("trace"));
        assertEquals(CALLER, call.get("parent"));
        assertEquals("UNSET", call.get("status"));
        assertEquals("chat", call.get("gen_ai.operation.name"));
        assertEquals("gpt-4o", call.get("gen_ai.request.model"));
        assertEquals("call-1", call.get("fallback_routing.call_id"));
    }

    private static void assertFromOther(Map<String, String> call, ScriptedDeployment other) {
        assertEquals("openai", call.get("gen_ai.provider.name"));
        assertEquals("gpt-4-turbo", call.get("gen_ai.response.model"));
        assertEquals("127.0.0.1", call.get("server.address"));
        assertTrue(other.base().contains(":" + call.get("server.port") + "/"), call.toString());
        assertEquals("true", call.get("fallback_routing.fallback"));
        assertEquals("2", call.get("fallback_routing.attempts"));
        assertEquals("openai/gpt-4-turbo", call.get("fallback_routing.actual_model"));
        assertEquals("other", call.get("fallback_routing.model_id"));
        assertEquals("fallback_routing.fallback", call.get("event"));
    }

    @Test
    void anAnswerOfTheHosts() throws IOException {
        assertEquals(200, ask(QUESTION, "ok").status());

        List<Map<String, String>> spans = spans(2);
        Map<String, String> call = spans.get(1);
        assertCall(call);
        assertEquals("azure.ai.openai", call.get("gen_ai.provider.name"));
        assertEquals("gpt-4o-east", call.get("gen_ai.response.model"));
        assertEquals("east.example", call.get("server.address"));
        assertEquals("false", call.get("fallback_routing.fallback"));
        Map<String, String> host = spans.get(0);
        assertBelow(call, host);
        assertEquals("INTERNAL", host.get("kind"));
        assertEquals("200", host.get("http.response.status_code"));
        assertEquals("UNSET", host.get("status"));
    }

    @Test
    void anAnswerOfAnotherGroup() throws IOException {
        other.answers(200, "application/json", "{\"model\":\"gpt-4-turbo\",\"choices\":[{}]," + USAGE + "}");

        assertEquals(200, ask(QUESTION, "status-503").status());

        List<Map<String, String>> spans = spans(3);
        Map<String, String> call = spans.get(2);
        assertCall(call);
        assertFromOther(call, other);
        assertEquals("9", call.get("gen_ai.usage.input_tokens"));
        assertEquals("12", call.get("gen_ai.usage.output_tokens"));
        assertEquals("0.033", call.get("fallback_routing.cost_usd"));
        Map<String, String> host = spans.get(0);
        assertBelow(call, host);
        assertEquals("INTERNAL", host.get("kind"));
        assertEquals("ERROR", host.get("status"));
        assertEquals("503", host.get("error.type"));
        Map<String, String> ours = spans.get(1);
        assertBelow(call, ours);
        assertEquals("POST", ours.get("name"));
        assertEquals("CLIENT", ours.get("kind"));
        assertEquals("UNSET", ours.get("status"));
        assertEquals("POST", ours.get("http.request.method"));
        assertEquals("200", ours.get("http.response.status_code"));
        assertEquals("1", ours.get("http.request.resend_count"));
        assertEquals(other.base() + "/chat/completions", ours.get("url.full"));
    }

    @Test
    void aStreamOfAnotherGroup() throws IOException {
        Chat chat = Chat.from("gpt-4-turbo");
        other.answers(
                200,
                "text/event-stream",
                chat.role() + chat.text("Hello") + chat.finish() + "data: {\"choices\":[]," + USAGE + "}\n\n"
                        + Chat.DONE);

        RawAnswer answer = ask(STREAM, "status-503");

        assertTrue(answer.body().contains("Hello"), answer.body());
        List<Map<String, String>> spans = spans(3);
        Map<String, String> call = spans.get(2);
        assertCall(call);
        assertFromOther(call, other);
        assertEquals("true", call.get("gen_ai.request.stream"));
        assertTrue(Double.parseDouble(call.get("gen_ai.response.time_to_first_chunk")) > 0, call.toString());
        assertEquals("9", call.get("gen_ai.usage.input_tokens"));
        assertEquals("12", call.get("gen_ai.usage.output_tokens"));
        assertBelow(call, spans.get(0));
        assertBelow(call, spans.get(1));
        assertEquals("CLIENT", spans.get(1).get("kind"));
    }

    @Test
    void aStreamOfTheHosts() throws IOException {
        assertEquals(200, ask(STREAM, "sse").status());

        List<Map<String, String>> spans = spans(2);
        assertCall(spans.get(1));
        assertEquals("true", spans.get(1).get("gen_ai.request.stream"));
        assertBelow(spans.get(1), spans.get(0));
        assertEquals("INTERNAL", spans.get(0).get("kind"));
    }

    @Test
    void aFailureOfAll() throws IOException {
        other.answers(500, "application/json", "{\"error\":{\"message\":\"broken\"}}");

        assertEquals(503, ask(QUESTION, "status-503").status());

        List<Map<String, String>> spans = spans(3);
        Map<String, String> call = spans.get(2);
        assertEquals("ERROR", call.get("status"));
        assertEquals("overloaded", call.get("error.type"));
        assertEquals("500", spans.get(1).get("error.type"));
    }

    @Test
    void theSampleHasNoLibraryOfOpenTelemetry() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("sample.war"))) {
            assertEquals(
                    List.of(),
                    war.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.contains("opentelemetry") && name.endsWith(".jar"))
                            .toList());
        }
    }
}
