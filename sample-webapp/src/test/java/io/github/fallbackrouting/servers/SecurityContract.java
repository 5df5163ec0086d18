package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.fallbackrouting.servers.ScriptedDeployment.Received;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must not happen on any server, whatever a caller or another deployment tries: each test is an attempt, and looks at what
 * each deployment received as well as at what the client got. SECURITY.md says which rule each belongs to.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
abstract class SecurityContract implements Container {

    private static final String CHAT = "/app/api/llm/chat/completions";
    private static final String ANY = "/app/api/llm/any/chat/completions";
    private static final String FROM_SIBLING = "{\"model\":\"gpt-4o-west\",\"choices\":[{\"from\":\"sibling\"}]}";
    private static final String FROM_OTHER = "{\"model\":\"gpt-4-turbo\",\"choices\":[{\"from\":\"other\"}]}";

    /** All that a deployment may get to see of header fields, but for its key. */
    private static final Set<String> OURS =
            Set.of("host", "user-agent", "content-type", "accept", "accept-encoding", "content-length");

    private final ScriptedDeployment sibling = new ScriptedDeployment();
    private final ScriptedDeployment other = new ScriptedDeployment();

    /** Where a caller or a deployment would like a request to go. */
    private final ScriptedDeployment trap = new ScriptedDeployment();

    private final Flood flood = new Flood();
    private final ServerSocket eager = listen();
    private Server server;
    private Path directory;

    @BeforeAll
    void startServer(@TempDir Path shared) throws Exception {
        directory = shared;
        daemon("eager-deployment", () -> answerTwice(eager));
        server = startSecured(SecurityWar.build(directory.resolve("secured")), bases());
    }

    /** Starts the server that all tests ask. */
    Server startSecured(Path war, Map<String, String> contextParams) throws Exception {
        return start(war, contextParams);
    }

