package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Contender.Entrant;
import io.github.fallbackrouting.bench.Judgement.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The sixteen scenarios, played to one system.
 *
 * @param entrant the system
 * @param profile how fast it goes
 * @param lanes scenarios of one lane are played one after the other, to the same wall and the same running system; lanes
 *     are played at the same time
 */
record Benchmark(Entrant entrant, Profile profile, List<List<Scenario>> lanes) {

    /** As it is published. */
    static Benchmark inOrder(Entrant entrant, Profile profile) {
        return new Benchmark(entrant, profile, List.of(List.of(Scenario.values())));
    }

    /** As fast as can be. */
    static Benchmark allAtOnce(Entrant entrant, Profile profile) {
        return new Benchmark(
                entrant, profile, Arrays.stream(Scenario.values()).map(List::of).toList());
    }

    /**
     * Plays all.
     *
     * @param witness sees each row when it is there
     * @return the rows in the order of the scenarios
     * @throws ExecutionException if the system did not start
     */
    List<Row> play(Consumer<Row> witness) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(lanes.size());
        try {
            List<Future<List<Row>>> played = new ArrayList<>();
            for (List<Scenario> lane : lanes) {
                played.add(threads.submit(() -> play(lane, witness)));
            }
            List<Row> rows = new ArrayList<>();
            for (Future<List<Row>> lane : played) {
                rows.addAll(lane.get());
            }
            rows.sort(Comparator.comparing(row -> row.seen().scenario()));
            return List.copyOf(rows);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Row> play(List<Scenario> lane, Consumer<Row> witness) throws Exception {
        try (Wall wall = Wall.of(profile);
                Contender contender = entrant.enter(wall)) {
            Runner runner = new Runner(wall, contender, profile);
            List<Row> rows = new ArrayList<>();
            for (Scenario scenario : lane) {
                Row row = runner.play(scenario);
                witness.accept(row);
                rows.add(row);
            }
            return rows;
        }
    }

    /** The whole table, with what it sums up to. */
    static String table(String title, List<Row> rows) {
        StringBuilder table =
                new StringBuilder(title).append('\n').append(Row.HEAD).append('\n');
        rows.forEach(row -> table.append(row).append('\n'));
        return table.append(sum(rows)).append('\n').toString();
    }

    /** Such as {@code 16 of 16: 16 pass, 0 partial, 0 safe, 0 fail}. */
    static String sum(List<Row> rows) {
        Map<Verdict, Long> counts = new LinkedHashMap<>();
        for (Verdict verdict : Verdict.values()) {
            counts.put(
                    verdict,
                    rows.stream().filter(row -> row.verdict() == verdict).count());
        }
        List<String> words = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .toList();
        return counts.get(Verdict.PASS) + " of " + rows.size() + ": " + String.join(", ", words);
    }
}
