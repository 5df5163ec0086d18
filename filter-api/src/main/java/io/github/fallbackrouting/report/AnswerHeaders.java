package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.routing.Advice;
import io.github.fallbackrouting.routing.Advice.ComeBack;
import io.github.fallbackrouting.routing.Advice.GiveUp;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Trace;
import java.util.List;

/**
 * The header fields by which an answer says who gave it. Names are LiteLLM's where LiteLLM has one; {@code
 * x-litellm-actual-model} is the one that its issue 25503 asks for. Thread-safe.
 */
public final class AnswerHeaders {

    /** {@code litellm_params.model} of the deployment whose answer this is. */
    public static final String ACTUAL_MODEL = "x-litellm-actual-model";
    /** As {@link #ACTUAL_MODEL}; newer LiteLLM clients read this one. */
    public static final String MODEL_NAME = "x-litellm-model-name";
    /** The model group that was asked for. */
    public static final String MODEL_GROUP = "x-litellm-model-group";
    /** The id of the deployment whose answer this is. */
    public static final String MODEL_ID = "x-litellm-model-id";
    /** The group that answered instead of the one asked for; only after a fallback. */
    public static final String FALLBACK_MODEL_USED = "x-litellm-fallback-model-used";
    /** Attempts beyond the first inside groups. */
    public static final String ATTEMPTED_RETRIES = "x-litellm-attempted-retries";
    /** Moves between groups. */
    public static final String ATTEMPTED_FALLBACKS = "x-litellm-attempted-fallbacks";
    /** The most moves between groups. */
    public static final String MAX_FALLBACKS = "x-litellm-max-fallbacks";
    /** The caller's own id for the call, or a new one. */
    public static final String CALL_ID = "x-litellm-call-id";
    /** One entry for each attempt (W3C Server Timing). */
    public static final String SERVER_TIMING = "Server-Timing";
    /** Why a failed request was not sent to anybody else; our own. */
    public static final String SKIPPED = "x-fallback-skipped";

    /** Until the first deployment's rest ends, in seconds (RFC 9110, section 10.2.3); only if all attempts failed. */
    public static final String RETRY_AFTER = "Retry-After";
    /** The same in milliseconds, as OpenAI's and Anthropic's clients read it. */
    public static final String RETRY_AFTER_MS = "retry-after-ms";
    /** {@code false} if trying again can't help, which the same clients obey; only if all attempts failed. */
    public static final String SHOULD_RETRY = "x-should-retry";

    private final String maxFallbacks;
    private final boolean serverTiming;

    /** Takes what it needs from the configuration. */
    public AnswerHeaders(Configuration configuration) {
        this.maxFallbacks = Integer.toString(configuration.fallbacks().max());
        this.serverTiming = configuration.report().serverTiming();
    }

    /** Takes the fields. */
    public interface Sink {
        /** Sets a field, unless the host has set it: what the host says stays. */
        void setIfAbsent(String name, String value);

        /** Whether the field is set already. */
        boolean isSet(String name);

        /** Adds a member to a field that is a list. */
        void add(String name, String value);
    }

    /** Writes the fields of an answer whose route has come to its end. */
    public void write(Route route, String callId, Sink sink) {
        Trace trace = route.trace();
        sink.setIfAbsent(MODEL_GROUP, FieldValue.visible(route.group()));
        route.answeredBy().ifPresent(answered -> {
            String model = FieldValue.visible(answered.model());
            sink.setIfAbsent(ACTUAL_MODEL, model);
            sink.setIfAbsent(MODEL_ID, FieldValue.visible(answered.id()));
            sink.setIfAbsent(MODEL_NAME, model);
            if (trace.fallbacks() > 0 && !answered.equals(route.primary())) {
                sink.setIfAbsent(FALLBACK_MODEL_USED, FieldValue.visible(answered.group()));
            }
        });
        sink.setIfAbsent(ATTEMPTED_RETRIES, Integer.toString(trace.retries()));
        sink.setIfAbsent(ATTEMPTED_FALLBACKS, Integer.toString(trace.fallbacks()));
        sink.setIfAbsent(MAX_FALLBACKS, maxFallbacks);
        sink.setIfAbsent(CALL_ID, FieldValue.visible(callId));
        advise(route.advice(), sink);
        if (serverTiming && !trace.attempts().isEmpty()) {
            sink.add(SERVER_TIMING, timing(trace.attempts()));
        }
    }

    /** Where the host says itself when to come back, that stands. */
    private static void advise(Advice advice, Sink sink) {
        if (sink.isSet(RETRY_AFTER) || sink.isSet(RETRY_AFTER_MS)) {
            return;
        }
        if (advice instanceof ComeBack comeBack) {
            long millis = Math.max(1, comeBack.time().plusNanos(999_999).toMillis());
            sink.setIfAbsent(RETRY_AFTER, Long.toString((millis + 999) / 1000));
            sink.setIfAbsent(RETRY_AFTER_MS, Long.toString(millis));
        } else if (advice instanceof GiveUp) {
            sink.setIfAbsent(SHOULD_RETRY, "false");
        }
    }

    private static String timing(List<Attempt> attempts) {
        StringBuilder timing = new StringBuilder(48);
        for (Attempt attempt : attempts) {
            long tenths = attempt.took().toNanos() / 100_000;
            timing.append(timing.isEmpty() ? "" : ", ")
                    .append(FieldValue.token(attempt.hop().deployment().id()))
                    .append(";desc=\"")
                    .append(attempt.outcome())
                    .append("\";dur=")
                    .append(tenths / 10)
                    .append('.')
                    .append(tenths % 10);
        }
        return timing.toString();
    }
}
