package io.github.fallbackrouting.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.cases.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the wall sends, byte by byte, and what it writes down. */
class WallTest {

    private static final Timings SOON = new Timings(
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            Duration.ofMillis(300),
            Duration.ofMillis(1));

    private static final String END = "0\r\n\r\n";

    @AutoClose
    private Wall wall;

    @AutoClose
    private Socket socket;

    @BeforeEach
    void connect() throws IOException {
        wall = new Wall(0, SOON);
        socket = new Socket(wall.base().getHost(), wall.base().getPort());
        socket.setSoTimeout(5_000);
    }

    @Test
    void theAnswerHasSixtyPlainWords() {
        assertEquals(60, CanonicalText.words().size());
        assertTrue(CanonicalText.ANSWER.chars().allMatch(c -> c >= ' ' && c < 127));
        assertTrue(CanonicalText.isComplete(CanonicalText.ANSWER));
    }

    @Test
    void aHealthyStreamIsOneChunkForEachEvent() throws IOException {
        String answer = streamed("fb-ok");

        assertEquals(
                List.of(
                        "HTTP/1.1 200 OK",
                        "Content-Type: text/event-stream; charset=utf-8",
                        "Cache-Control: no-cache",
                        "Transfer-Encoding: chunked",
                        "X-Accel-Buffering: no",
                        "Connection: keep-alive"),
                answer.substring(0, answer.indexOf("\r\n\r\n")).lines().toList());
        List<String> chunks = chunks(answer);
        assertTrue(chunks.stream().allMatch(chunk -> chunk.matches("data: .*\n\n")), answer);
        assertEquals(64, chunks.size());
        assertEquals(Json.parse("""
                        {"role": "assistant", "content": ""}"""), delta(chunks.get(0)));
        assertEquals(Json.parse("{\"content\": \"On\"}"), delta(chunks.get(1)));
        assertEquals(Json.parse("{\"content\": \" a\"}"), delta(chunks.get(2)));
        assertEquals(
                "stop",
                choice(chunks.get(61)).member("finish_reason").orElseThrow().text());
        Json usage = event(chunks.get(62));
        assertEquals(List.of(), usage.member("choices").orElseThrow().elements());
        assertEquals(
                Json.parse("{\"prompt_tokens\": 21, \"completion_tokens\": 60, \"total_tokens\": 81}"),
                usage.member("usage").orElseThrow());
        assertEquals("data: [DONE]\n\n", chunks.get(63));
        assertEquals(
                "chat.completion.chunk", usage.member("object").orElseThrow().text());
        assertTrue(usage.member("id").orElseThrow().text().startsWith("chatcmpl-fb-"));
        assertEquals("fb-ok", usage.member("model").orElseThrow().text());
        assertEquals(CanonicalText.ANSWER, text(chunks));
    }

    @Test
    void usageComesWithTheAnswerOnlyWhereItIsAskedFor() throws IOException {
        send("POST /v1/chat/completions", "{\"model\":\"fb-ok\",\"stream\":true,\"messages\":[]}");

        assertFalse(readTo(END).contains("\"usage\""));
    }

    @Test
    void aConnectionCarriesOneRequestAfterTheOther() throws IOException {
        assertTrue(streamed("fb-ok").contains("[DONE]"));
        assertTrue(streamed("fb-s13-content-filter").startsWith("HTTP/1.1 400 "));
        assertTrue(streamed("fb-ok").contains("[DONE]"));
    }

    @Test
    void withoutAStreamTheAnswerComesInOnePiece() throws IOException {
        send("POST /any/thing/chat/completions", "{\"model\":\"openai/fb-ok\",\"messages\":[]}");

        Json answer = Json.parse(readTo("}}").replaceFirst("(?s).*\r\n\r\n", ""));

        Json choice = answer.member("choices").orElseThrow().elements().get(0);
        assertEquals("chat.completion", answer.member("object").orElseThrow().text());
        assertEquals("openai/fb-ok", answer.member("model").orElseThrow().text());
        assertEquals("stop", choice.member("finish_reason").orElseThrow().text());
        assertEquals(
                CanonicalText.ANSWER,
                choice.member("message")
                        .flatMap(message -> message.member("content"))
                        .orElseThrow()
                        .text());
    }

