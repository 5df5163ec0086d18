package io.github.fallbackrouting.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.bench.Judgement.Verdict;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The benchmark with its published timings, played to all at the same time: to the sample, and to two whose scores are
 * published, which shows that the benchmark itself is right.
 */
class FailoverBenchIT {

    private static final String ALL = "16 of 16: 16 pass, 0 partial, 0 safe, 0 fail";

    private static final Path WAR = Path.of(System.getProperty("sample.war"));

    /** Those that wait share a lane, so that the whole takes as long as the longest one, S15. */
    private static final List<List<Scenario>> LANES = List.of(
            List.of(Scenario.S15),
            List.of(Scenario.S06, Scenario.S07, Scenario.S09),
            List.of(
                    Scenario.S01,
                    Scenario.S02,
                    Scenario.S03,
                    Scenario.S04,
                    Scenario.S05,
                    Scenario.S08,
                    Scenario.S10,
                    Scenario.S11,
                    Scenario.S12,
                    Scenario.S13,
                    Scenario.S14,
                    Scenario.S16));

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(3);

    private static Future<List<Row>> sample = notPlayed();
    private static Future<List<Row>> reference = notPlayed();
    private static Future<List<Row>> direct = notPlayed();

    private static Future<List<Row>> notPlayed() {
        return CompletableFuture.completedFuture(List.of());
    }

    @BeforeAll
    static void play() {
        sample = play(new Benchmark(wall -> Sample.start(WAR, wall), Profile.FULL, LANES));
        reference = play(Benchmark.allAtOnce(ReferenceClient::new, Profile.FULL));
        direct = play(Benchmark.allAtOnce(Direct::new, Profile.FULL));
    }

    private static Future<List<Row>> play(Benchmark benchmark) {
        return THREADS.submit(() -> benchmark.play(row -> {}));
    }

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
    }

    @Test
    void theSamplePassesAllSixteen() throws Exception {
        List<Row> rows = sample.get();

        System.out.println(Benchmark.table("The sample", rows));
        assertEquals(ALL, Benchmark.sum(rows));
    }

    @Test
    void aClientThatWasWrittenToPassPassesAllSixteen() throws Exception {
        List<Row> rows = reference.get();

        assertEquals(ALL, Benchmark.sum(rows), Benchmark.table("The reference client", rows));
    }

    @Test
    void withoutAnySystemFourArePassedAndTheOthersAreSafe() throws Exception {
        List<Row> rows = direct.get();

        String table = Benchmark.table("The wall itself", rows);
        assertEquals("4 of 16: 4 pass, 0 partial, 12 safe, 0 fail", Benchmark.sum(rows), table);
        assertEquals(EnumSet.of(Scenario.S07, Scenario.S10, Scenario.S11, Scenario.S13), passed(rows), table);
    }

    private static Set<Scenario> passed(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.verdict() == Verdict.PASS)
                .map(row -> row.seen().scenario())
                .collect(Collectors.toSet());
    }
}
