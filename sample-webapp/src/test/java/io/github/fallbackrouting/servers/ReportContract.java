package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.fallbackrouting.servers.host.Script;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What answers say of who gave them and what they cost: in header fields, in trailers, and in their bodies. */
abstract class ReportContract extends StreamingHosts {

    private static final String USAGE = "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}";

    private static String usage(int input, int output) {
        return USAGE.formatted(input, output, input + output);
    }

    private static String completion(String model, String usage) {
        return "{ \"id\": \"c1\",\n \"model\": \"" + model + "\", \"choices\": [{\"n\": 1.50}], " + usage + " }";
    }

    /** What an {@link #completion} becomes whose every place names the deployment's model. */
    private static String labelled(String model, String usage) {
        return completion(model, usage.replaceFirst("}$", ",\"model\":\"" + model + "\"}"))
                .replaceFirst(" }$", " ,\"_hidden_params\":{\"model_used\":\"" + model + "\"}}");
    }

    private static String usageChunk(String usage) {
        return "data: {\"choices\":[]," + usage + "}\n\n";
    }

    private static Case talking(String name) {
        return chat("report-" + name).at("/api/talking/output/chat/completions");
    }

    private static Case streamed(String name) {
        return talking(name).streamed().header("TE: trailers").header("Connection: TE");
    }

    private static Optional<String> trailer(OpenAnswer answer, String name) {
        return answer.trailers().stream()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT)
                        .startsWith(name.toLowerCase(java.util.Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    private static String members(String body) {
        return body.replaceAll("\\s+(?=[,}])", "");
    }

    @Test
    void theHostsOwnAnswerSaysWhatItCostAndOfWhichModelItIs() throws IOException {
        Case request = talking("own").plays(Script.json(200, completion("gpt-4o-2024", usage(100, 10))));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertEquals(200, answer.status());
            assertEquals(members(labelled("openai/gpt-4o", usage(100, 10))), members(answer.body()));
            assertEquals(Optional.of("0.0002"), answer.header("x-litellm-response-cost"));
            assertEquals(Optional.of("openai/gpt-4o"), answer.header("x-litellm-actual-model"));
            assertEquals(Optional.empty(), answer.header("Proxy-Status"), "the host asked its provider itself");
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
        }
        assertNobodyElseWasAsked(request);
    }

    @Test
    void anotherDeploymentsAnswerSaysWhoWasAskedForIt() throws IOException {
        Case request = talking("rescued").header("Origin: https://shop.example").plays(Script.json(503, "{}"));
        sibling.plays(request.name(), Script.json(200, completion("west-1", usage(100, 10))));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertEquals(members(labelled("openai/gpt-4o-west", usage(100, 10))), members(answer.body()));
            assertEquals(Optional.of("0.0004"), answer.header("x-litellm-response-cost"));
            assertEquals(
                    Optional.of("acme-llm; next-hop=\"sibling\"; received-status=200"), answer.header("Proxy-Status"));
            assertEquals(Optional.of(sibling.base()), answer.header("x-litellm-model-api-base"));
            String exposed = answer.header("Access-Control-Expose-Headers").orElse("");
            for (String name : List.of("x-litellm-actual-model", "x-litellm-response-cost", "Proxy-Status")) {
                assertTrue(exposed.contains(name), exposed);
            }
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
        }
    }

