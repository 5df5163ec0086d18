package io.github.fallbackrouting.sample.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.json.JsonValue;
import io.github.fallbackrouting.json.JsonValue.ArrayValue;
import io.github.fallbackrouting.json.JsonValue.NumberValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.JsonValue.StringValue;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of the sample, by HTTP and by JMX. */
class StatusIT {

    private static final String PATH = "/fallback-status";

    /** One failure puts a deployment to rest, for as long as a test may take. */
    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, input_cost_per_token: 0.0000025, output_cost_per_token: 0.00001}
                model_info: {id: openai}
              - model_name: claude-sonnet
                litellm_params: {model: openrouter/anthropic/claude-sonnet-4.5, input_cost_per_token: 0.000003, output_cost_per_token: 0.000015}
                model_info: {id: openrouter-claude}
              - model_name: text-embedding-3-small
                litellm_params: {model: openai/text-embedding-3-small}
                model_info: {id: openai-embeddings}
            router_settings:
              fallbacks: [{gpt-4o: [claude-sonnet]}]
              num_retries: 0
              allowed_fails: 0
              cooldown_time: 600
            """;

    @TempDir
    private Path directory;

    private RunningSample sample;

    @BeforeEach
    void start() throws Exception {
        sample = RunningSample.withConfig(Files.writeString(directory.resolve("fallback.yaml"), CONFIGURATION));
    }

    @AfterEach
    void stop() {
        sample.close();
    }

    /** The value at a path of names and places. */
    private JsonValue at(Object... path) throws Exception {
        String body = sample.get(PATH + "?format=json").body();
        JsonValue found = JsonValue.read(body).orElseThrow(() -> new AssertionError(body));
        for (Object step : path) {
            found = step instanceof Integer place
                    ? ((ArrayValue) found).elements().get(place)
                    : ((ObjectValue) found).member((String) step).orElseThrow(() -> new AssertionError(body));
        }
        return found;
    }

    private JsonValue openai(String member) throws Exception {
        return at("filters", 0, "groups", 0, "deployments", 0, member);
    }

    private JsonValue claude(String member) throws Exception {
        return at("filters", 0, "groups", 1, "deployments", 0, member);
    }

    private JsonValue newest(Object... path) throws Exception {
        Object[] whole = new Object[path.length + 4];
        System.arraycopy(new Object[] {"filters", 0, "recent", 0}, 0, whole, 0, 4);
        System.arraycopy(path, 0, whole, 4, path.length);
        return at(whole);
    }

    private static JsonValue number(String number) {
        return new NumberValue(number);
    }

    private static JsonValue text(String text) {
        return new StringValue(text);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("(none)");
    }

    @Test
    void aBrokenDeploymentIsSeenToRestAndTheOtherToAnswer() throws Exception {
        sample.chat();
        sample.fail("openai", "503");
        sample.chat();
        HttpResponse<String> last = sample.chat();

        assertEquals(text("resting"), openai("condition"));
        double left = Double.parseDouble(((NumberValue) openai("rest_left_seconds")).text());
        assertTrue(left > 0 && left <= 600, "" + left);
        assertEquals(number("2"), openai("attempts"), "the third call went past it");
        assertEquals(number("1"), openai("answers"));
        assertEquals("{\"overloaded\":1}", openai("failures").toJson());
        assertEquals(text("overloaded"), at("filters", 0, "groups", 0, "deployments", 0, "last_failure", "kind"));
        assertEquals(number("0.3333"), openai("share"));
        assertEquals(text("healthy"), claude("condition"));
        assertEquals(number("2"), claude("answers_by_fallback"));
        assertEquals(number("3"), at("filters", 0, "groups", 0, "calls"));
        assertEquals(number("0.6667"), at("filters", 0, "groups", 0, "fallback_rate"));
        assertEquals(text(header(last, "x-litellm-call-id")), newest("call_id"));
        assertEquals(text("openrouter-claude"), newest("answered_by"));
        assertEquals(text("openrouter/anthropic/claude-sonnet-4.5"), newest("model"));
        assertEquals(text(header(last, "x-litellm-response-cost")), newest("cost_usd"));
        assertEquals(text("fallback"), newest("attempts", 0, "reason"));
        assertEquals(text("503 overloaded"), at("filters", 0, "recent", 1, "attempts", 0, "outcome"));

        String page = sample.get(PATH).body();
        assertTrue(page.contains("<title>1 resting of 3 · Fallback status</title>"), page);
        assertTrue(page.contains("3\u00A0calls, 3 answered, 2 of these by fallback (66.7\u00A0%)."), page);
    }

    @Test
    void aStreamIsShownWithItsFirstContent() throws Exception {
        sample.stream();

        assertEquals("true", newest("streamed").toJson());
        assertTrue(newest("attempts", 0, "first_content_seconds") instanceof NumberValue);
    }

    @Test
    void whatACallerNamesIsNoMarkup() throws Exception {
        String id = "<script>alert('x')</script>";
        sample.send(
                "POST",
                "/v1/chat/completions",
                RunningSample.CHAT,
                "Content-Type",
                "application/json",
                "x-litellm-call-id",
                id);

        assertEquals(text(id), newest("call_id"));
        assertFalse(sample.get(PATH).body().contains("<script"));
    }

    @Test
    void nothingThatIsSecretIsShown() throws Exception {
        sample.fail("openai", "503");
        sample.chat();
        for (String shown : List.of(
                sample.get(PATH).body(), sample.get(PATH + "?format=json").body())) {
            assertFalse(shown.contains("127.0.0.1"), shown);
            assertFalse(shown.contains("sk-"), shown);
            assertFalse(shown.contains("key"), shown);
        }
    }

    @Test
    void theFormIsChosen() throws Exception {
        assertEquals("application/json", header(sample.get(PATH + "?format=json"), "Content-Type"));
        assertEquals(
                "application/json", header(sample.send("GET", PATH, "", "Accept", "application/json"), "Content-Type"));
        HttpResponse<String> page = sample.send("GET", PATH, "", "Accept", "text/html,*/*;q=0.8");
        assertEquals("text/html;charset=utf-8", header(page, "Content-Type").toLowerCase(Locale.ROOT));
        assertTrue(page.body().startsWith("<!DOCTYPE html>"), page.body());
        assertTrue(header(page, "Content-Security-Policy").startsWith("default-src 'none'; style-src 'sha256-"));
        assertEquals("no-store", header(page, "Cache-Control"));
        assertEquals("nosniff", header(page, "X-Content-Type-Options"));
        assertEquals("no-referrer", header(page, "Referrer-Policy"));
        assertTrue(sample.get(PATH + "?refresh=5").body().contains("<meta http-equiv=\"refresh\" content=\"5\">"));
    }

    @Test
    void onlyReadingIsAllowed() throws Exception {
        HttpResponse<String> head = sample.send("HEAD", PATH, "");
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertTrue(head.headers().firstValueAsLong("Content-Length").orElse(0) > 1_000);
        for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS"}) {
            HttpResponse<String> answer = sample.send(method, PATH, "");
            assertEquals(405, answer.statusCode(), method);
            assertEquals(Optional.of("GET, HEAD"), answer.headers().firstValue("Allow"));
        }
    }

    @Test
    void withoutAFilterThePageSaysSo() throws Exception {
        try (RunningSample bare = RunningSample.withoutFilter(directory)) {
            HttpResponse<String> page = bare.get(PATH);
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("No filter runs"), page.body());
            assertTrue(bare.get(PATH + "?format=json").body().endsWith("\"filters\":[]}"));
        }
    }

    @Test
    void jmxPutsADeploymentToRestAndWakesIt() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name =
                new ObjectName("io.github.fallbackrouting:type=Deployments,context=\"\",filter=\"fallback-routing\"");
        server.invoke(name, "restNow", new Object[] {"openai", 600L}, new String[] {
            String.class.getName(), long.class.getName()
        });
        assertEquals("openrouter-claude", header(sample.chat(), "x-litellm-model-id"));
        assertEquals(text("resting"), openai("condition"));

        server.invoke(name, "wakeUp", new Object[] {"openai"}, new String[] {String.class.getName()});
        assertEquals("openai", header(sample.chat(), "x-litellm-model-id"));
        CompositeData[] deployments = (CompositeData[]) server.getAttribute(name, "Deployments");
        assertEquals("healthy", deployments[0].get("condition"));
        assertEquals(1L, deployments[0].get("answers"));
        assertEquals(1L, deployments[1].get("answersByFallback"));

        sample.close();
        assertFalse(server.isRegistered(name), "the application is gone");
        start();
        assertTrue(server.isRegistered(name), "it is there again");
    }
}
