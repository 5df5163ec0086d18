package io.github.fallbackrouting.cases;

import io.github.fallbackrouting.cases.Run.Exchange;
import io.github.fallbackrouting.cases.ScriptedProviders.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a rule of the design may look at: the case's configuration, and who was called for the request that counts. */
record Situation(RoutingCase scripted, Run run) {

    private static final Set<String> TOO_LONG = Set.of("context_length_exceeded");
    private static final Set<String> REFUSED = Set.of("content_policy_violation", "content_filter");

    /** The name that the request asks for. */
    String asked() {
        return scripted.body().member("model").map(Json::text).orElse("");
    }

    boolean isMock() {
        return scripted.body().members().keySet().stream().anyMatch(name -> name.startsWith("mock_testing_"));
    }

    boolean isStream() {
        return scripted.body().member("stream").filter(Json::isTrue).isPresent();
    }

    Optional<Json> setting(String name) {
        return Stream.of("router_settings", "litellm_settings")
                .flatMap(section -> scripted.config().member(section).stream())
                .flatMap(section -> section.member(name).stream())
                .findFirst();
    }

    private List<Json> deployments() {
        return new ModelNames(scripted.config()).deployments();
    }

    private static String id(Json deployment) {
        return deployment
                .member("model_info")
                .flatMap(info -> info.member("id"))
                .map(Json::text)
                .orElse("");
    }

    Json parameters(String id) {
        return deployments().stream()
                .filter(deployment -> id(deployment).equals(id))
                .findFirst()
                .flatMap(deployment -> deployment.member("litellm_params"))
                .orElse(new Json(Map.of()));
    }

    /** {@code litellm_params.model}, a wildcard filled in. */
    String modelOf(String id) {
        String model = parameters(id).member("model").map(Json::text).orElse("");
        return model.contains("*") ? asked() : model;
    }

    /** The group that a deployment is in; empty if there is none. */
    String groupOf(String id) {
        return deployments().stream()
                .filter(deployment -> id(deployment).equals(id))
                .map(ModelNames::group)
                .findFirst()
                .orElse("");
    }

    /** The ids of a group, whose name may be an alias or match a wildcard. */
    List<String> members(String name) {
        return new ModelNames(scripted.config())
                .serving(name).stream().map(Situation::id).toList();
    }

    /** The deployment that the host itself asks. */
    String host() {
        return members(asked()).stream().findFirst().orElse("");
    }

    /** Who was called for the request that counts; for the first of several. */
    List<Call> calls() {
        return run.measured().stream().findFirst().map(Exchange::calls).orElse(List.of());
    }

    /** The host's own call; empty if it made none. */
    Optional<Call> hostCall() {
        return calls().stream().findFirst().filter(call -> call.deployment().equals(host()));
    }

    /** The status by which a caller knows what a call came to. */
    int statusOf(Call call) {
        Behaviour behaviour = call.behaviour();
        boolean cutAtOnce = call.wire().isStream()
                && call.wire().isCut()
                && call.wire().pieces().isEmpty();
        if (behaviour.refusesConnection() || cutAtOnce) {
            return 500;
        }
        boolean late = behaviour.whole("delay_ms", 0) > 0
                && (parameters(call.deployment()).member("timeout").isPresent()
                        || parameters(call.deployment())
                                .member("stream_timeout")
                                .isPresent()
                        || setting("request_timeout").isPresent()
                        || setting("timeout").isPresent());
        return late ? 408 : behaviour.status();
    }

    boolean isTooLong(Call call) {
        return call.behaviour().status() == 400 && saysOneOf(TOO_LONG, call);
    }

    /** An error, or an answer that was filtered or refused. */
    boolean isRefusedContent(Call call) {
        return saysOneOf(REFUSED, call)
                || call.behaviour()
                        .text("finish_reason")
                        .filter("content_filter"::equals)
                        .isPresent()
                || call.behaviour()
                        .text("stop_reason")
                        .filter("refusal"::equals)
                        .isPresent();
    }

    private static boolean saysOneOf(Set<String> codes, Call call) {
        return codes.stream().anyMatch(call.behaviour().errorText()::contains);
    }

    /** The targets that a list of fallbacks has for the group that was asked for; empty if it has no such row. */
    List<String> row(String list) {
        List<String> targets = new ArrayList<>();
        for (Json row : setting(list).map(Json::elements).orElse(List.of())) {
            row.member(asked()).ifPresent(given -> targets.addAll(given.texts()));
        }
        return targets;
    }

    /** All names that some list of fallbacks of the configuration sends requests to. */
    List<String> targets() {
        Stream<Json> rows = Stream.of("fallbacks", "context_window_fallbacks", "content_policy_fallbacks")
                .flatMap(list -> setting(list).map(Json::elements).orElse(List.of()).stream())
                .flatMap(row -> row.members().values().stream());
        return Stream.concat(rows, setting("default_fallbacks").stream())
                .flatMap(names -> names.elements().isEmpty() ? Stream.of(names) : names.elements().stream())
                .map(name -> name.member("model").orElse(name).text())
                .toList();
    }

    boolean isKnown(String target) {
        return !members(target).isEmpty() || !groupOf(target).isEmpty();
    }
}
