package io.github.fallbackrouting.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.servers.ServerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The sample on a server in a process of its own. */
public final class SampleProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader said;
    private final Path directory;
    private final int port;

    private SampleProcess(Process process, BufferedReader said, Path directory, int port) {
        this.process = process;
        this.said = said;
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts it.
     *
     * @param container {@code jetty} or {@code tomcat}
     * @param war unpacked, with a configuration of the test's own
     * @param options of its JVM
     * @param params context-params
     * @param directory where it works and where its log is kept
     */
    public static SampleProcess start(
            String container, Path war, List<String> options, Map<String, String> params, Path directory)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Else the host's client sends a request again that got no answer, and the host seems to run twice.
        command.add("-Dsun.net.http.retryPost=false");
        command.add("-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("tmp")));
        command.addAll(options);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), ServerMain.class.getName(), container, war.toString()));
        params.forEach((name, value) -> command.add(name + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("log.txt").toFile());
        builder.environment()
                .keySet()
                .removeAll(List.of("OPENAI_API_KEY", "OPENAI_API_BASE", "OPENROUTER_API_KEY", "OPENROUTER_API_BASE"));
        builder.environment().put("OPENAI_API_KEY", "host-key");
        Process process = builder.start();
        BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        int port = Integer.parseInt(after(ServerMain.PORT, said, directory));
        return new SampleProcess(process, said, directory, port);
    }

    private static String after(String prefix, BufferedReader said, Path directory) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
        }
        throw new IOException("the server has ended: " + Files.readString(directory.resolve("log.txt")));
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /**
     * What is left in it after a collection, by class; {@code heap} in bytes, our {@code threads}, {@code all-threads}, and
     * {@code files}.
     */
    public Map<String, Long> measure() throws IOException {
        Map<String, Long> measured = ask(ServerMain.MEASURE);
        measured.put("files", spools());
        return measured;
    }

    /** What it has used up so far: nanoseconds of {@code cpu}, bytes {@code allocated}, nanoseconds its code was {@code compiled}. */
    public Map<String, Long> spent() throws IOException {
        return ask(ServerMain.SPENT);
    }

    private Map<String, Long> ask(String question) throws IOException {
        OutputStream ask = process.getOutputStream();
        ask.write((question + "\n").getBytes(UTF_8));
        ask.flush();
        Map<String, Long> measured = new LinkedHashMap<>();
        String answer = after(question + " ", said, directory);
        for (String pair : answer.substring(1, answer.length() - 1).split(", ", -1)) {
            String[] parts = pair.split("=", 2);
            measured.put(parts[0], Long.parseLong(parts[1]));
        }
        return measured;
    }

    /** Request bodies on disk, wherever the server has its temporary files. */
    private long spools() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".body")).count();
        }
    }

    /** The lines of its log that speak of mistakes. */
    List<String> mistakes() throws IOException {
        try (Stream<String> lines = Files.lines(directory.resolve("log.txt"))) {
            return lines.filter(line -> line.contains("made a mistake")).toList();
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
