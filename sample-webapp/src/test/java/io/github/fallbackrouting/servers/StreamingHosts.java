package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.fallbackrouting.servers.host.Gates;
import io.github.fallbackrouting.servers.host.Script;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The host application that streams and waits, running twice, with the filter and without, and the deployments that may stand
 * in for it. Every test asks for a case of its own name, so that all can run at the same time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StreamingHosts implements Container {

    /**
     * What an answer may take that was given up after a limit of one second: the host hangs for two minutes, and a busy server that
     * starts its threads one by one while others hang takes seconds.
     */
    static final Duration TAKEN_OVER = Duration.ofSeconds(12);

    static final Chat HOST = Chat.from("host");
    static final Chat SIBLING = Chat.from("gpt-4o-west");
    static final Chat OTHER = Chat.from("gpt-4-turbo");

    final StreamingDeployment sibling = new StreamingDeployment();
    final StreamingDeployment other = new StreamingDeployment();
    private Server filtered;
    private Server bare;

    @BeforeAll
    void startBoth(@TempDir Path directory) throws Exception {
        Gates.closeAll();
        filtered = start(
                StreamWar.withFilter(directory.resolve("filtered")),
                Map.of(
                        "SIBLING_BASE", sibling.base(),
                        "SIBLING_ROOT", sibling.root(),
                        "OTHER_BASE", other.base()));
        bare = start(StreamWar.withoutFilter(directory.resolve("bare")), Map.of());
        warmUp();
    }

    /** The first call of everything takes long; no limit of a test is to be about that. */
    private void warmUp() throws IOException {
        for (String profile : List.of("llm", "short", "strict", "interrupting")) {
            Case warm = chat("warm-" + profile).at("/api/" + profile + "/output/chat/completions");
            sibling.plays(warm.name(), Script.json(200, "{\"choices\":[]}"));
            try (OpenAnswer answer = ask(warm.plays(Script.json(503, "{}")))) {
                answer.toEnd();
            }
        }
    }

    @AfterAll
    void stopBoth() throws Exception {
        Gates.openAll();
        get(filtered, "/app/api/control/open-all");
        get(bare, "/app/api/control/open-all");
        filtered.stop();
        bare.stop();
        sibling.close();
        other.close();
    }

    /**
     * A request.
     *
     * @param name what tells the cases apart, for the host and for the deployments
     * @param path below the application
     * @param body JSON
     * @param headers {@code Name: value}
     */
    record Case(String name, String path, String body, List<String> headers) {

        Case at(String otherPath) {
            return new Case(name, otherPath, body, headers);
        }

        Case model(String model) {
            return new Case(name, path, body.replace("\"model\":\"gpt-4o\"", "\"model\":\"" + model + "\""), headers);
        }

        Case streamed() {
            return with("\"stream\":true");
        }

        Case with(String member) {
            return new Case(name, path, body.replaceFirst("}$", "," + member + "}"), headers);
        }

        /** What the host does. */
        Case plays(Script script) {
            return header("x-script: " + script.toField());
        }

        Case does(String action) {
            return header("x-do: " + action);
        }

        Case header(String line) {
            List<String> more = new ArrayList<>(headers);
            more.add(line);
            return new Case(name, path, body, more);
        }
    }

    /** A whole answer is asked for, at the annotated endpoint. */
    static Case chat(String name) {
        return new Case(
                name,
                "/api/llm/output/chat/completions",
                "{\"model\":\"gpt-4o\",\"user\":\"" + name
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                List.of("x-case: " + name, "x-litellm-call-id: call-1"));
    }

    static String style(String style) {
        return "/api/llm/" + style + "/chat/completions";
    }

    OpenAnswer ask(Case request) throws IOException {
        return ask(filtered, request);
    }

    OpenAnswer askBare(Case request) throws IOException {
        return ask(bare, request);
    }

    /** Aborts the test where the server has lost a dispatch: nothing can be said of what it would have come to. */
    private OpenAnswer ask(Server server, Case request) throws IOException {
        try {
            return post(server, request);
        } catch (SocketTimeoutException e) {
            boolean isDispatched = request.headers().stream().anyMatch(line -> line.startsWith("x-do: dispatch"));
            assumeFalse(isDispatched && !isFreeOf(Difference.LOSES_DISPATCHES), "the dispatch was lost");
            throw e;
        }
    }

    private static OpenAnswer post(Server server, Case request) throws IOException {
        return OpenAnswer.post(
                server.port(),
                "/app" + request.path(),
                request.body(),
                request.headers().toArray(String[]::new));
    }

    int filteredPort() {
        return filtered.port();
    }

    /** Asks both hosts, and fails if the client could tell them apart but for our header fields. */
    void assertAsBare(Case request) throws IOException {
        try (OpenAnswer with = ask(request);
                OpenAnswer without = askBare(request)) {
            with.toEnd();
            without.toEnd();
            assertEquals(without.head().statusLine(), with.head().statusLine());
            assertEquals(hostsFields(without.head()), hostsFields(with.head()));
            assertEquals(without.body(), with.body());
            assertEquals(without.end(), with.end());
        }
    }

    /** Fails if anything but the answer to the next request comes over the connection. */
    void assertNothingFollows(OpenAnswer answer, Case request) throws IOException {
        String next = "{\"choices\":[\"next\"]}";
        Case following = chat(request.name() + "-next").plays(Script.json(200, next));
        Optional<OpenAnswer> second = answer.thenPost(
                "/app" + following.path(), following.body(), following.headers().toArray(String[]::new));
        if (second.isPresent()) {
            assertEquals(200, second.get().status());
            assertEquals(next, second.get().toEnd().body());
        }
    }

    /** Fails if the client's next request waits for the host's thread: over this connection, unless the server has ended it. */
    void assertNextIsAnswered(OpenAnswer answer, Case request) throws IOException {
        String next = "{\"choices\":[\"meanwhile\"]}";
        Case following = chat(request.name() + "-meanwhile").plays(Script.json(200, next));
        if (answer.closesConnection()) {
            try (OpenAnswer second = ask(following)) {
                assertEquals(next, second.toEnd().body());
            }
            return;
        }
        OpenAnswer second = answer.thenPost(
                        "/app" + following.path(),
                        following.body(),
                        following.headers().toArray(String[]::new))
                .orElseThrow(() -> new AssertionError("the server closed a connection that it had promised to keep"));
        assertEquals(next, second.toEnd().body());
    }

    void assertNobodyElseWasAsked(Case request) {
        assertEquals(List.of(), sibling.journal(request.name()));
        assertEquals(List.of(), other.journal(request.name()));
    }

    /** Lets the filtered host go on. */
    void openAtHost(String gate) throws IOException {
        get(filtered, "/app/api/control/open/" + gate);
    }

    /** Lets both hosts go on. */
    void openAtBoth(String gate) throws IOException {
        openAtHost(gate);
        get(bare, "/app/api/control/open/" + gate);
    }

    /** What became of the filtered host's side. */
    String diary(Case request) throws IOException {
        return get(filtered, "/app/api/control/diary/" + request.name());
    }

    private static String get(Server server, String path) throws IOException {
        return RawAnswer.exchange(
                        server.port(),
                        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        new byte[0])
                .body();
    }

    /** Waits until the host's diary is as expected. */
    void awaitDiary(Case request, Predicate<String> expected) throws IOException {
        String diary = diary(request);
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!expected.test(diary)) {
            if (System.nanoTime() > patience) {
                fail("the host's diary: " + diary);
            }
            Thread.onSpinWait();
            diary = diary(request);
        }
    }
}
