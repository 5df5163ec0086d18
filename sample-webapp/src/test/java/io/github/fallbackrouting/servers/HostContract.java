package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.fallbackrouting.servers.ScriptedDeployment.Received;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold however a host is put together: two JAX-RS applications, our filter twice in every chain, forms and uploads,
 * error pages, callers whom the container lets in, Jersey as a filter. The same host runs with our filters and without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostContract implements Container {

    private static final String CHAT = "/app/api/llm/chat/completions";
    private static final String MEMBERS = "/app/api/members/chat/completions";
    private static final byte[] QUESTION = "{\"model\":\"gpt-4o\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final String FROM_SIBLING = "{\"model\":\"gpt-4o-west\",\"choices\":[{\"from\":\"sibling\"}]}";
    private static final String FROM_OTHER = "{\"model\":\"gpt-4.1-mini\",\"choices\":[{\"from\":\"other\"}]}";
    private static final String MULTIPART = "multipart/form-data; boundary=b-o-u-n-d";

    private final ScriptedDeployment sibling = new ScriptedDeployment();
    private final ScriptedDeployment other = new ScriptedDeployment();
    private Server filtered;
    private Server bare;
    private List<String> saidAtStart = List.of();
    private Path directory;

    @BeforeAll
    void startBoth(@TempDir Path shared) throws Exception {
        directory = shared;
        filtered = start(MixedWar.withFilters(directory.resolve("filtered")), bases());
        saidAtStart = filtered.warnings();
        bare = start(MixedWar.withoutFilter(directory.resolve("bare")), bases());
    }

    private Map<String, String> bases() {
        return Map.of("SIBLING_BASE", sibling.base().replace("/v1", ""), "OTHER_BASE", other.base());
    }

    @AfterAll
    void stopBoth() throws Exception {
        filtered.stop();
        bare.stop();
        sibling.close();
        other.close();
    }

    @BeforeEach
    void healthyAlternates() {
        sibling.answers(200, "application/json", FROM_SIBLING);
        other.answers(200, "application/json", FROM_OTHER);
    }

    private void everybodyFails() {
        sibling.answers(500, "application/json", "{}");
        other.answers(500, "application/json", "{}");
    }

    private void assertNobodyElseWasAsked() {
        assertEquals(List.of(), sibling.journal());
        assertEquals(List.of(), other.journal());
    }

    private void assertHostsOwn(RawAnswer without, RawAnswer with) {
        assertEquals(without.statusLine(), with.statusLine());
        assertEquals(lasting(without), lasting(with));
        assertEquals(without.body(), with.body());
    }

    /**
     * Open Liberty gives each caller who has said who he is a ticket, and never the same twice; Jersey says when it was first asked
     * what it can do.
     */
    private List<String> lasting(RawAnswer answer) {
        return hostsFields(answer).stream()
                .filter(line -> !line.startsWith("Last-modified:"))
                .map(line -> line.replaceFirst("LtpaToken2=[^;]*", "LtpaToken2="))
                .toList();
    }

    /** Not a byte differs, but for the date. */
    private void assertUntouched(RawAnswer without, RawAnswer with) {
        assertHostsOwn(without, with);
        assertArrayEquals(without.rawBody(), with.rawBody());
        assertEquals(Optional.empty(), with.header("x-litellm-call-id"));
        assertNobodyElseWasAsked();
    }

    private static RawAnswer request(Server server, String method, String path, String... headers) throws IOException {
        StringBuilder head =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String line : headers) {
            head.append(line).append("\r\n");
        }
        return RawAnswer.exchange(server.port(), head + "\r\n", new byte[0]);
    }

    @Test
    void nothingIsSaidOfUsWhenTheApplicationStarts() {
        assertEquals(List.of(), saidAtStart);
    }

    // ---- two applications -------------------------------------------------------------------------------------------

    @Test
    void eachApplicationHasItsGroups() throws IOException {
        RawAnswer first = RawAnswer.post(filtered.port(), CHAT, QUESTION, "x-do: status-503");
        RawAnswer second =
                RawAnswer.post(filtered.port(), "/app/second/second/chat/completions", QUESTION, "x-status: 503");

        assertEquals(FROM_SIBLING, first.body());
        assertEquals(FROM_OTHER, second.body());
        assertEquals(Optional.of("gpt-4o"), first.header("x-litellm-model-group"));
        assertEquals(Optional.of("gpt-4.1"), second.header("x-litellm-model-group"));
        assertEquals(1, sibling.journal().size());
        assertEquals(1, other.journal().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/api/llm/chat/completions", "/app/second/llm/chat/completions"})
    void aResourceOfBothApplicationsIsCoveredInBoth(String path) throws IOException {
        RawAnswer good = RawAnswer.post(filtered.port(), path, QUESTION, "x-do: ok");
        RawAnswer failed = RawAnswer.post(filtered.port(), path, QUESTION, "x-do: throw-io");

        assertHostsOwn(RawAnswer.post(bare.port(), path, QUESTION, "x-do: ok"), good);
        assertEquals(Optional.of("primary"), good.header("x-litellm-model-id"));
        assertEquals(FROM_SIBLING, failed.body());
        assertEquals(1, sibling.journal().size());
    }

    // ---- twice in the chain -----------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"ok", "status-503"})
    void twoFiltersSayAndDoEverythingOnce(String action) throws IOException {
        RawAnswer answer = RawAnswer.post(filtered.port(), CHAT, QUESTION, "x-do: " + action);

        assertEquals(200, answer.status());
        List<String> names = answer.fields().stream()
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
        assertEquals(names.stream().distinct().toList(), names);
        assertEquals(action.equals("ok") ? 0 : 1, sibling.journal().size());
    }

    @Test
    void twoFiltersAskEverybodyOnceIfAllFail() throws IOException {
        everybodyFails();

        RawAnswer with = RawAnswer.post(filtered.port(), CHAT, QUESTION, "x-do: status-500");

        assertHostsOwn(RawAnswer.post(bare.port(), CHAT, QUESTION, "x-do: status-500"), with);
        assertEquals(1, sibling.journal().size());
    }

    // ---- forms and uploads ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"/app/forms", "/app/api/forms"})
    void aFormIsTheHosts(String path) throws IOException {
        byte[] form = "a=1+2&b=%C3%A9&a=3".getBytes(StandardCharsets.US_ASCII);
        for (String status : List.of("200", "503")) {
            String[] headers = {"Content-Type: application/x-www-form-urlencoded", "x-status: " + status};
            RawAnswer with = RawAnswer.post(filtered.port(), path, form, headers);

            assertUntouched(RawAnswer.post(bare.port(), path, form, headers), with);
            assertTrue(with.body().contains("1 2"), with.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/forms", "/app/api/forms/audio/transcriptions"})
    void anUploadIsTheHosts(String path) throws IOException {
        byte[] upload = ("--b-o-u-n-d\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
                        + "--b-o-u-n-d\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n"
                        + "Content-Type: audio/mpeg\r\n\r\n" + "\u0000\u00ff\r\n-x".repeat(50_000)
                        + "\r\n--b-o-u-n-d--\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (String status : List.of("200", "503")) {
            String[] headers = {"Content-Type: " + MULTIPART, "x-status: " + status};
            RawAnswer with = RawAnswer.post(filtered.port(), path, upload, headers);

            assertUntouched(RawAnswer.post(bare.port(), path, upload, headers), with);
            assertEquals(Integer.parseInt(status), with.status());
        }
    }

    // ---- methods ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "GET", "DELETE", "TRACE"})
    void whatIsNoPostIsTheHosts(String method) throws IOException {
        for (String path : List.of(CHAT, "/app/api/forms", "/app/forms")) {
            assertUntouched(request(bare, method, path), request(filtered, method, path));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ok", "status-503", "unread"})
    void whoWaitsToBeToldToSendTheBodyIsTold(String action) throws IOException {
        String head = String.join(
                "\r\n",
                "POST " + CHAT + " HTTP/1.1",
                "Host: localhost",
                "Connection: close",
                "Content-Type: application/json",
                "Content-Length: " + QUESTION.length,
                "Expect: 100-continue",
                "x-do: " + action,
                "\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), filtered.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            StringBuilder interim = new StringBuilder();
            while (interim.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                assertTrue(c >= 0, interim::toString);
                interim.append((char) c);
            }
            assertEquals("HTTP/1.1 100", interim.substring(0, 12));
            out.write(QUESTION);
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            assertTrue(answer.contains(action.equals("ok") ? "from the host" : "sibling"), answer);
        }
    }

    // ---- error pages ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"bare-503", "send-error", "throw", "throw-503", "throw-refused"})
    void aFailureWithAnErrorPageIsRescuedOrHasIt(String action) throws IOException {
        RawAnswer rescued = RawAnswer.post(filtered.port(), CHAT, QUESTION, "x-do: " + action);
        everybodyFails();
        RawAnswer failed = RawAnswer.post(filtered.port(), CHAT, QUESTION, "x-do: " + action);

        assertEquals(200, rescued.status());
        assertEquals(FROM_SIBLING, rescued.body());
        assertHostsOwn(RawAnswer.post(bare.port(), CHAT, QUESTION, "x-do: " + action), failed);
        assertEquals(1, sibling.journal().size());
    }

    // ---- whom the container lets in ---------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"", "constraint/", "roles/"})
    void whoHasNoNameIsAskedForIt(String part) throws IOException {
        String path = MEMBERS.replace("members/", "members/" + part);
        for (String authorization : List.of("x-none: 1", Caller.INSIDER.authorization("guessed"))) {
            RawAnswer with = RawAnswer.post(filtered.port(), path, QUESTION, authorization);

            assertUntouched(RawAnswer.post(bare.port(), path, QUESTION, authorization), with);
            assertEquals(401, with.status());
            assertTrue(with.header("WWW-Authenticate").orElseThrow().startsWith("Basic"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"constraint/", "roles/"})
    void whoHasNotTheRoleIsRefused(String part) throws IOException {
        String path = MEMBERS.replace("members/", "members/" + part);

        RawAnswer with = RawAnswer.post(filtered.port(), path, QUESTION, Caller.OUTSIDER.authorization());

        assertHostsOwn(RawAnswer.post(bare.port(), path, QUESTION, Caller.OUTSIDER.authorization()), with);
        assertEquals(403, with.status());
        assertNobodyElseWasAsked();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "constraint/", "roles/"})
    void whoMayComeInIsRescuedAndNobodyElseHearsWhoHeIs(String part) throws IOException {
        String path = MEMBERS.replace("members/", "members/" + part);

        RawAnswer answer = RawAnswer.post(filtered.port(), path, QUESTION, Caller.INSIDER.authorization());
        Received received = sibling.journal().get(0);
        everybodyFails();
        RawAnswer failed = RawAnswer.post(filtered.port(), path, QUESTION, Caller.INSIDER.authorization());

        assertEquals(FROM_SIBLING, answer.body());
        assertEquals("sk-sibling", received.headers().get("api-key"));
        assertFalse(received.headers().containsKey("authorization"));
        assertHostsOwn(RawAnswer.post(bare.port(), path, QUESTION, Caller.INSIDER.authorization()), failed);
        assertEquals(503, failed.status());
    }

    // ---- Jersey as a filter -----------------------------------------------------------------------------------------

    @Test
    void jerseyMayBeAFilter() throws Exception {
        assumeTrue(isFreeOf(Difference.OTHER_JAXRS));
        Server server = start(MixedWar.onJerseyAsFilter(directory.resolve("filter")), bases());
        try {
            RawAnswer good = RawAnswer.post(server.port(), CHAT, QUESTION, "x-do: ok");
            RawAnswer failed = RawAnswer.post(server.port(), CHAT, QUESTION, "x-do: status-503");
            RawAnswer thrown = RawAnswer.post(server.port(), CHAT, QUESTION, "x-do: throw");
            RawAnswer handedOn = RawAnswer.post(server.port(), "/app/api/plain", QUESTION, "x-do: fail");

            assertEquals(Optional.of("primary"), good.header("x-litellm-model-id"));
            assertTrue(good.body().contains("from the host"), good.body());
            assertEquals(FROM_SIBLING, failed.body());
            assertEquals(FROM_SIBLING, thrown.body());
            assertEquals(2, sibling.journal().size());
            assertEquals(500, handedOn.status());
            assertTrue(handedOn.body().contains("servlet"), handedOn.body());
        } finally {
            server.stop();
        }
    }
}