    @Test
    void aFailureThatIsPassedOnStaysAsTheHostWroteIt() throws IOException {
        String error = "{\"error\":{\"message\":\"no\"},\"model\":\"x\",\"usage\":{\"total_tokens\":1}}";
        Case request = talking("failed").plays(Script.json(503, error));
        sibling.plays(request.name(), Script.json(503, "{}"));
        other.plays(request.name(), Script.json(503, "{}"));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertEquals(503, answer.status());
            assertEquals(error, answer.body());
            assertEquals(Optional.empty(), answer.header("x-litellm-response-cost"));
            assertEquals(Optional.empty(), answer.header("Proxy-Status"));
            assertEquals(Optional.of("openai/gpt-4o"), answer.header("x-litellm-actual-model"));
        }
    }

    @Test
    void whatFailedAttemptsCostIsNotLost() throws IOException {
        Case request =
                talking("wasted").plays(Script.json(200, "{\"error\":{\"message\":\"no\"}," + usage(10, 0) + "}"));
        sibling.plays(request.name(), Script.json(200, completion("west-1", usage(0, 1))));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertEquals(Optional.of("0.00002"), answer.header("x-litellm-response-cost"));
            assertEquals(Optional.of("primary;usd=0.00001"), answer.header("x-fallback-failed-costs"));
        }
    }

    @Test
    void anAnswerThatIsTooLongToBeHeldIsLabelledAllTheSame() throws IOException {
        String vector = "0.25,".repeat(40_000) + "1";
        String long_ = "{\"data\":[" + vector + "],\"model\":\"%s\"," + "\"usage\":{\"prompt_tokens\":9%s}}";
        Case own = talking("long-own")
                .plays(Script.json(200, long_.formatted("gpt-4o-2024", "").substring(0, 1)));
        String expected = long_.formatted("openai/gpt-4o-west", ",\"model\":\"openai/gpt-4o-west\"")
                .replaceFirst("}$", ",\"_hidden_params\":{\"model_used\":\"openai/gpt-4o-west\"}}");
        sibling.plays(own.name(), Script.json(200, long_.formatted("west-1", "")));

        try (OpenAnswer answer = ask(own)) {
            answer.toEnd();
            assertEquals(expected, answer.body());
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
        }
        Case host = talking("long-host");
        String hosts = "{\"data\":[" + "0.25,".repeat(900) + "1],\"model\":\"%s\"}";
        try (OpenAnswer answer = ask(host.plays(Script.json(200, hosts.formatted("gpt-4o-2024"))))) {
            answer.toEnd();
            assertEquals(
                    hosts.formatted("openai/gpt-4o")
                            .replaceFirst("}$", ",\"_hidden_params\":{\"model_used\":\"openai/gpt-4o\"}}"),
                    answer.body());
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
        }
    }

    @Test
    void aStreamSaysItsCostAtItsEnd() throws IOException {
        assumeTrue(isFreeOf(Difference.NO_TRAILERS));
        Case request = streamed("stream")
                .with("\"stream_options\":{\"include_usage\":true}")
                .plays(Script.events(
                        HOST.role(), HOST.text("Hi"), HOST.finish(), usageChunk(usage(100, 10)), Chat.DONE));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertTrue(answer.body().contains("\"model\":\"openai/gpt-4o\""), answer.body());
            assertFalse(answer.body().contains("\"model\":\"host\""), answer.body());
            assertTrue(answer.body().contains("\"total_tokens\":110,\"model\":\"openai/gpt-4o\""), answer.body());
            assertEquals(Optional.empty(), answer.header("x-litellm-response-cost"));
            assertEquals(Optional.of("0.0002"), trailer(answer, "x-litellm-response-cost"));
            assertTrue(answer.header("Trailer").orElse("").contains("x-litellm-response-cost"));
        }
        assertNobodyElseWasAsked(request);
    }

    /** Jersey says it of every stream that fits into its buffer. */
    @Test
    void aStreamOfWhichTheHostSaysHowLongItIsSaysItsCostAllTheSame() throws IOException {
        assumeTrue(isFreeOf(Difference.NO_TRAILERS));
        String[] events = {HOST.role(), HOST.text("Hi"), HOST.finish(), usageChunk(usage(100, 10)), Chat.DONE};
        Case request = chat("report-length")
                .at("/plain-async/talking/x")
                .does("later")
                .streamed()
                .header("x-length: " + String.join("", events).length())
                .plays(Script.events(events));

        for (boolean takesTrailers : List.of(false, true)) {
            Case each = takesTrailers ? request.header("TE: trailers").header("Connection: TE") : request;
            try (OpenAnswer answer = ask(each)) {
                answer.toEnd();

                assertTrue(answer.body().contains("\"total_tokens\":110,\"model\":\"openai/gpt-4o\""), answer.body());
                assertTrue(answer.body().endsWith(Chat.DONE), answer.body());
                assertEquals(
                        takesTrailers ? Optional.of("0.0002") : Optional.empty(),
                        trailer(answer, "x-litellm-response-cost"));
                assertEquals(OpenAnswer.End.COMPLETE, answer.end());
            }
        }
    }

    @Test
    void othersAreAskedForUsageThatTheCallerDoesNotGet() throws IOException {
        assumeTrue(isFreeOf(Difference.NO_TRAILERS));
        Case request = streamed("usage").with("\"stream_options\":{\"x\":1}").plays(Script.json(503, "{}"));
        sibling.plays(
                request.name(),
                Script.events(
                        SIBLING.role(), SIBLING.text("Hi"), SIBLING.finish(), usageChunk(usage(100, 10)), Chat.DONE));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertFalse(answer.body().contains("total_tokens"), answer.body());
            assertTrue(answer.body().endsWith(Chat.DONE), answer.body());
            assertEquals(Optional.of("0.0004"), trailer(answer, "x-litellm-response-cost"));
            assertEquals(Optional.empty(), trailer(answer, "Proxy-Status"), "the header says it already");
        }
        String received = sibling.journal(request.name()).get(0).body();
        assertTrue(received.contains("\"stream_options\":{\"x\":1,\"include_usage\":true}"), received);
    }

    @Test
    void whoRefusesToTellUsageIsAskedWithout() throws IOException {
        Case request = streamed("refused").plays(Script.json(503, "{}"));
        sibling.plays(
                request.name(),
                Script.json(400, "{\"error\":{\"message\":\"Unknown parameter: stream_options\"}}"),
                Script.events(SIBLING.all("Hi")));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertEquals(200, answer.status());
            assertEquals(Optional.of("openai/gpt-4o-west"), answer.header("x-litellm-actual-model"));
        }
        assertFalse(sibling.journal(request.name()).get(1).body().contains("stream_options"));
        assertEquals(2, sibling.journal(request.name()).size());
    }

    @Test
    void aStreamThatTwoDeploymentsGiveNamesTheLastOneAtItsEnd() throws IOException {
        assumeTrue(isFreeOf(Difference.NO_TRAILERS));
        Case request = streamed("joint").plays(Script.json(503, "{}"));
        sibling.plays(
                request.name(),
                Script.events(SIBLING.role(), SIBLING.text("Hello")).fail());
        other.plays(request.name(), Script.events(OTHER.all(" world")));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();

            assertEquals(
                    Optional.of("acme-llm; next-hop=\"sibling\"; received-status=200"), answer.header("Proxy-Status"));
            assertEquals(
                    Optional.of("acme-llm; next-hop=\"other\"; received-status=200"), trailer(answer, "Proxy-Status"));
            assertEquals(
                    Optional.of("openai/gpt-4o-west, openai/gpt-4-turbo"), trailer(answer, "x-litellm-actual-model"));
            assertEquals(
                    Optional.empty(),
                    trailer(answer, "x-litellm-response-cost"),
                    "what the first part cost is not known");
            assertTrue(answer.body().contains("\"model\":\"openai/gpt-4-turbo\""), answer.body());
        }
    }

    @Test
    void aListenerOfTheHostsHearsOfEverythingOnItsOwnThread() throws IOException {
        Case told = chat("report-heard");
        Case request = new Case(
                        told.name(),
                        "/api/talking/output/chat/completions",
                        told.body(),
                        List.of("x-case: " + told.name(), "x-litellm-call-id: " + told.name()))
                .plays(Script.json(503, "{}"));
        sibling.plays(request.name(), Script.json(200, ""));
        other.plays(request.name(), Script.json(200, completion("turbo-1", usage(100, 10))));

        try (OpenAnswer answer = ask(request)) {
            answer.toEnd();
            assertEquals(200, answer.status());
        }
        Case heard = chat(request.name() + "-heard");
        awaitDiary(heard, diary -> diary.contains("finished"));
        String thread = " on fallback-routing-listener-n";
        assertEquals(
                String.join(
                        ",",
                        "started /chat/completions" + thread,
                        "attempted primary 503 overloaded no -" + thread,
                        "attempted sibling 200 broken_answer possibly -" + thread,
                        "fell back to gpt-4-turbo" + thread,
                        "attempted other 200 yes 0.0006" + thread,
                        "finished gpt-4o answered 200 0.0006" + thread),
                diary(heard));
    }

    /** Books what the answers' fields say, by model; and knows what the deployments counted. */
    private static final class Books {
        private final Map<String, BigDecimal> booked = new TreeMap<>();
        private final Map<String, BigDecimal> counted = new TreeMap<>();
        private final Map<String, String> models =
                Map.of("primary", "openai/gpt-4o", "sibling", "openai/gpt-4o-west", "other", "openai/gpt-4-turbo");
        private final List<String> byPrice = List.of("primary", "sibling", "other");

        /** A deployment has counted this. */
        void count(String id, int input, int output) {
            BigDecimal cost = new BigDecimal("0.000001")
                    .multiply(BigDecimal.valueOf((byPrice.indexOf(id) + 1) * (input + 10L * output)));
            counted.merge(models.get(id), cost, BigDecimal::add);
        }

        void book(OpenAnswer answer) {
            String model = answer.header("x-litellm-actual-model").orElseThrow();
            answer.header("x-litellm-response-cost")
                    .or(() -> trailer(answer, "x-litellm-response-cost"))
                    .ifPresent(cost -> booked.merge(model, new BigDecimal(cost), BigDecimal::add));
            answer.header("x-fallback-failed-costs").ifPresent(costs -> {
                for (String each : costs.split(", ", -1)) {
                    String[] parts = each.split(";usd=", -1);
                    booked.merge(models.get(parts[0]), new BigDecimal(parts[1]), BigDecimal::add);
                }
            });
        }

        private static Map<String, String> plain(Map<String, BigDecimal> sums) {
            Map<String, String> plain = new TreeMap<>();
            sums.forEach(
                    (model, sum) -> plain.put(model, sum.stripTrailingZeros().toPlainString()));
            return plain;
        }

        void assertEqual() {
            assertEquals(plain(counted), plain(booked));
            assertEquals(3, counted.size());
        }
    }

    /** Whoever books by the header fields alone comes to what the deployments themselves have counted. */
    @Test
    void theSumsOfAThousandCallsAreWhatTheDeploymentsCounted() throws IOException {
        assumeTrue(isFreeOf(Difference.NO_TRAILERS));
        Random random = new Random(5);
        Books books = new Books();
        List<String> ids = List.of("primary", "sibling", "other");
        for (int i = 0; i < 1_000; i++) {
            boolean isStreamed = random.nextInt(3) == 0;
            int answering = random.nextInt(3);
            Case request = isStreamed ? streamed("books-" + i) : talking("books-" + i);
            Script[] scripts = new Script[3];
            for (int turn = 0; turn <= answering; turn++) {
                int input = random.nextInt(5_000);
                int output = 1 + random.nextInt(500);
                boolean isWasted = turn < answering && !isStreamed && random.nextBoolean();
                if (turn == answering || isWasted) {
                    books.count(ids.get(turn), input, output);
                }
                if (isWasted) {
                    scripts[turn] = Script.json(200, "{\"error\":{\"message\":\"no\"}," + usage(input, output) + "}");
                } else if (turn < answering) {
                    scripts[turn] = Script.json(500 + 3 * random.nextInt(2), "{}");
                } else if (isStreamed) {
                    scripts[turn] = Script.events(
                            HOST.role(), HOST.text("Hi"), HOST.finish(), usageChunk(usage(input, output)), Chat.DONE);
                } else {
                    scripts[turn] = Script.json(200, completion("x", usage(input, output)));
                }
            }
            if (scripts[1] != null) {
                sibling.plays(request.name(), scripts[1]);
            }
            if (scripts[2] != null) {
                other.plays(request.name(), scripts[2]);
            }
            try (OpenAnswer answer = ask(request.plays(scripts[0]))) {
                answer.toEnd();
                assertEquals(200, answer.status());
                books.book(answer);
            }
        }
        books.assertEqual();
    }
}
