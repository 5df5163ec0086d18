package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.cases.StreamText;
import io.github.fallbackrouting.faults.Fault;
import io.github.fallbackrouting.faults.Fault.Effect;
import io.github.fallbackrouting.faults.FaultyDeployment;
import io.github.fallbackrouting.faults.FaultyDeployment.Asked;
import io.github.fallbackrouting.faults.SampleWar;
import io.github.fallbackrouting.faults.Speech;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault of the wire at every point of an answer, of the provider that the host calls with a client of its own, and of a
 * deployment that we call: the client gets one whole answer, and is told who gave it and what became of the others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultContract implements Container {

    private static final String CONFIG = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_base: "%s", api_key: filter-key, timeout: 1.5}
                model_info: {id: openai}
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o-west, api_base: "%s", api_key: filter-key, timeout: 1.5}
                model_info: {id: west}
              - model_name: claude-sonnet
                litellm_params: {model: openrouter/claude, api_base: "%s", api_key: filter-key}
                model_info: {id: openrouter}
            router_settings:
              fallbacks: [{gpt-4o: [claude-sonnet]}]
              num_retries: 0
              enable_weighted_failover: true
              cooldown_time: 0
            fallback_routing:
              first_token_timeout: 1500ms
              idle_timeout: 1500ms
              deadline: 30s
              retry_budget: {share: 1, per_second: 1000}
            """;

    /** Twice the limits, and so that a host's thread does not stay for long. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final Map<String, Map<String, Fault>> faults = new ConcurrentHashMap<>();
    private final Map<String, List<Asked>> journal = new ConcurrentHashMap<>();
    private final List<FaultyDeployment> deployments = new ArrayList<>();
    private Server server;

    @BeforeAll
    void startAll(@TempDir Path directory) throws Exception {
        for (String name : List.of("openai", "west", "openrouter")) {
            deployments.add(new FaultyDeployment(name, SILENCE, this::fault));
        }
        Path war = SampleWar.copy(
                Path.of("target/sample-webapp"),
                directory.resolve("sample"),
                CONFIG.formatted(
                        deployments.stream().map(FaultyDeployment::base).toArray()));
        server = start(
                war,
                Map.of(
                        "OPENAI_API_BASE", deployments.get(0).base(),
                        "OPENAI_API_KEY", "host-key",
                        "OPENROUTER_API_KEY", "unused"));
        // The first call of everything takes long; no limit of a test is to be about that.
        for (boolean streamed : new boolean[] {false, true}) {
            faults.put("warm-" + streamed, Map.of("openai", Fault.of("status-500"), "west", Fault.of("status-500")));
            try (OpenAnswer answer = ask("warm-" + streamed, streamed)) {
                answer.toEnd();
            }
        }
    }

    @AfterAll
    void stopAll() throws Exception {
        server.stop();
        deployments.forEach(FaultyDeployment::close);
    }

    private Fault fault(Asked asked) {
        List<Asked> before = journal.computeIfAbsent(asked.request(), name -> new ArrayList<>());
        synchronized (before) {
            // The host's client, HttpURLConnection, asks once more by itself if it gets no answer: that is one attempt.
            boolean isHosts = asked.authorization().equals("Bearer host-key");
            boolean isFirst =
                    before.stream().noneMatch(other -> other.deployment().equals(asked.deployment()));
            if (isFirst || !isHosts) {
                before.add(asked);
            }
            return isFirst || isHosts
                    ? faults.getOrDefault(asked.request(), Map.of()).getOrDefault(asked.deployment(), Fault.NONE)
                    : Fault.NONE;
        }
    }

    private List<String> asked(String name) {
        List<Asked> all = journal.computeIfAbsent(name, unknown -> new ArrayList<>());
        synchronized (all) {
            return all.stream().map(Asked::deployment).toList();
        }
    }

    private OpenAnswer ask(String name, boolean streamed) throws IOException {
        return OpenAnswer.post(
                server.port(),
                "/app/v1/chat/completions",
                "{\"model\":\"gpt-4o\",\"user\":\"" + name + "\",\"stream\":" + streamed
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "x-litellm-call-id: call-" + name);
    }

    private static Stream<Arguments> faults(boolean isHosts) {
        return Stream.of(false, true)
                .flatMap(streamed -> Fault.every().stream()
                        .filter(fault -> !isHosts || fault.side() != Fault.Side.ALTERNATE)
                        .filter(fault -> fault.effect(streamed, isHosts) != Effect.NONE)
                        .map(fault -> Arguments.of(fault.name(), streamed)));
    }

    static Stream<Arguments> faultsOfTheHost() {
        return faults(true);
    }

    static Stream<Arguments> faultsOfAnAlternate() {
        return faults(false);
    }

    @ConcurrentCases
    @MethodSource("faultsOfTheHost")
    void whateverGoesWrongBetweenTheHostAndItsProvider(String fault, boolean streamed) throws IOException {
        String name = "host-" + fault + "-" + streamed;
        faults.put(name, Map.of("openai", Fault.of(fault)));

        assertAnswered(name, streamed, Fault.of(fault).effect(streamed, true), "openai", "west", List.of());
    }

    @ConcurrentCases
    @MethodSource("faultsOfAnAlternate")
    void whateverGoesWrongBetweenUsAndAnAlternate(String fault, boolean streamed) throws IOException {
        String name = "alternate-" + fault + "-" + streamed;
        faults.put(name, Map.of("openai", Fault.of("status-503"), "west", Fault.of(fault)));

        assertAnswered(
                name,
                streamed,
                Fault.of(fault).effect(streamed, false),
                "west",
                "openrouter",
                List.of("openai;desc=\"503 overloaded\""));
    }

    /**
     * @param first who has the fault
     * @param second who is asked next
     * @param before what is told of those who were asked before
     */
    private void assertAnswered(
            String name, boolean streamed, Effect effect, String first, String second, List<String> before)
            throws IOException {
        try (OpenAnswer answer = ask(name, streamed)) {
            answer.toEnd();

            String by = answer.header("x-litellm-model-id").orElse("");
            assertEquals(200, answer.status(), answer.body());
            boolean isBrokenOff = streamed && StreamText.of(answer.body()).error();
            assertEquals(isBrokenOff ? OpenAnswer.End.CUT : OpenAnswer.End.COMPLETE, answer.end(), answer.body());
            assertEquals(Optional.of("call-" + name), answer.header("x-litellm-call-id"));
            List<String> timing = timing(answer);
            assertEquals(before, timing.subList(0, before.size()), timing::toString);
            if (effect == Effect.EITHER) {
                assertTrue(List.of(first, second).contains(by), by);
                return;
            }
            assertWhole(name, streamed, by, answer.body());
            boolean isFirst = effect == Effect.GOOD || effect == Effect.BREAKS;
            assertEquals(isFirst ? first : second, by, timing::toString);
            assertEquals(effect == Effect.GOOD ? 1 : 2, asked(name).size() - before.size(), asked(name)::toString);
            int others = before.size() + (isFirst ? 0 : 1);
            boolean fellBack = by.equals("openrouter");
            assertEquals(
                    Optional.of(Integer.toString(others - (fellBack ? 1 : 0))),
                    answer.header("x-litellm-attempted-retries"));
            assertEquals(Optional.of(fellBack ? "1" : "0"), answer.header("x-litellm-attempted-fallbacks"));
            assertEquals(
                    fellBack, answer.header("x-litellm-fallback-model-used").isPresent());
            if (effect == Effect.FAILS) {
                assertKind(name, timing.get(before.size()), first);
            }
            assertEquals(by + ";desc=\"200\"", timing.get(timing.size() - 1), timing::toString);
        }
    }

    private static void assertWhole(String name, boolean streamed, String by, String body) {
        if (!streamed) {
            assertEquals(new Speech(by, name, false, "").json(), body);
            return;
        }
        StreamText text = StreamText.of(body);
        assertEquals(Speech.text(name), text.text(), body);
        assertFalse(text.error(), body);
        assertEquals(by, text.model());
    }

    private static List<String> timing(OpenAnswer answer) {
        return Stream.of(answer.header("Server-Timing").orElseThrow().split(", ", -1))
                .map(entry -> entry.replaceAll(";dur=.*", ""))
                .toList();
    }

    /** The words of ROUTING.md for it; a host's client has its own exceptions for what the wire does. */
    private static void assertKind(String name, String entry, String deployment) {
        List<String> kinds;
        if (name.contains("silence") || (name.contains("half-closed") && name.startsWith("host"))) {
            kinds = List.of("timeout", "connection", "broken_answer");
        } else if (name.contains("status-429")) {
            kinds = List.of("rate_limited");
        } else if (name.contains("status-503") || name.contains("status-529")) {
            kinds = List.of("overloaded");
        } else if (name.contains("status-50")) {
            kinds = List.of("server_error");
        } else if (name.startsWith("host")) {
            kinds = List.of("connection", "server_error", "broken_answer");
        } else {
            kinds = List.of("connection", "broken_answer");
        }
        assertTrue(
                entry.startsWith(deployment + ";desc=") && kinds.stream().anyMatch(kind -> entry.contains(kind + "\"")),
                entry);
    }
}
