package io.github.fallbackrouting.sample.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/** The packaged WAR, running on Jetty with its built-in deployments, seen by a client. */
final class RunningSample implements AutoCloseable {

    /** The file that Maven packaged. */
    static final Path WAR = Path.of(System.getProperty("sample.war"));

    static final String CHAT = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    static final String STREAM = "{\"stream\":true," + CHAT.substring(1);
    static final String EMBEDDINGS = "{\"model\":\"text-embedding-3-small\",\"input\":\"Hello\"}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final SampleServer server;

    private RunningSample(SampleServer server) throws Exception {
        this.server = server.start();
    }

    /** The WAR as it is, but that its built-in deployments stream without a pause. */
    static RunningSample withFilter() throws Exception {
        return new RunningSample(atOnce());
    }

    /**
     * The WAR without its built-in deployments: its provider is another sample.
     *
     * @param directory for its {@code web.xml}
     */
    static RunningSample withoutDemo(Path directory, RunningSample provider) throws Exception {
        Path descriptor = descriptor(directory, "(?s)<listener>.*</listener>");
        return new RunningSample(new SampleServer(WAR, 0)
                .withDescriptor(descriptor)
                .withContextParam("OPENAI_API_BASE", provider.page() + "v1")
                .withContextParam("OPENAI_API_KEY", "any")
                .withContextParam("OPENROUTER_API_KEY", "any"));
    }

    /** The WAR as it is: its built-in deployments stream word by word. */
    static RunningSample asDelivered() throws Exception {
        return new RunningSample(new SampleServer(WAR, 0));
    }

    /** The WAR with this file for its {@code fallback.yaml}. */
    static RunningSample withConfig(Path fallbackYaml) throws Exception {
        return new RunningSample(atOnce().withConfig(fallbackYaml));
    }

    private static SampleServer atOnce() {
        return new SampleServer(WAR, 0).withContextParam("demo.pause", "0");
    }

    /** The WAR with all lines of its {@code web.xml} except the filter's. */
    static RunningSample withoutFilter(Path directory) throws Exception {
        return new RunningSample(atOnce().withDescriptor(descriptor(directory, "(?s)<filter>.*</filter-mapping>")));
    }

    /** The WAR's {@code web.xml}, without what this expression matches. */
    private static Path descriptor(Path directory, String removed) throws IOException {
        try (ZipFile war = new ZipFile(WAR.toFile())) {
            String whole = new String(
                    war.getInputStream(war.getEntry("WEB-INF/web.xml")).readAllBytes(), UTF_8);
            String rest = whole.replaceAll(removed, "");
            assertNotEquals(whole, rest);
            return Files.writeString(directory.resolve("web.xml"), rest);
        }
    }

    /** Its first page. */
    URI page() {
        return server.uri().resolve("/");
    }

    HttpResponse<String> chat() throws IOException, InterruptedException {
        return post("/v1/chat/completions", CHAT);
    }

    HttpResponse<String> stream() throws IOException, InterruptedException {
        return post("/v1/chat/completions", STREAM);
    }

    HttpResponse<String> embeddings() throws IOException, InterruptedException {
        return post("/v1/embeddings", EMBEDDINGS);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, "Content-Type", "application/json");
    }

    /** @param fields names and values in turn */
    HttpResponse<String> send(String method, String path, String body, String... fields)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.uri() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .headers(fields)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** From now on this deployment fails like this. */
    void fail(String deployment, String fault) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("PUT", "/demo/deployments/" + deployment + "?fault=" + fault, "");
        assertEquals(200, answer.statusCode(), answer.body());
    }

    /** How many requests this deployment has received. */
    int calls(String deployment) throws IOException, InterruptedException {
        return Integer.parseInt(state(deployment, "\"calls\":(\\d+)"));
    }

    /** The {@code model} of the last request that this deployment has received. */
    String lastModel(String deployment) throws IOException, InterruptedException {
        return state(deployment, "\"last_model\":\"(.*)\"");
    }

    private String state(String deployment, String pattern) throws IOException, InterruptedException {
        String json = get("/demo/deployments/" + deployment).body();
        Matcher matcher = Pattern.compile(pattern).matcher(json);
        assertTrue(matcher.find(), json);
        return matcher.group(1);
    }

    @Override
    public void close() {
        server.close();
    }
}