    @ParameterizedTest
    @CsvSource({
        "fb-ok, ok",
        "openai/fb-ok, ok",
        "' OpenAI/FB-OK-NoPrefill ', ok-noprefill",
        "fb-s01-429-retry-after, s01",
        "a/b/fb-s16, s16",
        "fb-s09-, s09"
    })
    void aNameAfterTheLastSlashSelectsTheFault(String name, String tag) {
        assertEquals(tag, FaultModel.of(name).orElseThrow().tag());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpt-4o", "ok", "fb-", "fb-s17", "fb-s00", "fb-s1", "fb-okay", "fb-ok/", "fb-s01x"})
    void anyOtherNameIsNotFound(String name) throws IOException {
        String answer = streamed(name);

        assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
        assertTrue(answer.contains("\"code\":\"model_not_found\""), answer);
    }

    @Test
    void aHeaderFieldNamesTheModelInPlaceOfTheBody() throws IOException {
        send("POST /v1/chat/completions", "{\"model\":\"fb-ok\",\"messages\":[]}", "x-fb-model: fb-s12-context-length");

        assertTrue(readTo("}}").contains("context_length_exceeded"));
    }

    @Test
    void attemptsAreCountedByTheWholeName() throws IOException {
        assertTrue(streamed("fb-s03-500-then-200").startsWith("HTTP/1.1 500 "));
        assertTrue(streamed("openai/fb-s03-500-then-200").startsWith("HTTP/1.1 500 "));
        assertTrue(streamed("fb-s03-500-then-200").startsWith("HTTP/1.1 200 "));

        wall.journal().reset();

        assertTrue(streamed("fb-s03-500-then-200").startsWith("HTTP/1.1 500 "));
    }

    @Test
    void s01AsksForTwoSecondsOnce() throws IOException {
        String first = streamed("fb-s01-429-retry-after");

        assertTrue(first.startsWith("HTTP/1.1 429 "), first);
        assertTrue(first.contains("\r\nRetry-After: 2\r\n"), first);
        assertTrue(first.contains("\"code\":\"rate_limit_exceeded\""), first);
        assertTrue(streamed("fb-s01-429-retry-after").contains("[DONE]"));
    }

    @ParameterizedTest
    @CsvSource({
        "fb-s02-429-persistent, 429, '\"code\":\"rate_limit_exceeded\"'",
        "fb-s03-500-then-200, 500, '\"type\":\"server_error\",\"param\":null,\"code\":null'",
        "fb-s04-503-persistent, 503, '\"code\":\"overloaded\"'",
        "fb-s12-context-length, 400, '\"param\":\"messages\",\"code\":\"context_length_exceeded\"'",
        "fb-s13-content-filter, 400, '\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"content_policy_violation\"'",
        "fb-s16-503-persistent, 503, '\"code\":\"overloaded\"'"
    })
    void anErrorSaysWhatItIs(String model, int status, String part) throws IOException {
        String answer = streamed(model);

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains(part), answer);
        assertFalse(answer.contains("Retry-After"), answer);
    }

    @Test
    void s05ResetsTheConnectionWithoutAByte() throws IOException {
        ask("fb-s05-reset");

        assertThrows(SocketException.class, () -> socket.getInputStream().read());
    }

    @Test
    void s06SaysNothingAndHangsUp() throws IOException {
        ask("fb-s06-no-response");

        assertEquals("", readAll());
        assertTrue(wall.journal().sinceReset().toMillis() >= 600);
        assertTrue(wall.journal().entries().get(0).clientGaveUpAt().isEmpty());
    }

    @Test
    void s06WritesDownWhenItsCallerLeaves() throws IOException, InterruptedException {
        ask("fb-s06-no-response");
        TimeUnit.MILLISECONDS.sleep(100);
        socket.close();
        TimeUnit.MILLISECONDS.sleep(200);

        double left = wall.journal().entries().get(0).clientGaveUpAt().orElseThrow();
        assertTrue(left >= 0.1 && left < 0.3, "left at " + left);
    }

