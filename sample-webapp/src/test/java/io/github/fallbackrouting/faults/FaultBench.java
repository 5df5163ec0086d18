package io.github.fallbackrouting.faults;

import io.github.fallbackrouting.servers.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Plays a fault run on the console: {@code ./mvnw -q -Pfaults package}. */
public final class FaultBench {

    private static final int AT_ONCE = 64;

    private FaultBench() {}

    /**
     * Plays the run, prints what came of it, and ends the JVM: with status 0 if nothing is wrong, else with 1.
     *
     * @param arguments the sample, unpacked; {@code jetty} or {@code tomcat}; the seed; how many requests; the number of the
     *     first one
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        FaultRun.Plan plan = new FaultRun.Plan(
                arguments[1],
                Long.parseLong(arguments[2]),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[3]),
                AT_ONCE);
        Path directory = Files.createTempDirectory("faults");
        FaultRun.Result result = new FaultRun(plan, Path.of(arguments[0]), directory).play();
        System.out.println(result.table());
        if (result.violations().isEmpty()) {
            Directories.delete(directory);
        } else {
            System.out.println("The server's log is in " + directory + ". To play one request again: -Dfaults.seed="
                    + plan.seed() + " -Dfaults.first=<its number> -Dfaults.requests=1");
        }
        System.exit(result.violations().isEmpty() ? 0 : 1);
    }
}
