package io.github.fallbackrouting.report.opentelemetry;

import io.github.fallbackrouting.report.AttemptEnded;
import io.github.fallbackrouting.report.CallFinished;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.report.CallStarted;
import io.github.fallbackrouting.report.FallbackListener;
import io.github.fallbackrouting.report.LlmCall;
import io.github.fallbackrouting.routing.Attempt;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes OpenTelemetry spans of calls. Thread-safe.
 *
 * <p><b>One span for each call</b>, of kind CLIENT, named {@code chat gpt-4o} after the operation and the model group that was
 * asked for, by the conventions for generative AI. {@code gen_ai.request.model} is the group, {@code gen_ai.response.model}
 * and {@code gen_ai.provider.name} are those of the deployment that answered. Its parent is the current span of the thread on
 * which the request came in, such as the server span of an agent or of MicroProfile Telemetry; where there is none, the
 * caller's own, by the configured propagator. It ends with the last byte of the answer. A call that was rescued is no error;
 * one whose caller left is none either. Our own attributes stand below {@code fallback_routing.}; a move to another group is
 * an event.
 *
 * <p><b>Below it one span for each attempt</b>, named {@code POST}, by the conventions for HTTP clients. An attempt that we
 * send is of kind CLIENT. The host's own attempt is of kind INTERNAL: the CLIENT span of that is the business of the host's
 * HTTP client, and we don't see what it sends. Its server is the one that the configuration names, and it has no {@code
 * url.full}.
 *
 * <p><b>All are made when the call is over</b>, with the times at which things happened. So a sampler sees their attributes,
 * and a request that turns out to be none of ours leaves no span. No trace context is sent to deployments.
 */
public final class OpenTelemetryListener implements FallbackListener {

    private static final String SCOPE = "io.github.fallbackrouting";

    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        @SuppressWarnings("deprecation") // there is no default for it in 1.57
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    /** What is asked for a tracer; null once it has turned out that the API can't be used. */
    private volatile @Nullable Supplier<OpenTelemetry> source;

    private final Tracer noop = TracerProvider.noop().get(SCOPE);
    private final Map<LlmCall, Open> calls = new ConcurrentHashMap<>();

    /** A call on its way. */
    private record Open(Tracer tracer, Context parent, Queue<Attempt> attempts) {}

    /**
     * For a host that has no {@code GlobalOpenTelemetry}. Don't make one where there is: the filter has its own for that.
     *
     * @param openTelemetry makes the spans
     */
    public OpenTelemetryListener(OpenTelemetry openTelemetry) {
        this(() -> openTelemetry);
    }

    /** @param source asked at every call, since a host may be ready after our filter only */
    OpenTelemetryListener(Supplier<OpenTelemetry> source) {
        this.source = source;
    }

    /**
     * With {@code GlobalOpenTelemetry}, which is asked in the way that sets nothing: {@code get()} would keep the host from
     * setting it later.
     */
    static OpenTelemetryListener ofGlobal() {
        return new OpenTelemetryListener(() -> GlobalOpenTelemetry.getOrNoop());
    }

    @Override
    public void started(CallStarted event) {
        Supplier<OpenTelemetry> asked = source;
        if (asked == null) {
            return;
        }
        try {
            OpenTelemetry openTelemetry = asked.get();
            Tracer tracer = openTelemetry.getTracer(SCOPE);
            if (tracer != noop) {
                calls.put(
                        event.call(),
                        new Open(tracer, parent(openTelemetry, event.call()), new ConcurrentLinkedQueue<>()));
            }
        } catch (LinkageError e) {
            giveUp(e);
        }
    }

    private static Context parent(OpenTelemetry openTelemetry, LlmCall call) {
        Context current = Context.current();
        return Span.fromContext(current).getSpanContext().isValid()
                ? current
                : openTelemetry.getPropagators().getTextMapPropagator().extract(current, call.traceContext(), GETTER);
    }

    private void giveUp(LinkageError found) {
        boolean isFirst;
        synchronized (calls) {
            isFirst = source != null;
            source = null;
        }
        calls.clear();
        if (isFirst) {
            UnusableApi.warn(found);
        }
    }

    @Override
    public void attempted(AttemptEnded event) {
        Open open = calls.get(event.call());
        if (open != null) {
            open.attempts().add(event.attempt());
        }
    }

    @Override
    public void finished(CallFinished event) {
        Open open = calls.remove(event.call());
        if (open == null || event.end() == End.UNTOUCHED) {
            return;
        }
        try {
            new CallSpan(event, List.copyOf(open.attempts())).write(open.tracer(), open.parent());
        } catch (LinkageError e) {
            giveUp(e);
        }
    }
}