    @Test
    void s07SendsItsHeadAtOnceAndItsFirstEventLater() throws IOException {
        ask("fb-s07-slow-ttft");

        readTo("\r\n\r\n");
        assertTrue(wall.journal().sinceReset().toMillis() < 300);
        String rest = readTo(END);
        assertTrue(wall.journal().sinceReset().toMillis() >= 300);
        assertTrue(rest.contains("[DONE]"), rest);
    }

    @ParameterizedTest
    @CsvSource({"fb-s08-stream-cut, 40", "fb-s14-stream-cut, 40", "fb-s09-stream-stall, 20"})
    void aCutStreamEndsWithoutAnEnd(String model, int words) throws IOException {
        ask(model);

        String answer = readAll();

        assertFalse(answer.endsWith(END));
        assertFalse(answer.contains("[DONE]") || answer.contains("\"stop\""), answer);
        assertEquals(String.join(" ", CanonicalText.words().subList(0, words)), text(chunks(answer + END)));
        assertEquals(model.contains("stall"), wall.journal().sinceReset().toMillis() >= 300);
    }

    @Test
    void s10HasABrokenEventMore() throws IOException {
        List<String> chunks = chunks(streamed("fb-s10-malformed-chunk"));

        assertEquals(65, chunks.size());
        assertTrue(
                chunks.get(11)
                        .matches("data: \\{\"id\": \"[^\"]+\", \"choices\": \\[\\{\"delta\": \\{\"content\": \n\n"),
                chunks.get(11));
        chunks.remove(11);
        assertEquals(CanonicalText.ANSWER, text(chunks));
    }

    @Test
    void s11LacksTheLastEventOnly() throws IOException {
        String answer = streamed("fb-s11-no-done");

        assertFalse(answer.contains("[DONE]"), answer);
        assertTrue(answer.contains("\"stop\"") && answer.contains("\"usage\""), answer);
    }

    @Test
    void s15IsAwayForAWhileAfterTheReset() throws IOException, InterruptedException {
        assertTrue(streamed("fb-s15-flap").startsWith("HTTP/1.1 503 "));
        TimeUnit.MILLISECONDS.sleep(300);
        assertTrue(streamed("fb-s15-flap").contains("[DONE]"));
        wall.journal().reset();
        assertTrue(streamed("fb-s15-flap").startsWith("HTTP/1.1 503 "));

        assertEquals(
                List.of("503 overloaded"),
                wall.journal().entries().stream().map(LogEntry::action).toList());
    }

    @Test
    void anAnswerThatTheCallerBeganIsContinued() throws IOException {
        List<String> chunks = chunks(streamed("fb-ok", "On a quiet day "));

        assertEquals(Json.parse("{\"content\": \" every\"}"), delta(chunks.get(1)));
        assertEquals(CanonicalText.ANSWER, "On a quiet day" + text(chunks));
    }

    @Test
    void anAnswerThatTheCallerBeganOtherwiseIsGivenWhole() throws IOException {
        assertEquals(CanonicalText.ANSWER, text(chunks(streamed("fb-ok", "Once upon a time"))));
    }

