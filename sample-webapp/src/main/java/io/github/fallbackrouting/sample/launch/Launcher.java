package io.github.fallbackrouting.sample.launch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Runs the sample until Ctrl-C, and says on the console how to play with it. */
public final class Launcher {

    private static final String DEFAULT_PORT = "8080";

    private static final int MAX_PORT = 65_535;

    private static final String CONFIG = "FALLBACK_CONFIG";

    private static final String WELCOME = """

            The sample runs at %1$s (Ctrl-C ends it): a page to look at. Or ask; the x-litellm-* headers say who answered:
              curl -i %1$s/v1/chat/completions -H 'Content-Type: application/json' \\
                -d '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}'

            """;

    private static final String REAL = "It calls the real providers, with the keys of your environment.\n";

    private static final String DEMO = """
            No key is set, so two built-in deployments stand in for the providers: 'openai' and 'openrouter'.
            Break the one that the host calls, ask again, heal it, see what each received:
              curl -X PUT '%1$s/demo/deployments/openai?fault=429'
              curl -X PUT '%1$s/demo/deployments/openai?fault=none'        (it rests some seconds after it failed often)
              curl %1$s/demo/deployments
            Other faults: 503, 500, 401, refused, reset, hang, html, empty, truncated, stall, error-in-200.
            """;

    private Launcher() {}

    /**
     * Starts the WAR on the {@code PORT} of the environment, 8080 without one, and returns when it is stopped. Its {@code
     * FALLBACK_CONFIG}, a path or a {@code file:} URL, stands in for the {@code fallback.yaml} of the WAR. What keeps it
     * from starting is said in one sentence, and the JVM ends with status 1.
     *
     * @param arguments the path of the WAR
     */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            SampleServer server = start(Path.of(arguments[0]), System.getenv());
            System.out.println(welcome(server));
            server.join();
        } catch (StartException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * @throws StartException if the port is none, or taken, if there is no WAR, if the configuration can't be read, or the
     *     web application doesn't start
     */
    static SampleServer start(Path war, Map<String, String> environment) throws StartException {
        String port = environment.getOrDefault("PORT", DEFAULT_PORT);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > MAX_PORT) {
            throw new StartException("PORT is '" + port + "', but has to be a number from 0 to " + MAX_PORT + ".");
        }
        if (!Files.isRegularFile(war)) {
            throw new StartException("There is no " + war + ". Build it and run it: ./mvnw -q -Prun package");
        }
        SampleServer server = new SampleServer(war, Integer.parseInt(port));
        String config = environment.getOrDefault(CONFIG, "");
        if (!config.isBlank()) {
            server.withConfig(readable(config.strip()));
        }
        try {
            server.listen();
        } catch (IOException e) {
            throw new StartException(
                    "Port " + port + " is taken. Choose another one: PORT=8081 ./mvnw -q -Prun package", e);
        }
        try {
            return server.start();
        } catch (Exception e) {
            throw new StartException("The sample does not start: " + root(e).getMessage(), e);
        }
    }

    private static Path readable(String config) throws StartException {
        try {
            Path file = config.startsWith("file:") ? Path.of(URI.create(config)) : Path.of(config);
            if (Files.isRegularFile(file) && Files.isReadable(file)) {
                return file;
            }
            throw new StartException(CONFIG + " is '" + config + "', but there is no file that can be read.");
        } catch (IllegalArgumentException e) {
            throw new StartException(
                    CONFIG + " is '" + config + "', but has to be a path or a URL such as file:///etc/fallback.yaml.",
                    e);
        }
    }

    /** What the console says once the sample runs. */
    static String welcome(SampleServer server) {
        String mode = server.contextParam("OPENAI_API_BASE") == null ? REAL : DEMO;
        return (WELCOME + mode).formatted(server.uri());
    }

    private static Throwable root(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? e : root(cause);
    }
}
