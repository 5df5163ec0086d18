package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

    private final Judge judge = new Judge();

    private Failed failed(Evidence evidence) {
        return assertInstanceOf(Failed.class, judge.judge(evidence));
    }

    @ParameterizedTest
    @CsvSource({
        "429, RATE_LIMITED",
        "503, OVERLOADED",
        "529, OVERLOADED",
        "500, SERVER_ERROR",
        "501, SERVER_ERROR",
        "502, SERVER_ERROR",
        "504, SERVER_ERROR",
        "520, SERVER_ERROR",
        "599, SERVER_ERROR",
        "408, TIMEOUT",
        "401, CREDENTIALS",
        "402, CREDENTIALS",
        "403, CREDENTIALS",
        "404, NOT_FOUND",
        "400, BAD_REQUEST",
        "405, BAD_REQUEST",
        "409, BAD_REQUEST",
        "413, BAD_REQUEST",
        "415, BAD_REQUEST",
        "422, BAD_REQUEST",
        "499, BAD_REQUEST",
    })
    void knowsTheKindOfFailureByItsStatus(int status, FailureKind kind) {
        assertEquals(new Failed(kind, status, ""), failed(new Answered(status, Content.GOOD)));
    }

    @Test
    void judgesAFailureByItsStatusWhateverItsBodyIs() {
        for (Content content : Content.values()) {
            assertEquals(
                    FailureKind.RATE_LIMITED, failed(new Answered(429, content)).kind());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 301, 302, 304, 399})
    void takesAnyOtherStatusWithGoodContentForServed(int status) {
        assertEquals(new Served(status), judge.judge(new Answered(status, Content.GOOD)));
    }

    @Test
    void takesAnAnswerThatTheFilterCutForAMatterOfContentPolicy() {
        assertEquals(
                new Failed(FailureKind.CONTENT_POLICY, 200, Content.FILTERED.title()),
                failed(new Answered(200, Content.FILTERED)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GOOD", "FILTERED"})
    void takesAGoodStatusWithAnyOtherContentForABrokenAnswer(Content content) {
        assertEquals(new Failed(FailureKind.BROKEN_ANSWER, 200, content.title()), failed(new Answered(200, content)));
    }

    @Test
    void knowsThatTheCallerLeft() {
        assertEquals(new Failed(FailureKind.CLIENT_GONE, 0, ""), failed(new CallerLeft()));
    }

    static List<Throwable> timeouts() {
        return List.of(
                new HttpTimeoutException("no answer"),
                new HttpConnectTimeoutException("no connection"),
                new SocketTimeoutException(),
                new InterruptedIOException(),
                new TimeoutException(),
                new RuntimeException(new TimeoutException()),
                new IllegalStateException(new ExecutionException(new SocketTimeoutException())));
    }

    @ParameterizedTest
    @MethodSource("timeouts")
    void callsATimeLimitATimeout(Throwable thrown) {
        assertEquals(FailureKind.TIMEOUT, failed(new Threw(0, thrown)).kind());
    }

    static List<Throwable> connections() {
        return List.of(
                new ConnectException("refused"),
                new NoRouteToHostException(),
                new SocketException("Connection reset"),
                new UnknownHostException("host"),
                new UnresolvedAddressException(),
                new ClosedChannelException(),
                new SSLHandshakeException("bad certificate"),
                new EOFException(),
                new IOException("HTTP/1.1 header parser received no bytes"),
                new RuntimeException(new ConnectException()),
                new UncheckedIOException(new EOFException()),
                new RuntimeException(new RuntimeException(new SSLHandshakeException("x"))));
    }

    @ParameterizedTest
    @MethodSource("connections")
    void callsTheNetworkAConnection(Throwable thrown) {
        assertEquals(FailureKind.CONNECTION, failed(new Threw(0, thrown)).kind());
    }

    static List<Throwable> refusals() {
        return List.of(
                new SecurityException(),
                new RuntimeException(new SecurityException()),
                new ForbiddenException(),
                new KindOfForbiddenException(),
                new RuntimeException(new ForbiddenException()),
                new ConstraintViolationException(),
                new IllegalStateException(new ConstraintViolationException()));
    }

    /** As JAX-RS has one. */
    private static class ForbiddenException extends RuntimeException {}

    private static final class KindOfForbiddenException extends ForbiddenException {}

    /** As Jakarta Validation has one. */
    private static final class ConstraintViolationException extends RuntimeException {}

    @ParameterizedTest
    @MethodSource("refusals")
    void takesTheHostsRefusalForABadRequest(Throwable thrown) {
        assertEquals(FailureKind.BAD_REQUEST, failed(new Threw(0, thrown)).kind());
    }

    @Test
    void callsEveryOtherExceptionAServerError() {
        assertEquals(
                FailureKind.SERVER_ERROR,
                failed(new Threw(0, new IllegalStateException())).kind());
        assertEquals(
                FailureKind.SERVER_ERROR,
                failed(new Threw(0, new RuntimeException(new NullPointerException())))
                        .kind());
    }

    @Test
    void findsItsWayOutOfACircleOfCauses() {
        RuntimeException one = new RuntimeException();
        RuntimeException other = new RuntimeException(one);
        one.initCause(other);

        assertEquals(FailureKind.SERVER_ERROR, failed(new Threw(0, one)).kind());
    }

    @Test
    void namesTheClassAtTheRootAndNoMessage() {
        Failed failed = failed(
                new Threw(502, new RuntimeException("calling https://key@host failed", new ConnectException("key"))));

        assertEquals(
                new Failed(FailureKind.CONNECTION, 502, "ConnectException", Optional.empty(), Billable.NO), failed);
    }

    // ---- what the provider says of a failure ----------------------------------------------------------------------

    private FailureKind kind(int status, String code, String innerCode, String type, String message) {
        return failed(new Answered(
                        status,
                        Content.GOOD,
                        new ErrorDocument(code, innerCode, type, message),
                        Optional.empty(),
                        Usage.NONE))
                .kind();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "context_length_exceeded",
                "model_max_prompt_tokens_exceeded",
                "exceed_context_size_error",
                "CONTEXT_LENGTH_EXCEEDED"
            })
    void knowsAContextWindowByItsCodeWhereverItStands(String code) {
        assertEquals(FailureKind.CONTEXT_WINDOW, kind(400, code, "", "invalid_request_error", "?"));
        assertEquals(FailureKind.CONTEXT_WINDOW, kind(400, "", "", code, "?"));
        assertEquals(FailureKind.CONTEXT_WINDOW, kind(400, "?", code, "", "?"));
        assertEquals(FailureKind.CONTEXT_WINDOW, kind(413, code, "", "", "?"));
        assertEquals(FailureKind.CONTEXT_WINDOW, kind(422, code, "", "", "?"));
        assertEquals(FailureKind.CONTEXT_WINDOW, kind(500, code, "", "", "?"), "llama.cpp's servers have sent a 500");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens",
                "Your input exceeds the context window of this model. Please adjust your input and try again.",
                "prompt is too long: 200251 tokens > 200000 maximum",
                " Prompt is too long",
                "input length and `max_tokens` exceed context limit: 195000 + 8192 > 200000",
                "The input token count (1200000) exceeds the maximum number of tokens allowed (1048575).",
                "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
                "Input is too long for requested model."
            })
    void knowsAContextWindowByHowAMessageBegins(String message) {
        assertEquals(FailureKind.CONTEXT_WINDOW, kind(400, "", "", "invalid_request_error", message));
        assertEquals(FailureKind.SERVER_ERROR, kind(500, "", "", "", message), "words are not enough for that");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The user said: prompt is too long",
                "messages.0: This model's maximum context length is",
                "Unknown parameter: 'context_length_exceeded'",
                ""
            })
    void isNotMisledByWordsInsideAMessage(String message) {
        assertEquals(FailureKind.BAD_REQUEST, kind(400, "", "", "invalid_request_error", message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content_policy_violation",
                "content_filter",
                "ResponsibleAIPolicyViolation",
                "moderation_blocked",
                "data_inspection_failed"
            })
    void knowsAContentPolicyByItsCodeWhereverItStands(String code) {
        assertEquals(FailureKind.CONTENT_POLICY, kind(400, code, "", "", "?"));
        assertEquals(FailureKind.CONTENT_POLICY, kind(400, "", "", code, "?"));
        assertEquals(FailureKind.CONTENT_POLICY, kind(400, "?", code, "", "?"));
        assertEquals(FailureKind.BAD_REQUEST, kind(400, "?", "?", "?", code), "a message may quote anything");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insufficient_quota", "billing_hard_limit_reached"})
    void knowsThatNoWaitingFillsAQuotaAgain(String code) {
        assertEquals(FailureKind.CREDENTIALS, kind(429, code, "", "", ""));
        assertEquals(FailureKind.CREDENTIALS, kind(429, "", "", code, ""));
        assertEquals(FailureKind.RATE_LIMITED, kind(429, "rate_limit_exceeded", "", "requests", code));
        assertEquals(FailureKind.SERVER_ERROR, kind(500, code, "", "", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403})
    void takesARefusalOfTheKeyForThatWhateverCodeComesWithIt(int status) {
        for (String code : List.of("context_length_exceeded", "content_filter", "insufficient_quota", "x")) {
            assertEquals(FailureKind.CREDENTIALS, kind(status, code, code, code, "prompt is too long"), code);
        }
    }

    @Test
    void believesAStatusBeforeATypeThatSaysLess() {
        assertEquals(FailureKind.OVERLOADED, kind(503, "", "", "invalid_request_error", "try again later"));
        assertEquals(FailureKind.RATE_LIMITED, kind(429, "", "", "invalid_request_error", ""));
        assertEquals(FailureKind.SERVER_ERROR, kind(500, "rate_limit_exceeded", "", "requests", "429"));
        assertEquals(FailureKind.BAD_REQUEST, kind(400, "rate_limit_exceeded", "", "server_error", "429 503"));
    }

    @Test
    void keepsTheStatusThatItWasGiven() {
        Failed failed = failed(new Answered(422, Content.GOOD));

        assertEquals(FailureKind.BAD_REQUEST, failed.kind());
        assertEquals(422, failed.status());
    }

    @Test
    void keepsHowLongTheProviderAsksToBeLeftAlone() {
        assertEquals(
                new Failed(FailureKind.OVERLOADED, 503, "", Optional.of(Duration.ofSeconds(7))),
                failed(Journey.comeBack(503, Duration.ofSeconds(7))));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "rate_limit_exceeded, requests, rate_limit_exceeded",
                "'', overloaded_error, overloaded_error",
                "'see https://host/?key=1', x, ''",
                "'two words', x, ''",
                "'', '', ''"
            })
    void namesTheCodeIfItIsAWord(String code, String type, String detail) {
        Failed failed = failed(new Answered(
                429, Content.GOOD, new ErrorDocument(code, "", type, "a secret"), Optional.empty(), Usage.NONE));

        assertEquals(detail, failed.detail());
    }

    @Test
    void spellsAnOutcomeAsTheHeadersDo() {
        assertEquals("429 rate_limited", new Failed(FailureKind.RATE_LIMITED, 429, "").toString());
        assertEquals("client_gone", new Failed(FailureKind.CLIENT_GONE, 0, "x").toString());
        assertEquals("200", new Served(200).toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 103, 199})
    void aStatusThatNoAnswerCanHaveIsABrokenAnswer(int status) {
        assertEquals(
                new Failed(FailureKind.BROKEN_ANSWER, status, "status"), failed(new Answered(status, Content.GOOD)));
    }
}
