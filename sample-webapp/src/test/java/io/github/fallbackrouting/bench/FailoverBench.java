package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Contender.Entrant;
import io.github.fallbackrouting.bench.Judgement.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Plays the benchmark on the console: {@code ./mvnw -q -Pbench package}. */
public final class FailoverBench {

    /** Held, since the log manager forgets the level of a logger that nobody holds. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("io.github.fallbackrouting"), Logger.getLogger("org.glassfish.jersey"));

    private FailoverBench() {}

    /**
     * Plays the sixteen scenarios in their order, prints a row as each is over, and ends the JVM: with status 0 if all are
     * passed, else with 1.
     *
     * @param arguments the path of the WAR; who is scored: {@code sample}, {@code direct} or {@code reference}, or {@code
     *     wall} to serve the wall alone, until Ctrl-C; {@code full} or {@code fast}
     */
    public static void main(String[] arguments) throws InterruptedException, IOException, ExecutionException {
        QUIET.forEach(logger -> logger.setLevel(Level.OFF));
        String who = arguments[1];
        Profile profile = Profile.of(arguments[2])
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no profile " + arguments[2] + ", expected full or fast."));
        if (who.equals("wall")) {
            serve(profile);
        }
        System.out.println(who + ", profile " + profile.name() + "\n" + Row.HEAD);
        List<Row> rows =
                Benchmark.inOrder(entrant(who, Path.of(arguments[0])), profile).play(System.out::println);
        System.out.println(Benchmark.sum(rows));
        System.exit(rows.stream().allMatch(row -> row.verdict() == Verdict.PASS) ? 0 : 1);
    }

    private static Entrant entrant(String who, Path war) {
        return switch (who) {
            case "sample" -> wall -> Sample.start(war, wall);
            case "direct" -> Direct::new;
            case "reference" -> ReferenceClient::new;
            default ->
                throw new IllegalArgumentException(
                        "There is no system " + who + ", expected sample, direct, reference or wall.");
        };
    }

    private static void serve(Profile profile) throws InterruptedException, IOException {
        try (Wall wall = new Wall(Wall.PORT, profile.timings())) {
            System.out.println("The wall, profile " + profile.name() + ": " + wall.base());
            new CountDownLatch(1).await();
        }
    }
}
