package io.github.fallbackrouting.report.opentelemetry;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.report.CallFinished;
import io.github.fallbackrouting.report.Cost;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The span of one call, by the conventions for generative AI ({@link GenAi}): it covers the logical operation with all its
 * attempts, and is an error only if that came to a bad end. Stateless.
 */
final class CallSpan {

    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> PROVIDER_NAME = AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<Boolean> REQUEST_STREAM = AttributeKey.booleanKey("gen_ai.request.stream");
    private static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");
    private static final AttributeKey<Double> TIME_TO_FIRST_CHUNK =
            AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");
    private static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<Long> CACHE_READ = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    private static final AttributeKey<Long> CACHE_WRITE =
            AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
    private static final AttributeKey<Long> REASONING = AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");

    private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("fallback_routing.attempts");
    private static final AttributeKey<Boolean> FALLBACK = AttributeKey.booleanKey("fallback_routing.fallback");
    private static final AttributeKey<String> END = AttributeKey.stringKey("fallback_routing.end");

    private static final String MOVED = "fallback_routing.fallback";
    private static final AttributeKey<String> FROM = AttributeKey.stringKey("fallback_routing.from_model_id");

    private static final double NANOS_IN_A_SECOND = 1e9;

    private final CallFinished event;
    private final List<Attempt> attempts;

    /** @param attempts those that were made */
    CallSpan(CallFinished event, List<Attempt> attempts) {
        this.event = event;
        this.attempts = attempts;
    }

    /** The span with those of its attempts in it. */
    void write(Tracer tracer, Context parent) {
        Span span = begun(tracer, parent).startSpan();
        AttemptSpan attemptSpan = new AttemptSpan(tracer, parent.with(span), event.call());
        for (int i = 0; i < attempts.size(); i++) {
            attemptSpan.write(attempts.get(i), i);
            if (attempts.get(i).hop().reason() == Reason.FALLBACK) {
                span.addEvent(
                        MOVED,
                        move(i),
                        event.call().startedAt().plus(attempts.get(i).began()));
            }
        }
        ended(span);
        span.end(event.call().startedAt().plus(event.took()));
    }

    private SpanBuilder begun(Tracer tracer, Context parent) {
        String operation = GenAi.operation(event.call().operation());
        SpanBuilder builder = tracer.spanBuilder(operation + " " + event.group())
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .setStartTimestamp(event.call().startedAt())
                .setAttribute(OPERATION_NAME, operation)
                .setAttribute(REQUEST_MODEL, event.group())
                .setAttribute(Keys.CALL_ID, event.call().id());
        Optional<Deployment> last = last().map(attempt -> attempt.hop().deployment());
        Optional<Deployment> server = event.answeredBy().or(() -> last);
        builder.setAttribute(PROVIDER_NAME, server.map(GenAi::provider).orElse(GenAi.OTHER));
        server.map(Server::of).ifPresent(at -> {
            builder.setAttribute(Keys.SERVER_ADDRESS, at.address());
            builder.setAttribute(Keys.SERVER_PORT, at.port());
        });
        firstChunk().ifPresent(time -> builder.setAttribute(REQUEST_STREAM, true));
        return builder;
    }

    private void ended(Span span) {
        span.setAttribute(END, event.end().label());
        span.setAttribute(ATTEMPTS, (long) attempts.size());
        span.setAttribute(FALLBACK, event.isByFallback());
        event.answeredBy().ifPresent(deployment -> {
            span.setAttribute(Keys.ACTUAL_MODEL, deployment.model());
            span.setAttribute(Keys.MODEL_ID, deployment.id());
            span.setAttribute(Keys.MODEL_GROUP, deployment.group());
        });
        firstChunk().ifPresent(time -> span.setAttribute(TIME_TO_FIRST_CHUNK, time.toNanos() / NANOS_IN_A_SECOND));
        use(span);
        event.cost().ifPresent(cost -> span.setAttribute(Keys.COST_USD, cost.doubleValue()));
        if (isFailed()) {
            span.setAttribute(Keys.ERROR_TYPE, errorType());
            span.setStatus(StatusCode.ERROR);
        } else {
            event.answeredBy().ifPresent(deployment -> span.setAttribute(RESPONSE_MODEL, deployment.modelOnTheWire()));
        }
    }

    /** What the parts of the answer used together; nothing, as for its cost, if a part does not say so. */
    private void use(Span span) {
        List<Usage> parts =
                attempts.stream().filter(Cost::isPart).map(Attempt::usage).toList();
        if (parts.isEmpty() || !parts.stream().allMatch(Usage::isKnown)) {
            return;
        }
        span.setAttribute(INPUT_TOKENS, parts.stream().mapToLong(Usage::input).sum());
        span.setAttribute(OUTPUT_TOKENS, parts.stream().mapToLong(Usage::output).sum());
        setUnlessZero(
                span, CACHE_READ, parts.stream().mapToLong(Usage::cacheRead).sum());
        setUnlessZero(
                span, CACHE_WRITE, parts.stream().mapToLong(Usage::cacheWrite).sum());
        setUnlessZero(
                span, REASONING, parts.stream().mapToLong(Usage::reasoning).sum());
    }

    private static void setUnlessZero(Span span, AttributeKey<Long> key, long count) {
        if (count > 0) {
            span.setAttribute(key, count);
        }
    }

    /** Between the caller's request and the first content of a stream that came from anywhere. */
    private Optional<Duration> firstChunk() {
        return attempts.stream()
                .flatMap(attempt -> attempt.firstContent().map(attempt.began()::plus).stream())
                .findFirst();
    }

    /** A caller that leaves is no error by the conventions; a host's answer with a good status can be one. */
    private boolean isFailed() {
        return switch (event.end()) {
            case FAILED, BROKEN_OFF -> true;
            case ANSWERED ->
                last().filter(attempt -> !(attempt.outcome() instanceof Served)).isPresent();
            case CLIENT_GONE, UNTOUCHED -> false;
        };
    }

    /** Why the answer failed that the client got, or else the last attempt. */
    private String errorType() {
        String type = GenAi.OTHER;
        for (Attempt attempt : attempts) {
            if (attempt.outcome() instanceof Failed failed) {
                type = failed.kind().label();
                if (event.answeredBy()
                        .filter(attempt.hop().deployment()::equals)
                        .isPresent()) {
                    return type;
                }
            }
        }
        return type;
    }

    private Attributes move(int to) {
        Deployment next = attempts.get(to).hop().deployment();
        return to == 0
                ? Attributes.of(Keys.MODEL_GROUP, next.group(), Keys.MODEL_ID, next.id())
                : Attributes.of(
                        FROM,
                        attempts.get(to - 1).hop().deployment().id(),
                        Keys.MODEL_GROUP,
                        next.group(),
                        Keys.MODEL_ID,
                        next.id());
    }

    private Optional<Attempt> last() {
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
    }
}
