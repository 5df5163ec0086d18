package io.github.fallbackrouting.sample.launch;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Prometheus server reads of the sample: names and labels are those that dashboards ask for. */
class MetricsIT {

    /** Nobody is asked twice, so that all counts are plain to see. */
    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, input_cost_per_token: 0.001, output_cost_per_token: 0.01}
                model_info: {id: openai}
              - model_name: claude-sonnet
                litellm_params:
                  model: openrouter/anthropic/claude-sonnet-4.5
                  input_cost_per_token: 0.1
                  output_cost_per_token: 1
                model_info: {id: openrouter-claude}
            router_settings:
              fallbacks: [{gpt-4o: [claude-sonnet]}]
              num_retries: 0
            """;

    @TempDir
    private Path directory;

    @AutoClose
    private RunningSample sample;

    @BeforeEach
    void start() throws Exception {
        sample = RunningSample.withConfig(Files.writeString(directory.resolve("fallback.yaml"), CONFIGURATION));
    }

    private List<String> scrape() throws Exception {
        HttpResponse<String> answer = sample.get("/metrics");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(
                Optional.of("text/plain; version=0.0.4; charset=utf-8"),
                answer.headers().firstValue("Content-Type").map(type -> type.replace(";charset", "; charset")));
        return answer.body().lines().toList();
    }

    /** The sum of the samples of this name that have all of these labels. */
    private static double sum(List<String> scraped, String name, String... labels) {
        return scraped.stream()
                .filter(line -> line.startsWith(name + "{"))
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void assertLine(List<String> scraped, String line) {
        String name = line.substring(0, line.indexOf('{'));
        assertTrue(
                scraped.contains(line),
                () -> line + " not in\n"
                        + String.join(
                                "\n",
                                scraped.stream()
                                        .filter(other -> other.startsWith(name))
                                        .toList()));
    }

    @Test
    void answeredFallenBackFailedAndStreamedCallsAreCountedUnderLiteLlmsNames() throws Exception {
        assertEquals(200, sample.chat().statusCode());
        assertEquals(200, sample.stream().statusCode());
        sample.fail("openai", "html");
        assertEquals("openrouter-claude", header(sample.chat(), "x-litellm-model-id"));
        sample.fail("openrouter", "503");
        // The host passes the page of HTML on, with its good status: that is a failure all the same.
        assertEquals(200, sample.chat().statusCode());

        List<String> scraped = scrape();

        String openai = "api_base=\"None\",api_key_alias=\"None\",api_provider=\"openai\",";
        String model = "hashed_api_key=\"None\",litellm_model_name=\"gpt-4o\",model_id=\"openai\",";
        String team = "requested_model=\"gpt-4o\",team=\"None\",team_alias=\"None\"";
        assertLine(scraped, "litellm_deployment_total_requests_total{" + openai + model + team + "} 4.0");
        assertLine(scraped, "litellm_deployment_success_responses_total{" + openai + model + team + "} 2.0");
        assertLine(
                scraped,
                "litellm_deployment_failure_responses_total{" + openai
                        + "exception_class=\"Openai.APIError\",exception_status=\"500\"," + model + team + "} 2.0");
        assertLine(
                scraped,
                "litellm_deployment_successful_fallbacks_total{api_key_alias=\"None\",exception_class=\"Openai.APIError\","
                        + "exception_status=\"500\",fallback_model=\"claude-sonnet\",hashed_api_key=\"None\","
                        + "model_id=\"openrouter-claude\"," + team + "} 1.0");
        assertEquals(1, sum(scraped, "litellm_deployment_failed_fallbacks_total"));
        assertEquals(2, sum(scraped, "litellm_deployment_total_requests_total", "model_id=\"openrouter-claude\""));
        assertEquals(1, sum(scraped, "litellm_deployment_success_responses_total", "api_provider=\"openrouter\""));

        assertEquals(4, sum(scraped, "litellm_proxy_total_requests_metric_total", "route=\"/chat/completions\""));
        assertEquals(1, sum(scraped, "litellm_proxy_failed_requests_metric_total"));

        assertEquals(3, sum(scraped, "litellm_request_total_latency_metric_count"));
        assertEquals(3, sum(scraped, "litellm_request_total_latency_metric_bucket", "le=\"600.0\""));
        assertEquals(3, sum(scraped, "litellm_llm_api_latency_metric_count", "requested_model=\"gpt-4o\""));
        assertEquals(1, sum(scraped, "litellm_llm_api_time_to_first_token_metric_count", "model_id=\"openai\""));
        assertTrue(sum(scraped, "litellm_deployment_latency_per_output_token_count", "model_id=\"openai\"") >= 1);

        assertEquals(9, sum(scraped, "litellm_input_tokens_metric_total", "model=\"anthropic/claude-sonnet-4.5\""));
        assertEquals(12, sum(scraped, "litellm_output_tokens_metric_total", "model_id=\"openrouter-claude\""));
        assertEquals(21, sum(scraped, "litellm_total_tokens_metric_total", "model_id=\"openrouter-claude\""));
        assertEquals(12.9, sum(scraped, "litellm_spend_metric_total", "model_id=\"openrouter-claude\""), 1e-9);

        assertEquals(2, sum(scraped, "fallback_routing_answers_total", "model_id=\"openai\"", "by=\"host\""));
        assertLine(
                scraped,
                "fallback_routing_answers_total{by=\"fallback\",litellm_model_name=\"anthropic/claude-sonnet-4.5\","
                        + "model_id=\"openrouter-claude\",requested_model=\"gpt-4o\"} 1.0");
        assertEquals(3, sum(scraped, "fallback_routing_answers_total"));
        assertEquals(3, sum(scraped, "fallback_routing_requests_total", "end=\"answered\""));
        assertEquals(1, sum(scraped, "fallback_routing_requests_total", "end=\"failed\""));
        assertEquals(6, sum(scraped, "fallback_routing_attempts_total"));
        assertEquals(1, sum(scraped, "fallback_routing_attempts_total", "outcome=\"overloaded\"", "by=\"fallback\""));
        assertEquals(2, sum(scraped, "fallback_routing_fallbacks_total", "failure=\"broken_answer\""));
    }

    @Test
    void theStateOfADeploymentFollowsItsFailuresAndItsRest() throws Exception {
        assertEquals(0, state("openai"));
        sample.fail("openai", "html");
        sample.fail("openrouter", "401");
        sample.chat();

        List<String> scraped = scrape();

        assertEquals(1, sum(scraped, "litellm_deployment_state", "model_id=\"openai\""));
        assertLine(
                scraped,
                "litellm_deployment_state{api_base=\"None\",api_provider=\"openrouter\","
                        + "litellm_model_name=\"anthropic/claude-sonnet-4.5\",model_id=\"openrouter-claude\"} 2.0");
        assertEquals(
                1,
                sum(
                        scraped,
                        "litellm_deployment_cooled_down_total",
                        "model_id=\"openrouter-claude\"",
                        "exception_status=\"401\""));
        assertEquals(1, sum(scraped, "fallback_routing_cooldowns_total", "failure=\"credentials\""));

        sample.fail("openai", "none");
        sample.chat();
        assertEquals(0, state("openai"));
    }

    private double state(String id) throws Exception {
        return sum(scrape(), "litellm_deployment_state", "model_id=\"" + id + "\"");
    }

    @Test
    void everyMetricIsLiteLlmsOrHasOurPrefix() throws Exception {
        sample.chat();

        Set<String> names = scrape().stream()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .collect(toCollection(TreeSet::new));

        assertTrue(names.contains("litellm_request_total_latency_metric"), names.toString());
        names.removeIf(name -> name.startsWith("litellm_") || name.startsWith("fallback_routing_"));
        assertEquals(Set.of(), names);
        assertFalse(scrape().stream().anyMatch(line -> line.contains("127.0.0.1")));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("(none)");
    }
}