    @Test
    void oneModelDoesNotContinue() throws IOException {
        String answer = streamed("fb-ok-noprefill", "On a quiet day");

        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("does not support assistant message prefill"), answer);
        assertTrue(LoggedActions.isRefusedPrefill(wall.journal().entries().get(0)));
        assertTrue(streamed("fb-ok-noprefill").contains("[DONE]"));
    }

    @Test
    void theLogSaysWhatCame() throws IOException {
        send(
                "POST /v1/chat/completions",
                "{\"model\":\"openai/FB-OK\",\"stream\":true,\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"one two three\"}]}]}",
                "Authorization: Bearer k",
                "x-request-id: r-1");
        readTo(END);

        LogEntry entry = wall.journal().entries().get(0);

        assertEquals("openai/FB-OK", entry.model());
        assertTrue(entry.asks("fb-ok"));
        assertEquals("ok", entry.tag());
        assertEquals(1, entry.attempt());
        assertTrue(entry.stream());
        assertEquals("user", entry.lastRole());
        assertEquals("r-1", entry.rid());
        assertTrue(entry.auth());
        assertEquals("127.0.0.1:" + socket.getLocalPort(), entry.client());
        assertEquals("200", entry.action());
        assertEquals(13, entry.promptTokens());
    }

    @Test
    void aBodyInChunksIsReadAsWell() throws IOException {
        String body = "{\"model\":\"fb-s13-content-filter\"}";
        socket.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n" + END)
                        .getBytes(UTF_8));

        assertTrue(readTo("}}").contains("content_policy_violation"));
    }

    @Test
    void aHarnessSteersItOverHttp() throws IOException {
        streamed("fb-ok");
        send("GET /control/log", "");
        String log = readTo("}]}");
        assertTrue(log.contains("\"attempt\":1") && log.contains("\"prompt_tokens\":21"), log);

        send("POST /control/config", "{\"profile\":\"fast\",\"timing\":{\"stall\":0.25}}");
        readTo("{\"ok\":true}");
        assertEquals(Duration.ofSeconds(3), wall.timings().firstToken());
        assertEquals(Duration.ofMillis(250), wall.timings().stall());

        send("POST /control/reset", "");
        readTo("{\"ok\":true}");
        assertEquals(List.of(), wall.journal().entries());

        send("GET /control/health", "");
        assertTrue(readTo("\"}").endsWith("{\"status\":\"ok\"}"));
        send("GET /v1/models", "");
        assertTrue(readTo("]}").contains("fb-s16-503-persistent"));
        send("GET /elsewhere", "");
        assertTrue(readTo("}}").startsWith("HTTP/1.1 404 "));
    }

    private String streamed(String model, String... prefill) throws IOException {
        ask(model, prefill);
        String answer = readTo("\r\n\r\n");
        return answer + (answer.startsWith("HTTP/1.1 200") ? readTo(END) : readTo("}}"));
    }

    private void ask(String model, String... prefill) throws IOException {
        List<Json> messages = Stream.concat(
                        Stream.of(WallSpeech.object("role", "user", "content", CanonicalText.QUESTION)),
                        Stream.of(prefill).map(text -> WallSpeech.object("role", "assistant", "content", text)))
                .toList();
        Json body = WallSpeech.object(
                "model", model, "messages", messages, "stream", true, "stream_options", Map.of("include_usage", true));
        send("POST /v1/chat/completions", body.toString());
    }

    private void send(String line, String body, String... fields) throws IOException {
        StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nHost: wall\r\n");
        Stream.of(fields).forEach(field -> request.append(field).append("\r\n"));
        request.append("Content-Length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body);
        socket.getOutputStream().write(request.toString().getBytes(UTF_8));
    }

    private String readTo(String end) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end, read.length() - end.length()) < 0) {
            int c = in.read();
            assertTrue(c >= 0, () -> "closed after " + read);
            read.append((char) c);
        }
        return read.toString();
    }

    private String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    private static List<String> chunks(String answer) {
        List<String> chunks = new ArrayList<>();
        int at = answer.indexOf("\r\n\r\n") + 4;
        int size = size(answer, at);
        while (size > 0) {
            at = answer.indexOf("\r\n", at) + 2;
            chunks.add(answer.substring(at, at + size));
            at += size + 2;
            size = size(answer, at);
        }
        return chunks;
    }

    private static int size(String answer, int at) {
        return Integer.parseInt(answer.substring(at, answer.indexOf("\r\n", at)), 16);
    }

    private static String text(List<String> chunks) {
        Transcript transcript = new Transcript();
        chunks.forEach(chunk -> transcript.line(chunk.strip()));
        return transcript.answer(Duration.ZERO).text();
    }

    private static Json event(String chunk) {
        return Json.parse(chunk.substring("data: ".length()).strip());
    }

    private static Json choice(String chunk) {
        return event(chunk).member("choices").orElseThrow().elements().get(0);
    }

    private static Json delta(String chunk) {
        return choice(chunk).member("delta").orElseThrow();
    }
}
