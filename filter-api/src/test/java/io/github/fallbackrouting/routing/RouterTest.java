package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.configuration;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.FakeUpstream.FakeResponse;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Upstream.Limits;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RouterTest {

    private static final String GOOD = "{\"choices\":[]}";
    private static final Operation CHAT = new Operation("/chat/completions");

    private final SteppedClock clock = new SteppedClock();
    private final JournalingCooldowns cooldowns = new JournalingCooldowns();
    private final FakeUpstream upstream = new FakeUpstream();

    /** A group of two, one that stands in for it, and one that stands in for that one. */
    private final Configuration chain =
            configuration(Map.of("a", List.of("b"), "b", List.of("c")), "a1", "a2", "b1", "c1");

    private Router router(Configuration configuration) {
        return new Router(configuration, upstream, cooldowns, clock);
    }

    private Route route(Router router) {
        return router.route("a", "", clock.getAsLong()).orElseThrow();
    }

    private static Optional<Answer> rescue(Router router, Route route) {
        TryNext first = assertInstanceOf(TryNext.class, route.after(new Answered(503, Content.GOOD)));
        return router.pursue(route, first, call());
    }

    private static Call call() {
        return new Call(CHAT, deployment -> new Bytes(deployment.modelOnTheWire()), "application/json", "*/*");
    }

    private record Bytes(String text) implements Upstream.Body {
        @Override
        public long length() {
            return text.length();
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static FakeResponse response(int status) {
        return new FakeResponse(status, status < 400 ? GOOD : "failed");
    }

    private static String written(Answer answer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Failed lastFailure(Route route) {
        List<Attempt> attempts = route.trace().attempts();
        return assertInstanceOf(Failed.class, attempts.get(attempts.size() - 1).outcome());
    }

    // ---- opening a route ------------------------------------------------------------------------------------------

    @Test
    void takesTheFirstOfTheGroupForThePrimaryUnlessAnotherIsNamed() {
        Router router = router(chain);

        assertEquals("a1", router.route("a", "", 0).orElseThrow().primary().id());
        assertEquals("a2", router.route("a", "a2", 0).orElseThrow().primary().id());
        assertEquals("a", router.route("a", "a2", 0).orElseThrow().group());
    }

    @Test
    void hasNoRouteForWhatItDoesNotKnow() {
        Router router = router(chain);

        assertTrue(router.route("x", "", 0).isEmpty());
        assertTrue(router.route("a", "a9", 0).isEmpty());
        assertTrue(router.route("a", "b1", 0).isEmpty(), "a deployment of another group");
        assertTrue(router.route("", "", 0).isEmpty());
    }

    // ---- from deployment to deployment ----------------------------------------------------------------------------

    @Test
    void asksOneAfterTheOtherUntilOneGivesAGoodAnswer() throws IOException {
        upstream.answer("a2", response(429)).answer("b1", response(500)).answer("c1", response(200));
        Router router = router(chain);
        Route route = route(router);

        Optional<Answer> answer = rescue(router, route);

        assertEquals(List.of("a2", "b1", "c1"), upstream.asked());
        assertEquals(200, answer.orElseThrow().status());
        assertEquals(GOOD, written(answer.orElseThrow()));
        assertEquals(1, route.trace().retries());
        assertEquals(2, route.trace().fallbacks());
        assertEquals(
                "a1: 503 overloaded (0 ms), a2: 429 rate_limited (0 ms), b1: 500 server_error (0 ms), c1: 200 (0 ms)",
                route.trace().toString());
    }

    @Test
    void asksNobodyAfterAGoodAnswer() {
        upstream.answer("a2", response(200));
        Router router = router(chain);

        assertTrue(rescue(router, route(router)).isPresent());
        assertEquals(List.of("a2"), upstream.asked());
    }

    @Test
    void hasNoAnswerWhenAllHaveFailed() {
        upstream.answer("a2", response(429)).answer("b1", response(401)).answer("c1", response(404));
        Router router = router(chain);
        Route route = route(router);

        assertTrue(rescue(router, route).isEmpty());
        assertEquals(List.of("a2", "b1", "c1"), upstream.asked());
        assertEquals(4, route.trace().attempts().size());
    }

    @Test
    void stopsAtAnAnswerThatAllWouldGive() {
        upstream.answer("a2", response(422));
        Router router = router(chain);

        assertTrue(rescue(router, route(router)).isEmpty());
        assertEquals(List.of("a2"), upstream.asked());
    }

    @Test
    void closesEveryAnswerThatIsNotGivenAndNoOther() {
        FakeResponse failed = response(503);
        FakeResponse broken = new FakeResponse(200, "{");
        FakeResponse good = response(200);
        upstream.answer("a2", failed).answer("b1", broken).answer("c1", good);
        Router router = router(chain);

        Answer answer = rescue(router, route(router)).orElseThrow();

        assertTrue(failed.isClosed());
        assertTrue(broken.isClosed());
        assertFalse(good.isClosed());
        answer.close();
        assertTrue(good.isClosed());
    }

    @Test
    void closesTheLastAnswerToo() {
        FakeResponse last = response(503);
        upstream.answer("a2", response(503)).answer("b1", response(503)).answer("c1", last);
        Router router = router(chain);

        assertTrue(rescue(router, route(router)).isEmpty());
        assertTrue(last.isClosed());
    }

    @Test
    void sendsTheCallInTheDeploymentsOwnTerms() throws IOException {
        upstream.answer("a2", response(503)).answer("b1", response(200));
        Router router = router(chain);
        Route route = route(router);
        TryNext first = assertInstanceOf(TryNext.class, route.after(new Answered(503, Content.GOOD)));

        router.pursue(
                route,
                first,
                new Call(CHAT, deployment -> new Bytes(deployment.modelOnTheWire()), "application/json;x=y", "a/b"));

        Upstream.Request request = upstream.requests().get(1);
        assertEquals("b1", request.deployment().id());
        assertEquals(CHAT, request.operation());
        assertEquals("application/json;x=y", request.contentType());
        assertEquals("a/b", request.accept());
        assertEquals("b1-model", new String(request.body().open().readAllBytes(), StandardCharsets.UTF_8));
    }

    // ---- time -----------------------------------------------------------------------------------------------------

    @Test
    void givesEachAttemptWhatIsLeftOfTheDeadline() {
        Timeouts timeouts = new Timeouts(
                Duration.ofSeconds(5), Duration.ofSeconds(7), Duration.ofSeconds(15), Duration.ofSeconds(60));
        upstream.answer("a2", () -> {
                    clock.step(Duration.ofSeconds(40));
                    return CompletableFuture.completedFuture(response(503));
                })
                .answer("b1", () -> {
                    clock.step(Duration.ofSeconds(7));
                    return CompletableFuture.completedFuture(response(503));
                })
                .answer("c1", response(200));
        Router router = router(withTimeouts(timeouts));
        Route route = route(router);
        clock.step(Duration.ofSeconds(10));

        rescue(router, route);

        assertEquals(
                List.of(
                        new Limits(seconds(5), seconds(50), seconds(15), seconds(50)),
                        new Limits(seconds(5), seconds(10), seconds(10), seconds(10)),
                        new Limits(seconds(3), seconds(3), seconds(3), seconds(3))),
                upstream.requests().stream().map(Upstream.Request::limits).toList());
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private Configuration withTimeouts(Timeouts timeouts) {
        return new Configuration(
                chain.deployments(), chain.fallbacks(), chain.maxFallbacks(), timeouts, chain.hold(), true);
    }

    private Configuration holding(int response) {
        return new Configuration(
                chain.deployments(),
                chain.fallbacks(),
                chain.maxFallbacks(),
                chain.timeouts(),
                new HoldLimits(1, 1, response, 1),
                true);
    }

    @Test
    void startsNoAttemptAfterTheDeadline() {
        upstream.answer("a2", () -> {
            clock.step(chain.timeouts().deadline());
            return CompletableFuture.completedFuture(response(503));
        });
        Router router = router(chain);
        Route route = route(router);

        assertTrue(rescue(router, route).isEmpty());
        assertEquals(List.of("a2"), upstream.asked());
        assertEquals(2, route.trace().attempts().size());
    }

    @Test
    void blamesNobodyForADeadlineThatPassedBeforeItWasAsked() {
        Router router = router(chain);
        Route route = route(router);
        TryNext first = (TryNext) route.after(new Answered(503, Content.GOOD));
        clock.step(chain.timeouts().deadline());

        assertTrue(router.pursue(route, first, call()).isEmpty());

        assertEquals(List.of(), upstream.asked());
        assertEquals(1, route.trace().attempts().size());
        assertEquals(List.of("failed a1 503 overloaded"), cooldowns.journal());
    }

    @Test
    void cancelsACallWhoseUpstreamForgetsTheTime() {
        CompletableFuture<Upstream.Response> never = new CompletableFuture<>();
        upstream.answer("a2", () -> never).answer("b1", response(200));
        Router router = router(withTimeouts(new Timeouts(seconds(1), seconds(1), seconds(1), Duration.ofMillis(1))));
        Route route = route(router);

        Optional<Answer> answer = rescue(router, route);

        assertTrue(never.isCancelled());
        assertTrue(answer.isPresent(), "the test's clock stands still");
        assertEquals("timeout", route.trace().attempts().get(1).outcome().toString());
    }

    @Test
    void asksNobodyElseOnceItIsInterrupted() {
        CompletableFuture<Upstream.Response> never = new CompletableFuture<>();
        upstream.answer("a2", () -> never);
        Router router = router(chain);
        Route route = route(router);
        Thread.currentThread().interrupt();

        boolean answered = rescue(router, route).isPresent();

        assertTrue(Thread.interrupted(), "whoever called must see it, too");
        assertFalse(answered);
        assertTrue(never.isCancelled());
        assertEquals(List.of("a2"), upstream.asked());
        assertEquals(FailureKind.CLIENT_GONE, lastFailure(route).kind());
    }

    @Test
    void closesAResponseThatComesWhileItsCallIsGivenUp() {
        FakeResponse late = response(200);
        CompletableFuture<Upstream.Response> justCompleted = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                complete(late);
                return super.cancel(mayInterruptIfRunning);
            }
        };
        upstream.answer("a2", () -> justCompleted);
        Router router = router(chain);
        Thread.currentThread().interrupt();

        boolean answered = rescue(router, route(router)).isPresent();

        assertTrue(Thread.interrupted());
        assertFalse(answered);
        assertTrue(late.isClosed());
    }

    // ---- cooldowns ------------------------------------------------------------------------------------------------

    @Test
    void passesOverDeploymentsThatRest() {
        cooldowns.rest("a2");
        cooldowns.rest("b1");
        upstream.answer("c1", response(200));
        Router router = router(chain);
        Route route = route(router);

        assertTrue(rescue(router, route).isPresent());
        assertEquals(List.of("c1"), upstream.asked());
        assertEquals(0, route.trace().retries());
        assertEquals(1, route.trace().fallbacks());
    }

    @Test
    void tellsTheCooldownsOfEveryFailureAndSuccess() {
        upstream.fail("a2", new ConnectException())
                .answer("b1", new FakeResponse(200, ""))
                .answer("c1", response(200));
        Router router = router(chain);

        rescue(router, route(router));

        assertEquals(
                List.of("failed a1 503 overloaded", "failed a2 connection", "failed b1 200 broken_answer", "served c1"),
                cooldowns.journal());
    }

    // ---- what alternates answer -----------------------------------------------------------------------------------

    static Stream<Arguments> brokenAnswers() {
        return Stream.of(
                Arguments.of(new FakeResponse(200, "").with("Content-Type", "text/plain"), Content.EMPTY),
                Arguments.of(new FakeResponse(200, ""), Content.EMPTY),
                Arguments.of(new FakeResponse(200, " \n"), Content.EMPTY),
                Arguments.of(new FakeResponse(204, ""), Content.EMPTY),
                Arguments.of(new FakeResponse(200, "{\"choices\":["), Content.NOT_JSON),
                Arguments.of(new FakeResponse(200, "upstream connect error"), Content.NOT_JSON),
                Arguments.of(new FakeResponse(200, "{\"error\":{\"code\":500}}"), Content.ERROR),
                Arguments.of(
                        new FakeResponse(200, "<html>").with("Content-Type", "text/html; charset=utf-8"), Content.HTML),
                Arguments.of(new FakeResponse(200, GOOD).with("Content-Encoding", "gzip"), Content.ENCODED),
                Arguments.of(
                        new FakeResponse(200, FakeUpstream.cut("{\"choices\":", new IOException("reset"))),
                        Content.CUT),
                Arguments.of(new FakeResponse(302, "").with("Location", "http://elsewhere.invalid"), Content.REDIRECT),
                Arguments.of(new FakeResponse(304, ""), Content.REDIRECT));
    }

    @ParameterizedTest
    @MethodSource("brokenAnswers")
    void goesOnAfterABrokenAnswer(FakeResponse broken, Content content) {
        upstream.answer("a2", broken).answer("b1", response(200));
        Router router = router(chain);
        Route route = route(router);

        assertTrue(rescue(router, route).isPresent());
        assertEquals(
                new Failed(FailureKind.BROKEN_ANSWER, broken.status(), content.title()),
                route.trace().attempts().get(1).outcome());
        assertEquals(List.of("a2", "b1"), upstream.asked());
        assertTrue(broken.isClosed());
    }

    static Stream<Arguments> goodAnswers() {
        return Stream.of(
                Arguments.of(new FakeResponse(200, GOOD), GOOD),
                Arguments.of(new FakeResponse(201, GOOD).with("Content-Type", "application/json"), GOOD),
                Arguments.of(new FakeResponse(200, GOOD).with("Content-Encoding", "Identity"), GOOD),
                Arguments.of(new FakeResponse(200, "{\"error\":null}"), "{\"error\":null}"),
                Arguments.of(new FakeResponse(200, "sound").with("Content-Type", "audio/mpeg"), "sound"),
                Arguments.of(
                        new FakeResponse(200, "data: {}\n\n").with("Content-Type", "text/event-stream"),
                        "data: {}\n\n"));
    }

    @ParameterizedTest
    @MethodSource("goodAnswers")
    void givesAGoodAnswerByteForByte(FakeResponse good, String bytes) throws IOException {
        upstream.answer("a2", good);
        Router router = router(chain);

        Answer answer = rescue(router, route(router)).orElseThrow();

        assertEquals(good.status(), answer.status());
        assertEquals(bytes, written(answer));
    }

    @Test
    void knowsTheLengthOfWhatItHoldsAndPassesOnTheOtherFields() {
        upstream.answer(
                "a2",
                new FakeResponse(200, GOOD).with("Content-Length", "999").with("Content-Type", "application/json"));
        Router router = router(chain);

        Answer answer = rescue(router, route(router)).orElseThrow();

        assertEquals(Optional.of(Integer.toString(GOOD.length())), answer.contentLength());
        assertEquals(Optional.of("application/json"), answer.header("content-type"));
        assertEquals(Optional.empty(), answer.header("X-Other"));
    }

    @Test
    void doesNotReadTheBodyOfAFailure() {
        InputStream untouchable = FakeUpstream.cut("", new IOException("was read"));
        upstream.answer("a2", new FakeResponse(503, untouchable)).answer("b1", response(200));
        Router router = router(chain);
        Route route = route(router);

        rescue(router, route);

        assertEquals(
                new Failed(FailureKind.OVERLOADED, 503, ""),
                route.trace().attempts().get(1).outcome());
    }

    @Test
    void streamsAnAnswerThatIsLargerThanWhatItHolds() throws IOException {
        String large = "{\"choices\":[" + "1,".repeat(50_000) + "1]}";
        upstream.answer("a2", new FakeResponse(200, large).with("Content-Length", Integer.toString(large.length())));
        Router router = router(holding(100));

        Answer answer = rescue(router, route(router)).orElseThrow();

        assertEquals(Optional.of(Integer.toString(large.length())), answer.contentLength());
        assertEquals(large, written(answer));
    }

    @Test
    void readsNoMoreThanItHoldsBeforeItIsGiven() {
        InputStream endless = FakeUpstream.cut("{\"c\":[\"" + "x".repeat(93), new IOException("read too far"));
        upstream.answer("a2", new FakeResponse(200, endless));
        Router router = router(holding(100));

        Answer answer = rescue(router, route(router)).orElseThrow();

        assertEquals(Optional.empty(), answer.contentLength());
        assertThrows(IOException.class, () -> written(answer), "what is cut later must not look whole");
    }

    @Test
    void holdsNothingIfItMayNot() throws IOException {
        upstream.answer("a2", new FakeResponse(200, GOOD));
        Router router = router(holding(0));

        assertEquals(GOOD, written(rescue(router, route(router)).orElseThrow()));
    }

    @Test
    void knowsALargeAnswerThatIsBadFromItsBeginning() {
        upstream.answer("a2", new FakeResponse(200, "upstream connect error ".repeat(100)))
                .answer("b1", new FakeResponse(200, "{\"error\":{},\"x\":\"" + "x".repeat(1_000) + "\"}"))
                .answer("c1", response(200));
        Router router = router(holding(100));

        assertTrue(rescue(router, route(router)).isPresent());
        assertEquals(List.of("a2", "b1", "c1"), upstream.asked());
    }

    @Test
    void goesOnAfterABodyThatStandsStill() {
        upstream.answer(
                        "a2",
                        new FakeResponse(200, FakeUpstream.cut("{", new HttpTimeoutException("nothing for 15 s"))))
                .answer("b1", response(200));
        Router router = router(chain);
        Route route = route(router);

        assertTrue(rescue(router, route).isPresent());
        assertEquals(
                new Failed(FailureKind.TIMEOUT, 200, "HttpTimeoutException"),
                route.trace().attempts().get(1).outcome());
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("refused"), FailureKind.CONNECTION),
                Arguments.of(new HttpTimeoutException("no answer"), FailureKind.TIMEOUT),
                Arguments.of(new IOException("closed early"), FailureKind.CONNECTION),
                Arguments.of(new IllegalStateException("a mistake"), FailureKind.CONNECTION));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnAfterACallThatFails(Throwable failure, FailureKind kind) {
        upstream.fail("a2", failure).answer("b1", response(200));
        Router router = router(chain);
        Route route = route(router);

        assertTrue(rescue(router, route).isPresent());
        Failed outcome =
                assertInstanceOf(Failed.class, route.trace().attempts().get(1).outcome());
        assertEquals(kind, outcome.kind());
        assertEquals(failure.getClass().getSimpleName(), outcome.detail());
    }
}
