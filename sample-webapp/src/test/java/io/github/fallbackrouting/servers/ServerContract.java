package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every server must do: the same host application runs on it twice, with the filter and without, and what a client
 * gets over the socket is compared.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract implements Container {

    private static final String CHAT = "/app/api/llm/chat/completions";
    private static final byte[] QUESTION =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final String FROM_SIBLING = "{\"model\":\"gpt-4o-west\",\"choices\":[{\"from\":\"sibling\"}]}";
    private static final String FROM_OTHER = "{\"model\":\"gpt-4-turbo\",\"choices\":[{\"from\":\"other\"}]}";

    private final ScriptedDeployment sibling = new ScriptedDeployment();
    private final ScriptedDeployment other = new ScriptedDeployment();
    private Server filtered;
    private Server bare;
    private Path directory;

    @BeforeAll
    void startBoth(@TempDir Path shared) throws Exception {
        directory = shared;
        filtered = start(HostWar.withFilter(directory.resolve("filtered")), bases());
        bare = start(HostWar.withoutFilter(directory.resolve("bare")), Map.of());
    }

    private Map<String, String> bases() {
        String root = sibling.base().replace("/v1", "");
        return Map.of("SIBLING_BASE", root, "OTHER_BASE", other.base());
    }

    @AfterAll
    void stopBoth() throws Exception {
        filtered.stop();
        bare.stop();
        sibling.close();
        other.close();
    }

    @BeforeEach
    void healthyAlternates() {
        sibling.answers(200, "application/json", FROM_SIBLING);
        other.answers(200, "application/json", FROM_OTHER);
    }

    private RawAnswer ask(String path, String action) throws IOException {
        return RawAnswer.post(filtered.port(), path, QUESTION, "x-do: " + action, "x-litellm-call-id: call-1");
    }

    private RawAnswer askBare(String path, String action) throws IOException {
        return RawAnswer.post(bare.port(), path, QUESTION, "x-do: " + action, "x-litellm-call-id: call-1");
    }

    // ---- nothing fails ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ok",
                "no-length",
                "large",
                "text",
                "created",
                "no-content",
                "redirect",
                "cookie",
                "sse",
                "status-400",
                "status-401",
                "status-403",
                "status-404",
                "status-409",
                "status-422",
                "bare-401",
                "bare-404"
            })
    void whatNeedsNoRescueIsTheHostsOwnAnswerByteForByte(String action) throws IOException {
        RawAnswer with = ask(CHAT, action);
        RawAnswer without = askBare(CHAT, action);

        assertEquals(without.statusLine(), with.statusLine());
        assertEquals(hostsFields(without), hostsFields(with));
        assertEquals(without.body(), with.body());
        assertEquals("openai/gpt-4o", with.header("x-litellm-actual-model").orElseThrow());
        assertEquals(List.of(), sibling.journal());
        assertEquals(List.of(), other.journal());
    }

    /** On RESTEasy it is a 500 like any other: nothing is thrown, and nothing tells it from a failure of the provider. */
    @Test
    void anExceptionThatRefusesTheCallerIsTheHostsOwnAnswer() throws IOException {
        assumeTrue(isFreeOf(Difference.EXCEPTIONS));
        RawAnswer with = ask(CHAT, "throw-security");
        RawAnswer without = askBare(CHAT, "throw-security");

        assertEquals(without.statusLine(), with.statusLine());
        assertEquals(hostsFields(without), hostsFields(with));
        assertEquals(without.body(), with.body());
        assertEquals(List.of(), sibling.journal());
    }

    @Test
    void aGoodAnswerSaysWhoGaveIt() throws IOException {
        RawAnswer answer = ask(CHAT, "ok");

        assertEquals(200, answer.status());
        assertEquals(Optional.of("openai/gpt-4o"), answer.header("x-litellm-actual-model"));
        assertEquals(Optional.of("openai/gpt-4o"), answer.header("x-litellm-model-name"));
        assertEquals(Optional.of("gpt-4o"), answer.header("x-litellm-model-group"));
        assertEquals(Optional.of("primary"), answer.header("x-litellm-model-id"));
        assertEquals(Optional.of("0"), answer.header("x-litellm-attempted-retries"));
        assertEquals(Optional.of("0"), answer.header("x-litellm-attempted-fallbacks"));
        assertEquals(Optional.of("5"), answer.header("x-litellm-max-fallbacks"));
        assertEquals(Optional.of("call-1"), answer.header("x-litellm-call-id"));
        assertEquals(Optional.empty(), answer.header("x-litellm-fallback-model-used"));
        assertTrue(answer.header("Server-Timing").orElseThrow().matches("primary;desc=\"200\";dur=\\d+\\.\\d"));
    }

    @Test
    void aFieldOfOursThatTheHostSetsStays() throws IOException {
        RawAnswer answer = ask(CHAT, "cookie");

        assertEquals(
                1,
                answer.fields().stream()
                        .filter(line -> line.startsWith("x-litellm-model-id"))
                        .count());
        assertEquals(Optional.of("set-by-host"), answer.header("x-litellm-model-id"));
        assertEquals(Optional.of("a=b"), answer.header("Set-Cookie").map(cookie -> cookie.replaceAll(";.*", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/api/other", "/app/api/other/chat/completions", "/app/api/nowhere", "/app/nowhere"})
    void whatIsNotOursIsExactlyTheSame(String path) throws IOException {
        byte[] body = "{\"say\":\"fail\"}".getBytes(StandardCharsets.UTF_8);
        RawAnswer with = RawAnswer.post(filtered.port(), path, body);
        RawAnswer without = RawAnswer.post(bare.port(), path, body);

        assertIdentical(without, with);
    }

    private static void assertIdentical(RawAnswer expected, RawAnswer actual) {
        assertEquals(expected.statusLine(), actual.statusLine());
        assertEquals(withoutDate(expected), withoutDate(actual));
        assertArrayEquals(expected.rawBody(), actual.rawBody());
    }

    private static List<String> withoutDate(RawAnswer answer) {
        return answer.fields().stream()
                .filter(line -> !line.startsWith("Date:"))
                .toList();
    }

    @Test
    void aPostThatIsNoJsonIsExactlyTheSame() throws IOException {
        RawAnswer with =
                RawAnswer.post(filtered.port(), CHAT, QUESTION, "x-do: status-503", "Content-Type: text/plain");
        RawAnswer without = RawAnswer.post(bare.port(), CHAT, QUESTION, "x-do: status-503", "Content-Type: text/plain");

        assertIdentical(without, with);
        assertEquals(415, with.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"401", "403", "404", "429", "503"})
    void aRefusalByTheHostsOwnFiltersIsNeverRescued(String status) throws IOException {
        RawAnswer with = RawAnswer.post(filtered.port(), CHAT, QUESTION, "x-do: ok", "x-refuse: " + status);
        RawAnswer without = RawAnswer.post(bare.port(), CHAT, QUESTION, "x-do: ok", "x-refuse: " + status);

        assertIdentical(without, with);
        assertEquals(Integer.parseInt(status), with.status());
        assertEquals(List.of(), sibling.journal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ok", "fail"})
    void anAsynchronousResourceIsCoveredLikeAnyOther(String action) throws IOException {
        RawAnswer with = ask("/app/api/llm/async/chat/completions", action);
        RawAnswer without = askBare("/app/api/llm/async/chat/completions", action);

        if (action.equals("ok")) {
            assertEquals(hostsFields(without), hostsFields(with));
            assertEquals(without.body(), with.body());
            assertEquals(Optional.of("primary"), with.header("x-litellm-model-id"));
            assertEquals(List.of(), sibling.journal());
        } else {
            assertEquals(FROM_SIBLING, with.body());
            assertEquals(Optional.of("sibling"), with.header("x-litellm-model-id"));
        }
    }

    // ---- the host fails ---------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status-408", "status-429", "status-500", "status-502", "status-503", "status-529", "bare-429",
                        "bare-500",
                "large-error", "html", "empty", "error-in-200", "not-json", "unread", "send-error", "throw",
                "throw-refused", "throw-timeout", "throw-io", "throw-mapped", "throw-503"
            })
    void aFailureOfTheHostsProviderIsAnsweredByTheSibling(String action) throws IOException {
        RawAnswer answer = ask(CHAT, action);

        assertEquals(200, answer.status());
        assertEquals(FROM_SIBLING, answer.body());
        assertEquals(Optional.of("azure/gpt-4o-west"), answer.header("x-litellm-actual-model"));
        assertEquals(Optional.of("gpt-4o"), answer.header("x-litellm-model-group"));
        assertEquals(Optional.of("sibling"), answer.header("x-litellm-model-id"));
        assertEquals(Optional.of("1"), answer.header("x-litellm-attempted-retries"));
        assertEquals(Optional.of("0"), answer.header("x-litellm-attempted-fallbacks"));
        assertEquals(Optional.empty(), answer.header("x-litellm-fallback-model-used"));
        assertEquals(1, sibling.journal().size());
        assertEquals(List.of(), other.journal());
    }

    @Test
    void nothingOfTheFailedAnswerReachesTheClientButWhatIsTheHostsOwn() throws IOException {
        RawAnswer answer = ask(CHAT, "status-429");

        assertEquals(Optional.of("application/json"), answer.header("Content-Type"));
        assertEquals(Optional.of(Integer.toString(FROM_SIBLING.length())), answer.header("Content-Length"));
        assertEquals(Optional.of("host-1"), answer.header("x-request-id"));
        assertEquals(Optional.of("default-src 'none'"), answer.header("Content-Security-Policy"));
        assertEquals(Optional.empty(), answer.header("Retry-After"));
        assertEquals(Optional.empty(), answer.header("x-ratelimit-remaining"));
        assertEquals(Optional.empty(), answer.header("Set-Cookie"));
        assertEquals(Optional.empty(), answer.header("openai-organization"));
        assertTrue(answer.header("Server-Timing")
                .orElseThrow()
                .matches("primary;desc=\"429 rate_limited\";dur=\\d+\\.\\d, sibling;desc=\"200\";dur=\\d+\\.\\d"));
    }

    @Test
    void theAlternateReceivesTheSameBytesButForTheModelAndNothingOfTheCallers() throws IOException {
        String body =
                "{ \"n\":123456789012345678901234567890.10, \"x\":{\"model\":\"inner\"},\"s\":\"\\\"model\\\":\\u00e9\","
                        + "\"mod\\u0065l\" :\"gpt-4o\", \"a\":1,\"a\":2,\"content\":\"é\"} \n";
        RawAnswer answer = RawAnswer.post(
                filtered.port(),
                CHAT,
                body.getBytes(StandardCharsets.UTF_8),
                "x-do: status-503",
                "Authorization: Bearer callers-own",
                "Cookie: session=callers-own",
                "x-stainless-retry-count: 0",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "Accept: application/json",
                "Content-Type: application/json; charset=utf-8");

        assertEquals(200, answer.status());
        ScriptedDeployment.Received received = sibling.journal().get(0);
        assertEquals("POST /openai/v1/chat/completions HTTP/1.1", received.requestLine());
        assertEquals(
                body.replace("\"mod\\u0065l\" :\"gpt-4o\"", "\"mod\\u0065l\" :\"gpt-4o-west\""),
                new String(received.body(), StandardCharsets.UTF_8));
        assertEquals("sk-sibling", received.headers().get("api-key"));
        assertEquals("application/json; charset=utf-8", received.headers().get("content-type"));
        assertEquals("application/json", received.headers().get("accept"));
        for (String name : List.of("authorization", "cookie", "x-stainless-retry-count", "traceparent", "x-do")) {
            assertFalse(received.headers().containsKey(name), name);
        }
    }

    @Test
    void aBodyOfTwentyMegabytesIsSentAgainWhole() throws IOException {
        byte[] big = ("{\"messages\":\"" + "x".repeat(20 << 20) + "\",\"model\":\"gpt-4o\"}")
                .getBytes(StandardCharsets.UTF_8);

        RawAnswer answer = RawAnswer.post(filtered.port(), CHAT, big, "x-do: status-503");

        assertEquals(200, answer.status());
        assertArrayEquals(
                ("{\"messages\":\"" + "x".repeat(20 << 20) + "\",\"model\":\"gpt-4o-west\"}")
                        .getBytes(StandardCharsets.UTF_8),
                sibling.journal().get(0).body());
    }

    @Test
    void aBodyThatTheHostDidNotReadIsSentAgainWhole() throws IOException {
        byte[] big = ("{\"model\":\"gpt-4o\",\"messages\":\"" + "x".repeat(1 << 20) + "\"}")
                .getBytes(StandardCharsets.UTF_8);

        RawAnswer answer = RawAnswer.post(filtered.port(), CHAT, big, "x-do: unread");

        assertEquals(200, answer.status());
        assertEquals(big.length + "-west".length(), sibling.journal().get(0).body().length);
    }

    @Test
    void aBodyInChunksIsSentAgainWhole() throws IOException {
        String head = "POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nx-do: status-503\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunks = "11\r\n{\"model\":\"gpt-4o\"\r\n9\r\n,\"x\":\"y\"}\r\n0\r\n\r\n";

        RawAnswer answer = RawAnswer.exchange(filtered.port(), head, chunks.getBytes(StandardCharsets.UTF_8));

        assertEquals(200, answer.status());
        assertEquals(
                "{\"model\":\"gpt-4o-west\",\"x\":\"y\"}",
                new String(sibling.journal().get(0).body(), StandardCharsets.UTF_8));
    }

    // ---- alternates fail too ----------------------------------------------------------------------------------------

    @Test
    void whenTheSiblingFailsTooTheFallbackGroupAnswers() throws IOException {
        sibling.answers(500, "application/json", "{\"error\":{}}");

        RawAnswer answer = ask(CHAT, "status-503");

        assertEquals(200, answer.status());
        assertEquals(FROM_OTHER, answer.body());
        assertEquals(Optional.of("openai/gpt-4-turbo"), answer.header("x-litellm-actual-model"));
        assertEquals(Optional.of("gpt-4o"), answer.header("x-litellm-model-group"));
        assertEquals(Optional.of("gpt-4-turbo"), answer.header("x-litellm-fallback-model-used"));
        assertEquals(Optional.of("1"), answer.header("x-litellm-attempted-retries"));
        assertEquals(Optional.of("1"), answer.header("x-litellm-attempted-fallbacks"));
        ScriptedDeployment.Received received = other.journal().get(0);
        assertEquals("POST /v1/chat/completions HTTP/1.1", received.requestLine());
        assertEquals("Bearer sk-other", received.headers().get("authorization"));
        assertFalse(received.headers().containsKey("api-key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"choices\":[]}",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"error\":{}} }",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"error\":{}}",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n",
                "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void anAlternateThatGivesNoGoodAnswerIsPassedOver(String bytes) throws IOException {
        sibling.answersRaw(bytes);

        RawAnswer answer = ask(CHAT, "status-503");

        assertEquals(200, answer.status());
        assertEquals(FROM_OTHER, answer.body());
        assertEquals(1, sibling.journal().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status-429",
                "status-503",
                "bare-500",
                "large-error",
                "html",
                "error-in-200",
                "not-json",
                "send-error",
                "throw",
                "throw-refused",
                "throw-mapped",
                "throw-503",
                "empty"
            })
    void ifAllFailTheClientGetsTheHostsOwnFailure(String action) throws IOException {
        sibling.answers(429, "application/json", "{\"error\":{\"message\":\"sibling\"}}");
        other.answers(503, "application/json", "{\"error\":{\"message\":\"other\"}}");

        RawAnswer with = ask(CHAT, action);
        RawAnswer without = askBare(CHAT, action);

        assertEquals(without.statusLine(), with.statusLine());
        assertEquals(hostsFields(without), hostsFields(with));
        assertEquals(without.body(), with.body());
        assertEquals(1, sibling.journal().size());
        assertEquals(1, other.journal().size());
        assumeTrue(isFreeOf(Difference.FIELDS_OF_ERROR_PAGES)
                || with.header("x-litellm-model-id").isPresent());
        assertEquals(Optional.of("openai/gpt-4o"), with.header("x-litellm-actual-model"));
        assertEquals(Optional.of("1"), with.header("x-litellm-attempted-retries"));
        assertEquals(Optional.of("1"), with.header("x-litellm-attempted-fallbacks"));
    }

    @Test
    void aRequestThatIsWrongItselfIsNotSentFurther() throws IOException {
        sibling.answers(422, "application/json", "{\"error\":{\"message\":\"wrong\"}}");

        RawAnswer answer = ask(CHAT, "status-503");

        assertEquals(503, answer.status());
        assertEquals(List.of(), other.journal());
    }

    @Test
    void aLongAnswerOfAnAlternateThatBreaksOffDoesNotLookComplete() throws IOException {
        assumeTrue(isFreeOf(Difference.NO_CUT));
        sibling.answersRaw(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n{\"a\":\""
                        + "x".repeat((2 << 20) - 6) + "\r\n");

        // Without "Connection: close", so that the answer comes in chunks and its end can be told from a cut.
        String head = "POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nx-do: status-503\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + QUESTION.length + "\r\n\r\n";
        RawAnswer answer = RawAnswer.exchange(filtered.port(), head, QUESTION);

        assertEquals(200, answer.status());
        assertThrows(IllegalStateException.class, answer::body);
    }

    @Test
    void aLongAnswerOfAnAlternateArrivesWhole() throws IOException {
        String longAnswer = "{\"a\":\"" + "x".repeat(3 << 20) + "\"}";
        sibling.answers(200, "application/json", longAnswer);

        RawAnswer answer = ask(CHAT, "status-503");

        assertEquals(200, answer.status());
        assertEquals(longAnswer, answer.body());
    }

    // ---- what can't be rescued --------------------------------------------------------------------------------------

    @Test
    void aCompressedRequestIsNotRescuedAndSaysSo() throws IOException {
        assumeTrue(isFreeOf(Difference.DECODES_REQUESTS));
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(QUESTION);
        }
        RawAnswer answer = RawAnswer.post(
                filtered.port(), CHAT, compressed.toByteArray(), "x-do: status-503", "Content-Encoding: gzip");

        assertEquals(503, answer.status());
        assertEquals(Optional.of("request_encoded"), answer.header("x-fallback-skipped"));
        assertEquals(List.of(), sibling.journal());
    }

    @Test
    void aRequestThatIsNoJsonObjectIsNotRescuedAndSaysSo() throws IOException {
        RawAnswer answer = RawAnswer.post(
                filtered.port(), CHAT, "{\"model\":".getBytes(StandardCharsets.UTF_8), "x-do: status-503");

        assertEquals(503, answer.status());
        assertEquals(Optional.of("request_not_json"), answer.header("x-fallback-skipped"));
        assertEquals(List.of(), sibling.journal());
    }

    @Test
    void aRequestLargerThanTheLimitIsServedByTheHostAndNotRescued() throws IOException {
        byte[] big = ("{\"model\":\"gpt-4o\",\"x\":\"" + "x".repeat(65 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);

        RawAnswer failed = RawAnswer.post(filtered.port(), CHAT, big, "x-do: status-503");
        RawAnswer good = RawAnswer.post(filtered.port(), CHAT, big, "x-do: ok");

        assertEquals(503, failed.status());
        assertEquals(Optional.of("request_too_large"), failed.header("x-fallback-skipped"));
        assertEquals(200, good.status());
        assertEquals(Optional.of("primary"), good.header("x-litellm-model-id"));
        assertEquals(List.of(), sibling.journal());
    }

    @Test
    void aCallerWhoLeavesInTheMiddleOfHisRequestCausesNoCall() throws Exception {
        int runs = runs();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), filtered.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nx-do: unread\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"model\":\"gpt-4o\"")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }

        assertEquals(runs + 1, runs());
        assertEquals(List.of(), sibling.journal());
    }

    private int runs() throws IOException {
        return Integer.parseInt(RawAnswer.exchange(
                        filtered.port(),
                        "GET /app/api/llm/runs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        new byte[0])
                .body());
    }

    @Test
    void theHostsResourceRunsOncePerRequest() throws IOException {
        sibling.answers(500, "application/json", "{}");
        other.answers(500, "application/json", "{}");
        int runs = runs();

        ask(CHAT, "status-503");

        assertEquals(runs + 1, runs());
    }

    // ---- other ways to name the endpoint ----------------------------------------------------------------------------

    @Test
    void theModelOfTheRequestNamesTheGroupWhereTheAnnotationDoesNot() throws IOException {
        String path = "/app/api/llm/any/chat/completions";

        RawAnswer good = ask(path, "ok");
        RawAnswer failed = ask(path, "status-503");
        RawAnswer unknown = RawAnswer.post(
                filtered.port(), path, "{\"model\":\"no-group\"}".getBytes(StandardCharsets.UTF_8), "x-do: status-503");

        assertEquals(Optional.of("primary"), good.header("x-litellm-model-id"));
        assertEquals(Optional.of("sibling"), failed.header("x-litellm-model-id"));
        assertEquals(503, unknown.status());
        assertEquals(Optional.empty(), unknown.header("x-litellm-model-id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ok", "flush", "close", "reset", "default-charset", "401"})
    void anEndpointOfAMappedFilterKeepsItsAnswer(String action) throws IOException {
        RawAnswer with = ask("/app/plain", action);
        RawAnswer without = askBare("/app/plain", action);

        assertEquals(without.statusLine(), with.statusLine());
        assertEquals(hostsFields(without), hostsFields(with));
        assertEquals(without.body(), with.body());
        assertEquals(Optional.of("primary"), with.header("x-litellm-model-id"));
        assertEquals(List.of(), sibling.journal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"odd-print", "odd-writer-first", "odd-unwrap", "odd-forward", "odd-refuse-unread"})
    void whatFewHostsDoHasTheSameEffect(String action) throws IOException {
        assumeTrue(isFreeOf(Difference.FORWARD) || !action.equals("odd-forward"));
        RawAnswer with = ask("/app/plain", action);
        RawAnswer without = askBare("/app/plain", action);

        assertEquals(without.statusLine(), with.statusLine());
        assertEquals(hostsFields(without), hostsFields(with));
        assertEquals(without.body(), with.body());
        assertEquals(List.of(), sibling.journal());
    }

    @Test
    void anErrorOfTheHostsIsRescuedOrStillTheHosts() throws IOException {
        RawAnswer with = ask("/app/plain", "odd-error");

        if (with.status() == 200) {
            // Tomcat makes a ServletException of it.
            assertEquals(FROM_SIBLING, with.body());
        } else {
            // The body of an error page may tell how many filters there are.
            RawAnswer without = askBare("/app/plain", "odd-error");
            assertEquals(without.statusLine(), with.statusLine());
            assertEquals(without.header("Content-Type"), with.header("Content-Type"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"401", "429", "503"})
    void aRefusalInFrontOfAMappedResourceIsNeverRescued(String status) throws IOException {
        String path = "/app/api/other/mapped";
        RawAnswer with = RawAnswer.post(filtered.port(), path, QUESTION, "x-refuse: " + status);
        RawAnswer without = RawAnswer.post(bare.port(), path, QUESTION, "x-refuse: " + status);

        assertIdentical(without, with);
        assertEquals(List.of(), sibling.journal());
    }

    // ---- the host's deployment rests
    // ----------------------------------------------------------------------------------

    private static final String ANY = "/app/api/llm/any/chat/completions";
    private static final byte[] TO_RESTING = "{\"model\":\"resting\",\"n\":1}".getBytes(StandardCharsets.UTF_8);

    /** After a 429 the host's own deployment of this group rests for a minute; some test is the first to see it. */
    private int runsOnceItRests() throws IOException {
        RawAnswer.post(filtered.port(), ANY, TO_RESTING, "x-do: bare-429");
        sibling.answers(200, "application/json", FROM_SIBLING);
        return runs();
    }

    @Test
    void aPrimaryThatRestsIsPassedOver() throws IOException {
        int before = runsOnceItRests();

        RawAnswer answer = RawAnswer.post(filtered.port(), ANY, TO_RESTING, "x-do: ok");

        assertEquals(200, answer.status());
        assertEquals(FROM_SIBLING, answer.body());
        assertEquals(before, runs());
        assertEquals(
                "{\"model\":\"gpt-4o-west\",\"n\":1}",
                new String(sibling.journal().get(0).body(), StandardCharsets.UTF_8));
        assertEquals(Optional.of("azure/gpt-4o-west"), answer.header("x-litellm-actual-model"));
        assertEquals(Optional.of("awake"), answer.header("x-litellm-model-id"));
        assertEquals(Optional.of("0"), answer.header("x-litellm-attempted-retries"));
        assertEquals(Optional.of("0"), answer.header("x-litellm-attempted-fallbacks"));
        assertEquals(Optional.of("host-1"), answer.header("x-request-id"));
        assertEquals(Optional.of("default-src 'none'"), answer.header("Content-Security-Policy"));
    }

    @Test
    void whomTheHostRefusesIsRefusedThoughItsDeploymentRests() throws IOException {
        runsOnceItRests();

        RawAnswer answer = RawAnswer.post(filtered.port(), ANY, TO_RESTING, "x-do: ok", "x-refuse: 401");

        assertEquals(401, answer.status());
        assertEquals("refused by the host", answer.body());
        assertEquals(List.of(), sibling.journal());
    }

    @Test
    void ifNobodyElseAnswersEitherTheClientIsToldWhenToComeBack() throws IOException {
        int before = runsOnceItRests();
        sibling.answers(503, "application/json", "{\"error\":{\"message\":\"sibling\"}}");

        RawAnswer answer = RawAnswer.post(filtered.port(), ANY, TO_RESTING, "x-do: ok");

        assertEquals(503, answer.status());
        assertTrue(answer.body().startsWith("{\"error\":{\"message\":"), answer.body());
        assertEquals(before, runs());
        assertEquals(Optional.empty(), answer.header("x-litellm-actual-model"));
        assertEquals(Optional.of("resting"), answer.header("x-litellm-model-group"));
        int seconds = Integer.parseInt(answer.header("Retry-After").orElseThrow());
        assertTrue(seconds >= 1 && seconds <= 60, seconds + " s");
        int millis = Integer.parseInt(answer.header("retry-after-ms").orElseThrow());
        assertEquals(seconds, (millis + 999) / 1000);
    }

    @Test
    void aRefusalOfTheRequestItselfIsPassedOnAsItIs() throws IOException {
        runsOnceItRests();
        sibling.answers(422, "application/json", "{\"error\":{\"message\":\"n is too small\"}}");

        RawAnswer answer = RawAnswer.post(filtered.port(), ANY, TO_RESTING, "x-do: ok");

        assertEquals(422, answer.status());
        assertEquals("{\"error\":{\"message\":\"n is too small\"}}", answer.body());
        assertEquals(Optional.of("awake"), answer.header("x-litellm-model-id"));
    }

    @Test
    void aResourceThatSomethingMayStillKeepACallerFromRunsThoughItsDeploymentRests() throws IOException {
        int before = runsOnceItRests();

        RawAnswer answer =
                RawAnswer.post(filtered.port(), "/app/api/llm/guarded/chat/completions", TO_RESTING, "x-do: ok");

        assertEquals(200, answer.status());
        assertEquals(before + 1, runs());
        assertEquals(List.of(), sibling.journal());
    }

    @Test
    void anAsynchronousResourceIsPassedOverLikeAnyOther() throws IOException {
        int before = runsOnceItRests();

        RawAnswer answer =
                RawAnswer.post(filtered.port(), "/app/api/llm/any-async/chat/completions", TO_RESTING, "x-do: ok");

        assertEquals(200, answer.status());
        assertEquals(FROM_SIBLING, answer.body());
        assertEquals(before, runs());
    }

    @Test
    void whatTheHostRefusesOnTheWayOutIsRefusedThoughItsDeploymentRests() throws IOException {
        assumeTrue(isFreeOf(Difference.EXCEPTIONS_OF_RESPONSE_FILTERS));
        runsOnceItRests();

        RawAnswer with = RawAnswer.post(filtered.port(), ANY, TO_RESTING, "x-do: ok", "x-refuse-answer: yes");
        RawAnswer without = RawAnswer.post(bare.port(), ANY, TO_RESTING, "x-do: ok", "x-refuse-answer: yes");

        assertEquals(without.statusLine(), with.statusLine());
        assertEquals(List.of(), sibling.journal());
    }

    /** While anybody rests, requests are read before the host reads them: below, at and above what is kept in memory. */
    @ParameterizedTest
    @ValueSource(ints = {2, 8191, 8192, 8193, 262_143, 262_144, 262_145, 3_000_000})
    void theHostReadsWhatTheCallerSentThoughSomebodyRests(int padding) throws IOException {
        runsOnceItRests();
        byte[] body =
                ("{\"model\":\"gpt-4o\",\"x\":\"" + "é".repeat(padding / 2) + "\"}").getBytes(StandardCharsets.UTF_8);

        RawAnswer with = RawAnswer.post(filtered.port(), ANY, body, "x-do: digest");
        RawAnswer without = RawAnswer.post(bare.port(), ANY, body, "x-do: digest");

        assertEquals(without.statusLine(), with.statusLine());
        assertEquals(without.body(), with.body());
        assertEquals(hostsFields(without), hostsFields(with));
    }

    @Test
    void aMappedResourceIsRescued() throws IOException {
        byte[] body = "{\"say\":\"fail\"}".getBytes(StandardCharsets.UTF_8);
        RawAnswer answer = RawAnswer.post(filtered.port(), "/app/api/other/mapped", body);

        assertEquals(200, answer.status());
        assertEquals(FROM_SIBLING, answer.body());
        assertEquals(
                "{\"model\":\"gpt-4o-west\",\"say\":\"fail\"}",
                new String(sibling.journal().get(0).body(), StandardCharsets.UTF_8));
    }

    @Test
    void aRefusalBeforeTheBodyIsReadWaitsForNoBody() throws Exception {
        assumeTrue(isFreeOf(Difference.BODY_FIRST));
        String head = String.join(
                "\r\n",
                "POST /app/api/llm/refuse/chat/completions HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Content-Length: 1000",
                "Expect: 100-continue",
                "\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), filtered.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = "";
            while (!answer.contains(" 413 ")) {
                int c = socket.getInputStream().read();
                assertTrue(c >= 0, answer);
                answer += (char) c;
            }
        }
    }

    @Test
    void aCallIdThatIsNoneIsReplaced() throws IOException {
        RawAnswer answer =
                RawAnswer.post(filtered.port(), CHAT, QUESTION, "x-do: ok", "x-litellm-call-id: " + "x ".repeat(3000));

        assertEquals(200, answer.status());
        assertTrue(answer.header("x-litellm-call-id").orElseThrow().matches("[0-9a-f-]{36}"));
    }

    @Test
    void anEndpointOfAMappedFilterIsRescued() throws IOException {
        RawAnswer answer = ask("/app/plain", "fail");

        assertEquals(200, answer.status());
        assertEquals(FROM_SIBLING, answer.body());
        assertEquals(1, sibling.journal().size());
    }

    @Test
    void theFirstRequestToALazyServletIsRescuedToo() throws Exception {
        Server lazy = start(HostWar.withFilterAndLazyServlet(directory.resolve("lazy")), bases());
        try {
            RawAnswer answer = RawAnswer.post(lazy.port(), CHAT, QUESTION, "x-do: status-503");

            assertEquals(200, answer.status());
            assertEquals(Optional.of("sibling"), answer.header("x-litellm-model-id"));
        } finally {
            lazy.stop();
        }
    }

    @Test
    void nothingIsLeftWhenTheApplicationStops() throws Exception {
        Path war = HostWar.withFilter(directory.resolve("stopped"));
        Set<Thread> before = httpClients();
        Server server = start(war, bases());
        try {
            byte[] big =
                    ("{\"model\":\"gpt-4o\",\"x\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
            assertEquals(
                    200,
                    RawAnswer.post(server.port(), CHAT, big, "x-do: status-503").status());
        } finally {
            server.stop();
        }

        Set<Thread> left = httpClients();
        left.removeAll(before);
        assertEquals(Set.of(), left);
    }

    @Test
    void noTemporaryFileOutlivesItsRequest() throws IOException {
        byte[] big = ("{\"model\":\"gpt-4o\",\"x\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);

        assertEquals(
                200,
                RawAnswer.post(filtered.port(), CHAT, big, "x-do: status-503").status());

        // The client has its answer a moment before the filter is through.
        long patience = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!bodyFiles().isEmpty() && System.nanoTime() < patience) {
            Thread.onSpinWait();
        }
        assertEquals(List.of(), bodyFiles());
    }

    /** The servers' temporary directories are in ours. */
    private List<Path> bodyFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("fallback-routing-"))
                    .toList();
        }
    }

    /** Our threads, and those of the HTTP clients; in our servers nobody else has any. */
    private static Set<Thread> httpClients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("SelectorManager")
                        || thread.getName().startsWith("fallback-routing"))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
