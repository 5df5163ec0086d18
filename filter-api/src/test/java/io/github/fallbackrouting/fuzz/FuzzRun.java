package io.github.fallbackrouting.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lets Jazzer look for inputs that break a promise, guided by what they reach: one target after the other, each in a JVM of its own.
 * What it finds becomes a case of {@link FuzzTest}.
 */
final class FuzzRun {

    private static final Path WORK = Path.of("target/fuzz");

    /** In seconds; the slowest input so far takes some milliseconds. */
    private static final int LONGEST_CHECK = 10;

    /** In bytes: a few events, a short file. */
    private static final int LONGEST_INPUT = 8192;

    private FuzzRun() {}

    /**
     * Runs them.
     *
     * @param arguments how many seconds for each target, and a part of the names of those to run, or a dash
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = Integer.parseInt(arguments[0]);
        String chosen = arguments[1].equals("-") ? "" : arguments[1];
        List<Path> found = new ArrayList<>();
        for (Target target : Target.all()) {
            if (target.folder().contains(chosen)) {
                found.addAll(run(target, seconds));
            }
        }
        System.out.println(found.isEmpty() ? "Nothing was found." : "Found, and kept for FuzzTest: " + found);
        System.exit(found.isEmpty() ? 0 : 1);
    }

    /** Goes on with the corpus of earlier runs, if it is still there. */
    private static List<Path> run(Target target, int seconds) throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(WORK.resolve(target.folder()).resolve("corpus"));
        Path artifacts = Files.createDirectories(WORK.resolve(target.folder()).resolve("found"));
        int number = 0;
        for (byte[] seed : target.seeds().get()) {
            Files.write(corpus.resolve("seed-" + number++), seed);
        }
        Path log = WORK.resolve(target.folder()).resolve("log.txt");
        System.out.println(target + ": " + seconds + " s, " + log);
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.type().getName(),
                        "--instrumentation_includes=io.github.fallbackrouting.**",
                        "--reproducer_path=" + WORK.resolve(target.folder()),
                        "-max_total_time=" + seconds,
                        "-timeout=" + LONGEST_CHECK,
                        "-max_len=" + LONGEST_INPUT,
                        "-artifact_prefix=" + artifacts + "/",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        try (Stream<String> lines = Files.lines(log)) {
            lines.filter(line -> line.contains("DONE ") || line.startsWith("== Java Exception"))
                    .forEach(System.out::println);
        }
        return kept(target, artifacts);
    }

    private static List<Path> kept(Target target, Path artifacts) throws IOException {
        List<Path> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(artifacts)) {
            for (Path file : files.toList()) {
                Path folder = Files.createDirectories(FuzzTest.FINDINGS.resolve(target.folder()));
                kept.add(Files.move(file, folder.resolve(file.getFileName())));
            }
        }
        return kept;
    }
}
