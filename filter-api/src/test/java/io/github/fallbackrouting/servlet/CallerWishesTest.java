package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

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
import io.github.fallbackrouting.routing.Wishes;
import io.github.fallbackrouting.routing.Wishes.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerWishesTest {

    private static final Set<ClientControl> ALL = EnumSet.allOf(ClientControl.class);

    private static HttpServletRequest request(Map<String, String> fields) {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getHeader(anyString())).thenAnswer(call -> fields.get(call.<String>getArgument(0)));
        return request;
    }

    private static CallerWishes caller(Set<ClientControl> allowed, String body, Map<String, String> fields)
            throws IOException {
        Configuration configuration = new Configuration(
                new ModelGroups(List.of(), Map.of()),
                Fallbacks.NONE,
                RetryRules.DEFAULT,
                SelectionRules.DEFAULT,
                CooldownRules.DEFAULT,
                allowed,
                Timeouts.DEFAULT,
                HoldLimits.DEFAULT,
                StreamRules.DEFAULT,
                false,
                ReportRules.DEFAULT);
        RequestDocument document = RequestDocument.read(
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow();
        return new CallerWishes(configuration, request(fields), document);
    }

    private static Wishes wishes(String body) throws Exception {
        return caller(ALL, body, Map.of()).read("g");
    }

    private static Map<String, List<Target>> rows(String fallbacks) throws Exception {
        return wishes("{\"fallbacks\":" + fallbacks + "}")
                .fallbacks()
                .orElseThrow()
                .general()
                .rows();
    }

    @Test
    void saysNothingWhereNothingIsSaid() throws Exception {
        assertEquals(Wishes.NONE, wishes("{}"));
        assertEquals(
                Wishes.NONE,
                wishes("{\"fallbacks\":null,\"num_retries\":null,\"timeout\":null,\"disable_fallbacks\":null}"));
        assertSame(Wishes.NONE, CallerWishes.ofClient(request(Map.of())));
    }

    @Test
    void namesAreMeantForTheGroupThatIsAskedFor() throws Exception {
        assertEquals(Map.of("g", List.of(Target.of("f1"), Target.of("f2"))), rows("[\"f1\",\"f2\"]"));
    }

    @Test
    void rowsAreMeantForTheirOwnGroups() throws Exception {
        assertEquals(
                Map.of("p", List.of(Target.of("f")), "q", List.of(Target.of("h"))),
                rows("[{\"p\":[\"f\"],\"q\":\"h\"}]"));
    }

    @Test
    void aTargetMayHaveMembersOfItsOwn() throws Exception {
        assertEquals(
                Map.of(
                        "g",
                        List.of(new Target("f", Map.of("messages", "[{\"role\":\"user\"}]", "temperature", "0.50")))),
                rows("[{\"model\":\"f\", \"messages\":[ {\"role\":\"user\"} ], \"temperature\":0.50}]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"f\"",
                "{\"p\":[\"f\"]}",
                "7",
                "true",
                "[7]",
                "[[\"f\"]]",
                "[{\"model\":7}]",
                "[{\"p\":7}]",
                "[{\"p\":[{}]}]",
                "[{\"model\":\"f\",\"api_base\":\"https://evil.example\"}]",
                "[{\"model\":\"f\",\"api_key\":\"sk-mine\"}]",
                "[{\"model\":\"f\",\"extra_headers\":{\"a\":\"b\"}}]",
                "[{\"model\":\"f\",\"stream\":true}]",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
            })
    void fallbacksThatCantBeUnderstoodAreTheCallersFault(String fallbacks) {
        CallerWishes.MalformedException thrown =
                assertThrows(CallerWishes.MalformedException.class, () -> rows(fallbacks));
        assertEquals("fallbacks", thrown.name());
        assertTrue(String.valueOf(thrown.getMessage()).startsWith("fallbacks can't be understood, expected "));
    }

    @Test
    void fallbacksOfMoreThan64KiBAreTheCallersFault() {
        assertThrows(
                CallerWishes.MalformedException.class,
                () -> rows("[{\"model\":\"f\",\"messages\":\"" + "x".repeat(70_000) + "\"}]"));
    }

    @Test
    void fallbacksCanBeSwitchedOff() throws Exception {
        assertEquals(
                Optional.of(Fallbacks.NONE),
                wishes("{\"disable_fallbacks\":true,\"fallbacks\":[\"f\"]}").fallbacks());
        assertEquals(Optional.empty(), wishes("{\"disable_fallbacks\":false}").fallbacks());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 3", "'\"3\"', 3", "999999999, 999999999"})
    void retriesMayBeANumberOrItsText(String json, int expected) throws Exception {
        assertEquals(
                OptionalInt.of(expected),
                wishes("{\"num_retries\":" + json + "}").numRetries());
    }

    @Test
    void theFieldCountsBeforeTheMember() throws Exception {
        CallerWishes caller = caller(
                ALL,
                "{\"num_retries\":1,\"timeout\":1}",
                Map.of("x-litellm-num-retries", "3", "x-litellm-timeout", "0.001"));

        assertEquals(OptionalInt.of(3), caller.read("g").numRetries());
        assertEquals(Optional.of(Duration.ofMillis(1)), caller.read("g").timeout());
    }

    @ParameterizedTest
    @CsvSource({
        "num_retries, -1",
        "num_retries, 1.5",
        "num_retries, 1e3",
        "num_retries, 10000000000",
        "num_retries, true",
        "num_retries, []",
        "num_retries, '\"many\"'",
        "timeout, 0",
        "timeout, -3",
        "timeout, '\"soon\"'",
        "timeout, {}",
        "stream_timeout, 0",
        "disable_fallbacks, 1",
        "disable_fallbacks, '\"true\"'"
    })
    void whatCantBeUnderstoodIsTheCallersFault(String member, String json) {
        CallerWishes.MalformedException thrown =
                assertThrows(CallerWishes.MalformedException.class, () -> wishes("{\"" + member + "\":" + json + "}"));
        assertEquals(member, thrown.name());
    }

    @ParameterizedTest
    @CsvSource({
        "x-litellm-num-retries, -1",
        "x-litellm-num-retries, ''",
        "x-litellm-timeout, NaN",
        "x-litellm-timeout, 10s",
        "x-litellm-stream-timeout, -0.5"
    })
    void soAreFields(String field, String value) throws Exception {
        CallerWishes caller = caller(ALL, "{}", Map.of(field, value));

        CallerWishes.MalformedException thrown =
                assertThrows(CallerWishes.MalformedException.class, () -> caller.read("g"));
        assertEquals(field, thrown.name());
    }

    @ParameterizedTest
    @EnumSource(ClientControl.class)
    void whatTheOperatorDoesNotAllowIsNotEvenLookedAt(ClientControl forbidden) throws Exception {
        Set<ClientControl> allowed = EnumSet.complementOf(EnumSet.of(forbidden));
        CallerWishes caller = caller(
                allowed,
                switch (forbidden) {
                    case FALLBACKS -> "{\"fallbacks\":7}";
                    case DISABLE_FALLBACKS -> "{\"disable_fallbacks\":7}";
                    case NUM_RETRIES -> "{\"num_retries\":\"x\"}";
                    case TIMEOUT -> "{\"timeout\":\"x\"}";
                    case MOCK_TESTING -> "{\"mock_testing_fallbacks\":true}";
                },
                Map.of());

        assertEquals(Wishes.NONE, caller.read("g"));
        assertEquals(Optional.empty(), caller.mock());
    }

    @ParameterizedTest
    @EnumSource(MockFailure.class)
    void aFailureCanBePretended(MockFailure failure) throws Exception {
        assertEquals(
                Optional.of(failure),
                caller(ALL, "{\"" + failure.member() + "\":true}", Map.of()).mock());
        assertEquals(
                Optional.empty(),
                caller(ALL, "{\"" + failure.member() + "\":false}", Map.of()).mock());
        assertThrows(
                CallerWishes.MalformedException.class,
                () -> caller(ALL, "{\"" + failure.member() + "\":\"yes\"}", Map.of())
                        .mock());
    }

    @ParameterizedTest
    @CsvSource({
        "600, , 600000",
        ", 2.5, 2500",
        "600, 2.5, 2500",
        "2, 600, 2000",
        "nonsense, 3, 3000",
        "0, , -1",
        "-5, NaN, -1"
    })
    void clientLibrariesTellHowLongTheyWait(String timeout, String readTimeout, long millis) {
        Map<String, String> fields = new HashMap<>();
        fields.put("x-stainless-timeout", timeout);
        fields.put("x-stainless-read-timeout", readTimeout);

        assertEquals(
                millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis)),
                CallerWishes.ofClient(request(fields)).deadline());
    }

    @ParameterizedTest
    @CsvSource({"1, CLIENT_RETRY", "2, CLIENT_RETRY", "0, CALLER", "-1, CALLER", "x, CALLER", "99999999999999, CALLER"})
    void clientLibrariesTellThatTheyTryAgain(String count, Origin expected) {
        assertEquals(
                expected,
                CallerWishes.ofClient(request(Map.of("x-stainless-retry-count", count)))
                        .origin());
    }

    @Test
    void theLengthOfThePromptIsKnown() throws Exception {
        assertEquals(1, wishes("{\"messages\":[{\"content\":\"four\"}]}").promptTokens());
    }
}
