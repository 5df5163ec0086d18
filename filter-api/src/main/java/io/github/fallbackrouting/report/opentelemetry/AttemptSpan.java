package io.github.fallbackrouting.report.opentelemetry;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.report.LlmCall;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;

/**
 * The span of one attempt, by the conventions for HTTP clients ({@code docs/http/http-spans.md} of
 * open-telemetry/semantic-conventions, stable). It ends with the last byte of the answer's body. Stateless.
 */
final class AttemptSpan {

    /** All operations of all dialects are called so. */
    private static final String METHOD = "POST";

    private static final AttributeKey<String> REQUEST_METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<Long> RESEND_COUNT = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> URL_FULL = AttributeKey.stringKey("url.full");

    private static final AttributeKey<String> REASON = AttributeKey.stringKey("fallback_routing.reason");
    private static final AttributeKey<String> FAILURE_KIND = AttributeKey.stringKey("fallback_routing.failure_kind");
    private static final AttributeKey<String> BILLABLE = AttributeKey.stringKey("fallback_routing.billable");

    /** From here on a status is an error: the conventions for a client. */
    private static final int FIRST_ERROR = 400;

    private final Tracer tracer;
    private final Context parent;
    private final LlmCall call;

    /** @param parent has the span of the call in it */
    AttemptSpan(Tracer tracer, Context parent, LlmCall call) {
        this.tracer = tracer;
        this.parent = parent;
        this.call = call;
    }

    /** @param before how many attempts there were for the call before it */
    void write(Attempt attempt, int before) {
        Instant start = call.startedAt().plus(attempt.began());
        Span span = begun(attempt, before).setStartTimestamp(start).startSpan();
        if (attempt.outcome().status() > 0) {
            span.setAttribute(STATUS_CODE, (long) attempt.outcome().status());
        }
        if (attempt.outcome() instanceof Failed failed) {
            fail(span, failed);
        }
        span.setAttribute(BILLABLE, attempt.billable().label());
        attempt.cost().ifPresent(cost -> span.setAttribute(Keys.COST_USD, cost.doubleValue()));
        span.end(start.plus(attempt.took()));
    }

    private SpanBuilder begun(Attempt attempt, int before) {
        Deployment deployment = attempt.hop().deployment();
        Reason reason = attempt.hop().reason();
        Server server = Server.of(deployment);
        SpanBuilder builder = tracer.spanBuilder(METHOD)
                .setParent(parent)
                .setSpanKind(reason == Reason.PRIMARY ? SpanKind.INTERNAL : SpanKind.CLIENT)
                .setAttribute(REQUEST_METHOD, METHOD)
                .setAttribute(Keys.SERVER_ADDRESS, server.address())
                .setAttribute(Keys.SERVER_PORT, server.port())
                .setAttribute(Keys.CALL_ID, call.id())
                .setAttribute(Keys.MODEL_ID, deployment.id())
                .setAttribute(Keys.ACTUAL_MODEL, deployment.model())
                .setAttribute(Keys.MODEL_GROUP, deployment.group())
                .setAttribute(REASON, reason.label());
        if (reason != Reason.PRIMARY) {
            builder.setAttribute(URL_FULL, Server.url(deployment, call.operation()));
        }
        if (before > 0) {
            builder.setAttribute(RESEND_COUNT, (long) before);
        }
        return builder;
    }

    private static void fail(Span span, Failed failed) {
        span.setAttribute(FAILURE_KIND, failed.kind().label());
        if (failed.kind() == FailureKind.CLIENT_GONE) {
            // Called off on purpose, which is no error by the conventions.
            return;
        }
        if (failed.status() >= FIRST_ERROR) {
            span.setAttribute(Keys.ERROR_TYPE, Integer.toString(failed.status()));
            span.setStatus(StatusCode.ERROR);
        } else {
            span.setAttribute(Keys.ERROR_TYPE, failed.kind().label());
            span.setStatus(StatusCode.ERROR, failed.detail());
        }
    }
}
