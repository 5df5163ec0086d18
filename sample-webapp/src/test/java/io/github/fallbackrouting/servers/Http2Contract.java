package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.cases.StreamText;
import io.github.fallbackrouting.servers.host.Script;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over HTTP/2, without TLS and from the first byte, a client gets the same: with trailers, and with the stream reset where it is cut. */
abstract class Http2Contract extends StreamingHosts {

    private static final String GOOD = "{\"model\":\"gpt-4o\",\"choices\":[{\"from\":\"host\"}]}";
    private static final String RESCUED = "{\"model\":\"gpt-4o-west\",\"choices\":[{\"from\":\"sibling\"}]}";

    private final HTTP2Client client = new HTTP2Client();
    private Session session;

    @BeforeEach
    void connect() throws Exception {
        client.start();
        session = client.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), filteredPort()),
                        new Session.Listener() {})
                .get(15, TimeUnit.SECONDS);
    }

    @AfterEach
    void disconnect() throws Exception {
        client.stop();
    }

    private Http2Answer askHttp2(Case request) throws Exception {
        return Http2Answer.post(session, filteredPort(), "/app" + request.path(), request.body(), request.headers());
    }

    @Test
    void aGoodAnswerIsTheHostsPlusOurFields() throws Exception {
        Case request = chat("h2-good").plays(Script.json(200, GOOD));

        Http2Answer answer = askHttp2(request).toEnd();

        assertEquals(200, answer.status());
        assertEquals(GOOD, answer.body());
        assertTrue(answer.isComplete());
        assertEquals(Optional.of("openai/gpt-4o"), answer.header("x-litellm-actual-model"));
        assertNobodyElseWasAsked(request);
    }

    @Test
    void aFailureIsAnsweredByTheSibling() throws Exception {
        Case request = chat("h2-fails").plays(Script.json(503, "{}"));
        sibling.plays(request.name(), Script.json(200, RESCUED));

        Http2Answer answer = askHttp2(request).toEnd();

        assertEquals(200, answer.status());
        assertEquals(RESCUED, answer.body());
        assertTrue(answer.isComplete());
        assertEquals(Optional.of("openai/gpt-4o-west"), answer.header("x-litellm-actual-model"));
        assertEquals(Optional.empty(), answer.header("Connection"));
        assertEquals(Optional.empty(), answer.header("Transfer-Encoding"));
    }

    @Test
    void aStreamsCostIsATrailer() throws Exception {
        Case request = chat("h2-cost")
                .at("/api/talking/output/chat/completions")
                .streamed()
                .plays(Script.events(HOST.role(), HOST.text("Hi"), HOST.finish())
                        .say(
                                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}\n\n",
                                Chat.DONE));

        Http2Answer answer = askHttp2(request).toEnd();

        assertTrue(answer.isComplete(), answer.body());
        assertEquals("Hi", StreamText.of(answer.body()).text());
        // 1000 tokens in at 0.000001 USD, 100 out at 0.00001.
        assertEquals(Optional.of("0.002"), answer.trailer("x-litellm-response-cost"));
        assertEquals(Optional.empty(), answer.header("x-litellm-response-cost"));
    }

    @Test
    void aStreamThatBreaksGoesOnAtTheSiblingWhomTheTrailerNames() throws Exception {
        Case request = chat("h2-joint")
                .at("/api/talking/output/chat/completions")
                .streamed()
                .plays(Script.events(HOST.role(), HOST.text("Hello")).fail());
        sibling.plays(
                request.name(), Script.events(SIBLING.role(), SIBLING.text(" world"), SIBLING.finish(), Chat.DONE));

        Http2Answer answer = askHttp2(request).toEnd();

        assertTrue(answer.isComplete(), answer.body());
        assertEquals("Hello world", StreamText.of(answer.body()).text(), answer.body());
        assertEquals(Optional.of("openai/gpt-4o, openai/gpt-4o-west"), answer.trailer("x-litellm-actual-model"));
    }

    /** The connection's other streams don't wait for the host's thread. */
    @Test
    void aHangIsTakenOverAndTheConnectionStaysInUse() throws Exception {
        Case request =
                chat("h2-hangs").at("/api/short/blocked/chat/completions").plays(Script.json(200, GOOD));
        sibling.plays(request.name(), Script.json(200, RESCUED));

        Http2Answer answer = askHttp2(request).toEnd();

        assertEquals(RESCUED, answer.body());
        assertTrue(answer.isComplete());
        assertEquals(Optional.empty(), answer.header("Connection"));
        Http2Answer next =
                askHttp2(chat("h2-next").plays(Script.json(200, GOOD))).toEnd();
        assertEquals(GOOD, next.body());
        openAtHost(request.name());
    }

    @Test
    void aStreamThatNobodyCanGoOnWithEndsWithAnErrorEventAndAReset() throws Exception {
        Case request = chat("h2-cut")
                .at("/api/strict/output/chat/completions")
                .streamed()
                .plays(Script.events(HOST.role(), HOST.text("Hello")).fail());

        Http2Answer answer = askHttp2(request).toEnd();

        StreamText text = StreamText.of(answer.body());
        assertEquals("Hello", text.text());
        assertTrue(text.error(), answer.body());
        assertFalse(text.done(), answer.body());
        assertFalse(answer.isComplete(), "a clean end without [DONE] counts as success");
    }

    @Test
    void aClientThatResetsItsStreamEndsTheCallToTheSibling() throws Exception {
        Case request = chat("h2-leaves").streamed().plays(Script.json(503, "{}"));
        sibling.plays(
                request.name(),
                Script.events(SIBLING.role(), SIBLING.text("Hello")).pause(200).gate(request.name()));
        Http2Answer answer = askHttp2(request).await("Hello");

        answer.reset();

        sibling.journal(request.name()).get(0).goneNanos().get(30, TimeUnit.SECONDS);
        assertEquals(
                GOOD,
                askHttp2(chat("h2-after").plays(Script.json(200, GOOD))).toEnd().body());
    }
}
