package io.github.fallbackrouting.report;

import io.github.fallbackrouting.json.JsonValue;
import io.github.fallbackrouting.json.JsonValue.ArrayValue;
import io.github.fallbackrouting.json.JsonValue.Literal;
import io.github.fallbackrouting.json.JsonValue.NumberValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.JsonValue.StringValue;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.report.DeploymentCounts.LastFailure;
import io.github.fallbackrouting.report.FilterStatus.DeploymentStatus;
import io.github.fallbackrouting.report.FilterStatus.GroupStatus;
import io.github.fallbackrouting.routing.Attempt;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The state of filters as JSON. Stateless. */
public final class StatusJson {

    private StatusJson() {}

    /**
     * Renders it.
     *
     * @param time when the filters were looked at
     */
    public static String of(Instant time, List<FilterStatus> filters) {
        return object("time", time(time))
                .with("filters", array(filters, StatusJson::filter))
                .value()
                .toJson();
    }

    private static JsonValue filter(FilterStatus filter) {
        return object("name", text(filter.name()))
                .with("since", time(filter.since()))
                .with("calls", number(filter.calls()))
                .with("answered", number(filter.answered()))
                .with("answered_by_fallback", number(filter.answeredByFallback()))
                .with("untouched", number(filter.untouched()))
                .with("cost_usd", maybe(filter.cost(), StatusJson::cost))
                .with("groups", array(filter.groups(), StatusJson::group))
                .with("recent", array(filter.recent(), StatusJson::call))
                .value();
    }

    private static JsonValue group(GroupStatus group) {
        GroupCounts counts = group.counts();
        return object("group", text(group.name()))
                .with("calls", number(counts.calls()))
                .with("answered", number(counts.answered()))
                .with("ends", counted(counts.ends(), End::label))
                .with("fallback_rate", maybe(counts.fallbackRate(), StatusJson::number))
                .with(
                        "served_by",
                        array(
                                counts.servedBy().entrySet(),
                                served -> object("id", text(served.getKey()))
                                        .with("answers", number(served.getValue()))
                                        .with("share", maybe(counts.share(served.getKey()), StatusJson::number))
                                        .value()))
                .with("deployments", array(group.deployments(), deployment -> deployment(deployment, counts)))
                .value();
    }

    private static JsonValue deployment(DeploymentStatus deployment, GroupCounts group) {
        DeploymentCounts counts = deployment.counts();
        Duration latency = deployment.state().latency();
        Members members = object("id", text(deployment.id()))
                .with("model", text(deployment.model()))
                .with("provider", text(deployment.provider()));
        deployment.apiBase().ifPresent(base -> members.with("api_base", text(base.toString())));
        return members.with("condition", text(deployment.state().condition().label()))
                .with("rest_left_seconds", seconds(deployment.state().restLeft()))
                .with("under_way", number(deployment.state().underWay()))
                .with("attempts", number(counts.attempts()))
                .with("answers", number(counts.answers()))
                .with("answers_as_alternate", number(counts.answersAsAlternate()))
                .with("answers_by_fallback", number(counts.answersByFallback()))
                .with("share", maybe(group.share(deployment.id()), StatusJson::number))
                .with("failures", counted(counts.failures(), kind -> kind.label()))
                .with("last_failure", maybe(counts.lastFailure(), StatusJson::failure))
                .with("latency_seconds", latency.isZero() ? Literal.NULL : seconds(latency))
                .with("input_tokens", number(counts.inputTokens()))
                .with("output_tokens", number(counts.outputTokens()))
                .with("cost_usd", maybe(deployment.cost(), StatusJson::cost))
                .value();
    }

    private static JsonValue failure(LastFailure failure) {
        return object("kind", text(failure.kind().label()))
                .with("status", status(failure.status()))
                .with("time", time(failure.time()))
                .value();
    }

    private static JsonValue call(CallFinished call) {
        return object("call_id", text(call.call().id()))
                .with("time", time(call.call().startedAt()))
                .with("group", text(call.group()))
                .with("answered_by", maybe(call.answeredBy(), deployment -> text(deployment.id())))
                .with("model", maybe(call.answeredBy(), deployment -> text(deployment.model())))
                .with("by_fallback", literal(call.isByFallback()))
                .with("status", status(call.status()))
                .with("end", text(call.end().label()))
                .with("seconds", seconds(call.took()))
                .with("cost_usd", maybe(call.cost(), StatusJson::cost))
                .with(
                        "streamed",
                        literal(call.attempts().stream()
                                .anyMatch(attempt -> attempt.firstContent().isPresent())))
                .with("attempts", array(call.attempts(), StatusJson::attempt))
                .value();
    }

    private static JsonValue attempt(Attempt attempt) {
        return object("id", text(attempt.hop().deployment().id()))
                .with("model", text(attempt.hop().deployment().model()))
                .with("reason", text(attempt.hop().reason().label()))
                .with("outcome", text(attempt.outcome().toString()))
                .with("began_seconds", seconds(attempt.began()))
                .with("seconds", seconds(attempt.took()))
                .with("first_content_seconds", maybe(attempt.firstContent(), StatusJson::seconds))
                .with("billable", text(attempt.billable().label()))
                .with("cost_usd", maybe(attempt.cost(), StatusJson::cost))
                .value();
    }

    /** Nobody has answered with 0. */
    private static JsonValue status(int status) {
        return status == 0 ? Literal.NULL : number(status);
    }

    private static JsonValue text(String text) {
        return new StringValue(text);
    }

    private static JsonValue time(Instant time) {
        return text(time.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private static JsonValue literal(boolean is) {
        return is ? Literal.TRUE : Literal.FALSE;
    }

    private static JsonValue number(long number) {
        return new NumberValue(Long.toString(number));
    }

    private static JsonValue number(BigDecimal number) {
        return new NumberValue(Cost.text(number));
    }

    /** A text, so that no digit is lost where numbers are binary. */
    private static JsonValue cost(BigDecimal cost) {
        return text(Cost.text(cost));
    }

    /** To the microsecond. */
    private static JsonValue seconds(Duration time) {
        return number(BigDecimal.valueOf(time.toNanos(), 9).setScale(6, RoundingMode.HALF_UP));
    }

    private static <T> JsonValue maybe(Optional<T> value, Function<T, JsonValue> json) {
        return value.map(json).orElse(Literal.NULL);
    }

    private static <T> JsonValue array(Collection<T> values, Function<T, JsonValue> json) {
        return new ArrayValue(values.stream().map(json).toList());
    }

    private static <K> JsonValue counted(Map<K, Long> counts, Function<K, String> name) {
        Members members = new Members();
        counts.forEach((key, count) -> members.with(name.apply(key), number(count)));
        return members.value();
    }

    private static Members object(String name, JsonValue value) {
        return new Members().with(name, value);
    }

    /** An object in the making. */
    private static final class Members {
        private final Map<String, JsonValue> members = new LinkedHashMap<>();

        @SuppressWarnings("CanIgnoreReturnValueSuggester") // a chain
        Members with(String name, JsonValue value) {
            members.put(name, value);
            return this;
        }

        ObjectValue value() {
            return new ObjectValue(members);
        }
    }
}
