package io.github.fallbackrouting.sample.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FakeDeploymentTest {

    private static final String QUESTION =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"the \\\"model\\\": \\\"x\\\"\"}]}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AutoClose
    private FakeDeployment deployment;

    @BeforeEach
    void start() throws IOException {
        deployment = new FakeDeployment(new FakeModel("east", "key-of-east", Pace.atOnce()));
    }

    @Test
    void aChatIsAnsweredWithTheNamesOfTheDeploymentAndOfTheModel() throws Exception {
        HttpResponse<String> answer = ask(QUESTION);

        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
        assertEquals(
                "{\"id\":\"chatcmpl-east\",\"object\":\"chat.completion\",\"created\":0,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,"
                        + "\"message\":{\"role\":\"assistant\",\"content\":\"Hello from east, which was asked for gpt-4o.\"},"
                        + "\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}}",
                answer.body());
        assertEquals(1, deployment.calls());
        assertEquals(Optional.of("gpt-4o"), deployment.lastModel());
    }

    @Test
    void aStreamHasTheRoleFirstThenTheWordsThenTheEnd() throws Exception {
        HttpResponse<String> answer = ask("{\"model\":\"gpt-4o\", \"stream\": true}");

        assertEquals(Optional.of("text/event-stream"), answer.headers().firstValue("Content-Type"));
        List<String> events = List.of(answer.body().split("\n\n", -1));
        assertTrue(events.get(0).startsWith("data: {"), events.get(0));
        assertTrue(events.get(0).contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"), events.get(0));
        assertTrue(events.get(1).contains("\"delta\":{\"content\":\"Hello\"}"), events.get(1));
        assertTrue(events.get(2).contains("\"delta\":{\"content\":\" from\"}"), events.get(2));
        assertEquals(List.of("data: [DONE]", ""), events.subList(events.size() - 2, events.size()));
        assertTrue(events.get(events.size() - 3).contains("\"finish_reason\":\"stop\""));
    }

    @Test
    void aStreamSaysItsUsageInItsLastChunkIfAsked() throws Exception {
        HttpResponse<String> answer =
                ask("{\"model\":\"gpt-4o\", \"stream\": true, \"stream_options\": {\"include_usage\": true}}");

        List<String> events = List.of(answer.body().split("\n\n", -1));
        String last = events.get(events.size() - 3);
        assertTrue(
                last.endsWith(
                        "\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}}"),
                last);
        for (String event : events.subList(0, events.size() - 3)) {
            assertTrue(event.endsWith("}],\"usage\":null}"), event);
        }
        assertEquals(List.of("data: [DONE]", ""), events.subList(events.size() - 2, events.size()));
    }

    @Test
    void aStreamSaysNoUsageUnasked() throws Exception {
        assertFalse(ask("{\"model\":\"gpt-4o\", \"stream\": true}").body().contains("usage"));
    }

    @Test
    void aChunkGoesWhenThePaceLetsIt() throws Exception {
        Semaphore pace = new Semaphore(0);
        try (FakeDeployment slow = new FakeDeployment(new FakeModel("west", "key-of-east", pace::acquire));
                Socket socket = connect(slow, "{\"model\":\"gpt-4o\",\"stream\":true}")) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            readTo(in, "{\"role\":\"assistant\",\"content\":\"\"}");
            socket.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, () -> readTo(in, "{\"content\":\"Hello\"}"));

            pace.release();
            socket.setSoTimeout(5_000);
            readTo(in, "{\"content\":\"Hello\"}");

            pace.release(100);
            readTo(in, "data: [DONE]");
        }
    }

    private static void readTo(BufferedReader in, String text) throws IOException {
        for (String line = in.readLine(); !line.contains(text); line = in.readLine()) {
            // On to the line that is looked for.
        }
    }

    @Test
    void anEmbeddingIsAnswered() throws Exception {
        HttpResponse<String> answer = send("POST", "/embeddings", "{\"model\":\"e\",\"input\":\"x\"}");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("\"embedding\":[0.0023,-0.0093,0.0157]"), answer.body());
        assertTrue(answer.body().contains("\"model\":\"e\""), answer.body());
    }

    @Test
    void theModelsAreListed() throws Exception {
        HttpResponse<String> answer = send("GET", "/models", "");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("\"id\":\"east-model\""), answer.body());
    }

    @Test
    void aKeyOfAnotherDeploymentIsRejected() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(deployment.base() + "/models"))
                        .header("Authorization", "Bearer key-of-west")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertEquals(401, answer.statusCode());
        assertTrue(answer.body().contains("\"code\":\"invalid_api_key\""), answer.body());
    }

    @Test
    void aRequestWithoutAModelIsBad() throws Exception {
        assertEquals(400, ask("{}").statusCode());
        assertEquals(Optional.empty(), deployment.lastModel());
    }

    @Test
    void anUnknownPathIsNotFound() throws Exception {
        assertEquals(404, send("POST", "/nowhere", QUESTION).statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMITED, 429, rate_limit_exceeded",
        "OVERLOADED, 503, overloaded",
        "SERVER_ERROR, 500, internal_error",
        "UNAUTHORIZED, 401, invalid_api_key",
        "ERROR_IN_200, 200, internal_error"
    })
    void anErrorIsShapedLikeOpenAis(Fault fault, int status, String code) throws Exception {
        deployment.fail(fault);

        HttpResponse<String> answer = ask(QUESTION);

        assertEquals(status, answer.statusCode());
        assertTrue(answer.body().startsWith("{\"error\":{\"message\":\""), answer.body());
        assertTrue(answer.body().endsWith("\"param\":null,\"code\":\"" + code + "\"}}"), answer.body());
        assertEquals(
                fault == Fault.RATE_LIMITED,
                answer.headers().firstValue("Retry-After").isPresent());
        assertEquals(1, deployment.calls());
    }

    @Test
    void anErrorIn200OfAStreamIsAnEvent() throws Exception {
        deployment.fail(Fault.ERROR_IN_200);

        HttpResponse<String> answer = ask("{\"model\":\"gpt-4o\",\"stream\":true}");

        assertEquals(Optional.of("text/event-stream"), answer.headers().firstValue("Content-Type"));
        assertTrue(answer.body().startsWith("data: {\"error\":"), answer.body());
    }

    @Test
    void aRefusedConnectionIsRefusedUntilTheDeploymentIsHealed() throws Exception {
        deployment.fail(Fault.REFUSED);
        assertThrows(ConnectException.class, () -> ask(QUESTION));
        deployment.fail(Fault.REFUSED);
        assertThrows(ConnectException.class, () -> ask(QUESTION));

        deployment.fail(Fault.NONE);

        assertEquals(200, ask(QUESTION).statusCode());
        assertEquals(1, deployment.calls());
    }

    @Test
    void aResetComesAfterTheRequest() throws Exception {
        deployment.fail(Fault.RESET);

        try (Socket socket = connect(QUESTION)) {
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
        assertEquals(1, deployment.calls());
    }

    @Test
    void aHangAnswersNothing() throws Exception {
        deployment.fail(Fault.HANG);

        try (Socket socket = connect(QUESTION)) {
            socket.setSoTimeout(200);
            assertThrows(
                    SocketTimeoutException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void htmlIsNoJson() throws Exception {
        deployment.fail(Fault.HTML);

        HttpResponse<String> answer = ask(QUESTION);

        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of("text/html"), answer.headers().firstValue("Content-Type"));
    }

    @Test
    void emptyIsJsonOfNoLength() throws Exception {
        deployment.fail(Fault.EMPTY);

        HttpResponse<String> answer = ask(QUESTION);

        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
        assertEquals("", answer.body());
    }

    @ParameterizedTest
    @CsvSource({"false, '\r\n\r\n{\"id\":'", "true, 'data: {\"id\":'"})
    void truncatedEndsEarly(boolean stream, String start) throws Exception {
        deployment.fail(Fault.TRUNCATED);
        String body = "{\"model\":\"gpt-4o\",\"stream\":" + stream + "}";

        assertThrows(IOException.class, () -> ask(body));

        try (Socket socket = connect(body)) {
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(answer.contains(start), answer);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFaultCanBeHealed(Fault fault) throws Exception {
        deployment.fail(fault);
        deployment.fail(Fault.NONE);

        assertEquals(200, ask(QUESTION).statusCode());
        assertEquals(Fault.NONE, deployment.fault());
    }

    @Test
    void closingFreesThePortAndLeavesNoThread() throws Exception {
        ask(QUESTION);
        deployment.fail(Fault.HANG);

        try (Socket waiting = connect(QUESTION)) {
            deployment.close();
            assertTrue(hasEnded(waiting));
        }

        assertThrows(ConnectException.class, () -> ask(QUESTION));
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("demo-east")) {
                thread.join(5_000);
                assertFalse(thread.isAlive());
            }
        }
    }

    private HttpResponse<String> ask(String body) throws IOException, InterruptedException {
        return send("POST", "/chat/completions", body);
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(deployment.base() + path))
                        .header("Authorization", "Bearer key-of-east")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A connection on which this chat has been sent. */
    private Socket connect(String body) throws IOException {
        return connect(deployment, body);
    }

    private static Socket connect(FakeDeployment deployment, String body) throws IOException {
        URI base = URI.create(deployment.base());
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer key-of-east\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(UTF_8));
        return socket;
    }

    /** Whether the peer closed or reset this connection within 5 s. */
    private static boolean hasEnded(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }
}
