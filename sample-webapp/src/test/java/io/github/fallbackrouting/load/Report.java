package io.github.fallbackrouting.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of a run, in Markdown. */
final class Report {

    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final StringBuilder streams = new StringBuilder();
    private final String begun =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").format(now()) + " UTC, load average " + loadAverage();

    /** A figure, to be added to. */
    Figure figure(String name, int decimals) {
        return figures.computeIfAbsent(name, added -> new Figure(added, decimals));
    }

    /** Adds the streams that were open at the same time. */
    void add(int count, ManyStreams many) {
        streams.append(String.format(
                Locale.ROOT,
                "%n| %,d slow streams of an alternate, the host's provider down, all whole | before | open | after |%n"
                        + "| --- | ---: | ---: | ---: |%n",
                count));
        row("MiB of heap after a collection", many, had -> String.format(Locale.ROOT, "%.1f", megabytes(had)));
        row("threads of the server's JVM", many, had -> Long.toString(had.getOrDefault("all-threads", 0L)));
        row("of these `fallback-routing*`", many, had -> Long.toString(had.getOrDefault("threads", 0L)));
        streams.append(String.format(
                Locale.ROOT,
                "%nOf the heap that is %.1f KiB for a stream, Jetty's part included.%n",
                (megabytes(many.open()) - megabytes(many.before())) * 1024 / count));
    }

    private void row(String name, ManyStreams many, Function<Map<String, Long>, String> value) {
        streams.append(Stream.of(many.before(), many.open(), many.after())
                .map(value)
                .collect(Collectors.joining(" | ", "| " + name + " | ", " |\n")));
    }

    private static double megabytes(Map<String, Long> measured) {
        return measured.getOrDefault("heap", 0L) / 1048576.0;
    }

    /** All of it, with where and how it was measured. */
    String markdown(LoadRun.Plan plan) throws IOException {
        String second = switch (plan.second()) {
            case COVERED -> "with";
            case BARE -> "without, another JVM";
            case NGINX -> "without, behind nginx";
        };
        String header = "| | without | " + second + " | difference | ratio |\n| --- | ---: | ---: | ---: | ---: |\n";
        return String.format(
                        Locale.ROOT,
                        "%s, %s cores, %s %s, %s %s.%n%s: %d rounds in %d pairs of JVMs, %.1f s each.%n%n",
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.runtime.version"),
                        begun,
                        plan.pairs() * plan.rounds(),
                        plan.pairs(),
                        plan.duration().toMillis() / 1e3)
                + figures.values().stream().map(Figure::row).collect(Collectors.joining("\n", header, "\n"))
                + streams;
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneOffset.UTC);
    }

    private static String loadAverage() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** As Linux says it; elsewhere only the architecture is known. */
    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
