package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/** What is in a JVM, seen from outside: a server's, or this one, where a server runs in it. */
interface Jvm {

    /** A line of a class histogram. */
    Pattern COUNT = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+)");

    /** What begins a word in the name of a command. */
    Pattern UNDERSCORE = Pattern.compile("_(.)");

    /** A thread of a thread dump. */
    Pattern THREAD = Pattern.compile("(?m)^\"(.*?)\"");

    /** Of the process. */
    long pid();

    /**
     * What a diagnostic command prints.
     *
     * @param name as {@code jcmd} has it
     */
    String diagnosed(String name, String... arguments) throws IOException;

    /** This JVM. */
    static Jvm here() {
        return new Jvm() {
            @Override
            public long pid() {
                return ProcessHandle.current().pid();
            }

            @Override
            public String diagnosed(String name, String... arguments) {
                try {
                    return (String) ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                    operation(name),
                                    new Object[] {arguments},
                                    new String[] {String[].class.getName()});
                } catch (JMException e) {
                    throw new IllegalStateException("this JVM does not diagnose itself", e);
                }
            }
        };
    }

    /** {@code GC.class_histogram} is {@code gcClassHistogram} here. */
    private static String operation(String name) {
        String joined = UNDERSCORE
                .matcher(name.replace(".", "_"))
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
        return name.substring(0, name.indexOf('.')).toLowerCase(Locale.ROOT) + joined.substring(name.indexOf('.'));
    }

    /** The JVM of another process; the JDK's {@code jcmd} asks it. */
    static Jvm of(long pid) {
        return new Jvm() {
            @Override
            public long pid() {
                return pid;
            }

            @Override
            public String diagnosed(String name, String... arguments) throws IOException {
                List<String> command = new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), name));
                command.addAll(List.of(arguments));
                Process asked =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                String printed = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (asked.onExit().join().exitValue() != 0) {
                    throw new IOException(String.join(" ", command) + ": " + printed);
                }
                return printed;
            }
        };
    }

    /** How many instances of each class can be reached, by the class's name, whoever loaded it; collects garbage first. */
    default Map<String, Long> reachable() throws IOException {
        // What is reachable only softly, or waits for its finalizer, goes with the second.
        diagnosed("GC.class_histogram");
        Map<String, Long> counts = new HashMap<>();
        Matcher line = COUNT.matcher(diagnosed("GC.class_histogram"));
        while (line.find()) {
            counts.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
        }
        return counts;
    }

    /** How many class loaders hold a class of this name; of use behind {@link #reachable}, which lets go of those that nobody needs. */
    default long copies(String type) throws IOException {
        return Pattern.compile("(?m)^[| ]*\\|--" + Pattern.quote(type) + "/")
                .matcher(diagnosed("VM.class_hierarchy", type))
                .results()
                .count();
    }

    /** The names of its threads, numbers taken off, sorted. */
    default List<String> threads() throws IOException {
        return THREAD.matcher(diagnosed("Thread.print"))
                .results()
                .map(thread -> thread.group(1).replaceAll("\\d+", "n"))
                .sorted()
                .toList();
    }

    /** How many sockets it has open; a server that listens has one at least. */
    default long sockets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return files.filter(file -> target(file).startsWith("socket:")).count();
        }
    }

    /** How many files below a directory it has open, those that are deleted too. */
    default List<String> openFiles(Path... directories) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return files.map(Jvm::target)
                    .filter(target ->
                            Arrays.stream(directories).anyMatch(directory -> target.startsWith(directory.toString())))
                    .toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // Closed meanwhile.
            return "";
        } catch (UncheckedIOException e) {
            return "";
        }
    }
}
