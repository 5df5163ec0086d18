package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ErrorClass;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.config.RoutingStrategy;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.FakeUpstream.FakeResponse;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Upstream.Limits;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import io.github.fallbackrouting.routing.Wishes.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RouterTest {

    private static final String GOOD = "{\"choices\":[]}";
    private static final Operation CHAT = new Operation("/chat/completions");

    private final TestWorld world = new TestWorld();
    private final FakeUpstream upstream = new FakeUpstream();
    private Policies policies = Policies.of(chain().build(), world.world(), RestListener.NONE);

    /** A group of two, one that stands in for it, and one that stands in for that one; each is asked once. */
    private static Deployments.Config chain() {
        return config("a1", "a2", "b1", "c1")
                .fallbacks("a", "b")
                .fallbacks("b", "c")
                .retries(0)
                .weightedFailover();
    }

    private Router router(Deployments.Config config) {
        Configuration built = config.build();
        policies = Policies.of(built, world.world(), RestListener.NONE);
        return new Router(built, upstream, world.world(), FakeStreamCheck::new, RestListener.NONE);
    }

    /** One whose policies the test sees. */
    private Route route() {
        return route(Wishes.NONE);
    }

    private Route route(Wishes wishes) {
        ModelGroup group = policies.configuration().groups().named("a").orElseThrow();
        return new Route(
                policies,
                new Ask(group, group.deployments().get(0), wishes),
                world.clock().getAsLong(),
                Journal.NONE);
    }

    private Optional<Answer> rescue(Router router, Route route) {
        return rescue(router, route, new Answered(503, Content.GOOD));
    }

    private Optional<Answer> rescue(Router router, Route route, Evidence hosts) {
        return pursue(router, route, route.after(hosts));
    }

    private Optional<Answer> pursue(Router router, Route route, Verdict first) {
        return world.await(begin(router, route, first));
    }

    private static Pursuit begin(Router router, Route route, Verdict first) {
        return router.pursue(route, first, call(), Runnable::run);
    }

    /** One that rescues a request whose host has failed, as far as it comes by itself. */
    private static Pursuit beginRescue(Router router, Route route) {
        return begin(router, route, route.after(new Answered(503, Content.GOOD)));
    }

    @AfterEach
    void everyAttemptHasEnded() {
        for (Deployment deployment : policies.configuration().groups().deployments()) {
            assertEquals(0, policies.traffic().underWay(deployment), () -> deployment + " is said to be under way");
        }
    }

    private static Call call() {
        return call("application/json", "*/*");
    }

    private static Call call(String contentType, String accept) {
        return new Call(
                CHAT,
                hop -> Optional.of(new Bytes(hop.deployment().modelOnTheWire())),
                contentType,
                accept,
                Call.Form.WHOLE,
                Optional.empty());
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
        Optional<ByteBuffer> piece = next(answer);
        while (piece.isPresent()) {
            byte[] bytes = new byte[piece.get().remaining()];
            piece.get().get(bytes);
            out.write(bytes);
            piece = next(answer);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Optional<ByteBuffer> next(Answer answer) throws IOException {
        try {
            return answer.next().join();
        } catch (CompletionException e) {
            throw Reading.asIOException(e);
        }
    }

    private static Failed lastFailure(Route route) {
        List<Attempt> attempts = route.trace().attempts();
        return assertInstanceOf(Failed.class, attempts.get(attempts.size() - 1).outcome());
    }

    // ---- opening a route ------------------------------------------------------------------------------------------

    @Test
    void takesTheFirstOfTheGroupForThePrimaryUnlessAnotherIsNamed() {
        Router router = router(chain());

        assertEquals(
                "a1",
                router.route("a", "", 0, Wishes.NONE, Journal.NONE)
                        .orElseThrow()
                        .primary()
                        .id());
        assertEquals(
                "a2",
                router.route("a", "a2", 0, Wishes.NONE, Journal.NONE)
                        .orElseThrow()
                        .primary()
                        .id());
        assertEquals(
                "a",
                router.route("a", "a2", 0, Wishes.NONE, Journal.NONE)
                        .orElseThrow()
                        .group());
    }

    @Test
    void hasNoRouteForWhatItDoesNotKnow() {
        Router router = router(chain());

        assertTrue(router.route("x", "", 0, Wishes.NONE, Journal.NONE).isEmpty());
        assertTrue(router.route("a", "a9", 0, Wishes.NONE, Journal.NONE).isEmpty());
        assertTrue(router.route("a", "b1", 0, Wishes.NONE, Journal.NONE).isEmpty(), "a deployment of another group");
        assertTrue(router.route("", "", 0, Wishes.NONE, Journal.NONE).isEmpty());
    }

    // ---- from deployment to deployment ----------------------------------------------------------------------------

    @Test
    void asksOneAfterTheOtherUntilOneGivesAGoodAnswer() throws IOException {
        upstream.answer("a2", response(429)).answer("b1", response(500)).answer("c1", response(200));
        Router router = router(chain());
        Route route = route();

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
        Router router = router(chain());

        assertTrue(rescue(router, route()).isPresent());
        assertEquals(List.of("a2"), upstream.asked());
    }

    @Test
    void hasNoAnswerWhenAllHaveFailed() {
        upstream.answer("a2", response(429)).answer("b1", response(401)).answer("c1", response(404));
        Router router = router(chain());
        Route route = route();

        assertTrue(rescue(router, route).isEmpty());
        assertEquals(List.of("a2", "b1", "c1"), upstream.asked());
        assertEquals(4, route.trace().attempts().size());
    }

    @Test
    void stopsAtAnAnswerThatAllWouldGive() {
        upstream.answer("a2", response(422));
        Router router = router(chain());

        assertTrue(rescue(router, route()).isEmpty());
        assertEquals(List.of("a2"), upstream.asked());
    }

    @Test
    void closesEveryAnswerThatIsNotGivenAndNoOther() {
        FakeResponse failed = response(503);
        FakeResponse broken = new FakeResponse(200, "{");
        FakeResponse good = response(200);
        upstream.answer("a2", failed).answer("b1", broken).answer("c1", good);
        Router router = router(chain());

        Answer answer = rescue(router, route()).orElseThrow();

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
        Router router = router(chain());

        assertTrue(rescue(router, route()).isEmpty());
        assertTrue(last.isClosed());
    }

    @Test
    void sendsTheCallInTheDeploymentsOwnTerms() throws IOException {
        upstream.answer("a2", response(503)).answer("b1", response(200));
        Router router = router(chain());
        Route route = route();
        TryNext first = assertInstanceOf(TryNext.class, route.after(new Answered(503, Content.GOOD)));

        world.await(router.pursue(route, first, call("application/json;x=y", "a/b"), Runnable::run));

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
        upstream.answer("a2", () -> {
                    world.step(Duration.ofSeconds(40));
                    return CompletableFuture.completedFuture(response(503));
                })
                .answer("b1", () -> {
                    world.step(Duration.ofSeconds(7));
                    return CompletableFuture.completedFuture(response(503));
                })
                .answer("c1", response(200));
        Router router = router(chain());
        Route route = route();
        world.step(Duration.ofSeconds(10));

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

    @Test
    void startsNoAttemptAfterTheDeadline() {
        upstream.answer("a2", () -> {
            world.step(seconds(60));
            return CompletableFuture.completedFuture(response(503));
        });
        Router router = router(chain());
        Route route = route();

        assertTrue(rescue(router, route).isEmpty());
        assertEquals(List.of("a2"), upstream.asked());
        assertEquals(2, route.trace().attempts().size());
    }

    @Test
    void blamesNobodyForADeadlineThatPassedBeforeItWasAsked() {
        Router router = router(chain());
        Route route = route();
        TryNext first = (TryNext) route.after(new Answered(503, Content.GOOD));
        world.step(seconds(60));

        assertTrue(pursue(router, route, first).isEmpty());

        assertEquals(List.of(), upstream.asked());
        assertFalse(policies.cooldowns().failedLately(first.hop().deployment()));
    }

    /** The time limits of the first attempt that is sent. */
    private Limits firstLimits(Deployments.Config config, Wishes wishes) {
        upstream.answer("a2", response(200));
        Router router = router(config);
        rescue(router, route(wishes)).orElseThrow().close();
        return upstream.requests().get(upstream.requests().size() - 1).limits();
    }

    @Test
    void limitsAnAttemptByTheWishThenTheDeploymentThenTheGeneralOneThenTheDeadline() {
        Wishes wishes = new Wishes(
                Optional.empty(), OptionalInt.empty(), Optional.of(seconds(2)), Optional.empty(), Origin.CALLER, 0);
        Deployments.Config config = chain().deadline(seconds(40));
        assertEquals(new Limits(seconds(5), seconds(40), seconds(15), seconds(40)), firstLimits(config, Wishes.NONE));

        config.attempt(seconds(30));
        assertEquals(new Limits(seconds(5), seconds(30), seconds(15), seconds(30)), firstLimits(config, Wishes.NONE));

        config.with("a2", settings -> settings.timeout(seconds(4)));
        assertEquals(new Limits(seconds(4), seconds(4), seconds(4), seconds(4)), firstLimits(config, Wishes.NONE));
        assertEquals(new Limits(seconds(2), seconds(2), seconds(2), seconds(2)), firstLimits(config, wishes));
    }

    // ---- waiting --------------------------------------------------------------------------------------------------

    @Test
    void waitsAsTheRouteSaysAndThenGoesOn() {
        upstream.answer("a1", response(503), response(200));
        Router router = router(config("a1"));
        Route route = route();

        assertEquals(200, rescue(router, route).orElseThrow().status());
        assertEquals(List.of(Duration.ofMillis(500), seconds(1)), world.waits());
        assertEquals(List.of("a1", "a1"), upstream.asked());
        assertEquals(
                "a1: 503 overloaded (0 ms), a1: 503 overloaded (0 ms), a1: 200 (0 ms)",
                route.trace().toString());
    }

    @Test
    void waitsForAnAlternatesRetryAfter() {
        upstream.answer("b1", response(429).with("Retry-After", "7"), response(200));
        Router router = router(config("a1", "b1").fallbacks("a", "b").retries(ErrorClass.INTERNAL_SERVER, 0));
        Route route = route();

        assertTrue(rescue(router, route).isPresent());
        assertEquals(List.of(seconds(7)), world.waits());
        assertEquals(List.of("b1", "b1"), upstream.asked());
    }

    @Test
    void comparesADateWithTheWallClock() {
        upstream.answer("b1", response(429).with("Retry-After", "Fri, 02 Jan 2026 03:04:09 GMT"), response(200));
        Router router = router(config("a1", "b1").fallbacks("a", "b").retries(ErrorClass.INTERNAL_SERVER, 0));

        assertTrue(rescue(router, route()).isPresent());
        assertEquals(List.of(seconds(4)), world.waits());
    }

    @Test
    void goesOnToTheNextGroupWhereItDoesNotWait() {
        upstream.answer("b1", response(429).with("retry-after-ms", "10001")).answer("c1", response(200));
        Router router = router(chain().retries(1));

        assertTrue(rescue(router, route(), Journey.tooLong()).isPresent());
        assertEquals(List.of(), world.waits());
    }

    @Test
    void asksNobodyElseOnceItIsAbandonedWhileItWaits() {
        Router router = router(config("a1", "b1").fallbacks("a", "b"));
        Route route = route();
        Pursuit pursuit = beginRescue(router, route);
        assertFalse(pursuit.result().isDone(), "it waits for its turn");

        pursuit.abandon();

        assertEquals(Optional.empty(), pursuit.result().join());
        assertEquals(0, world.pendingAlarms());
        assertEquals(List.of(), upstream.asked());
        assertEquals(Optional.of(route.primary()), route.answeredBy());
    }

    @Test
    void cancelsACallWhoseUpstreamForgetsTheTime() {
        CompletableFuture<Upstream.Response> never = new CompletableFuture<>();
        upstream.answer("a2", () -> never).answer("b1", response(200));
        Router router = router(chain().attempt(Duration.ofMillis(1)));
        Route route = route();

        Optional<Answer> answer = rescue(router, route);

        assertTrue(never.isCancelled());
        assertTrue(answer.isPresent());
        assertEquals("timeout", route.trace().attempts().get(1).outcome().toString());
    }

    @Test
    void asksNobodyElseOnceItIsAbandoned() {
        CompletableFuture<Upstream.Response> never = new CompletableFuture<>();
        upstream.answer("a2", () -> never);
        Router router = router(chain());
        Route route = route();
        Pursuit pursuit = beginRescue(router, route);

        pursuit.abandon();

        assertEquals(Optional.empty(), pursuit.result().join());
        assertTrue(never.isCancelled());
        assertEquals(0, world.pendingAlarms());
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
        Router router = router(chain());
        Pursuit pursuit = beginRescue(router, route());

        pursuit.abandon();

        assertEquals(Optional.empty(), pursuit.result().join());
        assertTrue(late.isClosed());
    }

    @Test
    void asksNobodyElseOnceItIsAbandonedWhileItReadsAnAnswer() {
        for (int status : new int[] {200, 503}) {
            FakeResponse slow = FakeResponse.open(status).give("{");
            upstream.answer("a2", slow).answer("b1", response(200));
            Router router = router(chain());
            Route route = route();
            Pursuit pursuit = beginRescue(router, route);
            assertTrue(slow.isAwaited());

            pursuit.abandon();

            assertEquals(Optional.empty(), pursuit.result().join());
            assertFalse(upstream.asked().contains("b1"), "after a " + status);
            assertTrue(slow.isClosed());
            assertEquals(0, world.pendingAlarms());
            assertEquals(FailureKind.CLIENT_GONE, lastFailure(route).kind());
        }
    }

    // ---- where the host is passed over ----------------------------------------------------------------------------

    private Route passingOver() {
        Route route = route();
        policies.cooldowns()
                .failed(
                        new Hop(route.primary(), Hop.Reason.RETRY),
                        new Failed(FailureKind.OVERLOADED, 503, "", Optional.of(seconds(60))),
                        world.clock().getAsLong());
        return route;
    }

    @Test
    void beginsWhereTheRouteSays() {
        upstream.answer("a2", response(200));
        Router router = router(chain());
        Route route = passingOver();

        assertEquals(200, pursue(router, route, route.start()).orElseThrow().status());
        assertEquals(0, route.trace().retries());
        assertEquals("a2: 200 (0 ms)", route.trace().toString());
    }

    @Test
    void relaysHowAnAlternateRefusesTheRequestIfTheHostHasSaidNothing() throws IOException {
        String body = "{\"error\":{\"message\":\"bad 'x'\",\"code\":null}}";
        FakeResponse refusal = new FakeResponse(400, body).with("Content-Type", "application/json");
        upstream.answer("a2", response(503)).answer("b1", refusal);
        Router router = router(chain());
        Route route = passingOver();

        Answer answer = pursue(router, route, route.start()).orElseThrow();

        assertEquals(List.of("a2", "b1"), upstream.asked());
        assertEquals(400, answer.status());
        assertEquals(body, written(answer));
        assertEquals(Optional.of("application/json"), answer.header("Content-Type"));
        assertEquals(Optional.of(Integer.toString(body.length())), answer.contentLength());
        assertEquals("b1", route.answeredBy().orElseThrow().id());
        assertFalse(refusal.isClosed());
    }

    @Test
    void relaysALongRefusalWhole() throws IOException {
        String body = "{\"error\":{\"message\":\"" + "x".repeat(100_000) + "\"}}";
        upstream.answer("a2", new FakeResponse(422, body).with("Content-Length", Integer.toString(body.length())));
        Router router = router(chain());
        Route route = passingOver();

        Answer answer = pursue(router, route, route.start()).orElseThrow();

        assertEquals(Optional.of(Integer.toString(body.length())), answer.contentLength());
        assertEquals(body, written(answer));
    }

    @Test
    void relaysNoOtherFailure() {
        upstream.answer("a2", response(503)).answer("b1", response(401)).answer("c1", response(500));
        Router router = router(chain());
        Route route = passingOver();

        assertTrue(pursue(router, route, route.start()).isEmpty());
        assertEquals(Optional.empty(), route.answeredBy());
    }

    @Test
    void relaysNoRefusalWhereTheHostHasFailedItself() {
        FakeResponse refusal = response(400);
        upstream.answer("a2", refusal);
        Router router = router(chain());
        Route route = route();

        assertTrue(rescue(router, route).isEmpty());
        assertEquals(Optional.of(route.primary()), route.answeredBy());
        assertTrue(refusal.isClosed());
    }

    // ---- what it is asked besides ---------------------------------------------------------------------------------

    @Test
    void knowsWhatMayBeRescued() {
        Router router = router(chain());

        for (int status : new int[] {408, 429, 500, 502, 503, 504, 529}) {
            assertTrue(router.mayBeRescued(new Answered(status, Content.GOOD)), () -> "" + status);
        }
        for (int status : new int[] {200, 201, 204, 302, 400, 401, 402, 403, 404, 405, 409, 413, 415, 422}) {
            assertFalse(router.mayBeRescued(new Answered(status, Content.GOOD)), () -> "" + status);
        }
        assertTrue(router.mayBeRescued(new Answered(200, Content.EMPTY)));
        assertTrue(router.mayBeRescued(Journey.tooLong()));
        assertTrue(router.mayBeRescued(Journey.refused()));
        assertFalse(router.mayBeRescued(new CallerLeft()));
        assertFalse(router.mayBeRescued(new Threw(0, new SecurityException())));
    }

    /** What a router knows after its host has failed like this. */
    private Router having(Deployments.Config config, Evidence hosts) {
        Router router = router(config);
        router.route("a", "", world.clock().getAsLong(), Wishes.NONE, Journal.NONE)
                .orElseThrow()
                .ended(hosts);
        return router;
    }

    @Test
    void passesNobodyOverWhileAllIsWell() {
        Router router = having(chain(), new Answered(200, Content.GOOD));

        assertFalse(router.mayPassOver(Origin.CALLER));
        assertFalse(router.mayPassOver(Origin.CLIENT_RETRY));
    }

    @Test
    void passesOverWhoFailedLatelyWhereAClientAsksAgain() {
        Router router = having(chain(), new Answered(503, Content.GOOD));

        assertFalse(router.mayPassOver(Origin.CALLER), "one failure is no reason to rest");
        assertTrue(router.mayPassOver(Origin.CLIENT_RETRY));
    }

    @Test
    void passesOverWhoRests() {
        Router router = having(chain(), Journey.comeBack(503, seconds(20)));

        assertTrue(router.mayPassOver(Origin.CALLER));
    }

    @Test
    void looksForTheProbeOfAPrimaryWhoseRestIsOver() {
        Router router = having(chain(), Journey.comeBack(503, seconds(20)));
        world.step(seconds(20));

        assertTrue(router.mayPassOver(Origin.CALLER), "or all would ask it at once, where one may");
    }

    @Test
    void passesOverAPrimaryThatHasNoRoomWhereThatIsChecked() {
        assertTrue(router(chain().preCallChecks()).mayPassOver(Origin.CALLER));
    }

    @Test
    void passesOverAPrimaryThatHasNoRoomWhereUsageDecides() {
        Router router = router(chain().strategy(RoutingStrategy.USAGE_BASED).with("a1", settings -> settings.rpm(0)));

        assertTrue(router.mayPassOver(Origin.CALLER), "or nobody would ask where to begin");
    }

    // ---- cooldowns ------------------------------------------------------------------------------------------------

    @Test
    void passesOverDeploymentsThatRest() {
        upstream.answer("c1", response(200));
        Router router = router(chain());
        for (String id : List.of("a2", "b1")) {
            policies.cooldowns()
                    .failed(
                            new Hop(Deployments.deployment(id), Hop.Reason.RETRY),
                            new Failed(FailureKind.CREDENTIALS, 401, ""),
                            world.clock().getAsLong());
        }
        Route route = route();

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
        Router router = router(chain());

        rescue(router, route());

        for (String id : List.of("a1", "a2", "b1", "c1")) {
            assertEquals(!id.equals("c1"), policies.cooldowns().failedLately(Deployments.deployment(id)), () -> id);
        }
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
        Router router = router(chain());
        Route route = route();

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
                        new FakeResponse(200, "data: {\"content\":\"\"}\n\n").with("Content-Type", "text/event-stream"),
                        "data: {\"content\":\"\"}\n\n"));
    }

    @ParameterizedTest
    @MethodSource("goodAnswers")
    void givesAGoodAnswerByteForByte(FakeResponse good, String bytes) throws IOException {
        upstream.answer("a2", good);
        Router router = router(chain());

        Route route = route();
        Answer answer = rescue(router, route).orElseThrow();

        assertEquals(good.status(), answer.status());
        assertEquals(bytes, written(answer));
        route.flowed(Usage.NONE);
    }

    @Test
    void knowsTheLengthOfWhatItHoldsAndPassesOnTheOtherFields() {
        upstream.answer(
                "a2",
                new FakeResponse(200, GOOD).with("Content-Length", "999").with("Content-Type", "application/json"));
        Router router = router(chain());

        Answer answer = rescue(router, route()).orElseThrow();

        assertEquals(Optional.of(Integer.toString(GOOD.length())), answer.contentLength());
        assertEquals(Optional.of("application/json"), answer.header("content-type"));
        assertEquals(Optional.empty(), answer.header("X-Other"));
    }

    @Test
    void judgesAFailureByItsBody() {
        upstream.answer("a2", new FakeResponse(400, "{\"error\":{\"code\":\"context_length_exceeded\"}}"))
                .answer("b1", new FakeResponse(429, "{\"error\":{\"code\":\"insufficient_quota\"}}"))
                .answer("c1", response(200));
        Router router = router(chain());
        Route route = route();

        assertTrue(rescue(router, route).isPresent());
        assertEquals(
                List.of("503 overloaded", "400 context_window", "429 credentials", "200"),
                route.trace().attempts().stream()
                        .map(attempt -> attempt.outcome().toString())
                        .toList());
    }

    static List<IOException> cuts() {
        return List.of(new IOException("reset"), new HttpTimeoutException("nothing for 15 s"));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void keepsTheStatusOfAFailureWhoseBodyIsCutOrSlow(IOException end) {
        FakeResponse cut = new FakeResponse(503, FakeUpstream.cut("{\"error\":{\"mess", end));
        upstream.answer("a2", cut).answer("b1", response(200));
        Router router = router(chain());
        Route route = route();

        assertTrue(rescue(router, route).isPresent());
        assertEquals(
                new Failed(FailureKind.OVERLOADED, 503, ""),
                route.trace().attempts().get(1).outcome());
        assertTrue(cut.isClosed());
    }

    @Test
    void readsOnlyTheBeginningOfAFailure() {
        FakeUpstream.Cut endless = FakeUpstream.cut("x".repeat(16 << 10), new IOException("read too far"));
        upstream.answer("a2", new FakeResponse(400, endless));
        Router router = router(chain());
        Route route = passingOver();

        Answer answer = pursue(router, route, route.start()).orElseThrow();

        assertEquals(400, answer.status());
        assertThrows(IOException.class, () -> written(answer), "what is cut later must not look whole");
    }

    @Test
    void readsNoFailureInACodingThatItDoesNotKnow() {
        FakeUpstream.Cut untouchable = FakeUpstream.cut("", new IOException("was read"));
        FakeResponse encoded = new FakeResponse(503, untouchable).with("Content-Encoding", "gzip");
        upstream.answer("a2", encoded).answer("b1", response(200));
        Router router = router(chain());

        assertTrue(rescue(router, route()).isPresent());
        assertTrue(encoded.isClosed());
    }

    @Test
    void streamsAnAnswerThatIsLargerThanWhatItHolds() throws IOException {
        String large = "{\"choices\":[" + "1,".repeat(50_000) + "1]}";
        upstream.answer("a2", new FakeResponse(200, large).with("Content-Length", Integer.toString(large.length())));
        Router router = router(chain().holdResponse(100));

        Answer answer = rescue(router, route()).orElseThrow();

        assertEquals(Optional.of(Integer.toString(large.length())), answer.contentLength());
        assertEquals(large, written(answer));
    }

    @Test
    void readsNoMoreThanItHoldsBeforeItIsGiven() {
        FakeUpstream.Cut endless = FakeUpstream.cut("{\"c\":[\"" + "x".repeat(93), new IOException("read too far"));
        upstream.answer("a2", new FakeResponse(200, endless));
        Router router = router(chain().holdResponse(100));

        Answer answer = rescue(router, route()).orElseThrow();

        assertEquals(Optional.empty(), answer.contentLength());
        assertThrows(IOException.class, () -> written(answer), "what is cut later must not look whole");
    }

    @Test
    void holdsNothingIfItMayNot() throws IOException {
        upstream.answer("a2", new FakeResponse(200, GOOD));
        Router router = router(chain().holdResponse(0));

        assertEquals(GOOD, written(rescue(router, route()).orElseThrow()));
    }

    @Test
    void knowsALargeAnswerThatIsBadFromItsBeginning() {
        upstream.answer("a2", new FakeResponse(200, "upstream connect error ".repeat(100)))
                .answer("b1", new FakeResponse(200, "{\"error\":{},\"x\":\"" + "x".repeat(1_000) + "\"}"))
                .answer("c1", response(200));
        Router router = router(chain().holdResponse(100));

        assertTrue(rescue(router, route()).isPresent());
        assertEquals(List.of("a2", "b1", "c1"), upstream.asked());
    }

    @Test
    void goesOnAfterABodyThatStandsStill() {
        upstream.answer(
                        "a2",
                        new FakeResponse(200, FakeUpstream.cut("{", new HttpTimeoutException("nothing for 15 s"))))
                .answer("b1", response(200));
        Router router = router(chain());
        Route route = route();

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
        Router router = router(chain());
        Route route = route();

        assertTrue(rescue(router, route).isPresent());
        Failed outcome =
                assertInstanceOf(Failed.class, route.trace().attempts().get(1).outcome());
        assertEquals(kind, outcome.kind());
        assertEquals(failure.getClass().getSimpleName(), outcome.detail());
    }

    @Test
    void goesOnAfterACallThatThrowsAtOnce() {
        upstream.answer("a2", () -> {
                    throw new IllegalStateException("the client is closed");
                })
                .answer("b1", response(200));
        Router router = router(chain());
        Route route = route();

        assertTrue(rescue(router, route).isPresent());
        assertEquals(List.of("a2", "b1"), upstream.asked());
    }

    @Test
    void goesOnAfterACallThatIsCancelled() {
        CompletableFuture<Upstream.Response> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        upstream.answer("a2", () -> cancelled).answer("b1", response(200));
        Router router = router(chain());

        assertTrue(rescue(router, route()).isPresent());
        assertEquals(List.of("a2", "b1"), upstream.asked());
    }

    @Test
    void endsAnAttemptWhoseRequestCannotBeMade() {
        Router router = router(chain());
        Route route = route();
        Call call = new Call(
                CHAT,
                hop -> {
                    throw new IllegalStateException("a mistake of ours");
                },
                "application/json",
                "*/*",
                Call.Form.WHOLE,
                Optional.empty());
        Verdict first = route.after(new Answered(503, Content.GOOD));

        Pursuit pursuit = router.pursue(route, first, call, Runnable::run);

        assertEquals(Optional.empty(), pursuit.result().join());
        assertEquals(List.of(), upstream.asked());
        assertEquals(0, policies.traffic().underWay(Deployments.deployment("a2")));
    }
}
