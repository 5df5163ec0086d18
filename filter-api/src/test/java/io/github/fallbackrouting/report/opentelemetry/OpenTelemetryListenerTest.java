package io.github.fallbackrouting.report.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.DeploymentSettings;
import io.github.fallbackrouting.config.Dialect;
import io.github.fallbackrouting.config.Endpoint;
import io.github.fallbackrouting.config.Prices;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.report.AttemptEnded;
import io.github.fallbackrouting.report.CallFinished;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.report.CallReport;
import io.github.fallbackrouting.report.CallStarted;
import io.github.fallbackrouting.report.FallbackListener;
import io.github.fallbackrouting.report.LlmCall;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenTelemetryListenerTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final Map<String, String> FROM_CALLER =
            Map.of("traceparent", "00-" + TRACE + "-" + CALLER + "-01", "tracestate", "vendor=1");

    private static final Deployment EAST = deployment(
            "azure-east", "gpt-4o", "azure/gpt-4o-east", "https://east.example/openai", "api-version=1&sig=x");
    private static final Deployment WEST =
            deployment("openai-west", "gpt-4o", "openai/gpt-4o-west", "http://west.example:8080/v1", null);
    private static final Deployment LARGE =
            deployment("large", "mistral-large", "mistral/mistral-large", "https://api.mistral.ai/v1", null);

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    @AutoClose
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();

    private final OpenTelemetryListener listener = new OpenTelemetryListener(sdk);

    private static Deployment deployment(String id, String group, String model, String base, @Nullable String query) {
        Prices prices = new Prices(
                new BigDecimal("0.001"), new BigDecimal("0.002"), Optional.empty(), Optional.empty(), Optional.empty());
        DeploymentSettings none = DeploymentSettings.NONE;
        DeploymentSettings priced = new DeploymentSettings(
                none.order(),
                none.weight(),
                none.rpm(),
                none.tpm(),
                none.numRetries(),
                none.timeout(),
                none.cooldownTime(),
                none.maxInputTokens(),
                Optional.of(prices));
        return new Deployment(
                id,
                group,
                model,
                model.substring(model.indexOf('/') + 1),
                Dialect.OPENAI,
                new Endpoint(URI.create(base), query, Map.of()),
                priced);
    }

    private static Attempt attempt(Deployment deployment, Reason reason, Outcome outcome, long began, long took) {
        return attempt(deployment, reason, outcome, began, took, Optional.empty(), Usage.NONE);
    }

    private static Attempt attempt(
            Deployment deployment,
            Reason reason,
            Outcome outcome,
            long began,
            long took,
            Optional<Duration> firstContent,
            Usage usage) {
        return new Attempt(
                new Hop(deployment, reason),
                outcome,
                Duration.ofMillis(began),
                Duration.ofMillis(took),
                firstContent,
                usage);
    }

    private static Attempt answered(Deployment deployment, Reason reason, long began, long took) {
        return attempt(
                deployment, reason, new Served(200), began, took, Optional.empty(), new Usage(10, 0, 0, 5, 0, 15));
    }

    /** A call that has come in, and whose listener has heard of it. */
    private static LlmCall started(FallbackListener heard, String operation, Map<String, String> traceContext) {
        AtomicReference<LlmCall> call = new AtomicReference<>();
        CallReport.begin(
                new FallbackListener() {
                    @Override
                    public void started(CallStarted event) {
                        call.set(event.call());
                        heard.started(event);
                    }
                },
                "call-1",
                START,
                operation,
                traceContext);
        return Objects.requireNonNull(call.get());
    }

    private void finish(LlmCall call, End end, Optional<Deployment> answeredBy, Attempt... attempts) {
        for (Attempt attempt : attempts) {
            listener.attempted(new AttemptEnded(call, "gpt-4o", attempt));
        }
        listener.finished(
                new CallFinished(call, "gpt-4o", end, 200, answeredBy, List.of(attempts), Duration.ofSeconds(1)));
    }

    /** A chat from its start to its end. */
    private List<SpanData> chat(End end, Optional<Deployment> answeredBy, Attempt... attempts) {
        finish(started(listener, "/chat/completions", FROM_CALLER), end, answeredBy, attempts);
        return exporter.getFinishedSpanItems();
    }

    /** The attempts' spans end before the call's. */
    private static SpanData call(List<SpanData> spans) {
        return spans.get(spans.size() - 1);
    }

    private static Map<String, Object> attributes(Attributes attributes) {
        return attributes.asMap().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().getKey(), Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static @Nullable Object get(SpanData span, String name) {
        return attributes(span.getAttributes()).get(name);
    }

    private static long nanos(long millis) {
        return START.getEpochSecond() * 1_000_000_000L + millis * 1_000_000L;
    }

    private static void assertTimes(long from, long to, SpanData span) {
        assertEquals(nanos(from), span.getStartEpochNanos());
        assertEquals(nanos(to), span.getEndEpochNanos());
    }

    // ---- what a call becomes ----------------------------------------------------------------------------------------

    @Test
    void whatTheHostAnswersIsASpanWithOneInIt() {
        List<SpanData> spans = chat(End.ANSWERED, Optional.of(EAST), answered(EAST, Reason.PRIMARY, 0, 900));

        assertEquals(2, spans.size());
        SpanData call = call(spans);
        assertEquals("chat gpt-4o", call.getName());
        assertEquals(SpanKind.CLIENT, call.getKind());
        assertEquals(
                "io.github.fallbackrouting", call.getInstrumentationScopeInfo().getName());
        assertEquals(StatusData.unset(), call.getStatus());
        assertTimes(0, 1000, call);
        assertEquals(
                map(
                        "gen_ai.operation.name", "chat",
                        "gen_ai.provider.name", "azure.ai.openai",
                        "gen_ai.request.model", "gpt-4o",
                        "gen_ai.response.model", "gpt-4o-east",
                        "gen_ai.usage.input_tokens", 10L,
                        "gen_ai.usage.output_tokens", 5L,
                        "server.address", "east.example",
                        "server.port", 443L,
                        "fallback_routing.actual_model", "azure/gpt-4o-east",
                        "fallback_routing.attempts", 1L,
                        "fallback_routing.call_id", "call-1",
                        "fallback_routing.cost_usd", 0.02,
                        "fallback_routing.end", "answered",
                        "fallback_routing.fallback", false,
                        "fallback_routing.model_group", "gpt-4o",
                        "fallback_routing.model_id", "azure-east"),
                attributes(call.getAttributes()));
        assertEquals(List.of(), call.getEvents());

        SpanData attempt = spans.get(0);
        assertEquals("POST", attempt.getName());
        assertEquals(SpanKind.INTERNAL, attempt.getKind());
        assertEquals(StatusData.unset(), attempt.getStatus());
        assertTimes(0, 900, attempt);
        assertEquals(
                map(
                        "http.request.method", "POST",
                        "http.response.status_code", 200L,
                        "server.address", "east.example",
                        "server.port", 443L,
                        "fallback_routing.actual_model", "azure/gpt-4o-east",
                        "fallback_routing.billable", "yes",
                        "fallback_routing.call_id", "call-1",
                        "fallback_routing.cost_usd", 0.02,
                        "fallback_routing.model_group", "gpt-4o",
                        "fallback_routing.model_id", "azure-east",
                        "fallback_routing.reason", "primary"),
                attributes(attempt.getAttributes()));
    }

    @Test
    void aRescuedCallIsNoErrorButItsFailedAttemptsAre() {
        List<SpanData> spans = chat(
                End.ANSWERED,
                Optional.of(LARGE),
                attempt(EAST, Reason.PRIMARY, new Failed(FailureKind.RATE_LIMITED, 429, ""), 0, 100),
                attempt(WEST, Reason.RETRY, new Failed(FailureKind.TIMEOUT, 0, "no first byte"), 150, 200),
                answered(LARGE, Reason.FALLBACK, 400, 500));

        assertEquals(4, spans.size());
        SpanData call = call(spans);
        assertEquals(StatusData.unset(), call.getStatus());
        assertEquals("gpt-4o", get(call, "gen_ai.request.model"));
        assertEquals("mistral-large", get(call, "gen_ai.response.model"));
        assertEquals("mistral_ai", get(call, "gen_ai.provider.name"));
        assertEquals("api.mistral.ai", get(call, "server.address"));
        assertEquals(true, get(call, "fallback_routing.fallback"));
        assertEquals(3L, get(call, "fallback_routing.attempts"));
        assertEquals(null, get(call, "error.type"));
        assertEquals(1, call.getEvents().size());
        EventData move = call.getEvents().get(0);
        assertEquals("fallback_routing.fallback", move.getName());
        assertEquals(nanos(400), move.getEpochNanos());
        assertEquals(
                map(
                        "fallback_routing.from_model_id", "openai-west",
                        "fallback_routing.model_group", "mistral-large",
                        "fallback_routing.model_id", "large"),
                attributes(move.getAttributes()));

        SpanData host = spans.get(0);
        assertEquals(SpanKind.INTERNAL, host.getKind());
        assertEquals(StatusData.error(), host.getStatus());
        assertEquals("429", get(host, "error.type"));
        assertEquals(429L, get(host, "http.response.status_code"));
        assertEquals("rate_limited", get(host, "fallback_routing.failure_kind"));
        assertEquals("no", get(host, "fallback_routing.billable"));
        assertEquals(null, get(host, "http.request.resend_count"));
        assertEquals(null, get(host, "url.full"));

        SpanData retry = spans.get(1);
        assertEquals(SpanKind.CLIENT, retry.getKind());
        assertEquals(StatusData.create(StatusCode.ERROR, "no first byte"), retry.getStatus());
        assertTimes(150, 350, retry);
        assertEquals(
                map(
                        "error.type", "timeout",
                        "http.request.method", "POST",
                        "http.request.resend_count", 1L,
                        "server.address", "west.example",
                        "server.port", 8080L,
                        "url.full", "http://west.example:8080/v1/chat/completions",
                        "fallback_routing.actual_model", "openai/gpt-4o-west",
                        "fallback_routing.billable", "possibly",
                        "fallback_routing.call_id", "call-1",
                        "fallback_routing.failure_kind", "timeout",
                        "fallback_routing.model_group", "gpt-4o",
                        "fallback_routing.model_id", "openai-west",
                        "fallback_routing.reason", "retry"),
                attributes(retry.getAttributes()));

        SpanData moved = spans.get(2);
        assertEquals(SpanKind.CLIENT, moved.getKind());
        assertEquals(2L, get(moved, "http.request.resend_count"));
        assertEquals("fallback", get(moved, "fallback_routing.reason"));
        assertEquals("mistral-large", get(moved, "fallback_routing.model_group"));
        assertTimes(400, 900, moved);
    }

    @Test
    void theFirstAttemptAtAllIsNoResendEvenIfItIsOurs() {
        List<SpanData> spans = chat(End.ANSWERED, Optional.of(WEST), answered(WEST, Reason.INSTEAD, 0, 900));

        assertEquals(SpanKind.CLIENT, spans.get(0).getKind());
        assertEquals(null, get(spans.get(0), "http.request.resend_count"));
        assertEquals("instead", get(spans.get(0), "fallback_routing.reason"));
    }

    @Test
    void aMoveWithoutAnAttemptBeforeItComesFromNobody() {
        List<SpanData> spans = chat(End.ANSWERED, Optional.of(LARGE), answered(LARGE, Reason.FALLBACK, 3, 900));

        assertEquals(
                map("fallback_routing.model_group", "mistral-large", "fallback_routing.model_id", "large"),
                attributes(call(spans).getEvents().get(0).getAttributes()));
    }

    @Test
    void theUseOfAStreamIsThatOfItsParts() {
        List<SpanData> spans = chat(
                End.ANSWERED,
                Optional.of(WEST),
                attempt(
                        EAST,
                        Reason.PRIMARY,
                        new Failed(FailureKind.BROKEN_ANSWER, 200, "cut"),
                        100,
                        300,
                        Optional.of(Duration.ofMillis(150)),
                        new Usage(10, 4, 1, 2, 1, 12)),
                attempt(
                        WEST,
                        Reason.RETRY,
                        new Served(200),
                        500,
                        400,
                        Optional.of(Duration.ofMillis(50)),
                        new Usage(12, 0, 0, 3, 0, 15)));

        SpanData call = call(spans);
        assertEquals(true, get(call, "gen_ai.request.stream"));
        assertEquals(0.25, get(call, "gen_ai.response.time_to_first_chunk"));
        assertEquals(22L, get(call, "gen_ai.usage.input_tokens"));
        assertEquals(5L, get(call, "gen_ai.usage.output_tokens"));
        assertEquals(4L, get(call, "gen_ai.usage.cache_read.input_tokens"));
        assertEquals(1L, get(call, "gen_ai.usage.cache_creation.input_tokens"));
        assertEquals(1L, get(call, "gen_ai.usage.reasoning.output_tokens"));
        assertEquals(StatusData.unset(), call.getStatus());
        assertEquals("broken_answer", get(spans.get(0), "error.type"));
        assertEquals(StatusData.create(StatusCode.ERROR, "cut"), spans.get(0).getStatus());
    }

    @Test
    void ofAStreamThatSaysItInPartOnlyTheUseIsNotKnown() {
        List<SpanData> spans = chat(
                End.ANSWERED,
                Optional.of(WEST),
                attempt(
                        EAST,
                        Reason.PRIMARY,
                        new Failed(FailureKind.BROKEN_ANSWER, 200, "cut"),
                        100,
                        300,
                        Optional.of(Duration.ofMillis(150)),
                        Usage.NONE),
                answered(WEST, Reason.RETRY, 500, 400));

        assertEquals(null, get(call(spans), "gen_ai.usage.input_tokens"));
        assertEquals(null, get(call(spans), "fallback_routing.cost_usd"));
    }

    @Test
    void aFailureIsOfTheKindOfTheAnswerThatTheClientGot() {
        List<SpanData> spans = chat(
                End.FAILED,
                Optional.of(EAST),
                attempt(EAST, Reason.PRIMARY, new Failed(FailureKind.OVERLOADED, 503, ""), 0, 100),
                attempt(WEST, Reason.RETRY, new Failed(FailureKind.CONNECTION, 0, "ConnectException"), 150, 200));

        SpanData call = call(spans);
        assertEquals(StatusData.error(), call.getStatus());
        assertEquals("overloaded", get(call, "error.type"));
        assertEquals("failed", get(call, "fallback_routing.end"));
        assertEquals(null, get(call, "gen_ai.response.model"));
        assertEquals("azure.ai.openai", get(call, "gen_ai.provider.name"));
    }

    @Test
    void aBrokenStreamIsOfTheLastAttemptsKind() {
        List<SpanData> spans = chat(
                End.BROKEN_OFF,
                Optional.empty(),
                attempt(EAST, Reason.PRIMARY, new Failed(FailureKind.BROKEN_ANSWER, 200, "cut"), 0, 100),
                attempt(WEST, Reason.RETRY, new Failed(FailureKind.CONNECTION, 0, "ConnectException"), 150, 200));

        assertEquals("connection", get(call(spans), "error.type"));
        assertEquals(StatusData.error(), call(spans).getStatus());
        assertEquals("west.example", get(call(spans), "server.address"));
    }

    @Test
    void aGoodStatusWithABadAnswerIsAnError() {
        List<SpanData> spans = chat(
                End.ANSWERED,
                Optional.of(EAST),
                attempt(EAST, Reason.PRIMARY, new Failed(FailureKind.BROKEN_ANSWER, 200, "empty"), 0, 100));

        assertEquals("broken_answer", get(call(spans), "error.type"));
        assertEquals(StatusData.error(), call(spans).getStatus());
    }

    @Test
    void whereNobodyWasAskedThereIsASpanWithoutAServer() {
        List<SpanData> spans = chat(End.FAILED, Optional.empty());

        assertEquals(1, spans.size());
        assertEquals("_OTHER", get(call(spans), "error.type"));
        assertEquals("_OTHER", get(call(spans), "gen_ai.provider.name"));
        assertEquals(null, get(call(spans), "server.address"));
    }

    @Test
    void aCallerThatLeavesIsNoError() {
        List<SpanData> spans = chat(
                End.CLIENT_GONE,
                Optional.empty(),
                attempt(EAST, Reason.PRIMARY, new Failed(FailureKind.CLIENT_GONE, 200, "left"), 0, 100));

        assertEquals(StatusData.unset(), call(spans).getStatus());
        assertEquals(null, get(call(spans), "error.type"));
        assertEquals("client_gone", get(call(spans), "fallback_routing.end"));
        assertEquals(StatusData.unset(), spans.get(0).getStatus());
        assertEquals(null, get(spans.get(0), "error.type"));
        assertEquals("client_gone", get(spans.get(0), "fallback_routing.failure_kind"));
    }

    @Test
    void whatIsNoneOfOursLeavesNoSpan() {
        finish(started(listener, "/chat/completions", FROM_CALLER), End.UNTOUCHED, Optional.empty());

        assertEquals(List.of(), exporter.getFinishedSpanItems());
    }

    @Test
    void anAttemptThatEndsAfterItsCallIsForgotten() {
        LlmCall call = started(listener, "/chat/completions", FROM_CALLER);
        finish(call, End.ANSWERED, Optional.of(EAST));
        exporter.reset();

        finish(call, End.ANSWERED, Optional.of(EAST), answered(EAST, Reason.PRIMARY, 0, 900));

        assertEquals(List.of(), exporter.getFinishedSpanItems());
    }

    // ---- whose child it is ------------------------------------------------------------------------------------------

    @Test
    void theCallersSpanIsTheParentOfTheCallAndThatOfTheAttempts() {
        List<SpanData> spans = chat(
                End.ANSWERED,
                Optional.of(WEST),
                attempt(EAST, Reason.PRIMARY, new Failed(FailureKind.OVERLOADED, 503, ""), 0, 100),
                answered(WEST, Reason.RETRY, 150, 200));

        SpanData call = call(spans);
        assertEquals(TRACE, call.getTraceId());
        assertEquals(CALLER, call.getParentSpanId());
        assertTrue(call.getParentSpanContext().isRemote());
        assertEquals("1", call.getSpanContext().getTraceState().get("vendor"));
        for (SpanData attempt : spans.subList(0, 2)) {
            assertEquals(TRACE, attempt.getTraceId());
            assertEquals(call.getSpanId(), attempt.getParentSpanId());
        }
    }

    @Test
    void theHostsOwnSpanIsTheParentIfItHasOne() {
        Span server = sdk.getTracer("host").spanBuilder("POST /chat").startSpan();
        LlmCall call = Context.current()
                .with(server)
                .wrapSupplier(() -> started(listener, "/chat/completions", FROM_CALLER))
                .get();

        finish(call, End.ANSWERED, Optional.of(EAST), answered(EAST, Reason.PRIMARY, 0, 900));

        SpanData span = call(exporter.getFinishedSpanItems());
        assertEquals(server.getSpanContext().getTraceId(), span.getTraceId());
        assertEquals(server.getSpanContext().getSpanId(), span.getParentSpanId());
    }

    @Test
    void withoutAnyParentItIsTheFirstOfItsTrace() {
        finish(
                started(listener, "/chat/completions", Map.of()),
                End.ANSWERED,
                Optional.of(EAST),
                answered(EAST, Reason.PRIMARY, 0, 900));

        SpanData call = call(exporter.getFinishedSpanItems());
        assertFalse(call.getParentSpanContext().isValid());
        assertEquals(call.getTraceId(), exporter.getFinishedSpanItems().get(0).getTraceId());
    }

    // ---- its words --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, chat",
        "/v1/messages, chat",
        "/responses, chat",
        "/completions, text_completion",
        "/embeddings, embeddings",
        "/images/generations, generate_content",
        "/moderations, moderations",
        "'', _OTHER"
    })
    void isNamedAfterTheOperation(String path, String name) {
        finish(
                started(listener, path, FROM_CALLER),
                End.ANSWERED,
                Optional.of(WEST),
                answered(WEST, Reason.INSTEAD, 0, 900));

        SpanData call = call(exporter.getFinishedSpanItems());
        assertEquals(name + " gpt-4o", call.getName());
        assertEquals(name, get(call, "gen_ai.operation.name"));
        assertEquals(
                "http://west.example:8080/v1" + path,
                get(exporter.getFinishedSpanItems().get(0), "url.full"));
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o, openai",
        "gpt-4o, openai",
        "azure/gpt-4o, azure.ai.openai",
        "anthropic/claude, anthropic",
        "mistral/large, mistral_ai",
        "xai/grok, x_ai",
        "groq/llama, groq",
        "deepseek/chat, deepseek",
        "perplexity/sonar, perplexity",
        "openrouter/openai/gpt-4o, openrouter",
        "hosted_vllm/llama, hosted_vllm"
    })
    void callsAProviderByItsWellKnownName(String model, String name) {
        Deployment deployment = deployment("id", "gpt-4o", model, "https://somewhere.example", null);

        List<SpanData> spans = chat(End.ANSWERED, Optional.of(deployment), answered(deployment, Reason.PRIMARY, 0, 1));

        assertEquals(name, get(call(spans), "gen_ai.provider.name"));
    }

    @Test
    void showsNothingOfAQueryButTheVersion() {
        List<SpanData> spans = chat(End.ANSWERED, Optional.of(EAST), answered(EAST, Reason.RETRY, 0, 900));

        assertEquals(
                "https://east.example/openai/chat/completions?api-version=1&sig=REDACTED",
                get(spans.get(0), "url.full"));
    }

    @Test
    void aSamplerSeesWhatTheConventionsWantItToSee() {
        List<Attributes> seen = new ArrayList<>();
        try (OpenTelemetrySdk sampled = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(new RememberingSampler(seen))
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build()) {
            OpenTelemetryListener other = new OpenTelemetryListener(sampled);
            LlmCall call = started(other, "/chat/completions", Map.of());
            other.finished(new CallFinished(
                    call, "gpt-4o", End.ANSWERED, 200, Optional.of(EAST), List.of(), Duration.ofMillis(5)));
        }

        assertEquals(
                List.of(
                        "fallback_routing.call_id",
                        "gen_ai.operation.name",
                        "gen_ai.provider.name",
                        "gen_ai.request.model",
                        "server.address",
                        "server.port"),
                seen.get(0).asMap().keySet().stream()
                        .map(AttributeKey::getKey)
                        .sorted()
                        .toList());
    }

    // ---- what it needs ----------------------------------------------------------------------------------------------

    @Test
    void makesSpansAsSoonAsTheHostIsReady() {
        AtomicReference<OpenTelemetry> global = new AtomicReference<>(OpenTelemetry.noop());
        OpenTelemetryListener lazy = new OpenTelemetryListener(global::get);
        LlmCall early = started(lazy, "/chat/completions", Map.of());
        global.set(sdk);
        LlmCall late = started(lazy, "/chat/completions", Map.of());

        for (LlmCall call : List.of(early, late)) {
            lazy.finished(new CallFinished(
                    call, "gpt-4o", End.ANSWERED, 200, Optional.of(EAST), List.of(), Duration.ofMillis(5)));
        }

        assertEquals(1, exporter.getFinishedSpanItems().size());
    }

    @Test
    void anApiThatIsTooOldIsOneWarningAndNoSpans() {
        AtomicInteger asked = new AtomicInteger();
        Supplier<OpenTelemetry> old = () -> {
            asked.incrementAndGet();
            throw new NoSuchMethodError("getOrNoop");
        };
        List<LogRecord> log = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                log.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.github.fallbackrouting");
        logger.addHandler(handler);
        try {
            OpenTelemetryListener unlucky = new OpenTelemetryListener(old);
            for (int i = 0; i < 3; i++) {
                LlmCall call = started(unlucky, "/chat/completions", FROM_CALLER);
                unlucky.finished(new CallFinished(
                        call, "gpt-4o", End.ANSWERED, 200, Optional.of(EAST), List.of(), Duration.ofMillis(5)));
            }
        } finally {
            logger.removeHandler(handler);
        }

        assertEquals(1, asked.get());
        assertEquals(1, log.size(), () -> Arrays.toString(log.toArray()));
        assertTrue(
                log.get(0).getMessage().contains("can't be used (java.lang.NoSuchMethodError: getOrNoop)"),
                log.get(0).getMessage());
        assertEquals(List.of(), exporter.getFinishedSpanItems());
    }
}
