package io.github.fallbackrouting.report;

import static io.github.fallbackrouting.routing.Deployments.config;
import static io.github.fallbackrouting.routing.Deployments.deployment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.AnswerModel;
import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.ReportRules;
import io.github.fallbackrouting.json.JsonValue;
import io.github.fallbackrouting.json.JsonValue.ArrayValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.JsonValue.StringValue;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusJsonTest {

    private static final String HOSTILE = "\"</script><b>'\\\u0000\n\u202e\ud800";

    private static String of(FilterMonitor... monitors) {
        return StatusJson.of(
                Told.NOW, List.of(monitors).stream().map(FilterMonitor::look).toList());
    }

    /** The value at a path of names and places. */
    private static JsonValue at(JsonValue value, Object... path) {
        JsonValue found = value;
        for (Object step : path) {
            found = step instanceof Integer place
                    ? ((ArrayValue) found).elements().get(place)
                    : ((ObjectValue) found).member((String) step).orElseThrow();
        }
        return found;
    }

    private static JsonValue read(String json) {
        return JsonValue.read(json).orElseThrow(() -> new AssertionError(json));
    }

    @Test
    void saysAllOfADeploymentAndACall() {
        Configuration configuration = config("a1", "b1")
                .with("b1", settings -> settings.cost("0.000001"))
                .fallbacks("a", "b")
                .build();
        Tally tally = new Tally(configuration.groups());
        Told told = new Told(configuration, tally);
        FilterMonitor monitor = Told.monitor("fallback-routing", configuration, tally);
        Attempt stream = new Attempt(
                new Hop(told.deployment("b1"), Reason.FALLBACK),
                new Served(200),
                Duration.ofMillis(250),
                Duration.ofMillis(200),
                Optional.of(Duration.ofNanos(12_345_678)),
                Told.usage(9, 12));
        told.call("call-1", "a", told.failed("a1", Reason.PRIMARY, FailureKind.RATE_LIMITED, 429), stream);
        monitor.rest("a1", Duration.ofMillis(22_500));

        String json = of(monitor);

        assertEquals(
                "{\"time\":\"2026-01-02T03:05:05.678Z\",\"filters\":[{\"name\":\"fallback-routing\","
                        + "\"since\":\"2026-01-02T03:04:05.678Z\",\"calls\":1,\"answered\":1,\"answered_by_fallback\":1,"
                        + "\"untouched\":0,\"cost_usd\":\"0.000009\",\"groups\":["
                        + "{\"group\":\"a\",\"calls\":1,\"answered\":1,\"ends\":{\"answered\":1},\"fallback_rate\":1,"
                        + "\"served_by\":[{\"id\":\"b1\",\"answers\":1,\"share\":1}],\"deployments\":["
                        + "{\"id\":\"a1\",\"model\":\"provider/a1-model\",\"provider\":\"openai\","
                        + "\"condition\":\"resting\",\"rest_left_seconds\":22.5,\"under_way\":0,\"attempts\":1,"
                        + "\"answers\":0,\"answers_as_alternate\":0,\"answers_by_fallback\":0,\"share\":0,"
                        + "\"failures\":{\"rate_limited\":1},"
                        + "\"last_failure\":{\"kind\":\"rate_limited\",\"status\":429,\"time\":\"2026-01-02T03:04:05.928Z\"},"
                        + "\"latency_seconds\":null,\"input_tokens\":0,\"output_tokens\":0,\"cost_usd\":null}]},"
                        + "{\"group\":\"b\",\"calls\":0,\"answered\":0,\"ends\":{},\"fallback_rate\":null,\"served_by\":[],"
                        + "\"deployments\":[{\"id\":\"b1\",\"model\":\"provider/b1-model\",\"provider\":\"openai\","
                        + "\"condition\":\"healthy\",\"rest_left_seconds\":0,\"under_way\":0,\"attempts\":1,"
                        + "\"answers\":1,\"answers_as_alternate\":1,\"answers_by_fallback\":1,\"share\":null,"
                        + "\"failures\":{},\"last_failure\":null,"
                        + "\"latency_seconds\":null,\"input_tokens\":9,\"output_tokens\":12,\"cost_usd\":\"0.000009\"}]}],"
                        + "\"recent\":[{\"call_id\":\"call-1\",\"time\":\"2026-01-02T03:04:05.678Z\",\"group\":\"a\","
                        + "\"answered_by\":\"b1\",\"model\":\"provider/b1-model\",\"by_fallback\":true,\"status\":200,"
                        + "\"end\":\"answered\",\"seconds\":0.5,\"cost_usd\":\"0.000009\",\"streamed\":true,\"attempts\":["
                        + "{\"id\":\"a1\",\"model\":\"provider/a1-model\",\"reason\":\"primary\","
                        + "\"outcome\":\"429 rate_limited\",\"began_seconds\":0,\"seconds\":0.25,"
                        + "\"first_content_seconds\":null,\"billable\":\"no\",\"cost_usd\":null},"
                        + "{\"id\":\"b1\",\"model\":\"provider/b1-model\",\"reason\":\"fallback\",\"outcome\":\"200\","
                        + "\"began_seconds\":0.25,\"seconds\":0.2,\"first_content_seconds\":0.012346,\"billable\":\"yes\","
                        + "\"cost_usd\":\"0.000009\"}]}]}]}",
                json);
        assertEquals(json, read(json).toJson());
    }

    @Test
    void keepsHostileNamesWhatTheyAre() {
        Configuration configuration =
                config(List.of(deployment(HOSTILE, "*", "*"))).build();
        Tally tally = new Tally(configuration.groups());
        Told told = new Told(configuration, tally);
        told.call(HOSTILE, HOSTILE, told.attempt(HOSTILE, Reason.PRIMARY, new Served(200), Usage.NONE));

        JsonValue read = read(of(Told.monitor(HOSTILE, configuration, tally)));

        StringValue same = new StringValue(HOSTILE);
        assertEquals(same, at(read, "filters", 0, "name"));
        assertEquals(same, at(read, "filters", 0, "groups", 0, "deployments", 0, "id"));
        assertEquals(same, at(read, "filters", 0, "recent", 0, "call_id"));
        assertEquals(same, at(read, "filters", 0, "recent", 0, "group"));
        assertEquals(same, at(read, "filters", 0, "recent", 0, "answered_by"));
        assertEquals(same, at(read, "filters", 0, "recent", 0, "attempts", 0, "id"));
    }

    @Test
    void namesABaseUrlOnlyIfTheOperatorLetsIt() {
        ReportRules exposing = new ReportRules(Optional.empty(), true, true, AnswerModel.AS_SERVED, false, false);
        Configuration quiet = config("a1").build();
        Configuration open = config("a1").report(exposing).build();

        assertFalse(of(Told.monitor("f", quiet, new Tally(quiet.groups()))).contains("deployment.invalid"));
        assertTrue(of(Told.monitor("f", open, new Tally(open.groups())))
                .contains("\"api_base\":\"http://deployment.invalid\""));
    }

    @Test
    void hasNoFilterWhereNoneRuns() {
        assertEquals("{\"time\":\"2026-01-02T03:05:05.678Z\",\"filters\":[]}", of());
    }

    @Test
    void hasOneEntryForEachFilter() {
        Configuration configuration = config("a1").build();
        JsonValue read = read(of(
                Told.monitor("one", configuration, new Tally(configuration.groups())),
                Told.monitor("two", configuration, new Tally(configuration.groups()))));

        assertEquals(new StringValue("one"), at(read, "filters", 0, "name"));
        assertEquals(new StringValue("two"), at(read, "filters", 1, "name"));
    }
}
