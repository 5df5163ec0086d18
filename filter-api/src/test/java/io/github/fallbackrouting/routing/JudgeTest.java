package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Hop.Reason;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GOOD")
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

        assertEquals(new Failed(FailureKind.CONNECTION, 502, "ConnectException"), failed);
    }

    /** What is written down here is section 5 of the design; a kind that is missing goes on. */
    private static final Set<FailureKind> LAST_WORDS = EnumSet.of(
            FailureKind.CLIENT_GONE, FailureKind.BAD_REQUEST, FailureKind.CONTEXT_WINDOW, FailureKind.CONTENT_POLICY);

    static Stream<Hop> alternates() {
        return Stream.of(
                new Hop(Deployments.deployment("a2"), Reason.RETRY),
                new Hop(Deployments.deployment("b1"), Reason.FALLBACK));
    }

    @ParameterizedTest
    @MethodSource("alternates")
    void goesOnAfterAnAlternatesFailureUnlessItWouldFailEverywhere(Hop alternate) {
        for (FailureKind kind : FailureKind.values()) {
            assertEquals(
                    !LAST_WORDS.contains(kind),
                    judge.isWorthAnother(alternate.reason(), new Failed(kind, 0, "")),
                    kind::name);
        }
    }

    @Test
    void passesOnTheHostsOwnRefusalsBesides() {
        Hop primary = new Hop(Deployments.deployment("a1"), Reason.PRIMARY);
        Set<FailureKind> last = EnumSet.copyOf(LAST_WORDS);
        last.add(FailureKind.CREDENTIALS);
        last.add(FailureKind.NOT_FOUND);

        for (FailureKind kind : FailureKind.values()) {
            assertEquals(
                    !last.contains(kind), judge.isWorthAnother(primary.reason(), new Failed(kind, 0, "")), kind::name);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 422})
    void neverRescuesARefusalOfTheHosts(int status) {
        Hop primary = new Hop(Deployments.deployment("a1"), Reason.PRIMARY);

        assertFalse(judge.isWorthAnother(primary.reason(), failed(new Answered(status, Content.GOOD))));
    }

    @Test
    void spellsAnOutcomeAsTheHeadersDo() {
        assertEquals("429 rate_limited", new Failed(FailureKind.RATE_LIMITED, 429, "").toString());
        assertEquals("client_gone", new Failed(FailureKind.CLIENT_GONE, 0, "x").toString());
        assertEquals("200", new Served(200).toString());
    }
}
