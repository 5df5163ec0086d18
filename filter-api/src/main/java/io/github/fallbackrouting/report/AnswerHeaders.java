package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ReportRules;
import io.github.fallbackrouting.routing.Advice;
import io.github.fallbackrouting.routing.Advice.ComeBack;
import io.github.fallbackrouting.routing.Advice.GiveUp;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
    /** The deployment's base URL, if the operator lets answers tell it. */
    public static final String MODEL_API_BASE = "x-litellm-model-api-base";
    /** What the answer cost, in USD; where its deployment has prices and says what it used. */
    public static final String RESPONSE_COST = "x-litellm-response-cost";
    /**
     * What failed attempts cost that were no part of the answer, where their deployments said what they used: a list such as
     * {@code azure-east;usd=0.0012}; our own.
     */
    public static final String FAILED_COSTS = "x-fallback-failed-costs";
    /** Who asked whom on the client's behalf (RFC 9209); only if it was not the host itself. */
    public static final String PROXY_STATUS = "Proxy-Status";
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

    private static final String EXPOSE = "Access-Control-Expose-Headers";

    private final String maxFallbacks;
    private final ReportRules rules;

    /** Takes what it needs from the configuration. */
    public AnswerHeaders(Configuration configuration) {
        this.maxFallbacks = Integer.toString(configuration.fallbacks().max());
        this.rules = configuration.report();
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

    /**
     * Writes the fields of an answer whose route has come to its end.
     *
     * @param skipped why nobody else was asked; empty if that needs no word
     */
    public void write(Route route, String callId, String skipped, Sink sink) {
        if (!sink.isSet("Access-Control-Allow-Origin")) {
            writeTo(route, callId, skipped, sink);
            return;
        }
        List<String> names = new ArrayList<>(16);
        writeTo(route, callId, skipped, new Noting(sink, names));
        sink.add(EXPOSE, String.join(", ", names));
    }

    /** Notes which fields it has set. */
    private record Noting(Sink sink, List<String> names) implements Sink {
        @Override
        public void setIfAbsent(String name, String value) {
            names.add(name);
            sink.setIfAbsent(name, value);
        }

        @Override
        public boolean isSet(String name) {
            return sink.isSet(name);
        }

        @Override
        public void add(String name, String value) {
            names.add(name);
            sink.add(name, value);
        }
    }

    private void writeTo(Route route, String callId, String skipped, Sink sink) {
        Trace trace = route.trace();
        sink.setIfAbsent(MODEL_GROUP, FieldValue.visible(route.group()));
        Optional<Deployment> answered = route.answeredBy();
        if (answered.isPresent()) {
            writeWho(answered.get(), route, sink);
        }
        sink.setIfAbsent(ATTEMPTED_RETRIES, count(trace.retries()));
        sink.setIfAbsent(ATTEMPTED_FALLBACKS, count(trace.fallbacks()));
        sink.setIfAbsent(MAX_FALLBACKS, maxFallbacks);
        sink.setIfAbsent(CALL_ID, FieldValue.visible(callId));
        Optional<String> cost = cost(trace.attempts());
        if (cost.isPresent()) {
            sink.setIfAbsent(RESPONSE_COST, cost.get());
        }
        String failed = failedCosts(trace.attempts());
        if (!failed.isEmpty()) {
            sink.setIfAbsent(FAILED_COSTS, failed);
        }
        advise(route.advice(), sink);
        if (rules.serverTiming() && !trace.attempts().isEmpty()) {
            sink.add(SERVER_TIMING, timing(trace.attempts()));
        }
        Optional<String> proxyStatus = proxyStatus(route);
        if (proxyStatus.isPresent()) {
            sink.add(PROXY_STATUS, proxyStatus.get());
        }
        if (!skipped.isEmpty()) {
            sink.setIfAbsent(SKIPPED, skipped);
        }
    }

    private void writeWho(Deployment answered, Route route, Sink sink) {
        String model = FieldValue.visible(answered.model());
        sink.setIfAbsent(ACTUAL_MODEL, model);
        sink.setIfAbsent(MODEL_ID, FieldValue.visible(answered.id()));
        sink.setIfAbsent(MODEL_NAME, model);
        if (rules.exposesApiBase()) {
            sink.setIfAbsent(
                    MODEL_API_BASE,
                    FieldValue.visible(answered.endpoint().base().toString()));
        }
        if (route.trace().fallbacks() > 0 && !answered.equals(route.primary())) {
            sink.setIfAbsent(FALLBACK_MODEL_USED, FieldValue.visible(answered.group()));
        }
    }

    /** What the answer cost so far as is known now: a stream's end says it. */
    public static Optional<String> cost(List<Attempt> attempts) {
        return Cost.ofAnswer(attempts).map(Cost::text);
    }

    private static String failedCosts(List<Attempt> attempts) {
        if (attempts.size() == 1 && Cost.isPart(attempts.get(0))) {
            return "";
        }
        return attempts.stream()
                .filter(attempt -> !Cost.isPart(attempt))
                .flatMap(attempt -> attempt.cost().stream()
                        .map(usd -> FieldValue.token(attempt.hop().deployment().id()) + ";usd=" + Cost.text(usd)))
                .collect(Collectors.joining(", "));
    }

    /**
     * This place's member of {@code Proxy-Status}, which is to stand behind those that are there already (RFC 9209, section 2):
     * only where the answer is that of a deployment that we have asked, since a host's own answer comes through no proxy.
     */
    public Optional<String> proxyStatus(Route route) {
        List<Attempt> attempts = route.trace().attempts();
        if (rules.proxyStatus().isEmpty()
                || attempts.isEmpty()
                || route.answeredBy().isEmpty()) {
            return Optional.empty();
        }
        Attempt last = attempts.get(attempts.size() - 1);
        boolean isOurs = last.hop().reason() != Reason.PRIMARY
                && last.hop().deployment().equals(route.answeredBy().get());
        return isOurs
                ? Optional.of(FieldValue.item(rules.proxyStatus().get()) + "; next-hop="
                        + FieldValue.quoted(last.hop().deployment().id()) + "; received-status="
                        + last.outcome().status())
                : Optional.empty();
    }

    /** Where the host says itself when to come back, that stands. */
    private static void advise(Advice advice, Sink sink) {
        if (advice instanceof Advice.None || sink.isSet(RETRY_AFTER) || sink.isSet(RETRY_AFTER_MS)) {
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
        return attempts.size() == 1
                ? timing(attempts.get(0))
                : attempts.stream().map(AnswerHeaders::timing).collect(Collectors.joining(", "));
    }

    private static String timing(Attempt attempt) {
        long tenths = attempt.took().toNanos() / 100_000;
        return FieldValue.token(attempt.hop().deployment().id()) + ";desc=\"" + attempt.outcome() + "\";dur="
                + tenths / 10 + '.' + tenths % 10;
    }

    /** Of retries or fallbacks, of which most answers have none. */
    private static String count(int count) {
        return count == 0 ? "0" : Integer.toString(count);
    }
}
