package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.ClientControl;
import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.CooldownRules;
import io.github.fallbackrouting.config.Fallbacks;
import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.config.ModelGroups;
import io.github.fallbackrouting.config.ReportRules;
import io.github.fallbackrouting.config.RetryRules;
import io.github.fallbackrouting.config.SelectionRules;
import io.github.fallbackrouting.config.StreamRules;
import io.github.fallbackrouting.config.Target;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.json.RequestDocument;
import io.github.fallbackrouting.report.AnswerHeaders;
import io.github.fallbackrouting.routing.Wishes;
import io.github.fallbackrouting.servlet.CallerWishes.MalformedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A caller gets no more than its wishes may ask for, and a sentence that quotes nothing of them if they make no sense. */
public final class CallerFuzz {

    private static final List<String> FIELDS = List.of(
            "x-litellm-num-retries",
            "x-litellm-timeout",
            "x-litellm-stream-timeout",
            "x-stainless-timeout",
            "x-stainless-read-timeout",
            "x-stainless-retry-count",
            AnswerHeaders.CALL_ID);

    private static final int MOST_TARGETS = 64;
    private static final Duration LONGEST = Duration.ofSeconds(1_000_000_000);
    private static final Pattern SENTENCE =
            Pattern.compile("(x-litellm-[a-z-]+|[a-z_]+) can't be understood, expected [\\x20-\\x7E]+", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7E]{1,128}");

    private static final Configuration CONFIGURATION = new Configuration(
            new ModelGroups(List.of(), Map.of()),
            Fallbacks.NONE,
            RetryRules.DEFAULT,
            SelectionRules.DEFAULT,
            CooldownRules.DEFAULT,
            EnumSet.allOf(ClientControl.class),
            Timeouts.DEFAULT,
            HoldLimits.DEFAULT,
            StreamRules.DEFAULT,
            false,
            ReportRules.DEFAULT);

    private CallerFuzz() {}

    /** Any bytes: the values of some header fields, a line each, then a NUL, then the body. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        int nul = 0;
        while (nul < input.length && input[nul] != 0) {
            nul++;
        }
        List<String> values = List.of(new String(input, 0, nul, StandardCharsets.UTF_8).split("\n", -1));
        byte[] body = Arrays.copyOfRange(input, Math.min(input.length, nul + 1), input.length);
        HttpServletRequest request = request(values);
        callId(request);
        RequestDocument document = RequestDocument.read(() -> new ByteArrayInputStream(body))
                .or(CallerFuzz::none)
                .orElseThrow();
        CallerWishes caller = new CallerWishes(CONFIGURATION, request, document);
        client(CallerWishes.ofClient(request));
        try {
            Wishes wishes = caller.read("g");
            client(wishes);
            wishes.fallbacks().ifPresent(CallerFuzz::fallbacks);
            caller.mock();
        } catch (MalformedException e) {
            assertTrue(SENTENCE.matcher(e.getMessage()).matches(), e.getMessage());
        }
    }

    private static Optional<RequestDocument> none() {
        try {
            return RequestDocument.read(() -> new ByteArrayInputStream(new byte[] {'{', '}'}));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void client(Wishes wishes) {
        wishes.deadline().ifPresent(CallerFuzz::time);
        wishes.timeout().ifPresent(CallerFuzz::time);
        wishes.numRetries().ifPresent(times -> assertTrue(times >= 0 && times < 1_000_000_000));
    }

    private static void time(Duration time) {
        assertTrue(time.toNanos() > 0 && time.compareTo(LONGEST) <= 0, time::toString);
    }

    private static void fallbacks(Fallbacks fallbacks) {
        int targets = 0;
        for (List<Target> row : fallbacks.general().rows().values()) {
            targets += row.size();
            for (Target target : row) {
                target.overrides().keySet().forEach(name -> assertTrue(Target.canOverride(name), name));
                assertTrue(!target.overrides().containsKey("api_base")
                        && !target.overrides().containsKey("api_key"));
            }
        }
        assertTrue(targets <= MOST_TARGETS, "targets: " + targets);
    }

    private static void callId(HttpServletRequest request) {
        Stamp stamp = new Stamp(
                new AnswerHeaders(CONFIGURATION),
                request,
                proxy(HttpServletResponse.class, List.of()),
                () -> "made-by-us");
        String given = request.getHeader(AnswerHeaders.CALL_ID);
        boolean isTaken = given != null && ID.matcher(given).matches();
        assertEquals(isTaken ? given : "made-by-us", stamp.callId());
    }

    private static HttpServletRequest request(List<String> values) {
        return proxy(HttpServletRequest.class, values);
    }

    private static <T> T proxy(Class<T> type, List<String> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (!method.getName().equals("getHeader")) {
                        throw new AssertionError(method + " is not asked for here");
                    }
                    return header(values, String.valueOf(arguments[0]));
                }));
    }

    private static @Nullable String header(List<String> values, String name) {
        int index = FIELDS.indexOf(name);
        return index < 0 || index >= values.size() || values.get(index).isEmpty() ? null : values.get(index);
    }
}
