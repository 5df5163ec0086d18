package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.routing.Upstream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the caller gets of an answer, with nothing added and nothing acted on. */
class JerseyUpstreamAnswerTest extends UpstreamAndServer {

    private Upstream.Response answerTo(String answer) throws Exception {
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.send(answer), ScriptedServer.CLOSE);
        return Requests.to(server.url("/v1")).sendWith(upstream);
    }

    @Test
    void theHeadIsThereBeforeTheBodyAndEachEventAsItComes() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"),
                ScriptedServer.await(first),
                ScriptedServer.send("9\r\ndata: 1\n\n\r\n"),
                ScriptedServer.await(second),
                ScriptedServer.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n"));

        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            assertEquals(200, response.status());
            CompletableFuture<Optional<ByteBuffer>> event = response.next();
            assertFalse(event.isDone());
            first.countDown();
            assertEquals("data: 1\n\n", BodyReading.text(BodyReading.await(event)));
            event = response.next();
            assertFalse(event.isDone());
            second.countDown();
            assertEquals("data: 2\n\n", BodyReading.text(BodyReading.await(event)));
            assertEquals("", BodyReading.piece(response));
            assertEquals("", BodyReading.piece(response));
        }
    }

    @Test
    void aHeaderIsItsFirstValueWhateverTheCaseOfItsName() throws Exception {
        try (Upstream.Response response = answerTo(
                "HTTP/1.1 429 Slow down\r\nRETRY-after: 7, 8\r\nx-request-id: 1\r\nX-Request-Id: 2\r\nContent-Length: 0\r\n\r\n")) {
            assertEquals(429, response.status());
            assertEquals(Optional.of("7, 8"), response.header("Retry-After"));
            assertEquals(Optional.of("1"), response.header("X-REQUEST-ID"));
            assertEquals(Optional.empty(), response.header("Content-Type"));
        }
    }

    @Test
    void aContentTypeThatIsNoneDoesNotMatter() throws Exception {
        try (Upstream.Response response =
                answerTo("HTTP/1.1 200 OK\r\nContent-Type: ;;json\r\nContent-Length: 2\r\n\r\nok")) {
            assertEquals(Optional.of(";;json"), response.header("content-type"));
            assertEquals("ok", BodyReading.all(response));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "503, Retry-After: 0",
        "429, Retry-After: 1",
        "307, Location: /v1/elsewhere",
        "308, Location: /v1/elsewhere",
        "303, Location: /v1/elsewhere",
        "401, 'WWW-Authenticate: Basic realm=\"x\"'",
        "401, X-Nothing: 1",
        "407, 'Proxy-Authenticate: Basic realm=\"x\"'",
        "408, X-Nothing: 1",
        "421, X-Nothing: 1",
        "425, X-Nothing: 1",
        "529, X-Nothing: 1",
        "999, X-Nothing: 1"
    })
    void noStatusMakesItSendAgain(int status, String field) throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 " + status + " Whatever\r\n" + field
                        + "\r\nSet-Cookie: a=b\r\nContent-Length: 4\r\n\r\nbody"));
        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            assertEquals(status, response.status());
            assertEquals("body", BodyReading.all(response));
        }
        assertEquals("{\"model\":\"m\"}", server.request().body());
        assertEquals(1, server.connections());
    }

    @Test
    void noCookieIsKept() throws Exception {
        for (int i = 0; i < 2; i++) {
            server.then(
                    ScriptedServer.READ_REQUEST,
                    ScriptedServer.send("HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n"));
            try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
                assertEquals("", BodyReading.all(response));
            }
        }

        assertTrue(
                server.requests(2).stream().noneMatch(request -> request.head().contains("Cookie")));
    }

    @ParameterizedTest
    @CsvSource({"100 Continue", "102 Processing", "103 Early Hints", "199 Whatever"})
    void interimAnswersAreSkipped(String interim) throws Exception {
        try (Upstream.Response response = answerTo(
                "HTTP/1.1 " + interim + "\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            assertEquals(200, response.status());
            assertEquals("ok", BodyReading.all(response));
        }
        assertEquals("{\"model\":\"m\"}", server.request().body());
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() throws Exception {
        try (Upstream.Response response = answerTo("HTTP/1.1 200 OK\r\n\r\nall of it")) {
            assertEquals("all of it", BodyReading.all(response));
        }
    }

    @Test
    void anAnswerWithoutABodyIsAtItsEnd() throws Exception {
        try (Upstream.Response response = answerTo("HTTP/1.1 204 No Content\r\n\r\n")) {
            assertEquals(204, response.status());
            assertEquals("", BodyReading.all(response));
        }
    }

    @Test
    void moreThanTheSaidLengthIsNotPartOfThisAnswerNorOfTheNext() throws Exception {
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\nforged"));
        server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "next"));
        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            assertEquals("ok", BodyReading.all(response));
        }
        try (Upstream.Response next = Requests.to(server.url("/v1")).sendWith(upstream)) {
            assertEquals("next", BodyReading.all(next));
        }
    }

    @Test
    void anAnswerThatIsFasterThanItsReaderWaitsOnTheWire() throws Exception {
        String body = "x".repeat(20_000_000);
        CountDownLatch sent = new CountDownLatch(1);
        server.then(
                ScriptedServer.READ_REQUEST,
                ScriptedServer.send("HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n"),
                ScriptedServer.send(body),
                ScriptedServer.open(sent));
        try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
            int length = BodyReading.piece(response).length();
            assertEquals(1, sent.getCount(), "the server could write everything, so all of it is in memory");
            assertEquals(body.length() - length, BodyReading.all(response).length());
        }
    }

    @Test
    void aLargeHeadFits() throws Exception {
        try (Upstream.Response response =
                answerTo("HTTP/1.1 200 OK\r\nX-Policy: " + "p".repeat(60_000) + "\r\nContent-Length: 0\r\n\r\n")) {
            assertEquals(60_000, response.header("x-policy").orElse("").length());
        }
    }

    @Test
    void anAnswerBeforeTheRequestIsReadReachesTheCaller() throws Exception {
        server.then(ScriptedServer.READ_HEAD, ScriptedServer.answer(413, "too large"), ScriptedServer.AWAIT_PEER);

        try (Upstream.Response response = Requests.to(server.url("/v1"))
                .body(Requests.bytes(new byte[3_000_000]))
                .sendWith(upstream)) {
            assertEquals(413, response.status());
            assertEquals("too large", BodyReading.all(response));
        }
    }
}
