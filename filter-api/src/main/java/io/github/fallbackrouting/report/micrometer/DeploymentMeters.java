package io.github.fallbackrouting.report.micrometer;

import io.github.fallbackrouting.json.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** LiteLLM's metrics of one deployment that is asked for one model group, found together. Thread-safe. */
final class DeploymentMeters {

    private static final double NANOS = 1e9;

    /** LiteLLM's {@code LATENCY_BUCKETS}, in seconds: {@code litellm/types/integrations/prometheus.py}. */
    private static final double[] LATENCY_BUCKETS = {
        .005, .01, .025, .05, .1, .25, .5, 1, 2, 5, 10, 30, 60, 120, 300, 420, 600
    };

    /** Those of Prometheus' Python client, which LiteLLM leaves as they are here. */
    private static final double[] PER_TOKEN_BUCKETS = {.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10
    };

    private final Counter total;
    private final Counter successes;
    private final DistributionSummary perOutputToken;
    private final DistributionSummary requestLatency;
    private final DistributionSummary apiLatency;
    private final DistributionSummary timeToFirstToken;
    private final Counter inputTokens;
    private final Counter outputTokens;
    private final Counter totalTokens;

    /** Empty without prices: 0 would say that it costs nothing. */
    private final Optional<Counter> spend;

    /** @param requested the model group that callers asked for */
    DeploymentMeters(Meters meters, String requested, DeploymentLabels deployment) {
        Tags asked = deployment.tags().and(CallerLabels.KEY).and("requested_model", requested);
        total = meters.counter(
                "litellm_deployment_total_requests", "Attempts at a deployment that were served or failed", asked);
        successes = meters.counter(
                "litellm_deployment_success_responses", "Attempts at a deployment that were served", asked);
        perOutputToken = meters.seconds(
                "litellm_deployment_latency_per_output_token",
                "Seconds for an output token: an answer's latency, a stream's time to first token, by its output tokens",
                PER_TOKEN_BUCKETS,
                deployment.tags().and(CallerLabels.KEY));

        Tags used = CallerLabels.USER.and(
                "requested_model",
                requested,
                "model",
                deployment.modelName(),
                "model_id",
                deployment.modelId(),
                "api_provider",
                deployment.apiProvider());
        requestLatency = meters.seconds(
                "litellm_request_total_latency_metric",
                "Seconds from a request's start until the end of its good answer, all attempts together",
                LATENCY_BUCKETS,
                used);
        apiLatency = meters.seconds(
                "litellm_llm_api_latency_metric", "Seconds that a served attempt took", LATENCY_BUCKETS, used);
        timeToFirstToken = meters.seconds(
                "litellm_llm_api_time_to_first_token_metric",
                "Seconds from a served attempt's start until its stream's first content",
                LATENCY_BUCKETS,
                used);
        inputTokens =
                meters.counter("litellm_input_tokens_metric", "Input tokens, as answers say what they used", used);
        outputTokens =
                meters.counter("litellm_output_tokens_metric", "Output tokens, as answers say what they used", used);
        totalTokens = meters.counter("litellm_total_tokens_metric", "Tokens, as answers say what they used", used);
        spend = deployment.hasPrices()
                ? Optional.of(meters.counter(
                        "litellm_spend_metric", "USD that attempts cost, failed ones that used tokens too", used))
                : Optional.empty();
    }

    void failed() {
        total.increment();
    }

    /** @param firstContent of a stream */
    void served(Duration took, Optional<Duration> firstContent, Usage usage) {
        total.increment();
        successes.increment();
        double seconds = seconds(took);
        double first = firstContent.map(DeploymentMeters::seconds).orElse(seconds);
        apiLatency.record(seconds);
        if (firstContent.isPresent()) {
            timeToFirstToken.record(first);
        }
        if (usage.output() > 0) {
            perOutputToken.record(first / usage.output());
        }
    }

    void used(Usage usage, Optional<BigDecimal> cost) {
        inputTokens.increment((double) usage.input());
        outputTokens.increment((double) usage.output());
        totalTokens.increment((double) usage.total());
        if (spend.isPresent() && cost.isPresent()) {
            spend.get().increment(cost.get().doubleValue());
        }
    }

    /** A request has got its good answer here. */
    void answered(Duration took) {
        requestLatency.record(seconds(took));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }
}
