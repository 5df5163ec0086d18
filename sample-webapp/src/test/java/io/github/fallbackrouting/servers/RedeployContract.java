package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.fallbackrouting.FallbackRoutingFilter;
import io.github.fallbackrouting.servers.host.Gates;
import io.github.fallbackrouting.servers.host.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is undeployed leaves nothing of ours behind: no thread, class loader, socket or file, and no word in the log. */
abstract class RedeployContract {

    private static final int TIMES = Integer.getInteger("redeploy.times", 20);

    /** The server's own pools may still grow in the first rounds. */
    private static final int WARM = 3;

    /**
     * The applications' class loaders that the JDK may keep, however many applications there were. A method handle in Java 17's {@code
     * java.lang.runtime.ObjectMethods} remembers the last record whose {@code equals} or {@code hashCode} was linked, whoever's.
     */
    private static final int KEPT_BY_JDK = 1;

    /** Loaded by the tests' own class loader before any is counted: Tomcat asks that one too. */
    private static final String FILTER = FallbackRoutingFilter.class.getName();

    /** Each has an instance at least while the filter is in use, and none of them is static. */
    private static final List<String> OURS = List.of(
            FILTER,
            "io.github.fallbackrouting.jersey.JerseyUpstream",
            "io.github.fallbackrouting.report.Courier",
            "io.github.fallbackrouting.report.DeploymentsBean",
            "io.github.fallbackrouting.report.Tally",
            "io.github.fallbackrouting.report.micrometer.MicrometerListener",
            "io.github.fallbackrouting.routing.Router",
            "io.github.fallbackrouting.servlet.Clock",
            "io.github.fallbackrouting.servlet.Crew",
            "io.github.fallbackrouting.servlet.Exchange",
            "io.github.fallbackrouting.servlet.Exchanges");

    private static final Chat SIBLING = Chat.from("gpt-4o-west");

    private final StreamingDeployment sibling = new StreamingDeployment();

    /**
     * Starts a server without an application.
     *
     * @param directory where it keeps all its files
     * @param war the application that is to come
     */
    abstract Deployer startEmpty(Path directory, Path war, Map<String, String> contextParams) throws Exception;

    /**
     * Not on one of JUnit's threads: where one of those waits its pool starts another, and a thread keeps the class loaders of all
     * who were on the stack when it was made.
     */
    @Test
    void nothingIsLeftOfAnApplicationThatIsUndeployed(@TempDir Path directory) throws Exception {
        FutureTask<Boolean> rounds = new FutureTask<>(() -> {
            redeploy(directory);
            return true;
        });
        new Thread(rounds, "redeploying").start();
        rounds.get();
    }

    private void redeploy(Path directory) throws Exception {
        Gates.closeAll();
        Path war = RedeployWar.build(Files.createDirectories(directory.resolve("war")));
        Path work = Files.createDirectories(directory.resolve("server"));
        Deployer server = startEmpty(work, war, Map.of("SIBLING_BASE", sibling.base()));
        try {
            Map<String, Long> before = server.jvm().reachable();
            long copies = server.jvm().copies(FILTER);
            List<String> files = List.of();
            List<String> threads = List.of();
            long sockets = 0;
            for (int round = 1; round <= TIMES; round++) {
                server.deploy();
                if (round == TIMES) {
                    useToTheEnd(server);
                } else {
                    use(server, round);
                    server.undeploy();
                }
                if (round == WARM) {
                    threads = server.jvm().threads();
                    sockets = server.jvm().sockets();
                    files = server.jvm().openFiles(work);
                }
            }
            assertNothingIsLeft(server, work, new State(before, copies, files, threads, sockets));
            assertEquals(List.of(), words(server));
        } finally {
            Gates.openAll();
            server.stop();
            sibling.close();
        }
    }

    /** Whatever has a thread, a socket, a file or a static reference of ours. */
    private void use(Deployer server, int round) throws IOException {
        // The first call of everything takes long on a busy machine.
        get(server, "/app/api/control/open/warm");
        failOver(server, "fails-" + round, "");
        failOver(server, "spooled-" + round, "x".repeat(20_000));
        stream(server, "stream-" + round);
        hang(server, "hangs-" + round);
        String status = get(server, "/app/status");
        assertTrue(status.contains("sibling"), status);
        if (round == 1) {
            // What is looked for at the end is there now.
            Map<String, Long> reachable = server.jvm().reachable();
            assertTrue(reachable.containsKey(FILTER), reachable.keySet()::toString);
            assertTrue(server.jvm().copies(FILTER) > 0);
        }
    }

    private void failOver(Deployer server, String name, String padding) throws IOException {
        sibling.plays(name, Script.json(200, "{\"choices\":[{\"from\":\"sibling\"}]}"));
        try (OpenAnswer answer = post(server, name, "output", "gpt-4o", padding, Script.json(503, "{}"))) {
            assertEquals(
                    "{\"choices\":[{\"from\":\"sibling\"}]}", answer.toEnd().body());
        }
    }

    /** Begun by the host, which breaks off, and continued by the sibling. */
    private void stream(Deployer server, String name) throws IOException {
        sibling.plays(name, Script.events(SIBLING.role(), SIBLING.text(" world"), SIBLING.finish(), Chat.DONE));
        Chat host = Chat.from("host");
        Script begun = Script.events(host.role(), host.text("Hello")).fail();
        try (OpenAnswer answer = post(server, name, "output", "gpt-4o", "\",\"stream\":true,\"x\":\"", begun)) {
            assertTrue(answer.toEnd().body().contains("[DONE]"), answer.body());
            assertEquals(OpenAnswer.End.COMPLETE, answer.end());
        }
    }

