package io.github.fallbackrouting.routing;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Call.Form;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.FakeUpstream.FakeResponse;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Upstream.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PursuitTest {

    private static final String GOOD = "{\"choices\":[]}";
    private static final String ROLE = "data: {\"role\":\"assistant\"}\n\n";
    private static final String CONTENT = "data: {\"content\":\"Hi\"}\n\n";

    private final TestWorld world = new TestWorld();
    private final FakeUpstream upstream = new FakeUpstream();
    private Policies policies = Policies.of(chain().build(), world.world(), RestListener.NONE);
    private final Notes journal = new Notes();
    private Route route = open(chain());

    /** Who had been asked when a group took over. */
    private final class Notes implements Journal {

        private final List<String> fallbacks = new ArrayList<>();

        @Override
        public void ended(Attempt attempt) {}

        @Override
        public void fellBack(Optional<Attempt> failed, Hop next) {
            fallbacks.add(failed.map(last -> last.hop().deployment().id()).orElse("nobody") + " to "
                    + next.deployment().id() + ", asked " + upstream.asked());
        }
    }

    /** A group of two, one that stands in for it, and one that stands in for that one; each is asked once. */
    private static Deployments.Config chain() {
        return config("a1", "a2", "b1", "c1")
                .fallbacks("a", "b")
                .fallbacks("b", "c")
                .retries(0)
                .weightedFailover();
    }

    private Route open(Deployments.Config config) {
        Configuration built = config.build();
        policies = Policies.of(built, world.world(), RestListener.NONE);
        return new Route(
                policies,
                new Ask(
                        built.groups().named("a").orElseThrow(),
                        built.groups().deployments().get(0),
                        Wishes.NONE),
                world.clock().getAsLong(),
                journal);
    }

    private Pursuit begin(Call call) {
        return begin(call, Runnable::run, FakeStreamCheck::new);
    }

    /** The rescue of a request whose host has failed, as far as it comes by itself. */
    private Pursuit begin(Call call, Executor hand, Supplier<BodyCheck> streamCheck) {
        return new Router(policies.configuration(), upstream, world.world(), streamCheck, RestListener.NONE)
                .pursue(route, route.after(new Answered(503, Content.GOOD)), call, hand);
    }

    private Pursuit begin(Deployments.Config config, Call call) {
        route = open(config);
        return begin(call);
    }

    private static Call whole() {
        return call("whole", Form.WHOLE, Optional.empty());
    }

    private static Call stream() {
        return call("stream", Form.STREAM, Optional.empty());
    }

    /** One that has an answer in it that it is to go on with. */
    private static Call prefilled() {
        return call("prefilled", Form.STREAM, Optional.of(call("plain", Form.STREAM, Optional.empty())));
    }

    private static Call call(String body, Form form, Optional<Call> plainer) {
        return new Call(
                new Operation("/chat/completions"),
                hop -> Optional.of(new Bytes(body)),
                "application/json",
                "*/*",
                form,
                plainer);
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

    /** Who was asked what. */
    private List<String> sent() {
        return upstream.requests().stream().map(PursuitTest::sent).toList();
    }

    private static String sent(Upstream.Request request) {
        try (InputStream body = request.body().open()) {
            return request.deployment().id() + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FakeResponse events(String... events) {
        return new FakeResponse(200, events).with("Content-Type", "text/event-stream");
    }

    /** A stream that is not over yet. */
    private static FakeResponse flowing() {
        return FakeResponse.open(200).with("Content-Type", "text/event-stream");
    }

    private Outcome outcome(int attempt) {
        return route.trace().attempts().get(attempt).outcome();
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    @AfterEach
    void nothingIsLeftOver() {
        route.left(Usage.NONE);
        assertEquals(0, world.pendingAlarms(), "somebody still waits");
        for (Deployment deployment : policies.configuration().groups().deployments()) {
            assertEquals(0, policies.traffic().underWay(deployment), () -> deployment + " is said to be under way");
        }
    }

    // ---- late answers ---------------------------------------------------------------------------------------------

    @Test
    void givesAnAnswerWhenItComes() {
        CompletableFuture<Upstream.Response> later = new CompletableFuture<>();
        upstream.answer("a2", () -> later);
        Pursuit pursuit = begin(whole());
        world.pass(seconds(3));
        assertFalse(pursuit.result().isDone());

        later.complete(new FakeResponse(200, GOOD));

        assertEquals(200, pursuit.result().join().orElseThrow().status());
        assertEquals(
                "a1: 503 overloaded (0 ms), a2: 200 (3000 ms)", route.trace().toString());
    }

    @Test
    void givesAnAnswerWhenItIsWhole() {
        FakeResponse slow = FakeResponse.open(200);
        upstream.answer("a2", slow);
        Pursuit pursuit = begin(whole());

        slow.give("{\"choices\"");
        world.pass(seconds(1));
        slow.give(":[]}");
        assertFalse(pursuit.result().isDone());
        slow.end();

        assertEquals(Optional.of("14"), pursuit.result().join().orElseThrow().contentLength());
        assertEquals(
                "a1: 503 overloaded (0 ms), a2: 200 (1000 ms)", route.trace().toString());
    }

    @Test
    void goesOnWhenALateAnswerIsAFailure() {
        CompletableFuture<Upstream.Response> later = new CompletableFuture<>();
        upstream.answer("a2", () -> later).answer("b1", new FakeResponse(200, GOOD));
        Pursuit pursuit = begin(whole());

        later.completeExceptionally(new IOException("reset"));

        assertTrue(pursuit.result().join().isPresent());
        assertEquals(List.of("a2 whole", "b1 whole"), sent());
    }

    // ---- what is told ---------------------------------------------------------------------------------------------

    @Test
    void tellsOfAFallbackWhenTheRequestIsOnItsWay() {
        upstream.fail("a2", new IOException("reset")).answer("b1", new FakeResponse(200, GOOD));

        assertTrue(begin(whole()).result().join().isPresent());

        assertEquals(List.of("a2 to b1, asked [a2, b1]"), journal.fallbacks);
    }

    @Test
    void tellsOnceOfAFallbackThatIsAskedAgainInPlainerTerms() {
        upstream.fail("a2", new IOException("reset"))
                .answer("b1", new FakeResponse(400, "{}"), events(CONTENT, "data: [DONE]\n\n"));

        begin(prefilled()).result().join().orElseThrow().close();

        assertEquals(List.of("a2 prefilled", "b1 prefilled", "b1 plain"), sent());
        assertEquals(List.of("a2 to b1, asked [a2, b1]"), journal.fallbacks);
    }

    // ---- its hand -------------------------------------------------------------------------------------------------

    /** Takes steps only when the test says so. */
    private static final class Queued implements Executor {
        private final Queue<Runnable> steps = new ArrayDeque<>();

        @Override
        public void execute(Runnable step) {
            steps.add(step);
        }

        void takeAll() {
            Runnable step = steps.poll();
            while (step != null) {
                step.run();
                step = steps.poll();
            }
        }
    }

    @Test
    void takesEveryStepByItsHand() {
        Queued hand = new Queued();
        FakeResponse slow = FakeResponse.open(200);
        upstream.answer("a2", slow);
        Pursuit pursuit = begin(whole(), hand, FakeStreamCheck::new);
        assertFalse(slow.isAwaited(), "its head has not been looked at");
        hand.takeAll();
        assertTrue(slow.isAwaited());

        slow.give(GOOD).end();
        assertFalse(pursuit.result().isDone());
        hand.takeAll();

        assertTrue(pursuit.result().join().isPresent());
    }

    @Test
    void doesNothingMoreIfItWasAbandonedWhileAStepWasOnItsWay() {
        Queued hand = new Queued();
        FakeResponse slow = FakeResponse.open(503);
        upstream.answer("a2", slow);
        Pursuit pursuit = begin(whole(), hand, FakeStreamCheck::new);
        hand.takeAll();
        slow.give("{}").end();

        pursuit.abandon();
        hand.takeAll();

        assertEquals(Optional.empty(), pursuit.result().join());
        assertEquals(List.of("a2 whole"), sent());
        assertEquals(2, route.trace().attempts().size());
        assertTrue(slow.isClosed());
    }

    @Test
    void doesNotWakeIfItWasAbandonedWhileItsAlarmWasOnItsWay() {
        Queued hand = new Queued();
        route = open(config("a1"));
        Pursuit pursuit = begin(whole(), hand, FakeStreamCheck::new);
        world.pass(seconds(1));

        pursuit.abandon();
        hand.takeAll();

        assertEquals(List.of(), sent());
        assertEquals(1, route.trace().attempts().size());
    }

    @Test
    void letsItsHandSeeAMistakeOfOurs() {
        Queued hand = new Queued();
        upstream.answer("a2", events(CONTENT));
        Pursuit pursuit = begin(stream(), hand, () -> {
            throw new IllegalStateException("a mistake of ours");
        });

        assertThrows(IllegalStateException.class, hand::takeAll);

        assertFalse(pursuit.result().isDone());
        pursuit.abandon();
    }

    @Test
    void letsItsHandSeeAMistakeInALaterStepToo() {
        Queued hand = new Queued();
        FakeResponse slow = flowing();
        upstream.answer("a2", slow);
        Pursuit pursuit = begin(stream(), hand, MistakenCheck::new);
        hand.takeAll();
        slow.give(CONTENT);

        assertThrows(IllegalStateException.class, hand::takeAll);

        assertFalse(pursuit.result().isDone());
        pursuit.abandon();
    }

    private static final class MistakenCheck implements BodyCheck {
        private final FakeStreamCheck check = new FakeStreamCheck();

        @Override
        public boolean feed(byte[] bytes, int offset, int length) {
            throw new IllegalStateException("a mistake of ours");
        }

        @Override
        public Content content() {
            return check.content();
        }

        @Override
        public io.github.fallbackrouting.json.ErrorDocument error() {
            return check.error();
        }

        @Override
        public Usage usage() {
            return Usage.NONE;
        }
    }

    // ---- abandoned ------------------------------------------------------------------------------------------------

    @Test
    void leavesAnAnswerThatIsThereToWhoeverHasIt() {
        FakeResponse good = new FakeResponse(200, GOOD);
        upstream.answer("a2", good);
        Pursuit pursuit = begin(whole());

        pursuit.abandon();

        assertFalse(good.isClosed());
        assertTrue(pursuit.result().join().isPresent());
        assertEquals(2, route.trace().attempts().size());
    }

    @Test
    void isAbandonedOnce() {
        upstream.answer("a2", CompletableFuture::new);
        Pursuit pursuit = begin(whole());

        pursuit.abandon();
        pursuit.abandon();

        assertEquals(
                "a1: 503 overloaded (0 ms), a2: client_gone (0 ms)",
                route.trace().toString());
    }

    @Test
    void closesAStreamThatIsAbandonedBeforeItsFirstContent() {
        FakeResponse slow = flowing().give(ROLE);
        upstream.answer("a2", slow);
        Pursuit pursuit = begin(stream());

        pursuit.abandon();

        assertTrue(slow.isClosed());
        assertEquals(Optional.empty(), pursuit.result().join());
        assertFalse(policies.cooldowns().failedLately(Deployments.deployment("a2")), "it could do nothing for it");
    }

    // ---- time -----------------------------------------------------------------------------------------------------

    private Limits firstLimits(Deployments.Config config, Call call) {
        upstream.answer("a2", CompletableFuture::new);
        begin(config, call).abandon();
        return upstream.requests().get(upstream.requests().size() - 1).limits();
    }

    @Test
    void givesAStreamAsLongAsItsFirstContentMayTakeButNoTotal() {
        Duration endless = Duration.ofHours(24);
        assertEquals(new Limits(seconds(5), seconds(10), seconds(15), endless), firstLimits(chain(), stream()));
        assertEquals(
                new Limits(seconds(4), seconds(4), seconds(15), endless),
                firstLimits(chain().attempt(seconds(4)), stream()),
                "an attempt's own limit, if it is shorter");
        assertEquals(
                new Limits(seconds(5), seconds(10), seconds(15), endless),
                firstLimits(chain().attempt(seconds(30)), stream()));
        assertEquals(
                new Limits(seconds(3), seconds(3), seconds(15), endless),
                firstLimits(chain().deadline(seconds(3)), stream()));
        assertEquals(
                new Limits(seconds(5), seconds(30), seconds(15), seconds(30)),
                firstLimits(chain().attempt(seconds(30)), whole()),
                "a whole answer's first byte comes when its last token is made");
    }

    @ParameterizedTest
    @CsvSource({"PT30S, PT10S", "PT4S, PT4S"})
    void givesUpAStreamThatBringsNoContentInTime(Duration attempt, Duration limit) {
        FakeResponse silent = flowing().give(ROLE);
        upstream.answer("a2", silent).answer("b1", events(CONTENT));
        Pursuit pursuit = begin(chain().attempt(attempt), stream());
        world.pass(limit.minusMillis(1));
        silent.give(": still here\n\n");
        assertFalse(pursuit.result().isDone());

        world.pass(Duration.ofMillis(1));

        assertTrue(pursuit.result().join().isPresent());
        assertTrue(silent.isClosed());
        assertEquals(new Failed(FailureKind.TIMEOUT, 200, "HttpTimeoutException"), outcome(1));
        assertTrue(policies.cooldowns().failedLately(Deployments.deployment("a2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT30S", "PT2S"})
    void countsAStreamWhoseHeadDoesNotComeInTimeAsAFailure(Duration attempt) {
        upstream.answer("a2", CompletableFuture::new).answer("b1", events(CONTENT));

        assertTrue(world.await(begin(chain().attempt(attempt), stream())).isPresent());

        assertEquals("timeout", outcome(1).toString());
        assertTrue(policies.cooldowns().failedLately(Deployments.deployment("a2")));
    }

    @Test
    void countsAStreamThatIsLateForAShortFirstTokenTimeoutAsAFailure() {
        upstream.answer("a2", CompletableFuture::new).answer("b1", events(CONTENT));
        Timeouts hurried = new Timeouts(seconds(5), seconds(2), seconds(15), seconds(60), Optional.empty());

        assertTrue(world.await(begin(chain().timeouts(hurried), stream())).isPresent());

        assertEquals("timeout", outcome(1).toString());
        assertTrue(policies.cooldowns().failedLately(Deployments.deployment("a2")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200})
    void blamesNoStreamForWhatWasLeftOfTheDeadline(int status) {
        CompletableFuture<Upstream.Response> head = status == 0
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(flowing().give(ROLE));
        upstream.answer("a2", () -> head);

        assertEquals(Optional.empty(), world.await(begin(chain().deadline(seconds(1)), stream())));

        assertEquals(new Failed(FailureKind.TIMEOUT, status, "HttpTimeoutException"), outcome(1));
        assertFalse(policies.cooldowns().failedLately(Deployments.deployment("a2")));
    }

    @Test
    void blamesAStreamThatStandsStillForTheIdleTimeBeforeItsFirstContent() {
        FakeResponse slow = flowing().give(ROLE);
        upstream.answer("a2", slow).answer("b1", events(CONTENT));
        Timeouts patient = new Timeouts(seconds(5), seconds(30), seconds(4), seconds(60), Optional.of(seconds(30)));
        Pursuit pursuit = begin(chain().timeouts(patient), stream());
        world.pass(seconds(4));

        slow.fail(new HttpTimeoutException("nothing for 4 s"));

        assertTrue(pursuit.result().join().isPresent());
        assertEquals(new Failed(FailureKind.TIMEOUT, 200, "HttpTimeoutException"), outcome(1));
        assertTrue(policies.cooldowns().failedLately(Deployments.deployment("a2")));
    }

    @Test
    void limitsNoStreamThatHasBegun() {
        FakeResponse good = flowing().give(ROLE).give(CONTENT);
        upstream.answer("a2", good);
        Pursuit pursuit = begin(chain().attempt(seconds(4)), stream());
        Answer answer = pursuit.result().join().orElseThrow();

        world.pass(Duration.ofHours(1));

        assertFalse(good.isClosed());
        assertTrue(answer.isStream());
        assertEquals("a1: 503 overloaded (0 ms), a2: 200 (0 ms)", route.trace().toString());
        assertEquals(1, policies.traffic().underWay(Deployments.deployment("a2")));
    }

    @Test
    void waitsALittleLongerForAWholeAnswerThanItsUpstreamShould() {
        CompletableFuture<Upstream.Response> never = new CompletableFuture<>();
        upstream.answer("a2", () -> never).answer("b1", new FakeResponse(200, GOOD));
        Pursuit pursuit = begin(chain().attempt(seconds(4)), whole());
        world.pass(seconds(5).minusMillis(1));
        assertFalse(pursuit.result().isDone());

        world.pass(Duration.ofMillis(1));

        assertTrue(pursuit.result().join().isPresent());
        assertTrue(never.isCancelled());
    }

    // ---- streams --------------------------------------------------------------------------------------------------

    @Test
    void givesAStreamAtItsFirstContent() {
        FakeResponse stream = flowing();
        upstream.answer("a2", stream);
        Pursuit pursuit = begin(stream());
        stream.give(ROLE);
        world.pass(Duration.ofMillis(250));
        assertFalse(pursuit.result().isDone());

        stream.give(CONTENT);

        assertTrue(pursuit.result().join().isPresent());
        assertFalse(stream.isAwaited(), "what follows is for whoever has the answer");
        assertEquals(
                "a1: 503 overloaded (0 ms), a2: 200 (250 ms)", route.trace().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "context_length_exceeded, 200 context_window",
        "content_filter, 200 content_policy",
        "server_error, 200 broken_answer"
    })
    void judgesAnErrorEventByItsCode(String code, String outcome) {
        upstream.answer("a2", events(ROLE, "data: {\"error\":{\"message\":\"no\",\"code\":\"" + code + "\"}}\n\n"))
                .answer("b1", events(CONTENT))
                .answer("c1", events(CONTENT));
        Pursuit pursuit = begin(chain().contentPolicy("a", "c"), stream());

        assertTrue(pursuit.result().join().isPresent());
        assertEquals(outcome, outcome(1).toString());
        assertEquals(
                List.of("a2 stream", code.equals("content_filter") ? "c1 stream" : "b1 stream"),
                sent(),
                "each kind has its own fallbacks");
    }

    @Test
    void goesOnAfterAStreamWithoutContent() {
        FakeResponse empty = events(ROLE, "data: [DONE]\n\n");
        upstream.answer("a2", empty).answer("b1", events(CONTENT));
        Pursuit pursuit = begin(stream());

        assertTrue(pursuit.result().join().isPresent());
        assertEquals(new Failed(FailureKind.BROKEN_ANSWER, 200, "empty"), outcome(1));
        assertTrue(empty.isClosed());
    }

    @Test
    void goesOnAfterAStreamThatIsCutBeforeItsFirstContent() {
        upstream.answer(
                        "a2",
                        new FakeResponse(200, FakeUpstream.cut(ROLE, new IOException("reset")))
                                .with("Content-Type", "text/event-stream"))
                .answer("b1", events(CONTENT));
        Pursuit pursuit = begin(stream());

        assertTrue(pursuit.result().join().isPresent());
        assertEquals(new Failed(FailureKind.BROKEN_ANSWER, 200, "cut short"), outcome(1));
    }

    @Test
    void goesOnAfterAStreamThatStandsStillBeforeItsFirstContent() {
        upstream.answer(
                        "a2",
                        new FakeResponse(200, FakeUpstream.cut(ROLE, new HttpTimeoutException("nothing for 15 s")))
                                .with("Content-Type", "text/event-stream"))
                .answer("b1", events(CONTENT));
        Pursuit pursuit = begin(stream());

        assertTrue(pursuit.result().join().isPresent());
        assertEquals(new Failed(FailureKind.TIMEOUT, 200, "HttpTimeoutException"), outcome(1));
    }

    @Test
    void takesNoWholeAnswerForAStream() {
        FakeResponse json = new FakeResponse(200, GOOD).with("Content-Type", "application/json");
        upstream.answer("a2", json).answer("b1", events(CONTENT));
        Pursuit pursuit = begin(stream());

        assertTrue(pursuit.result().join().isPresent());
        assertEquals(new Failed(FailureKind.BROKEN_ANSWER, 200, "no stream"), outcome(1));
        assertTrue(json.isClosed());
    }

    @Test
    void givesAStreamThatIsLongerThanWhatItHoldsBeforeItsFirstContent() {
        FakeResponse long_ = flowing().give(ROLE).give(ROLE);
        upstream.answer("a2", long_);
        Pursuit pursuit = begin(chain().holdFirstEvent(2 * ROLE.length()), stream());

        assertTrue(pursuit.result().join().isPresent());
        assertFalse(long_.isAwaited());
    }

    // ---- plainer --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void asksAgainPlainlyWhereMoreThanUsualIsRefused(int status) {
        FakeResponse refusal =
                new FakeResponse(status, "{\"error\":{\"message\":\"last message must be the user's\"}}");
        upstream.answer("a2", refusal, events(CONTENT));
        Pursuit pursuit = begin(prefilled());

        Answer answer = pursuit.result().join().orElseThrow();

        assertEquals(List.of("a2 prefilled", "a2 plain"), sent());
        assertTrue(refusal.isClosed());
        assertEquals(Optional.empty(), answer.call().plainer(), "it answers the plain one");
        assertEquals("a1: 503 overloaded (0 ms), a2: 200 (0 ms)", route.trace().toString());
        assertEquals(1, policies.traffic().requests(Deployments.deployment("a2")));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 408, 429, 500, 503})
    void asksSomebodyElseTheSameAfterAnyOtherFailure(int status) {
        upstream.answer("a2", new FakeResponse(status, "{}")).answer("b1", events(CONTENT));
        Pursuit pursuit = begin(prefilled());

        Answer answer = pursuit.result().join().orElseThrow();

        assertEquals(List.of("a2 prefilled", "b1 prefilled"), sent());
        assertTrue(answer.call().plainer().isPresent());
    }

    @Test
    void asksOthersForMoreThanUsualAgainAfterThePlainOneHasFailed() {
        upstream.answer("a2", new FakeResponse(400, "{}"), new FakeResponse(503, "{}"))
                .answer("b1", events(CONTENT));
        Pursuit pursuit = begin(prefilled());

        assertTrue(pursuit.result().join().isPresent());
        assertEquals(List.of("a2 prefilled", "a2 plain", "b1 prefilled"), sent());
        assertEquals(
                "a1: 503 overloaded (0 ms), a2: 503 overloaded (0 ms), b1: 200 (0 ms)",
                route.trace().toString());
    }

    @Test
    void takesARefusalOfThePlainOneForWhatItIs() {
        upstream.answer("a2", new FakeResponse(400, "{}"));
        Pursuit pursuit = begin(prefilled());

        assertEquals(Optional.empty(), pursuit.result().join());
        assertEquals(List.of("a2 prefilled", "a2 plain"), sent());
        assertEquals(new Failed(FailureKind.BAD_REQUEST, 400, ""), outcome(1));
    }

    @Test
    void asksPlainlyAtOnceWhereADeploymentCannotBeAskedForMore() {
        upstream.answer("a2", new FakeResponse(503, "{}")).answer("b1", events(CONTENT));
        Call call = new Call(
                new Operation("/chat/completions"),
                hop -> hop.deployment().id().equals("a2") ? Optional.empty() : Optional.of(new Bytes("prefilled")),
                "application/json",
                "*/*",
                Form.STREAM,
                prefilled().plainer());

        assertTrue(begin(call).result().join().isPresent());
        assertEquals(List.of("a2 plain", "b1 prefilled"), sent());
        assertEquals(1, policies.traffic().requests(Deployments.deployment("a2")));
    }

    @Test
    void canBeAbandonedWhileItAsksPlainly() {
        CompletableFuture<Upstream.Response> never = new CompletableFuture<>();
        ArrayDeque<CompletableFuture<Upstream.Response>> each =
                new ArrayDeque<>(List.of(CompletableFuture.completedFuture(new FakeResponse(400, "{}")), never));
        upstream.answer("a2", each::remove);
        Pursuit pursuit = begin(prefilled());

        pursuit.abandon();

        assertTrue(never.isCancelled());
        assertInstanceOf(Failed.class, outcome(1));
        assertEquals(2, route.trace().attempts().size());
    }
}
