package io.github.fallbackrouting.cases;

import io.github.fallbackrouting.cases.RoutingCase.Step;
import io.github.fallbackrouting.cases.ScriptedProviders.Call;
import io.github.fallbackrouting.cases.host.ReceivedBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What happened when a case was run.
 *
 * @param startupError why the web application did not start; empty if it did
 * @param before the exchanges of each step, in order; of a step that nobody waits for there are none
 * @param measured those of the request that counts
 */
record Run(Optional<String> startupError, List<List<Exchange>> before, List<Exchange> measured) {

    private static final List<String> CONTROLS =
            List.of("fallbacks", "disable_fallbacks", "num_retries", "timeout", "mock_testing");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * A request, what came back and whom it reached.
     *
     * @param headers by lower-case name
     * @param body as far as it came
     * @param calls in order
     */
    record Exchange(int status, Map<String, String> headers, String body, long millis, List<Call> calls) {

        List<String> attempts() {
            return calls.stream().map(Call::deployment).toList();
        }
    }

    /** Runs it on a server of its own, whose configuration is written to this directory. */
    static Run of(RoutingCase scripted, Path directory) throws Exception {
        try (ScriptedProviders providers = new ScriptedProviders(scripted)) {
            Json config = Json.parse(scripted.config().toString().replace("{{UPSTREAM}}", providers.base()));
            Path file = Files.writeString(
                    directory.resolve("fallback.yaml"), withControls(config).toString());
            try (CaseServer server = new CaseServer(config, file)) {
                try {
                    server.start();
                } catch (Exception e) {
                    return new Run(Optional.of(rootOf(e).toString()), List.of(), List.of());
                }
                return new Client(server, providers).run(scripted);
            }
        }
    }

    /** LiteLLM honours these from any caller; a case with a section of ours says itself what callers may say. */
    private static Json withControls(Json config) {
        Map<String, Object> members = new LinkedHashMap<>(config.members());
        members.putIfAbsent("fallback_routing", Map.of("client_controls", CONTROLS));
        return Json.of(members);
    }

    private static Throwable rootOf(Throwable thrown) {
        return thrown.getCause() == null ? thrown : rootOf(thrown.getCause());
    }

    private record Client(CaseServer server, ScriptedProviders providers, HttpClient http) {

        Client(CaseServer server, ScriptedProviders providers) {
            this(
                    server,
                    providers,
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
        }

        Run run(RoutingCase scripted) throws IOException, InterruptedException {
            List<List<Exchange>> before = new ArrayList<>();
            for (Step step : scripted.before()) {
                before.add(take(step));
            }
            List<Exchange> measured = new ArrayList<>();
            if (scripted.request().isPresent()) {
                int repeat = scripted.expect()
                        .get("repeat")
                        .map(times -> times.number().intValueExact())
                        .orElse(1);
                for (int i = 0; i < repeat; i++) {
                    measured.add(send(scripted.request().get()));
                }
            }
            return new Run(Optional.empty(), before, measured);
        }

        private List<Exchange> take(Step step) throws IOException, InterruptedException {
            // Cooldowns run in real time here, as the case says.
            TimeUnit.MILLISECONDS.sleep(step.waitMillis());
            if (step.request().isEmpty()) {
                return List.of();
            }
            if (step.async()) {
                leaveUnderWay(step.request().get(), step.repeat());
                return List.of();
            }
            List<Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < step.repeat(); i++) {
                exchanges.add(send(step.request().get()));
            }
            return exchanges;
        }

        /** Returns when as many calls have reached the providers; the answers are nobody's. */
        private void leaveUnderWay(Json sent, int repeat) throws InterruptedException {
            int expected = providers.journal().size() + repeat;
            List<CompletableFuture<HttpResponse<InputStream>>> underWay = new ArrayList<>();
            for (int i = 0; i < repeat; i++) {
                underWay.add(http.sendAsync(request(sent), head -> new ReceivedBody()));
            }
            while (providers.journal().size() < expected && !underWay.stream().allMatch(CompletableFuture::isDone)) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }

        private HttpRequest request(Json sent) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            server.uri(sent.member("path").map(Json::text).orElseThrow()))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json");
            sent.member("headers")
                    .map(Json::members)
                    .orElse(Map.of())
                    .forEach((name, value) -> request.header(name, value.text()));
            return request.method(
                            sent.member("method").map(Json::text).orElse("POST"),
                            HttpRequest.BodyPublishers.ofString(
                                    sent.member("body").map(Json::toString).orElse("")))
                    .build();
        }

        private Exchange send(Json sent) throws IOException, InterruptedException {
            int known = providers.journal().size();
            long started = System.nanoTime();
            HttpResponse<InputStream> answer = http.send(request(sent), head -> new ReceivedBody());
            String body = read(answer.body());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
            Map<String, String> headers = new LinkedHashMap<>();
            answer.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
            List<Call> journal = providers.journal();
            return new Exchange(answer.statusCode(), headers, body, millis, journal.subList(known, journal.size()));
        }

        private static String read(InputStream body) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try (body) {
                for (int octet = body.read(); octet >= 0; octet = body.read()) {
                    read.write(octet);
                }
            } catch (IOException e) {
                // A cut answer is an answer: what came of it counts.
                return read.toString(StandardCharsets.UTF_8);
            }
            return read.toString(StandardCharsets.UTF_8);
        }
    }
}