    /** The host's thread is still blocked when the client has its answer. */
    private void hang(Deployer server, String name) throws IOException {
        sibling.plays(name, Script.json(200, "{\"choices\":[{\"from\":\"sibling\"}]}"));
        try (OpenAnswer answer = post(server, name, "blocked", "hurried", "", Script.json(200, "{}"))) {
            assertEquals(
                    "{\"choices\":[{\"from\":\"sibling\"}]}", answer.toEnd().body());
        }
        get(server, "/app/api/control/open/" + name);
    }

    /** The application goes while an answer of the sibling's is under way. */
    private void useToTheEnd(Deployer server) throws Exception {
        use(server, TIMES);
        String name = "cut";
        sibling.plays(name, Script.events(SIBLING.role(), SIBLING.text("Hello")).gate("never"));
        String streamed = "\",\"stream\":true,\"x\":\"";
        try (OpenAnswer answer = post(server, name, "output", "gpt-4o", streamed, Script.json(503, "{}"))) {
            answer.await("Hello");
            server.undeploy();
            assertTrue(!answer.toEnd().body().contains("[DONE]"), answer.body());
            sibling.journal(name).get(0).goneNanos().get(10, TimeUnit.SECONDS);
            Gates.open("never");
        }
    }

    private static OpenAnswer post(
            Deployer server, String name, String style, String model, String padding, Script script)
            throws IOException {
        return OpenAnswer.post(
                server.port(),
                "/app/api/llm/" + style + "/chat/completions",
                "{\"model\":\"" + model + "\",\"user\":\"" + name
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"padding\":\"" + padding + "\"}",
                "x-case: " + name,
                "x-script: " + script.toField());
    }

    private static String get(Deployer server, String path) throws IOException {
        return RawAnswer.exchange(
                        server.port(),
                        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        new byte[0])
                .body();
    }

    /** What was logged by us, or about us, but for the listener that always fails; and Tomcat's words on leaks, whoever's. */
    private static List<String> words(Deployer server) {
        return server.warnings().stream()
                // The servers' words on the host's own classes, whose names begin like ours.
                .map(line -> line.replace(Script.class.getPackageName(), "host"))
                .filter(line -> line.contains("fallback") || line.startsWith("org.apache.catalina.loader."))
                .filter(line -> !line.contains("CallListener failed") && !line.contains("--add-opens"))
                // Tomcat's own, begun while an application was on the stack.
                .filter(line -> !line.contains("Catalina-utility"))
                // How servers and we tell that an answer was cut, as the last one is.
                .filter(line -> !line.contains("AbortedException")
                        && !line.contains("the stream broke off")
                        && !line.contains("the answer broke off"))
                .toList();
    }

    /**
     * What there was before: other tests may have run in this JVM.
     *
     * @param reachable without an application
     * @param copies of our filter's class, without an application
     * @param files below its directory that the server has open after some applications
     * @param threads after some applications, as are the sockets
     */
    private record State(
            Map<String, Long> reachable, long copies, List<String> files, List<String> threads, long sockets) {}

    private static void assertNothingIsLeft(Deployer server, Path work, State before) throws IOException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        List<String> left = left(server, work, before);
        while (!left.isEmpty()) {
            if (System.nanoTime() > patience) {
                fail("left of " + TIMES + " applications: " + left);
            }
            Thread.onSpinWait();
            left = left(server, work, before);
        }
    }

    private static List<String> left(Deployer server, Path work, State before) throws IOException {
        List<String> left = new ArrayList<>();
        Jvm jvm = server.jvm();
        Map<String, Long> reachable = jvm.reachable();
        long kept = server.keptByServer() + KEPT_BY_JDK;
        for (String type : OURS) {
            long more = reachable.getOrDefault(type, 0L) - before.reachable().getOrDefault(type, 0L);
            if (more > (server.hangsObjectsOnLoaders() ? kept : 0)) {
                left.add(more + " of " + type);
            }
        }
        long loaders = jvm.copies(FILTER) - before.copies();
        if (loaders > kept) {
            left.add(loaders + " class loaders");
        }
        List<String> threads = jvm.threads();
        threads.stream()
                .filter(name -> name.startsWith("fallback-routing"))
                .forEach(name -> left.add("thread " + name));
        List<String> clients =
                threads.stream().filter(name -> name.startsWith("HttpClient")).toList();
        if (clients.size()
                > before.threads().stream()
                        .filter(name -> name.startsWith("HttpClient"))
                        .count()) {
            left.addAll(clients);
        }
        if (jvm.sockets() > before.sockets()) {
            left.add(jvm.sockets() + " sockets instead of " + before.sockets());
        }
        List<String> files = new ArrayList<>(jvm.openFiles(work));
        before.files().forEach(files::remove);
        left.addAll(files);
        for (Path folder : List.of(work, Path.of(System.getProperty("java.io.tmpdir")))) {
            try (Stream<Path> all = Files.walk(folder, folder.equals(work) ? 20 : 1)) {
                all.filter(file -> file.getFileName().toString().startsWith("fallback-routing-"))
                        .forEach(file -> left.add(file.toString()));
            }
        }
        return left;
    }
}
