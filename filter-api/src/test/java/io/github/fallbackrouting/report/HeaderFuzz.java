package io.github.fallbackrouting.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.Deployments;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Journal;
import io.github.fallbackrouting.routing.RestListener;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Router;
import io.github.fallbackrouting.routing.TestWorld;
import io.github.fallbackrouting.routing.Upstream;
import io.github.fallbackrouting.routing.Wishes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Whatever a model, a deployment, a group or a call is called, what is sent is a header field and nothing beside it. */
public final class HeaderFuzz {

    private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7E]*");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern ITEM = Pattern.compile("[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*");

    private static final List<String> TIMINGS = List.of(AnswerHeaders.SERVER_TIMING);

    private HeaderFuzz() {}

    /** Any bytes; NULs separate names. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        values(text);
        List<String> names = Arrays.asList(Arrays.copyOf(text.split("\0", -1), 4));
        names.replaceAll(name -> name == null ? "x" : name);
        fields(names.get(0), names.get(1), names.get(2), names.get(3));
    }

    private static void values(String text) {
        String written = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String visible = FieldValue.visible(text);
        assertTrue(VISIBLE.matcher(visible).matches() && visible.indexOf(' ') < 0, visible);
        assertEquals(visible, FieldValue.visible(visible));
        String token = FieldValue.token(text);
        assertTrue(TOKEN.matcher(token).matches(), token);
        if (!text.isEmpty()) {
            assertEquals(written, URLDecoder.decode(token.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        String item = FieldValue.item(text);
        assertTrue(ITEM.matcher(item).matches() || isString(item), item);
        assertTrue(isString(FieldValue.quoted(text)));
        if (item.startsWith("\"") && VISIBLE.matcher(text).matches()) {
            assertEquals(text, item.substring(1, item.length() - 1).replaceAll("\\\\(.)", "$1"));
        }
    }

    /** RFC 8941, section 3.3.3. */
    private static boolean isString(String item) {
        String inside = item.substring(1, Math.max(1, item.length() - 1)).replaceAll("\\\\[\"\\\\]", "");
        return item.length() > 1
                && item.startsWith("\"")
                && item.endsWith("\"")
                && VISIBLE.matcher(inside).matches()
                && inside.indexOf('"') < 0
                && inside.indexOf('\\') < 0;
    }

    private static void fields(String id, String model, String group, String callId) {
        List<Deployment> deployments =
                List.of(Deployments.deployment(id, group, model), Deployments.deployment(id + "2", "b", model + "2"));
        Configuration configuration =
                Deployments.config(deployments).fallbacks(group, "b").retries(0).build();
        TestWorld world = new TestWorld();
        Router router = new Router(
                configuration,
                new NoUpstream(),
                world.world(),
                () -> {
                    throw new AssertionError("there is no stream here");
                },
                RestListener.NONE);
        router.route(group, "", world.clock().getAsLong(), Wishes.NONE, Journal.NONE)
                .ifPresent(route -> {
                    route.after(new Answered(503, Content.GOOD));
                    route.after(new Answered(200, Content.GOOD));
                    written(configuration, route, callId);
                });
    }

    private static void written(Configuration configuration, Route route, String callId) {
        new AnswerHeaders(configuration).write(route, callId, "", new AnswerHeaders.Sink() {
            @Override
            public void setIfAbsent(String name, String value) {
                check(name, value);
            }

            @Override
            public boolean isSet(String name) {
                return name.startsWith("Access-Control");
            }

            @Override
            public void add(String name, String value) {
                check(name, value);
            }
        });
    }

    private static void check(String name, String value) {
        assertTrue(TOKEN.matcher(name).matches(), name);
        assertTrue(VISIBLE.matcher(value).matches(), value);
        if (TIMINGS.contains(name)) {
            for (String entry : value.split(", ", -1)) {
                assertTrue(entry.matches("[^\",; ]+;desc=\"[^\"]*\";dur=\\d+\\.\\d"), value);
            }
        }
    }

    private static final class NoUpstream implements Upstream {
        @Override
        public CompletableFuture<Response> send(Request request) {
            throw new AssertionError("nobody is asked here");
        }

        @Override
        public void close() {}
    }
}