    private Map<String, String> bases() {
        return Map.of(
                // What RESTEasy wants before it heeds @RolesAllowed; nobody else knows it.
                "resteasy.role.based.security",
                "true",
                "SIBLING",
                root(sibling),
                "OTHER",
                other.base(),
                "EAGER",
                "http://127.0.0.1:" + eager.getLocalPort(),
                "FLOOD",
                flood.root(),
                "NO_TLS",
                root(trap).replace("http:", "https:"));
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static String root(ScriptedDeployment deployment) {
        return deployment.base().replace("/v1", "");
    }

    @AfterAll
    void stopServer() throws Exception {
        server.stop();
        eager.close();
        Stream.of(sibling, other, trap).forEach(ScriptedDeployment::close);
        flood.close();
    }

    @BeforeEach
    void healthyAlternates() {
        sibling.answers(200, "application/json", FROM_SIBLING);
        other.answers(200, "application/json", FROM_OTHER);
        trap.answers(200, "application/json", "{\"choices\":[{\"from\":\"trap\"}]}");
    }

    private static byte[] question(String model, String more) {
        return ("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private RawAnswer askFailing(String path, byte[] body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("x-do: status-503");
        return RawAnswer.post(server.port(), path, body, all.toArray(String[]::new));
    }

    private void assertNobodyWasAsked(Object what) {
        assertEquals(List.of(), sibling.journal(), String.valueOf(what));
        assertEquals(List.of(), other.journal(), String.valueOf(what));
        assertEquals(List.of(), trap.journal(), String.valueOf(what));
    }

    /** Every line is a field of visible ASCII, and none is one that somebody has smuggled in. */
    private static void assertCleanHead(RawAnswer answer) {
        for (String line : answer.fields()) {
            assertTrue(line.matches("[A-Za-z0-9-]+: ?[\\x20-\\x7E]*"), line);
            assertFalse(line.toLowerCase(Locale.ROOT).startsWith("x-injected"), line);
        }
    }

    // ---- what the host refuses is refused ---------------------------------------------------------------------------

    /** A guard, and an endpoint behind it. */
    record Refusal(String path, String model, boolean stream, int status, String... headers) {
        @Override
        public String toString() {
            return path + " " + model + (stream ? " stream " : " ") + status + " " + String.join(", ", headers);
        }
    }

    static Stream<Refusal> refusals() {
        List<Refusal> all = new ArrayList<>();
        for (int status : new int[] {401, 403, 404, 429}) {
            for (String guard :
                    List.of("x-before: send-", "x-before: set-", "x-after: send-", "x-after: set-", "x-refuse: ")) {
                String refuse = guard + status;
                all.add(new Refusal("/app/api/vault/sync/chat/completions", "gpt-4o", false, status, refuse));
                all.add(new Refusal("/app/api/vault/async/chat/completions", "gpt-4o", false, status, refuse));
                all.add(new Refusal(CHAT, "gpt-4o", true, status, refuse));
                all.add(new Refusal(ANY, "resting", false, status, refuse));
            }
        }
        for (String model : List.of("gpt-4o", "resting")) {
            for (String vault : List.of("roles", "async-roles", "constraint")) {
                String path = "/app/api/vault/" + vault + "/chat/completions";
                all.add(new Refusal(path, model, false, 403));
                all.add(new Refusal(path, model, true, 403, "x-role: outsider"));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatTheHostRefusesIsRefused(Refusal refusal) throws IOException {
        if (refusal.model().equals("resting")) {
            RawAnswer.post(server.port(), ANY, question("resting", ""), "x-do: bare-429");
            healthyAlternates();
        }
        String ran = vaultRuns();
        List<String> headers = new ArrayList<>(List.of(refusal.headers()));
        headers.add("x-do: status-503");

        RawAnswer answer = RawAnswer.post(
                server.port(),
                refusal.path(),
                question(refusal.model(), refusal.stream() ? ",\"stream\":true" : ""),
                headers.toArray(String[]::new));

        boolean mayBeUnknown = !isFreeOf(Difference.ROLES) && refusal.path().contains("roles");
        assertTrue(
                answer.status() == refusal.status() || (mayBeUnknown && answer.status() == 401), answer.statusLine());
        assertEquals(Optional.empty(), answer.header("x-litellm-model-id"));
        assertNobodyWasAsked(refusal);
        assertEquals(ran, vaultRuns());
    }

    private String vaultRuns() throws IOException {
        return get("/app/api/vault/runs").body();
    }

    @Test
    void whoMayComeInIsRescued() throws IOException {
        List<String> vaults = isFreeOf(Difference.ROLES)
                ? List.of("sync", "async", "roles", "async-roles")
                : List.of("sync", "async");
        for (String vault : vaults) {
            RawAnswer answer = askFailing(
                    "/app/api/vault/" + vault + "/chat/completions", question("gpt-4o", ""), "x-role: insider");

            assertEquals(FROM_SIBLING, answer.body(), vault);
        }
    }

    // ---- the caller chooses no address, key or field ----------------------------------------------------------------

    /** LiteLLM acts on members of these names, and is an alternate here. */
    @Test
    void noMemberOfTheBodySaysWhereOrAsWhomToCall() throws IOException {
        String trapBase = trap.base();
        List<String> members = List.of(
                "\"api_base\":\"" + trapBase + "\"",
                "\"base_url\":\"" + trapBase + "\"",
                "\"api\\u005fbase\":\"" + trapBase + "\"",
                "\"api_base\":\"" + trapBase + "\",\"api_base\":\"" + trapBase + "\"",
                "\"api_key\":\"sk-callers\"",
                "\"headers\":{\"Authorization\":\"Bearer sk-callers\"}",
                "\"extra_headers\":{\"Authorization\":\"Bearer sk-callers\",\"x-injected\":\"1\"}",
                "\"extra_body\":{\"api_base\":\"" + trapBase + "\"}",
                "\"user_config\":{\"model_list\":[{\"litellm_params\":{\"api_base\":\"" + trapBase + "\"}}]}",
                "\"litellm_params\":{\"api_base\":\"" + trapBase + "\"}",
                "\"provider_specific_header\":{\"extra_headers\":{\"x-injected\":\"1\"}}",
                "\"azure_ad_token\":\"os.environ/SIBLING\"",
                "\"aws_sts_endpoint\":\"" + trapBase + "\"",
                "\"langfuse_host\":\"" + trapBase + "\"",
                "\"fallbacks\":[{\"model\":\"gpt-4o\",\"api_base\":\"" + trapBase + "\"}]",
                "\"model_list\":[]",
                "\"ssl_verify\":false",
                "\"custom_llm_provider\":\"openai\"");
        for (String member : members) {
            healthyAlternates();
            sibling.answers(500, "application/json", "{\"error\":{}}");

            RawAnswer answer = askFailing(CHAT, question("gpt-4o", "," + member + ",\"temperature\":1"));

            assertEquals(FROM_OTHER, answer.body(), member);
            assertEquals(
                    new String(question("gpt-4o-west", ",\"temperature\":1"), StandardCharsets.UTF_8),
                    new String(sibling.journal().get(0).body(), StandardCharsets.UTF_8),
                    member);
            assertEquals(
                    new String(question("gpt-4-turbo", ",\"temperature\":1"), StandardCharsets.UTF_8),
                    new String(other.journal().get(0).body(), StandardCharsets.UTF_8),
                    member);
            assertEquals(List.of(), trap.journal(), member);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void noHeaderFieldOfTheCallersReachesAnybodyElse(String stream) throws IOException {
        sibling.answers(500, "application/json", "{\"error\":{}}");
        other.answers(
                200,
                stream.equals("true") ? "text/event-stream" : "application/json",
                stream.equals("true") ? String.join("", Chat.from("other").all("Hi")) : FROM_OTHER);

        RawAnswer answer = askFailing(
                CHAT,
                question("gpt-4o", ",\"stream\":" + stream),
                "Authorization: Bearer sk-callers",
                "Proxy-Authorization: Basic c2stY2FsbGVycw==",
                "Cookie: session=sk-callers",
                "api-key: sk-callers",
                "x-api-key: sk-callers",
                "x-goog-api-key: sk-callers",
                "x-litellm-api-key: sk-callers",
                "x-litellm-api-base: " + trap.base(),
                "x-litellm-model-api-base: " + trap.base(),
                "openai-organization: callers",
                "X-Forwarded-Host: 127.0.0.1:" + trap.base().replaceAll("\\D", ""),
                "X-Forwarded-For: 10.0.0.1",
                "X-HTTP-Method-Override: DELETE",
                "Forwarded: host=evil.example",
                "x-original-url: " + trap.base());

        assertEquals(200, answer.status());
        assertEquals(Optional.of("other"), answer.header("x-litellm-model-id"));
        Received atSibling = sibling.journal().get(0);
        Received atOther = other.journal().get(0);
        assertEquals(with("api-key"), names(atSibling));
        assertEquals(with("authorization"), names(atOther));
        assertEquals(SecurityWar.SIBLING_KEY, atSibling.headers().get("api-key"));
        assertEquals("Bearer " + SecurityWar.OTHER_KEY, atOther.headers().get("authorization"));
        assertEquals(root(sibling), "http://" + atSibling.headers().get("host"));
        assertEquals(root(other), "http://" + atOther.headers().get("host"));
        assertFalse((atSibling + " " + atOther).contains("callers"));
        assertEquals(List.of(), trap.journal());
    }

    private static Set<String> names(Received received) {
        Set<String> names = new TreeSet<>();
        received.headers().keySet().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    private static Set<String> with(String key) {
        Set<String> names = new TreeSet<>(OURS);
        names.add(key);
        return names;
    }

    /** Azure has the model's name in its path. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure/fine-name",
                "azure/http://evil.example/v1",
                "azure//evil.example",
                "azure/x@evil.example",
                "azure/x:80@evil.example",
                "azure/..",
                "azure/../../../admin",
                "azure/x/../../y",
                "azure/..\\\\..\\\\y",
                "azure/%2e%2e%2f%2e%2e",
                "azure/..;/x",
                "azure/x?api-version=1&y=",
                "azure/x#fragment",
                "azure/x y",
                "azure/x\\r\\nx-injected: 1",
                "azure/x\\nGET / HTTP/1.1",
                "azure/x\\u0000y",
                "azure/x\\u2028y",
                "azure/x\\u202ey",
                "azure/\\u00e9\\u20ac\\ud83d\\ude00",
                "azure/*",
                "azure/",
                "openai/http://evil.example",
                "http://evil.example/v1"
            })
    void aModelsNameStaysOneSegmentOfThePath(String model) throws IOException {
        RawAnswer answer = askFailing(ANY, question(model, ""));

        assertCleanHead(answer);
        assertEquals(List.of(), trap.journal());
        assertEquals(List.of(), other.journal());
        for (Received received : sibling.journal()) {
            assertTrue(
                    received.requestLine()
                            .matches(
                                    "POST /openai/deployments/[A-Za-z0-9%~*_-][A-Za-z0-9._%~*-]*/chat/completions\\?api-version=2025-01-01 HTTP/1\\.1"),
                    received.requestLine());
            assertEquals(with("api-key"), names(received));
            assertEquals(root(sibling), "http://" + received.headers().get("host"));
        }
        if (model.equals("azure/fine-name")) {
            assertEquals(1, sibling.journal().size());
        }
        if (model.contains("..") || model.contains("\\n") || model.contains("\\u0000")) {
            assertEquals(List.of(), sibling.journal());
            assertEquals(503, answer.status());
        }
    }

    @Test
    void aNameOfMoreThanSomeHundredCharactersIsNobodys() throws IOException {
        RawAnswer answer = askFailing(ANY, question("azure/" + "x".repeat(4000), ""));

        assertEquals(503, answer.status());
        assertNobodyWasAsked("a long name");
    }

    // ---- redirects --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 305, 307, 308})
    void aRedirectIsNotFollowed(int status) throws IOException {
        for (String stream : List.of("false", "true")) {
            sibling.answersRaw("HTTP/1.1 " + status + " X\r\nLocation: " + trap.base()
                    + "/chat/completions\r\nContent-Length: 0\r\n\r\n");

            RawAnswer answer = askFailing(CHAT, question("gpt-4o", ",\"stream\":" + stream));

            assertEquals(List.of(), trap.journal());
            assertEquals(1, sibling.journal().size());
            assertEquals(Optional.empty(), answer.header("Location"));
        }
    }

    // ---- header fields ----------------------------------------------------------------------------------------------

    @Test
    void strangeIdsAndModelsOfTheFileStayInTheirFields() throws IOException {
        RawAnswer answer = askFailing(ANY, question("odd", ""));

        assertCleanHead(answer);
        assumeTrue(isFreeOf(Difference.ENCODED_LINE_ENDS));
        assertEquals(200, answer.status(), () -> answer.fields() + answer.body());
        assertEquals(Optional.of("%0D%0A%0D%0AHTTP/1.1%20200%20OK%E2%82%AC"), answer.header("x-litellm-model-id"));
        assertTrue(
                answer.header("x-litellm-actual-model").orElseThrow().startsWith("openai/m%0D%0Ax-injected:%201%00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\tx", "é", "\u00ff\u00fe", "\"quoted\"; x=y", "a,b", "%0d%0ax-injected: 1"})
    void aCallIdIsOneFieldOrReplaced(String id) throws IOException {
        RawAnswer answer = askFailing(CHAT, question("gpt-4o", ""), "x-litellm-call-id: " + id);

        assertCleanHead(answer);
        if (answer.status() == 400) {
            // The server takes no such field.
            assertNobodyWasAsked(id);
        } else {
            assertEquals(FROM_SIBLING, answer.body());
        }
    }

    /** What only this caller can send must not look like a failure of the deployments, which all callers would suffer from. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: text/\u00ff",
                "Accept: \u00e9",
                "Accept: a\tb",
                "Content-Type: application/json; x=\"\u00ff\"",
                "Content-Type: application/json; charset=utf-7",
                "Content-Type: application/json; charset=\"UTF-16\""
            })
    void strangeBytesOfTheCallersAreNobodyElsesFailure(String field) throws IOException {
        RawAnswer answer = askFailing(CHAT, question("gpt-4o", ""), field);

        if (answer.status() == 200) {
            assertEquals(FROM_SIBLING, answer.body());
            Received received = sibling.journal().get(0);
            assertEquals("application/json", received.headers().get("accept"));
            assertEquals("application/json", received.headers().get("content-type"));
        } else {
            assertNobodyWasAsked(field);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json\rx-injected: 1",
                "Content-Type: application/json\u0000x",
                "Content-Type: application/json;\r\n x-injected: 1",
                "Content-Type: application/json; a=\"\u00ff\u00fe\"",
                "Content-Type: application/json; a=\"\u000b\"",
                "Content-Type: application/json\nx-injected: 1",
                "Content-Type: audio/mpeg; a=\"\u00e9\"",
                "Content-Type: a b c",
                "Content-Type: application/json\r\nContent-Type: text/html\r\nx-injected: 1",
                "x-injected : 1",
                "Content-Type: application/json\r\n: 1\r\nx-injected: 1"
            })
    void noFieldOfAnotherDeploymentsBecomesTwo(String fields) throws IOException {
        sibling.answersRaw("HTTP/1.1 200 OK\r\n" + fields + "\r\nContent-Length: " + FROM_SIBLING.length() + "\r\n\r\n"
                + FROM_SIBLING);

        RawAnswer answer = askFailing(CHAT, question("gpt-4o", ""));

        assertEquals(200, answer.status());
        assertCleanHead(answer);
        assertTrue(Set.of(FROM_SIBLING, FROM_OTHER).contains(answer.body()), answer.body());
    }

    // ---- two messages in one ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 66",
                "Content-Length: 66\r\nContent-Length: 5",
                "Content-Length: 5, 66",
                "Content-Length: +66",
                "Content-Length: -1",
                "Content-Length: 0x42",
                "Content-Length: 66\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 5",
                "Transfer-Encoding: identity, chunked\r\nContent-Length: 5",
                "Transfer-Encoding: xchunked\r\nContent-Length: 66",
                "Transfer-Encoding : chunked\r\nContent-Length: 66",
                "Transfer-Encoding:\u000bchunked\r\nContent-Length: 66",
                " Transfer-Encoding: chunked\r\nContent-Length: 66"
            })
    void aRequestOfTwoLengthsIsNeverTwoRequests(String lengths) throws IOException {
        String first = new String(question("gpt-4o", ""), StandardCharsets.UTF_8);
        String second = "{\"model\":\"gpt-4o\",\"smuggled\":\"by me\"}";
        String smuggled = "POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nx-do: status-503\r\n"
                + "Content-Type: application/json\r\nContent-Length: 37\r\nConnection: close\r\n\r\n" + second;
        String body = lengths.contains("chunked") && !lengths.contains("xchunked")
                ? Integer.toHexString(first.length()) + "\r\n" + first + "\r\n0\r\n\r\n"
                : first;
        String head = "POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nx-do: status-503\r\n"
                + "Content-Type: application/json\r\n" + lengths + "\r\n\r\n";

        String answers = talk(head + body + smuggled);

        List<String> bodies = Stream.concat(sibling.journal().stream(), other.journal().stream())
                .map(received -> new String(received.body(), StandardCharsets.UTF_8))
                .toList();
        boolean mayBeTwo = !isFreeOf(Difference.TWO_LENGTHS) && lengths.contains("chunked");
        assertTrue(bodies.size() <= (mayBeTwo ? 2 : 1), bodies + " " + answers);
        for (String received : bodies) {
            boolean isSecond = mayBeTwo && received.contains("smuggled");
            assertEquals((isSecond ? second : first).replace("gpt-4o", "gpt-4o-west"), received, answers);
        }
    }

    /** Sends these bytes and reads until the server closes the connection, or says nothing more for a while. */
    private String talk(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(500);
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            StringBuilder answers = new StringBuilder();
            InputStream in = socket.getInputStream();
            try {
                for (int c = in.read(); c >= 0; c = in.read()) {
                    answers.append((char) c);
                }
            } catch (IOException e) {
                answers.append("[").append(e.getMessage()).append("]");
            }
            return answers.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 54\r\nContent-Length: 10",
                "Content-Length: 10\r\nContent-Length: 54",
                "Content-Length: 54, 10",
                "Content-Length: abc",
                "Content-Length: -5",
                "Content-Length: 10\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 10",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: identity",
                "Content-Length: 99999999999999999999"
            })
    void anAnswerOfTwoLengthsIsWholeOrNone(String lengths) throws IOException {
        String body = lengths.contains("chunked")
                ? Integer.toHexString(FROM_SIBLING.length()) + "\r\n" + FROM_SIBLING + "\r\n0\r\n\r\n"
                : FROM_SIBLING;
        sibling.answersRaw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + lengths + "\r\n\r\n" + body
                + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");

        RawAnswer answer = askFailing(CHAT, question("gpt-4o", ""));

        assertEquals(200, answer.status());
        assertTrue(Set.of(FROM_SIBLING, FROM_OTHER).contains(answer.body()), answer.body());
        assertEquals(
                1,
                answer.fields().stream()
                        .filter(line -> line.toLowerCase(Locale.ROOT).matches("(content-length|transfer-encoding):.*"))
                        .count(),
                answer.fields().toString());
    }

    /** Of an answer too long to be held, the length is passed on: it must be the one that the body really has. */
    @Test
    void aLongAnswerOfTwoLengthsHasOneForTheClient() throws IOException {
        String longAnswer = "{\"a\":\"" + "x".repeat(3 << 19) + "\"}";
        sibling.answersRaw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                + "Content-Length: 10\r\n\r\n" + Integer.toHexString(longAnswer.length()) + "\r\n" + longAnswer
                + "\r\n0\r\n\r\n");

        RawAnswer answer = askFailing(CHAT, question("gpt-4o", ""));

        assertTrue(
                Set.of(longAnswer, FROM_OTHER).contains(answer.body()),
                () -> answer.fields().toString());
    }

    /** On a connection that is kept, what follows an answer is no answer to the next request. */
    @Test
    void aSecondAnswerThatNobodyAskedForIsNobodys() throws IOException {
        for (int i = 0; i < 20; i++) {
            RawAnswer answer = askFailing(ANY, question("eager", ",\"n\":" + i));

            assertFalse(answer.body().contains("unasked"), answer.body());
        }
    }

    private static void answerTwice(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                daemon("eager-deployment-connection", () -> answerTwice(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void answerTwice(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            while (true) {
                RequestHead head = RequestHead.after(RequestHead.line(in), in);
                in.skipNBytes(Integer.parseInt(head.fields().getOrDefault("content-length", "0")));
                String unasked = FROM_SIBLING.replace("sibling", "unasked");
                String text = answer(FROM_SIBLING) + answer(unasked);
                connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The connection is closed, as it should be.
            return;
        }
    }

    private static String answer(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    // ---- too much ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "endless status line|HTTP/1.1 200 |O",
                "endless field|HTTP/1.1 200 OK\r\nx: |y",
                "endless fields|HTTP/1.1 200 OK\r\n|x: y\r\n",
                "endless interim answers||HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
                "endless chunk head|HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5;|x",
                "endless JSON|HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\":\"|x",
                "endless blanks|HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n|  ",
                "endless error|HTTP/1.1 500 X\r\nContent-Type: application/json\r\n\r\n|  ",
                "endless event|HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: |x",
                "endless comments|HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n|: x\n\n",
                "endless stream|HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n|data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n",
                "endless sound|HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n|xyz"
            })
    void aFloodIsCutOff(String flooding) throws IOException {
        String[] parts = flooding.split("\\|", -1);
        flood.says(parts[1], parts[2]);
        boolean stream = parts[1].contains("event-stream");

        RawAnswer answer = askFailing(ANY, question("flood", stream ? ",\"stream\":true" : ""));

        assertEquals(200, answer.status());
        assertEquals(1, flood.calls());
        assertTrue(flood.sent() < 16 << 20, flood.sent() + " bytes were taken");
        assertTrue(answer.rawBody().length < 4 << 20, answer.rawBody().length + " bytes were passed on");
    }

    // ---- TLS --------------------------------------------------------------------------------------------------------

    @Test
    void whoCantShowACertificateIsToldNothing() throws IOException {
        RawAnswer answer = askFailing(ANY, question("tls", ""));

        assertEquals(503, answer.status());
        assertTrue(answer.header("Server-Timing").orElseThrow().contains("tls-sibling;desc=\"connection\""));
        assertNobodyWasAsked("without TLS");
    }

    // ---- secrets ----------------------------------------------------------------------------------------------------

    /** A server in a process of its own is started for it. */
    @Timeout(300)
    @Test
    void aKeyIsNowhereButInItsField() throws Exception {
        String seen = seen();

        for (String looked : shown()) {
            assertTrue(seen.contains(looked), "not seen: " + looked);
        }
        int at = seen.indexOf("sentinel");
        assertTrue(at < 0, () -> seen.substring(Math.max(0, at - 300), Math.min(seen.length(), at + 50)));
    }

    /** Where a key might be seen, and is not: a part of each place that {@link #seen} looks into. */
    Set<String> shown() {
        return Set.of(
                "azure/gpt-4o-west",
                "litellm_params.ssl_verify is 'off'",
                "the TLS certificate of deployment tls-sibling",
                "<html");
    }

    /** What answers, the status page and the server's log have said, also of a start that failed. */
    String seen() throws Exception {
        StringBuilder seen = new StringBuilder();
        for (String model : List.of("gpt-4o", "odd", "azure/x", "tls", "resting")) {
            seen.append(seenBy(model));
        }
        sibling.answers(500, "application/json", "{\"error\":{\"message\":\"Incorrect API key provided\"}}");
        other.answersRaw("nonsense");
        for (String model : List.of("gpt-4o", "odd", "azure/x")) {
            seen.append(seenBy(model));
        }
        for (String query : List.of("", "?format=json")) {
            RawAnswer page = get("/app/status" + query);
            seen.append(page.fields()).append(page.body());
        }
        return seen.append(failedStart()).append(server.log()).toString();
    }

    /**
     * A start with a mistake beside every key: what it throws, down to its cause; of a server that starts without the
     * application what it logs and answers.
     */
    private String failedStart() throws Exception {
        StringBuilder said = new StringBuilder();
        Server started;
        try {
            started = start(SecurityWar.broken(directory.resolve("broken")), bases());
        } catch (Exception refused) {
            for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                said.append(cause);
            }
            return said.toString();
        }
        RawAnswer answer = RawAnswer.post(started.port(), CHAT, question("gpt-4o", ""), "x-do: status-503");
        started.stop();
        return said.append(answer.fields())
                .append(answer.body())
                .append(started.log())
                .toString();
    }

    private String seenBy(String model) throws IOException {
        RawAnswer answer = askFailing(ANY, question(model, ""));
        return answer.fields() + answer.body();
    }

    private RawAnswer get(String path) throws IOException {
        String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        RawAnswer answer = RawAnswer.exchange(server.port(), head, new byte[0]);
        assertEquals(200, answer.status());
        return answer;
    }
}
