package io.github.fallbackrouting.report.micrometer;

import static io.github.fallbackrouting.routing.Deployments.config;
import static io.github.fallbackrouting.routing.Deployments.deployment;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.AnswerModel;
import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ReportRules;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.report.AttemptEnded;
import io.github.fallbackrouting.report.CallFinished;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.report.CooledDown;
import io.github.fallbackrouting.report.FellBack;
import io.github.fallbackrouting.report.LlmCall;
import io.github.fallbackrouting.report.LlmCalls;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.DeploymentState;
import io.github.fallbackrouting.routing.DeploymentState.Condition;
import io.github.fallbackrouting.routing.Deployments;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MicrometerListenerTest {

    private static final LlmCall CALL = LlmCalls.call("/chat/completions");
    private static final Failed RATE_LIMITED = new Failed(FailureKind.RATE_LIMITED, 429, "");
    private static final Failed OVERLOADED = new Failed(FailureKind.OVERLOADED, 503, "");
    private static final Failed TIMEOUT = new Failed(FailureKind.TIMEOUT, 0, "");
    private static final Outcome GOOD = new Served(200);

    private static final Configuration A_TO_B = aToB().build();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<DeploymentState> states = new ArrayList<>();

    /** Two in group a, one in group b that stands in for them and alone has prices, and a wildcard. */
    private static Deployments.Config aToB() {
        return config(List.of(
                        deployment("a1", "a", "azure/gpt-east"),
                        deployment("a2", "a", "openai/gpt-west"),
                        deployment("b1", "b", "openrouter/anthropic/claude"),
                        deployment("w1", "openai/*", "openai/*")))
                .with("b1", said -> said.cost("0.001"))
                .fallbacks("a", "b");
    }

    private MicrometerListener listener() {
        return new MicrometerListener(A_TO_B, () -> states, registry);
    }

    private static Attempt attempt(String id, Reason reason, Outcome outcome) {
        return attempt(id, reason, outcome, Optional.empty(), Usage.NONE);
    }

    /** One that takes two seconds. */
    private static Attempt attempt(
            String id, Reason reason, Outcome outcome, Optional<Duration> firstContent, Usage usage) {
        return new Attempt(
                new Hop(named(A_TO_B, id), reason), outcome, Duration.ZERO, Duration.ofSeconds(2), firstContent, usage);
    }

    private static Deployment named(Configuration configuration, String id) {
        return configuration.groups().deployments().stream()
                .filter(deployment -> deployment.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Usage used(long input, long output) {
        return new Usage(input, 0, 0, output, 0, input + output);
    }

    /** A request for this group, which takes three seconds and has these attempts. */
    private static void tell(MicrometerListener to, String group, End end, int status, Attempt... attempts) {
        Optional<Deployment> answeredBy = attempts.length == 0
                ? Optional.empty()
                : Optional.of(attempts[end == End.ANSWERED ? attempts.length - 1 : 0]
                        .hop()
                        .deployment());
        for (Attempt attempt : attempts) {
            to.attempted(new AttemptEnded(CALL, group, attempt));
        }
        to.finished(new CallFinished(CALL, group, end, status, answeredBy, List.of(attempts), Duration.ofSeconds(3)));
    }

    /** The sum of the counters of this name that have these tags, given as key and value in turn. */
    private double count(String name, String... tags) {
        return registry.find(name).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private DistributionSummary summary(String name, String... tags) {
        return registry.get(name).tags(tags).summary();
    }

    private static Map<String, String> tags(Meter meter) {
        Map<String, String> tags = new TreeMap<>();
        for (Tag tag : meter.getId().getTags()) {
            tags.put(tag.getKey(), tag.getValue());
        }
        return tags;
    }

    @Test
    void anAnswerOfTheHostsDeployment() {
        tell(listener(), "a", End.ANSWERED, 200, attempt("a1", Reason.PRIMARY, GOOD, Optional.empty(), used(9, 4)));

        assertEquals(1, count("litellm_deployment_total_requests", "model_id", "a1"));
        assertEquals(1, count("litellm_deployment_success_responses", "model_id", "a1"));
        assertEquals(0, count("litellm_deployment_failure_responses"));
        assertEquals(9, count("litellm_input_tokens_metric", "model_id", "a1"));
        assertEquals(4, count("litellm_output_tokens_metric", "model_id", "a1"));
        assertEquals(13, count("litellm_total_tokens_metric", "model_id", "a1"));
        assertEquals(
                2, summary("litellm_llm_api_latency_metric", "model_id", "a1").totalAmount());
        assertEquals(
                3,
                summary("litellm_request_total_latency_metric", "model_id", "a1")
                        .totalAmount());
        assertEquals(
                0,
                summary("litellm_llm_api_time_to_first_token_metric", "model_id", "a1")
                        .count());
        assertEquals(
                0.5,
                summary("litellm_deployment_latency_per_output_token", "model_id", "a1")
                        .totalAmount());
        assertEquals(1, count("litellm_proxy_total_requests_metric", "status_code", "200", "model_id", "a1"));
        assertEquals(0, count("litellm_proxy_failed_requests_metric"));
        assertEquals(1, count("fallback_routing_requests", "end", "answered"));
        assertEquals(1, count("fallback_routing_answers", "model_id", "a1", "by", "host"));
        assertEquals(1, count("fallback_routing_answers"));
        assertEquals(1, count("fallback_routing_attempts", "outcome", "served", "by", "host", "billable", "yes"));
    }

    @Test
    void theLabelsAreLiteLlms() {
        MicrometerListener listener = listener();
        tell(
                listener,
                "a",
                End.ANSWERED,
                200,
                attempt("a1", Reason.PRIMARY, RATE_LIMITED),
                attempt("b1", Reason.FALLBACK, GOOD));

        assertEquals(
                Map.of(
                        "requested_model", "a",
                        "litellm_model_name", "gpt-east",
                        "model_id", "a1",
                        "api_base", "None",
                        "api_provider", "azure",
                        "hashed_api_key", "None",
                        "api_key_alias", "None",
                        "team", "None",
                        "team_alias", "None"),
                tags(registry.get("litellm_deployment_total_requests")
                        .tag("model_id", "a1")
                        .counter()));
        assertEquals(
                Map.of(
                        "requested_model", "a",
                        "fallback_model", "b",
                        "model_id", "b1",
                        "exception_status", "429",
                        "exception_class", "Azure.RateLimitError",
                        "hashed_api_key", "None",
                        "api_key_alias", "None",
                        "team", "None",
                        "team_alias", "None"),
                tags(registry.get("litellm_deployment_successful_fallbacks").counter()));
        assertEquals(
                "anthropic/claude",
                tags(registry.get("litellm_spend_metric").tag("model_id", "b1").counter())
                        .get("model"));
        assertEquals(
                "/chat/completions",
                tags(registry.get("litellm_proxy_total_requests_metric").counter())
                        .get("route"));
    }

    @Test
    void anAnswerByAFallbackIsItsDeploymentsEvenAfterARetryThere() {
        tell(
                listener(),
                "a",
                End.ANSWERED,
                200,
                attempt("a1", Reason.PRIMARY, OVERLOADED),
                attempt("a2", Reason.RETRY, TIMEOUT),
                attempt("b1", Reason.FALLBACK, RATE_LIMITED),
                attempt("b1", Reason.RETRY, GOOD));

        assertEquals(1, count("fallback_routing_answers", "requested_model", "a", "model_id", "b1", "by", "fallback"));
        assertEquals(1, count("fallback_routing_answers"));
        assertEquals(1, count("litellm_deployment_successful_fallbacks", "exception_class", "Openai.Timeout"));
        assertEquals(0, count("litellm_deployment_failed_fallbacks"));
        assertEquals(2, count("litellm_deployment_total_requests", "model_id", "b1"));
        assertEquals(1, count("litellm_deployment_failure_responses", "model_id", "a2", "exception_status", "408"));
        assertEquals(
                1,
                summary("litellm_request_total_latency_metric", "model_id", "b1")
                        .count());
        assertEquals(
                1, count("fallback_routing_attempts", "outcome", "timeout", "by", "retry", "billable", "possibly"));
    }

    @Test
    void answersOfSiblingsAreTheirs() {
        MicrometerListener listener = listener();
        tell(listener, "a", End.ANSWERED, 200, attempt("a2", Reason.INSTEAD, GOOD));
        tell(
                listener,
                "a",
                End.ANSWERED,
                200,
                attempt("a1", Reason.PRIMARY, OVERLOADED),
                attempt("a2", Reason.RETRY, GOOD));

        assertEquals(1, count("fallback_routing_answers", "model_id", "a2", "by", "instead"));
        assertEquals(1, count("fallback_routing_answers", "model_id", "a2", "by", "retry"));
    }

    @Test
    void aFallbackThatFailsTooAndTheHostsFailureThatTheClientGets() {
        tell(
                listener(),
                "a",
                End.FAILED,
                429,
                attempt("a1", Reason.PRIMARY, RATE_LIMITED),
                attempt("b1", Reason.FALLBACK, OVERLOADED));

        assertEquals(1, count("litellm_deployment_failed_fallbacks", "fallback_model", "b", "exception_status", "429"));
        assertEquals(0, count("litellm_deployment_successful_fallbacks"));
        assertEquals(
                1,
                count(
                        "litellm_proxy_failed_requests_metric",
                        "exception_status",
                        "429",
                        "exception_class",
                        "Azure.RateLimitError",
                        "model_id",
                        "a1"));
        assertEquals(1, count("litellm_proxy_total_requests_metric", "status_code", "429"));
        assertEquals(0, count("fallback_routing_answers"));
        assertEquals(1, count("fallback_routing_requests", "end", "failed"));
    }

    @Test
    void aFailureOfOursHasNoClass() {
        tell(listener(), "a", End.FAILED, 503);

        assertEquals(
                1,
                count(
                        "litellm_proxy_failed_requests_metric",
                        "exception_status",
                        "503",
                        "exception_class",
                        "None",
                        "model_id",
                        "None"));
    }

    @Test
    void aStreamIsTimedUntilItsFirstContent() {
        tell(
                listener(),
                "a",
                End.ANSWERED,
                200,
                attempt("a1", Reason.PRIMARY, GOOD, Optional.of(Duration.ofMillis(500)), used(1, 10)));

        assertEquals(
                0.5,
                summary("litellm_llm_api_time_to_first_token_metric", "model_id", "a1")
                        .totalAmount());
        assertEquals(
                0.05,
                summary("litellm_deployment_latency_per_output_token", "model_id", "a1")
                        .totalAmount());
        assertEquals(
                2, summary("litellm_llm_api_latency_metric", "model_id", "a1").totalAmount());
    }

    @Test
    void aStreamThatBreaksOffIsAFailureOfItsLastDeployment() {
        tell(
                listener(),
                "a",
                End.BROKEN_OFF,
                200,
                attempt("a1", Reason.PRIMARY, RATE_LIMITED),
                attempt(
                        "a2",
                        Reason.RETRY,
                        new Failed(FailureKind.CONNECTION, 200, ""),
                        Optional.of(Duration.ofMillis(500)),
                        Usage.NONE));

        assertEquals(1, count("litellm_proxy_failed_requests_metric", "exception_class", "Openai.APIConnectionError"));
        assertEquals(1, count("litellm_proxy_total_requests_metric", "status_code", "200"));
    }

    @Test
    void whatAFailedAttemptUsedIsSpentToo() {
        tell(
                listener(),
                "b",
                End.FAILED,
                500,
                attempt(
                        "b1",
                        Reason.PRIMARY,
                        new Failed(FailureKind.BROKEN_ANSWER, 200, ""),
                        Optional.empty(),
                        used(7, 0)));

        assertEquals(0.007, count("litellm_spend_metric", "model_id", "b1"), 1e-12);
        assertEquals(7, count("litellm_input_tokens_metric", "model_id", "b1"));
        assertEquals(0, count("litellm_deployment_success_responses", "model_id", "b1"));
    }

    @Test
    void whoHasNoPricesIsNotSaidToCostNothing() {
        tell(listener(), "a", End.ANSWERED, 200, attempt("a1", Reason.PRIMARY, GOOD, Optional.empty(), used(7, 7)));

        assertTrue(registry.find("litellm_spend_metric").counters().isEmpty());
    }

    @Test
    void whoLeavesIsNobodysFailure() {
        tell(
                listener(),
                "a",
                End.CLIENT_GONE,
                200,
                attempt("a1", Reason.PRIMARY, OVERLOADED),
                attempt("b1", Reason.FALLBACK, new Failed(FailureKind.CLIENT_GONE, 0, "")));

        assertEquals(0, count("litellm_deployment_failure_responses", "model_id", "b1"));
        assertEquals(0, count("litellm_deployment_total_requests", "model_id", "b1"));
        assertEquals(0, count("litellm_deployment_failed_fallbacks"));
        assertEquals(0, count("litellm_proxy_failed_requests_metric"));
        assertEquals(1, count("litellm_proxy_total_requests_metric"));
        assertEquals(1, count("fallback_routing_requests", "end", "client_gone"));
        assertEquals(1, count("fallback_routing_attempts", "model_id", "b1", "outcome", "client_gone"));
    }

    @Test
    void whatWasNotLookedAtIsOnlyARequest() {
        MicrometerListener listener = listener();
        tell(listener, "", End.UNTOUCHED, 200);
        tell(listener, "nobody's", End.UNTOUCHED, 200);

        assertEquals(2, count("fallback_routing_requests", "requested_model", "None", "end", "untouched"));
        assertEquals(0, count("litellm_proxy_total_requests_metric"));
    }

    @Test
    void movesBetweenGroupsAndRests() {
        MicrometerListener listener = listener();
        Hop next = new Hop(named(A_TO_B, "b1"), Reason.FALLBACK);
        listener.fellBack(new FellBack(CALL, "a", Optional.of(attempt("a1", Reason.PRIMARY, RATE_LIMITED)), next));
        listener.fellBack(new FellBack(CALL, "a", Optional.empty(), next));
        listener.cooledDown(new CooledDown(named(A_TO_B, "a1"), FailureKind.CREDENTIALS, Duration.ofSeconds(5)));

        assertEquals(
                1,
                count(
                        "fallback_routing_fallbacks",
                        "requested_model",
                        "a",
                        "fallback_model",
                        "b",
                        "failure",
                        "rate_limited"));
        assertEquals(1, count("fallback_routing_fallbacks", "failure", "None"));
        assertEquals(1, count("litellm_deployment_cooled_down", "model_id", "a1", "exception_status", "401"));
        assertEquals(1, count("fallback_routing_cooldowns", "model_id", "a1", "failure", "credentials"));
    }

    @Test
    void callersWhoMakeUpNamesMakeNoMeters() {
        MicrometerListener listener = listener();
        Set<Integer> sizes = new TreeSet<>();
        for (int i = 0; i < 1000; i++) {
            String name = "openai/made-up-" + i;
            Deployment serving =
                    A_TO_B.groups().named(name).orElseThrow().deployments().get(0);
            Attempt attempt = new Attempt(
                    new Hop(serving, Reason.PRIMARY),
                    GOOD,
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Optional.empty(),
                    used(1, 1));
            tell(listener, name, End.ANSWERED, 200, attempt);
            sizes.add(registry.getMeters().size());
        }

        assertEquals(1, sizes.size());
        assertEquals(1000, count("fallback_routing_answers", "requested_model", "openai/*", "model_id", "w1"));
        assertEquals(
                1000,
                count(
                        "litellm_deployment_success_responses",
                        "requested_model",
                        "openai/*",
                        "litellm_model_name",
                        "*"));
    }

    @Test
    void theStateIsWhatTheRouterKnowsNow() {
        listener();
        assertEquals(Double.NaN, state("a1"));

        for (Condition condition : Condition.values()) {
            states.add(new DeploymentState(
                    A_TO_B.groups().deployments().get(states.size()),
                    condition,
                    Duration.ZERO,
                    0,
                    0,
                    0,
                    Duration.ZERO));
        }

        assertEquals(List.of(0.0, 1.0, 1.0, 2.0), List.of(state("a1"), state("a2"), state("b1"), state("w1")));
    }

    private double state(String id) {
        return registry.get("litellm_deployment_state")
                .tag("model_id", id)
                .gauge()
                .value();
    }

    @Test
    void aBaseUrlIsToldOnlyWhereItMayBe() {
        Configuration open = aToB().report(
                        new ReportRules(Optional.empty(), true, true, AnswerModel.AS_SERVED, false, false))
                .build();
        new MicrometerListener(open, () -> states, registry);

        assertEquals(
                "http://deployment.invalid",
                tags(registry.get("litellm_deployment_state")
                                .tag("model_id", "a1")
                                .gauge())
                        .get("api_base"));
    }

    @Test
    void alertsSeeTheFirstAnswerByAFallbackAsAStepFromZero() {
        listener();

        Set<String> announced = registry.find("fallback_routing_answers").counters().stream()
                .map(counter -> tags(counter).get("requested_model") + " "
                        + tags(counter).get("model_id") + " " + tags(counter).get("by"))
                .collect(toCollection(TreeSet::new));
        assertTrue(announced.contains("a b1 fallback"), announced.toString());
        assertTrue(announced.contains("a a1 host"), announced.toString());
        assertTrue(announced.contains("a a2 instead"), announced.toString());
        assertEquals(2 * 3 + 1 + 3 + 3, announced.size(), announced.toString());
    }

    @Test
    void allMetersOfANameHaveTheSameLabels() {
        MicrometerListener listener = listener();
        tell(listener, "a", End.ANSWERED, 200, attempt("a1", Reason.PRIMARY, GOOD, Optional.empty(), used(1, 1)));
        tell(
                listener,
                "a",
                End.FAILED,
                429,
                attempt("a1", Reason.PRIMARY, RATE_LIMITED),
                attempt("b1", Reason.FALLBACK, OVERLOADED));
        tell(listener, "a", End.FAILED, 503);
        tell(listener, "b", End.ANSWERED, 200, attempt("b1", Reason.FALLBACK, GOOD));

        Map<String, Set<String>> keys = new HashMap<>();
        for (Meter meter : registry.getMeters()) {
            assertEquals(
                    tags(meter).keySet(),
                    keys.computeIfAbsent(
                            meter.getId().getName(), name -> tags(meter).keySet()),
                    meter.getId().getName());
        }
        assertTrue(keys.size() > 15, keys.keySet().toString());
    }

    @Test
    void closingTakesAllMetersOutAndLateEventsBringNoneBack() {
        registry.counter("the.hosts");
        MicrometerListener listener = listener();
        tell(listener, "a", End.ANSWERED, 200, attempt("a1", Reason.PRIMARY, GOOD));

        listener.close();
        tell(listener, "b", End.ANSWERED, 200, attempt("b1", Reason.PRIMARY, GOOD));

        assertEquals(
                List.of("the.hosts"),
                registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .filter(name -> !name.startsWith("the.hosts."))
                        .toList());
    }
}
