package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A server in a JVM of its own, whose output is kept in a file. */
final class ServerProcess implements Server {

    /** Two busy cores start the slowest of them in half a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Before what every message of the servers begins with: the time, or something in brackets. */
    private static final Pattern MESSAGE = Pattern.compile("(?m)^(?=\\d\\d:\\d\\d:\\d\\d,|\\[)");

    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");

    /** The levels as the servers write them. */
    private static final Pattern WARNING = Pattern.compile("\\b(WARN|WARNING|ERROR|SEVERE|FATAL)\\b");

    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts a server.
     *
     * @param directory where it runs and where its output is kept, as {@code console.log}
     * @param port where it will listen
     */
    static ServerProcess start(Path directory, int port, List<String> command, Map<String, String> environment)
            throws IOException {
        Path log = directory.resolve("console.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), log, port);
    }

    /** The {@code java} that runs the tests. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Waits until the server says so in its output.
     *
     * @throws IllegalStateException if it says the other, ends or stays silent; the message has its output
     */
    ServerProcess await(Pattern ready, Pattern failed) throws Exception {
        return await(
                () -> ready.matcher(log()).find(), () -> failed.matcher(log()).find());
    }

    /** The same of a server that says so elsewhere. */
    ServerProcess await(Callable<Boolean> ready, Callable<Boolean> failed) throws Exception {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!ready.call()) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS) || failed.call() || System.nanoTime() > patience) {
                    stop();
                    throw new IllegalStateException("the server did not start, or not do as it was told:\n" + log());
                }
            }
        } catch (InterruptedException e) {
            stop();
            throw e;
        }
        return this;
    }

    /** Of the JVM that serves: where another process has started it, that one's child. */
    long pid() {
        return process.descendants().findFirst().orElse(process.toHandle()).pid();
    }

    @Override
    public String log() throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    /** Of each of its messages, which may be several lines long, those of a level from {@code WARNING} upwards that name us. */
    @Override
    public List<String> warnings() throws IOException {
        return MESSAGE.splitAsStream(COLOUR.matcher(log()).replaceAll(""))
                .filter(message -> WARNING.matcher(message).find())
                .filter(LogRecords::isOfUs)
                .toList();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void stop() throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        all.forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            all.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }
}
