package io.github.fallbackrouting.cases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One behaviour case, as its file says it.
 *
 * @param config a LiteLLM configuration, with {@code {{UPSTREAM}}} for the base URL of all providers
 * @param upstreams each deployment's behaviours, one per call
 * @param cycles whether they begin again when they are over; else the last one repeats
 * @param before what happens before the request that counts
 * @param request the request that counts; empty: the configuration alone is the case
 * @param expect what LiteLLM does, and what we add
 */
record RoutingCase(
        String id,
        String title,
        Json config,
        Map<String, List<Behaviour>> upstreams,
        boolean cycles,
        List<Step> before,
        Optional<Json> request,
        Expectation expect) {

    private static final Set<String> KNOWN = Set.of(
            "id",
            "group",
            "title",
            "source_test",
            "litellm_version",
            "derivation",
            "config",
            "upstreams",
            "before",
            "request",
            "expect",
            "expect_ours",
            "expect_by_docs_or_unit_test",
            "notes",
            "observed_v1_81_7");
    private static final Set<String> REQUEST = Set.of("method", "path", "body", "headers", "startup");
    private static final Set<String> STEP = Set.of("request", "repeat", "async", "wait_ms", "status", "attempts");

    /**
     * Something that happens before.
     *
     * @param request empty: only time passes
     * @param async whether nobody waits for the answers
     */
    record Step(Optional<Json> request, int repeat, boolean async, long waitMillis) {}

    /** All cases of all {@code *.json} of a directory, in the files' order, as they are written. */
    static List<Json> all(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .flatMap(file -> read(file).elements().stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Json read(Path file) {
        try {
            return Json.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException if it has a member that nobody knows */
    static RoutingCase of(Json json) {
        String id = json.member("id").orElseThrow().text();
        json.only(id, KNOWN);
        Map<String, List<Behaviour>> upstreams = new LinkedHashMap<>();
        json.member("upstreams")
                .map(Json::members)
                .orElse(Map.of())
                .forEach((name, scripts) -> upstreams.put(name, Behaviour.all(id + ".upstreams." + name, scripts)));
        Json request = json.member("request").orElseThrow().only(id + ".request", REQUEST);
        List<Json> before = json.member("before").map(Json::elements).orElse(List.of());
        Expectation expect = Expectation.of(id, json);
        for (int i = 0; i < before.size(); i++) {
            Json step = before.get(i);
            for (String member : List.of("status", "attempts")) {
                if (step.member(member).isPresent()) {
                    expect = expect.with(
                            "before." + i + "." + member, step.member(member).get());
                }
            }
        }
        return new RoutingCase(
                id,
                json.member("title").map(Json::text).orElse(""),
                json.member("config").orElseThrow(),
                upstreams,
                json.member("notes")
                        .map(Json::text)
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .contains("behaviours cycle"),
                before.stream().map(step -> step(id, step)).toList(),
                request.member("startup").filter(Json::isTrue).isPresent() ? Optional.empty() : Optional.of(request),
                expect);
    }

    private static Step step(String id, Json step) {
        step.only(id + ".before", STEP);
        Optional<Json> request = step.member("request");
        request.ifPresent(sent -> sent.only(id + ".before.request", REQUEST));
        return new Step(
                request,
                step.member("repeat")
                        .map(number -> number.number().intValueExact())
                        .orElse(1),
                step.member("async").filter(Json::isTrue).isPresent(),
                step.member("wait_ms")
                        .map(number -> number.number().longValueExact())
                        .orElse(0L));
    }

    /** The request's body. */
    Json body() {
        return request.flatMap(sent -> sent.member("body")).orElse(new Json(Map.of()));
    }
}
