package io.github.fallbackrouting.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.bench.Answer.Kind;
import io.github.fallbackrouting.bench.Answer.Outcome;
import io.github.fallbackrouting.bench.Answer.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller takes for what. */
class CallerTest {

    private static final Patience SHORT = Patience.atEachRead(Duration.ofMillis(400));

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

    @AutoClose
    private ServerSocket door;

    private final CompletableFuture<String> received = new CompletableFuture<>();
    private final List<Socket> kept = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : kept) {
            socket.close();
        }
    }

    private static String word(String word) {
        return "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"" + word + "\"}}]}\n\n";
    }

    @Test
    void itAsksAsTheBenchmarkDoes() throws Exception {
        answering(HEAD + "data: [DONE]\n\n");

        Answer answer = ask();

        assertEquals(Outcome.SUCCESS, answer.outcome());
        String request = received.get();
        assertTrue(request.startsWith("POST /v1/chat/completions HTTP/1.1\r\n"), request);
        assertTrue(request.contains("\r\nAuthorization: Bearer key\r\n"), request);
        assertTrue(request.contains("\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\n"), request);
        assertTrue(
                request.endsWith("{\"model\":\"fb-ok\",\"messages\":[{\"role\":\"user\",\"content\":\""
                        + CanonicalText.QUESTION
                        + "\"}],\"stream\":true,\"stream_options\":{\"include_usage\":true}}"),
                request);
    }

    @Test
    void theTextIsWhatTheEventsSay() throws Exception {
        answering(HEAD + ": a comment\n\nevent: x\n" + word("one") + "data: {\"choices\": [{\"delta\n\n" + word(" two")
                + "data: {\"model\":\"\",\"choices\":[],\"usage\":{\"total_tokens\":2}}\n\ndata: [DONE]\n\n"
                + word("no"));

        Answer answer = ask();

        assertEquals("one two", answer.text());
        assertEquals("m", answer.model());
        assertTrue(answer.usage());
    }

    @Test
    void doneIsTheEndEvenIfTheConnectionStays() throws Exception {
        staying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\ndata: [DONE]\n\n\r\n");

        assertEquals(Outcome.SUCCESS, ask().outcome());
    }

    @Test
    void aCleanEndWithoutDoneIsASuccess() throws Exception {
        answering(HEAD + word("one"));

        Answer answer = ask();

        assertEquals(Outcome.SUCCESS, answer.outcome());
        assertEquals("one", answer.text());
        assertTrue(answer.isTruncatedSuccess());
    }

    @Test
    void aPageOfHtmlIsASuccessWithoutText() throws Exception {
        answering("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");

        assertTrue(ask().isTruncatedSuccess());
    }

    @Test
    void anErrorEventIsAnError() throws Exception {
        answering(HEAD + word("one") + "data: {\"error\":{\"message\":\"broke\",\"code\":\"c\"}}\n\ndata: [DONE]\n\n");

        assertEquals(Optional.of(new Problem(Kind.IN_BAND, 200, "c", "broke", Optional.empty())), ask().problem());
    }

    @Test
    void anErrorThatIsNothingIsNone() throws Exception {
        answering(HEAD
                + "data: {\"error\":null}\n\ndata: {\"error\":{}}\n\ndata: {\"error\":0}\n\ndata: {\"error\":\"\"}\n\n"
                + "data: {\"error\":false}\n\ndata: [DONE]\n\n");

        assertEquals(Outcome.SUCCESS, ask().outcome());
    }

    @Test
    void anyOtherStatusIsAnErrorWithWhatTheBodySays() throws Exception {
        answering("HTTP/1.1 429 Too Many\r\nRetry-After: 2\r\nContent-Length: 48\r\n\r\n"
                + "{\"error\":{\"message\":\"slow down\",\"code\":\"limit\"}}");

        assertEquals(
                Optional.of(new Problem(Kind.STATUS, 429, "limit", "slow down", Optional.of(Duration.ofSeconds(2)))),
                ask().problem());
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        answering("HTTP/1.1 302 Found\r\nLocation: /v1\r\nContent-Length: 0\r\n\r\n");

        assertEquals(302, ask().problem().orElseThrow().status());
    }

    @Test
    void aChunkedBodyWithoutItsLastChunkIsAnError() throws Exception {
        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndata\r\n");

        assertEquals(Kind.TRANSPORT, ask().problem().orElseThrow().kind());
    }

    @Test
    void aBodyThatIsShorterThanAnnouncedIsAnError() throws Exception {
        answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\ndata");

        assertEquals(Kind.TRANSPORT, ask().problem().orElseThrow().kind());
    }

    @Test
    void nothingAtAllIsAnError() throws Exception {
        answering("");

        assertEquals(Kind.TRANSPORT, ask().problem().orElseThrow().kind());
    }

    @Test
    void nobodyThereIsAnError() throws Exception {
        door.close();

        assertEquals(Kind.TRANSPORT, ask().problem().orElseThrow().kind());
    }

    @Test
    void silenceIsATimeoutInTheEnd() throws Exception {
        staying(HEAD + word("one"));

        Answer answer = ask();

        assertEquals(Kind.TIMEOUT, answer.problem().orElseThrow().kind());
        assertTrue(answer.seconds() >= 0.4, "after " + answer.seconds());
    }

    @Test
    void onlyTheFirstWordEndsTheWaitingForIt() throws Exception {
        staying(HEAD + ": still there\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n");

        try (Caller caller = caller()) {
            Answer answer = caller.stream("fb-ok", new Patience(Duration.ofMillis(200), Duration.ofSeconds(5)));
            assertEquals(Kind.TIMEOUT, answer.problem().orElseThrow().kind());
            assertTrue(answer.seconds() < 2, "after " + answer.seconds());
        }
    }

    @Test
    void aCodedBodyIsDecoded() throws Exception {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        coded.writeBytes("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".getBytes(UTF_8));
        try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
            gzip.write((word("one") + "data: [DONE]\n\n").getBytes(UTF_8));
        }
        answering(coded.toByteArray());

        assertEquals("one", ask().text());
    }

    @Test
    void anAnswerInOnePieceIsReadAsSuch() throws Exception {
        answering("HTTP/1.1 200 OK\r\n\r\n{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"one\"}}],"
                + "\"usage\":{\"total_tokens\":2}}");

        try (Caller caller = caller()) {
            Answer answer = caller.whole("fb-ok", SHORT);
            assertEquals("one", answer.text());
            assertEquals("m", answer.model());
            assertTrue(answer.usage());
        }
    }

    private Answer ask() throws IOException {
        try (Caller caller = caller()) {
            return caller.stream("fb-ok", SHORT);
        }
    }

    private Caller caller() {
        return new Caller(URI.create("http://127.0.0.1:" + door.getLocalPort() + "/v1"), "key");
    }

    private void answering(String answer) {
        answering(answer.getBytes(UTF_8));
    }

    /** Answers the next request and closes the connection. */
    private void answering(byte[] answer) {
        answering(answer, socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void answering(byte[] answer, Consumer<Socket> afterwards) {
        Thread thread = new Thread(() -> {
            try {
                Socket socket = door.accept();
                String request = request(socket);
                socket.getOutputStream().write(answer);
                afterwards.accept(socket);
                received.complete(request);
            } catch (IOException e) {
                received.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Answers the next request and keeps the connection. */
    private void staying(String answer) {
        answering(answer.getBytes(UTF_8), kept::add);
    }

    private static String request(Socket socket) throws IOException {
        StringBuilder request = new StringBuilder();
        byte[] some = new byte[8192];
        while (!request.toString().endsWith("}")) {
            request.append(new String(some, 0, socket.getInputStream().read(some), UTF_8));
        }
        return request.toString();
    }
}
