package io.github.fallbackrouting.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** Plays a load run on the console: {@code ./mvnw -q -Pload package}. */
public final class LoadBench {

    private LoadBench() {}

    /**
     * Plays the run, prints the table, writes it to a file, and ends the JVM.
     *
     * @param arguments the sample, unpacked; the file; {@code covered}, or {@code bare} to compare two equal hosts, or
     *     {@code nginx} for a bare one behind it; how many
     *     pairs of JVMs; how many rounds of each; seconds of a measurement; the most seconds of a host's warm-up; how many streams
     */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        LoadRun.Plan plan = new LoadRun.Plan(
                Host.Kind.valueOf(arguments[2].toUpperCase(Locale.ROOT)),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                seconds(arguments[5]),
                seconds(arguments[6]),
                Integer.parseInt(arguments[7]));
        Path directory = Files.createTempDirectory("load");
        LoadRun run = new LoadRun(plan, Path.of(arguments[0]), directory, System.err::println);
        String table = run.play().markdown(plan);
        System.out.println(table);
        Files.writeString(Path.of(arguments[1]), table);
        System.exit(0);
    }

    private static Duration seconds(String number) {
        return Duration.ofMillis((long) (Double.parseDouble(number) * 1_000));
    }
}
