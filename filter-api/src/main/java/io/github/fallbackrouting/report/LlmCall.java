package io.github.fallbackrouting.report;

import java.time.Instant;
import java.util.Map;

/**
 * A request to a covered endpoint. All its events carry the same object, and no other request's do: it is equal to itself
 * only, since callers choose their own ids. Immutable.
 */
public final class LlmCall {

    private final String id;
    private final Instant startedAt;
    private final String operation;
    private final Map<String, String> traceContext;

    LlmCall(String id, Instant startedAt, String operation, Map<String, String> traceContext) {
        this.id = id;
        this.startedAt = startedAt;
        this.operation = operation;
        this.traceContext = Map.copyOf(traceContext);
    }

    /** {@code x-litellm-call-id}: the caller's, or a new one. */
    public String id() {
        return id;
    }

    /** When the request came in. */
    public Instant startedAt() {
        return startedAt;
    }

    /** What is asked of a deployment, such as {@code /chat/completions}; empty if its path does not tell. */
    public String operation() {
        return operation;
    }

    /** The caller's {@code traceparent} and {@code tracestate} (W3C Trace Context), as far as it sent them. */
    public Map<String, String> traceContext() {
        return traceContext;
    }

    @Override
    public String toString() {
        return id;
    }
}
