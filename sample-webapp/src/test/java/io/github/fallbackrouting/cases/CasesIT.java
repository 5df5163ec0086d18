package io.github.fallbackrouting.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.fallbackrouting.cases.Deviations.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every behaviour case is as LiteLLM does it, or deviates for a reason that {@code deviations.json} gives. The system property
 * {@code cases.dir} names a directory with more cases.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CasesIT {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path REPORT = Path.of("target/cases-report.txt");

    private final Map<String, Judgement> judgements = new LinkedHashMap<>();
    private Deviations deviations = new Deviations(Map.of(), Map.of());

    @BeforeAll
    void readDeviations() throws IOException {
        deviations = Deviations.of(Json.parse(Files.readString(RESOURCES.resolve("deviations.json"))));
    }

    @TestFactory
    Stream<DynamicTest> cases(@TempDir Path directory) {
        List<Json> all = new ArrayList<>(RoutingCase.all(RESOURCES.resolve("cases")));
        String more = System.getProperty("cases.dir", "");
        if (!more.isEmpty()) {
            all.addAll(RoutingCase.all(Path.of(more)));
        }
        Stream<DynamicTest> tests = all.stream().map(json -> {
            String id = json.member("id").orElseThrow().text();
            String title = json.member("title").map(Json::text).orElse("");
            return dynamicTest(id + " " + title, () -> judge(id, json, directory));
        });
        return Stream.concat(tests, Stream.of(dynamicTest("no entry of deviations.json is stale", this::noneIsStale)));
    }

    private void judge(String id, Json json, Path directory) throws Exception {
        // Stands if the case can't be understood, or can't be run.
        judgements.put(id, new Judgement(Map.of("run", "expected a whole run, got none"), Set.of(), ""));
        RoutingCase scripted = RoutingCase.of(json);
        Judgement judgement = deviations.judge(scripted, Run.of(scripted, directory));
        judgements.put(id, judgement);
        assertEquals("", lines(judgement.misses()), id);
    }

    private void noneIsStale() {
        assertEquals(List.of(), deviations.stale(judgements));
    }

    private static String lines(Map<String, String> misses) {
        return misses.entrySet().stream()
                .map(miss -> miss.getKey() + ": " + miss.getValue())
                .collect(Collectors.joining("; "));
    }

    @AfterAll
    void report() throws IOException {
        List<String> deviating = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        Set<String> needed = new TreeSet<>();
        judgements.forEach((id, judgement) -> {
            if (judgement.failed()) {
                failed.add("  " + id + ": " + lines(judgement.misses()));
            } else if (judgement.deviates()) {
                needed.addAll(judgement.rules());
                String own = judgement.ownReason().isEmpty() ? "" : " (its own) " + judgement.ownReason();
                deviating.add("  " + id + ": " + String.join(", ", judgement.rules()) + own);
            }
        });
        List<String> report = new ArrayList<>();
        report.add("cases: " + (judgements.size() - deviating.size() - failed.size()) + " passed, " + deviating.size()
                + " deviating, " + failed.size() + " failed");
        report.add("deviating:");
        report.addAll(deviating);
        report.add("because:");
        needed.forEach(id -> report.add("  " + id + ": " + deviations.reasons().get(id)));
        report.add("failed:");
        report.addAll(failed);
        Files.write(REPORT, report);
        report.forEach(System.out::println);
    }
}
