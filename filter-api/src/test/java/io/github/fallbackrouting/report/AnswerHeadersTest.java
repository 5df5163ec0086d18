package io.github.fallbackrouting.report;

import static io.github.fallbackrouting.routing.Deployments.configuration;
import static io.github.fallbackrouting.routing.Deployments.deployment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.routing.Cooldowns;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Router;
import io.github.fallbackrouting.routing.SteppedClock;
import io.github.fallbackrouting.routing.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AnswerHeadersTest {

    private static final Map<String, List<String>> A_TO_B = Map.of("a", List.of("b"));

    private final SteppedClock clock = new SteppedClock();

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
        public void add(String name, String value) {
            merge(name, value, (old, more) -> old + ", " + more);
        }
    }

    /** Drives a route through answers of these statuses, each of which takes 1.25 ms. */
    private Route route(Configuration configuration, int... statuses) {
        Route route = new Router(configuration, new NoUpstream(), Cooldowns.NONE, clock)
                .route(configuration.deployments().get(0).group(), "", clock.getAsLong())
                .orElseThrow();
        for (int status : statuses) {
            clock.step(Duration.ofNanos(1_250_000));
            route.after(new Answered(status, Content.GOOD));
        }
        return route;
    }

    private static Fields written(Configuration configuration, Route route) {
        return written(configuration, route, new Fields());
    }

    private static Fields written(Configuration configuration, Route route, Fields fields) {
        new AnswerHeaders(configuration).write(route, "call-1", fields);
        return fields;
    }

    @Test
    void saysThatThePrimaryAnswered() {
        Configuration configuration = configuration(A_TO_B, 3, "a1", "a2", "b1");

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
        Configuration configuration = configuration(A_TO_B, "a1", "a2", "b1");
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
        Configuration configuration = configuration(A_TO_B, "a1", "a2", "b1");
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
        Configuration configuration = configuration(A_TO_B, "a1", "a2", "b1");
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
    void leavesWhatTheHostHasSet() {
        Configuration configuration = configuration(A_TO_B, "a1", "b1");
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
        Configuration configuration = configuration(A_TO_B, "a1", "b1");
        Fields fields = new Fields();
        fields.put("Server-Timing", "db;dur=5");

        assertEquals(
                "db;dur=5, a1;desc=\"200\";dur=1.2",
                written(configuration, route(configuration, 200), fields).get("Server-Timing"));
    }

    @Test
    void keepsTheTimesToItselfIfItIsToldTo() {
        Configuration shown = configuration(A_TO_B, "a1", "b1");
        Configuration hidden = new Configuration(
                shown.deployments(), shown.fallbacks(), 5, Timeouts.DEFAULT, HoldLimits.DEFAULT, false);

        assertFalse(written(hidden, route(hidden, 200)).containsKey("Server-Timing"));
    }

    @Test
    void letsNothingIntoAFieldThatCouldEndIt() {
        Configuration configuration = new Configuration(
                List.of(
                        deployment("east\r\nX: 1", "gr\u00fcn", "azure/m\u00fc\r\nX: 2"),
                        deployment("west, \"1\";x", "blau\n", "b/c")),
                Map.of("gr\u00fcn", List.of("blau\n")),
                5,
                Timeouts.DEFAULT,
                HoldLimits.DEFAULT,
                true);
        Fields fields = new Fields();
        new AnswerHeaders(configuration).write(route(configuration, 200), "call\r\nX: 3", fields);

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
