package io.github.fallbackrouting.benchmarks;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks and prints what they cost beside what they may cost. */
final class Benchmarks {

    /** What an application need not have, and the filter then does without. */
    private static final Pattern OPTIONAL = Pattern.compile(".*[/\\\\](micrometer|opentelemetry)-[^/\\\\]*\\.jar");

    private Benchmarks() {}

    /**
     * Runs them.
     *
     * @param arguments as JMH's own command line takes them
     */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException, IOException {
        if (!Boolean.getBoolean("jmh.libraries")) {
            System.setProperty("java.class.path", withoutOptional(System.getProperty("java.class.path")));
        }
        Options options = new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .jvmArgsAppend(
                        "-Djava.util.logging.config.file=" + new File("../.mvn/logging.properties").getCanonicalPath())
                .build();
        Collection<RunResult> results = new Runner(options).run();
        System.out.println();
        System.out.print(CostTable.of(results));
    }

    private static String withoutOptional(String classPath) {
        return Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator), -1))
                .filter(entry -> !OPTIONAL.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
