package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes a table in Markdown of the reports of a test run: on which server how much of each contract holds. */
final class ServerTable {

    private static final Pattern REPORT = Pattern.compile(
            "TEST-.*\\.servers\\.(\\w+?)(Host|Async|Stream|Report|Trace|Page|Security|Fault|Redeploy|Http2)?IT\\.xml");
    private static final Pattern TESTS = Pattern.compile("<testsuite[^>]* tests=\"(\\d+)\"");
    private static final Pattern BAD = Pattern.compile("<(failure|error)[ >]");
    private static final Pattern SKIPPED = Pattern.compile("<skipped[ />]");

    private ServerTable() {}

    /**
     * Prints it.
     *
     * @param arguments the directory of the reports
     */
    public static void main(String... arguments) throws IOException {
        Map<String, Map<String, String>> servers = new TreeMap<>();
        try (Stream<Path> reports = Files.list(Path.of(arguments[0]))) {
            for (Path report : reports.sorted().toList()) {
                Matcher name = REPORT.matcher(report.getFileName().toString());
                if (name.matches()) {
                    String contract = name.group(2) == null ? "Server" : name.group(2);
                    servers.computeIfAbsent(name.group(1), server -> new TreeMap<>())
                            .put(contract, cell(Files.readString(report)));
                }
            }
        }
        TreeSet<String> contracts = new TreeSet<>();
        servers.values().forEach(row -> contracts.addAll(row.keySet()));
        StringBuilder table = new StringBuilder("| Server | " + String.join(" | ", contracts) + " |\n|");
        table.append(" --- |".repeat(contracts.size() + 1)).append('\n');
        servers.forEach((server, row) -> {
            table.append("| ").append(server).append(" |");
            contracts.forEach(contract ->
                    table.append(' ').append(row.getOrDefault(contract, "")).append(" |"));
            table.append('\n');
        });
        System.out.print(table);
    }

    /** How many hold, of how many; those that a server can't do count as not held. */
    private static String cell(String report) {
        Matcher tests = TESTS.matcher(report);
        int all = tests.find() ? Integer.parseInt(tests.group(1)) : 0;
        long held = all
                - BAD.matcher(report).results().count()
                - SKIPPED.matcher(report).results().count();
        return held == all ? Integer.toString(all) : held + " of " + all;
    }
}
