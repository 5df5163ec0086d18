package io.github.fallbackrouting.report;

import static io.github.fallbackrouting.routing.Deployments.config;
import static io.github.fallbackrouting.routing.Deployments.deployment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.fallbackrouting.config.AnswerModel;
import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.ReportRules;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Deployments;
import io.github.fallbackrouting.routing.Evidence;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Journal;
import io.github.fallbackrouting.routing.RestListener;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Router;
import io.github.fallbackrouting.routing.TestWorld;
import io.github.fallbackrouting.routing.Upstream;
import io.github.fallbackrouting.routing.Wishes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerHeadersTest {

    private final TestWorld world = new TestWorld();

    /** Two in a group, and one that stands in for them; each is asked once. */
    private static Deployments.Config aToB(String... ids) {
        return config(ids).fallbacks("a", "b").retries(0).weightedFailover();
    }

    private static final class NoUpstream implements Upstream {
        @Override
        public CompletableFuture<Response> send(Request request) {
            throw new AssertionError("nobody is asked here");
        }

        @Override
        public void close() {}
    }

    /** A response that has some fields already. */
    private static final class Fields extends TreeMap<String, String> implements AnswerHeaders.Sink {

        Fields() {
            super(String.CASE_INSENSITIVE_ORDER);
        }

        @Override
        public void setIfAbsent(String name, String value) {
            putIfAbsent(name, value);
        }

        @Override
        public boolean isSet(String name) {
            return containsKey(name);
        }

        @Override
        public void add(String name, String value) {
            merge(name, value, (old, more) -> old + ", " + more);
        }
    }

    private static Evidence status(int status) {
        return new Answered(status, Content.GOOD);
    }

    /** A 503 that asks to be left alone. */
    private static Evidence comeBack(Duration after) {
        return new Answered(503, Content.GOOD, ErrorDocument.NONE, Optional.of(after), Usage.NONE);
    }

    private Router router(Configuration configuration) {
        return new Router(
                configuration,
                new NoUpstream(),
                world.world(),
                () -> {
                    throw new AssertionError("there is no stream here");
                },
                RestListener.NONE);
    }

    private Route open(Router router, Configuration configuration) {
        return router.route(
                        configuration.groups().deployments().get(0).group(),
                        "",
                        world.clock().getAsLong(),
                        Wishes.NONE,
                        Journal.NONE)
                .orElseThrow();
    }

    /** Drives a route through answers of these statuses, each of which takes 1.25 ms. */
    private Route route(Configuration configuration, int... statuses) {
        return route(
                configuration,
                IntStream.of(statuses).mapToObj(AnswerHeadersTest::status).toList());
    }

    private Route route(Configuration configuration, List<Evidence> answers) {
        return drive(open(router(configuration), configuration), answers);
    }

    private Route drive(Route route, List<Evidence> answers) {
        for (Evidence answer : answers) {
            world.step(Duration.ofNanos(1_250_000));
            route.after(answer);
        }
        return route;
    }

    private static Fields written(Configuration configuration, Route route) {
        return written(configuration, route, new Fields());
    }

    private static Fields written(Configuration configuration, Route route, Fields fields) {
        new AnswerHeaders(configuration).write(route, "call-1", "", fields);
        return fields;
    }

    @Test
    void saysThatThePrimaryAnswered() {
        Configuration configuration = aToB("a1", "a2", "b1").maxFallbacks(3).build();

        assertEquals(
                Map.of(
                        "x-litellm-actual-model", "provider/a1-model",
                        "x-litellm-model-name", "provider/a1-model",
                        "x-litellm-model-group", "a",
                        "x-litellm-model-id", "a1",
                        "x-litellm-attempted-retries", "0",
                        "x-litellm-attempted-fallbacks", "0",
                        "x-litellm-max-fallbacks", "3",
                        "x-litellm-call-id", "call-1",
                        "Server-Timing", "a1;desc=\"200\";dur=1.2"),
                written(configuration, route(configuration, 200)));
    }

    @Test
    void saysThatASiblingAnswered() {
        Configuration configuration = aToB("a1", "a2", "b1").build();
        Fields fields = written(configuration, route(configuration, 429, 200));

        assertEquals("provider/a2-model", fields.get("x-litellm-actual-model"));
        assertEquals("provider/a2-model", fields.get("x-litellm-model-name"));
        assertEquals("a2", fields.get("x-litellm-model-id"));
        assertEquals("a", fields.get("x-litellm-model-group"));
        assertEquals("1", fields.get("x-litellm-attempted-retries"));
        assertEquals("0", fields.get("x-litellm-attempted-fallbacks"));
        assertFalse(fields.containsKey("x-litellm-fallback-model-used"));
        assertEquals("a1;desc=\"429 rate_limited\";dur=1.2, a2;desc=\"200\";dur=1.2", fields.get("Server-Timing"));
    }

    @Test
    void saysThatAnotherGroupAnswered() {
        Configuration configuration = aToB("a1", "a2", "b1").build();
        Fields fields = written(configuration, route(configuration, 503, 503, 200));

        assertEquals("provider/b1-model", fields.get("x-litellm-actual-model"));
        assertEquals("b1", fields.get("x-litellm-model-id"));
        assertEquals("a", fields.get("x-litellm-model-group"));
        assertEquals("b", fields.get("x-litellm-fallback-model-used"));
        assertEquals("1", fields.get("x-litellm-attempted-retries"));
        assertEquals("1", fields.get("x-litellm-attempted-fallbacks"));
        assertEquals("5", fields.get("x-litellm-max-fallbacks"));
    }

    @Test
    void namesThePrimaryWhoseFailureTheClientGetsWhenAllFailed() {
        Configuration configuration = aToB("a1", "a2", "b1").build();
        Fields fields = written(configuration, route(configuration, 503, 429, 500));

        assertEquals("provider/a1-model", fields.get("x-litellm-actual-model"));
        assertEquals("a1", fields.get("x-litellm-model-id"));
        assertFalse(fields.containsKey("x-litellm-fallback-model-used"), "no other group has answered");
        assertEquals("1", fields.get("x-litellm-attempted-retries"));
        assertEquals("1", fields.get("x-litellm-attempted-fallbacks"));
        assertEquals(
                "a1;desc=\"503 overloaded\";dur=1.2, a2;desc=\"429 rate_limited\";dur=1.2, b1;desc=\"500 server_error\";dur=1.2",
                fields.get("Server-Timing"));
    }

    @Test
    void namesNobodyWhenNobodyHasAnswered() {
        Configuration configuration = config("a1").refuseWhenAllRest().build();
        Router router = router(configuration);
        drive(open(router, configuration), List.of(comeBack(Duration.ofSeconds(20))));
        Route refused = open(router, configuration);
        refused.start();

        assertEquals(
                Map.of(
                        "x-litellm-model-group", "a",
                        "x-litellm-attempted-retries", "0",
                        "x-litellm-attempted-fallbacks", "0",
                        "x-litellm-max-fallbacks", "5",
                        "x-litellm-call-id", "call-1",
                        "Retry-After", "20",
                        "retry-after-ms", "20000"),
                written(configuration, refused));
    }

    @Test
    void namesNobodyWhenOthersFailedInThePlaceOfTheHost() {
        Configuration configuration = config("a1", "a2").retries(0).build();
        Router router = router(configuration);
        drive(open(router, configuration), List.of(comeBack(Duration.ofSeconds(20))));
        Route route = open(router, configuration);
        route.start();
        Fields fields = written(configuration, drive(route, List.of(status(503))));

        assertFalse(fields.containsKey("x-litellm-actual-model"));
        assertFalse(fields.containsKey("x-litellm-model-name"));
        assertFalse(fields.containsKey("x-litellm-model-id"));
        assertEquals("a2;desc=\"503 overloaded\";dur=1.2", fields.get("Server-Timing"));
        assertEquals("0", fields.get("x-litellm-attempted-retries"));
    }

    @Test
    void saysThatASiblingAnsweredInThePlaceOfTheHost() {
        Configuration configuration = config("a1", "a2").build();
        Router router = router(configuration);
        drive(open(router, configuration), List.of(comeBack(Duration.ofSeconds(20))));
        Route route = open(router, configuration);
        route.start();
        Fields fields = written(configuration, drive(route, List.of(status(200))));

        assertEquals("a2", fields.get("x-litellm-model-id"));
        assertEquals("0", fields.get("x-litellm-attempted-retries"));
        assertEquals("0", fields.get("x-litellm-attempted-fallbacks"));
        assertFalse(fields.containsKey("x-litellm-fallback-model-used"));
        assertFalse(fields.containsKey("Retry-After"), "it is a good answer");
    }

    @Test
    void tellsAClientToGiveUpWhenEverybodyHasBeenTried() {
        Configuration configuration = aToB("a1", "b1").build();
        Fields fields = written(configuration, route(configuration, 503, 503));

        assertEquals("false", fields.get("x-should-retry"));
        assertFalse(fields.containsKey("Retry-After"));
        assertFalse(fields.containsKey("retry-after-ms"));
    }

    @Test
    void tellsAClientWhenToComeBack() {
        Configuration configuration = aToB("a1", "b1").build();
        Fields fields = written(
                configuration,
                route(
                        configuration,
                        List.of(comeBack(Duration.ofSeconds(60)), comeBack(Duration.ofNanos(12_345_000_001L)))));

        assertEquals("13", fields.get("Retry-After"), "whole seconds, and not too early");
        assertEquals("12346", fields.get("retry-after-ms"));
        assertFalse(fields.containsKey("x-should-retry"));
    }

    @Test
    void leavesTheHostsOwnRetryAfterAlone() {
        Configuration configuration = aToB("a1", "b1").build();
        Fields resting = new Fields();
        resting.put("retry-AFTER", "120");
        written(configuration, route(configuration, List.of(comeBack(Duration.ofMinutes(2)), status(503))), resting);
        assertEquals("120", resting.get("Retry-After"));
        assertFalse(resting.containsKey("retry-after-ms"), "it would count before the host's");

        Fields triedAll = new Fields();
        triedAll.put("Retry-After", "1");
        written(configuration, route(configuration, 503, 503), triedAll);
        assertEquals("1", triedAll.get("Retry-After"));
        assertFalse(triedAll.containsKey("x-should-retry"), "the host says that it may");
    }

    @Test
    void leavesTheHostsOwnMillisecondsAlone() {
        Configuration configuration = aToB("a1", "b1").build();
        Fields fields = new Fields();
        fields.put("retry-after-ms", "500");
        written(configuration, route(configuration, List.of(comeBack(Duration.ofMinutes(2)), status(503))), fields);

        assertEquals("500", fields.get("retry-after-ms"));
        assertFalse(fields.containsKey("Retry-After"), "that would be another time");
    }

    @Test
    void advisesNothingOnAnAnswerThatSpeaksForItself() {
        Configuration configuration = aToB("a1", "b1").build();
        for (int status : new int[] {200, 400, 401, 404, 422}) {
            Fields fields = written(configuration, route(configuration, status));

            assertFalse(fields.containsKey("Retry-After"));
            assertFalse(fields.containsKey("retry-after-ms"));
            assertFalse(fields.containsKey("x-should-retry"));
        }
    }

    @Test
    void namesTheGroupThatWasAskedForByItsAlias() {
        Configuration configuration = aToB("a1", "b1").alias("fast", "a").build();
        Route route = router(configuration)
                .route("fast", "", world.clock().getAsLong(), Wishes.NONE, Journal.NONE)
                .orElseThrow();
        Fields fields = written(configuration, drive(route, List.of(status(200))));

        assertEquals("fast", fields.get("x-litellm-model-group"));
        assertEquals("a1", fields.get("x-litellm-model-id"));
        assertFalse(fields.containsKey("x-litellm-fallback-model-used"));
    }

    @Test
    void namesTheModelThatAWildcardWasAskedFor() {
        Configuration configuration =
                config(List.of(deployment("w1", "openai/*", "azure/*"))).build();
        Route route = router(configuration)
                .route("openai/gpt-4o", "", world.clock().getAsLong(), Wishes.NONE, Journal.NONE)
                .orElseThrow();
        Fields fields = written(configuration, drive(route, List.of(status(200))));

        assertEquals("openai/gpt-4o", fields.get("x-litellm-model-group"));
        assertEquals("azure/gpt-4o", fields.get("x-litellm-actual-model"));
        assertEquals("w1", fields.get("x-litellm-model-id"));
    }

    @Test
    void leavesWhatTheHostHasSet() {
        Configuration configuration = aToB("a1", "b1").build();
        Fields fields = new Fields();
        fields.put("X-LiteLLM-Model-Id", "the host's");
        fields.put("X-LiteLLM-Call-Id", "the host's");
        written(configuration, route(configuration, 200), fields);

        assertEquals("the host's", fields.get("x-litellm-model-id"));
        assertEquals("the host's", fields.get("x-litellm-call-id"));
        assertEquals("provider/a1-model", fields.get("x-litellm-actual-model"));
    }

    @Test
    void addsItsTimesToTheHostsOwn() {
        Configuration configuration = aToB("a1", "b1").build();
        Fields fields = new Fields();
        fields.put("Server-Timing", "db;dur=5");

        assertEquals(
                "db;dur=5, a1;desc=\"200\";dur=1.2",
                written(configuration, route(configuration, 200), fields).get("Server-Timing"));
    }

    @Test
    void keepsTheTimesToItselfIfItIsToldTo() {
        Configuration hidden = aToB("a1", "b1").withoutServerTiming().build();

        assertFalse(written(hidden, route(hidden, 200)).containsKey("Server-Timing"));
    }

    private static Deployments.Config priced(String... ids) {
        Deployments.Config config = aToB(ids);
        for (String id : ids) {
            config.with(id, settings -> settings.cost("2.5e-06"));
        }
        return config;
    }

    private static Evidence used(int status, Content content, long tokens) {
        return new Answered(
                status, content, ErrorDocument.NONE, Optional.empty(), new Usage(tokens, 0, 0, 0, 0, tokens));
    }

    @Test
    void saysWhatTheAnswerCost() {
        Configuration configuration = priced("a1", "b1").build();

        assertEquals(
                "0.0001",
                written(configuration, route(configuration, List.of(used(200, Content.GOOD, 40))))
                        .get("x-litellm-response-cost"));
        Fields unknown = written(configuration, route(configuration, 200));
        assertFalse(unknown.containsKey("x-litellm-response-cost"), "it did not say what it used");
        Configuration free = aToB("a1", "b1").build();
        Fields unpriced = written(free, route(free, List.of(used(200, Content.GOOD, 40))));
        assertFalse(unpriced.containsKey("x-litellm-response-cost"), "it has no price");
    }

    @Test
    void saysWhatFailedAttemptsCostByTheirOwnNames() {
        Configuration configuration = priced("a1", "a2", "b1").build();
        Fields fields = written(
                configuration,
                route(
                        configuration,
                        List.of(
                                used(200, Content.ERROR, 8),
                                used(200, Content.NOT_JSON, 0),
                                used(200, Content.GOOD, 40))));

        assertEquals("0.0001", fields.get("x-litellm-response-cost"), "of the answer, and of nothing else");
        assertEquals("a1;usd=0.00002", fields.get("x-fallback-failed-costs"));
    }

    private static Deployments.Config named(String proxy, Deployments.Config config) {
        return config.report(new ReportRules(Optional.of(proxy), false, true, AnswerModel.AS_SERVED, false, false));
    }

    @Test
    void namesItselfAsAProxyOnlyWhereItHasAskedSomebody() {
        Configuration configuration = named("acme-llm", aToB("a1", "a2", "b1")).build();

        assertFalse(written(configuration, route(configuration, 200)).containsKey("Proxy-Status"), "the host's own");
        assertFalse(
                written(configuration, route(configuration, 503, 503, 503)).containsKey("Proxy-Status"),
                "the host's own failure");
        assertEquals(
                "acme-llm; next-hop=\"a2\"; received-status=200",
                written(configuration, route(configuration, 503, 200)).get("Proxy-Status"));
        Configuration silent = aToB("a1", "a2", "b1").build();
        assertFalse(written(silent, route(silent, 503, 200)).containsKey("Proxy-Status"));
    }

    @Test
    void standsBehindTheProxiesThatAreNamedAlready() {
        Configuration configuration = named(
                        "Acme \"LLM\"",
                        config(List.of(deployment("a1", "a", "p/a1"), deployment("w\u00e9st \"1\"", "a", "p/a2")))
                                .retries(1))
                .build();
        Fields fields = new Fields();
        fields.put("Proxy-Status", "origin-cache;hit");

        assertEquals(
                "origin-cache;hit, \"Acme \\\"LLM\\\"\"; next-hop=\"w%C3%A9st%20\\\"1\\\"\"; received-status=201",
                written(configuration, route(configuration, 503, 201), fields).get("Proxy-Status"));
    }

    @Test
    void letsPagesOfOtherOriginsReadItsFields() {
        Configuration configuration = named("acme-llm", aToB("a1", "a2", "b1")).build();
        Fields fields = new Fields();
        fields.put("Access-Control-Allow-Origin", "https://shop.example");
        fields.put("Access-Control-Expose-Headers", "X-Request-Id");
        written(configuration, route(configuration, 503, 200), fields);

        assertEquals(
                "X-Request-Id, x-litellm-model-group, x-litellm-actual-model, x-litellm-model-id, x-litellm-model-name,"
                        + " x-litellm-attempted-retries, x-litellm-attempted-fallbacks, x-litellm-max-fallbacks,"
                        + " x-litellm-call-id, Server-Timing, Proxy-Status",
                fields.get("Access-Control-Expose-Headers"));
        assertFalse(
                written(configuration, route(configuration, 503, 200)).containsKey("Access-Control-Expose-Headers"));
    }

    @Test
    void tellsTheBaseUrlOnlyIfItIsToldTo() {
        Configuration open = aToB("a1", "b1")
                .report(new ReportRules(Optional.empty(), true, true, AnswerModel.AS_SERVED, false, false))
                .build();

        assertEquals(
                "http://deployment.invalid", written(open, route(open, 200)).get("x-litellm-model-api-base"));
    }

    @Test
    void letsNothingIntoAFieldThatCouldEndIt() {
        Configuration configuration = config(List.of(
                        deployment("east\r\nX: 1", "gr\u00fcn", "azure/m\u00fc\r\nX: 2"),
                        deployment("west, \"1\";x", "blau\n", "b/c")))
                .fallbacks("gr\u00fcn", "blau\n")
                .retries(0)
                .build();
        Fields fields = new Fields();
        new AnswerHeaders(configuration).write(route(configuration, 200), "call\r\nX: 3", "", fields);

        assertEquals("azure/m%C3%BC%0D%0AX:%202", fields.get("x-litellm-actual-model"));
        assertEquals("azure/m%C3%BC%0D%0AX:%202", fields.get("x-litellm-model-name"));
        assertEquals("gr%C3%BCn", fields.get("x-litellm-model-group"));
        assertEquals("east%0D%0AX:%201", fields.get("x-litellm-model-id"));
        assertEquals("call%0D%0AX:%203", fields.get("x-litellm-call-id"));
        assertEquals("east%0D%0AX%3A%201;desc=\"200\";dur=1.2", fields.get("Server-Timing"));

        Fields moved = written(configuration, route(configuration, 503, 200));
        assertEquals("blau%0A", moved.get("x-litellm-fallback-model-used"));
        assertEquals("west,%20\"1\";x", moved.get("x-litellm-model-id"));
        assertEquals(
                "east%0D%0AX%3A%201;desc=\"503 overloaded\";dur=1.2, west%2C%20%221%22%3Bx;desc=\"200\";dur=1.2",
                moved.get("Server-Timing"));
    }
}
