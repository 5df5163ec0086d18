package io.github.fallbackrouting.report.micrometer;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.report.AttemptEnded;
import io.github.fallbackrouting.report.CallFinished;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.report.CooledDown;
import io.github.fallbackrouting.report.FallbackListener;
import io.github.fallbackrouting.report.FellBack;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Billable;
import io.github.fallbackrouting.routing.DeploymentState;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times what becomes of requests in Micrometer's meters: LiteLLM's Prometheus metrics {@code litellm_*}, with their
 * names and labels, where they mean the same, and {@code fallback_routing_*} for what LiteLLM has none for. METRICS.md lists
 * them.
 *
 * <p>An alert that a deployment gave more than a tenth of its answers because a fallback led to it:
 *
 * <pre>{@code
 * sum by (model_id) (increase(fallback_routing_answers_total{by="fallback"}[10m]))
 *   / sum by (model_id) (increase(fallback_routing_answers_total[10m])) > 0.10
 * }</pre>
 *
 * <p><b>Labels.</b> They have values that the configuration names, and nothing that a caller makes up: who asks for {@code
 * openai/anything} of a wildcard group counts as {@code openai/*}. {@code litellm_model_name} is the model without its
 * provider's prefix, as LiteLLM has it, in every meter: LiteLLM itself writes the group's name into some. All meters of one
 * name have the same labels.
 *
 * <p><b>Cost.</b> A meter is registered when it is needed for the first time, and found by a look into a map from then on.
 *
 * <p>Filters that meter into one registry count together; the states of deployments are the first one's. When one is closed,
 * all meters that it has used are gone. Thread-safe.
 */
public final class MicrometerListener implements FallbackListener, AutoCloseable {

    private static final String REQUESTED_MODEL = "requested_model";

    private final Labels labels;
    private final Meters meters;
    private final Map<Asked, DeploymentMeters> deployments = new ConcurrentHashMap<>();

    private final CounterFamily<AskedFailure> failureResponses;
    private final CounterFamily<Rest> cooledDown;
    private final CounterFamily<Fallback> successfulFallbacks;
    private final CounterFamily<Fallback> failedFallbacks;
    private final CounterFamily<Request> proxyRequests;
    private final CounterFamily<FailedRequest> proxyFailures;

    private final CounterFamily<Finish> requests;
    private final CounterFamily<Given> answers;
    private final CounterFamily<Tried> attempts;
    private final CounterFamily<Move> fallbacks;
    private final CounterFamily<Rest> cooldowns;

    private record Asked(String requested, DeploymentLabels deployment) {}

    private record AskedFailure(String requested, DeploymentLabels deployment, ExceptionLabels failure) {}

    private record Rest(DeploymentLabels deployment, FailureKind why) {}

    private record Fallback(String requested, DeploymentLabels to, ExceptionLabels failure) {}

    private record Request(String requested, DeploymentLabels answeredBy, int status, String route) {}

    private record FailedRequest(
            String requested, DeploymentLabels answeredBy, ExceptionLabels failure, int status, String route) {}

    private record Finish(String requested, End end) {}

    private record Given(String requested, DeploymentLabels deployment, Reason by) {}

    private record Tried(
            String requested,
            DeploymentLabels deployment,
            Reason reason,
            @Nullable FailureKind failure,
            Billable billable) {}

    private record Move(
            String requested, String fallback, @Nullable FailureKind failure) {}

    /** In {@link Metrics#globalRegistry}, to which an application adds its own registry. */
    public MicrometerListener(Configuration configuration, Supplier<List<DeploymentState>> states) {
        this(configuration, states, Metrics.globalRegistry);
    }

    /**
     * @param states of the deployments now, in the order of the configuration; may be empty as long as they are not known
     * @param registry from which all meters are taken out again when this is closed
     */
    public MicrometerListener(
            Configuration configuration, Supplier<List<DeploymentState>> states, MeterRegistry registry) {
        labels = new Labels(configuration);
        meters = new Meters(registry);

        failureResponses = new CounterFamily<>(
                meters,
                "litellm_deployment_failure_responses",
                "Attempts at a deployment that failed",
                key -> key.deployment()
                        .tags()
                        .and(CallerLabels.KEY)
                        .and(key.failure().tags())
                        .and(REQUESTED_MODEL, key.requested()));
        cooledDown = new CounterFamily<>(
                meters,
                "litellm_deployment_cooled_down",
                "Rests of a deployment that began or were made longer",
                key -> key.deployment()
                        .tags()
                        .and(
                                "exception_status",
                                new ExceptionLabels(key.deployment().apiProvider(), key.why(), 0).exceptionStatus()));
        successfulFallbacks = new CounterFamily<>(
                meters,
                "litellm_deployment_successful_fallbacks",
                "Moves to another model group that gave the answer",
                MicrometerListener::tags);
        failedFallbacks = new CounterFamily<>(
                meters,
                "litellm_deployment_failed_fallbacks",
                "Moves to another model group that failed too",
                MicrometerListener::tags);
        proxyRequests = new CounterFamily<>(
                meters,
                "litellm_proxy_total_requests_metric",
                "Requests for a model group of ours",
                key -> tags(key.requested(), key.answeredBy(), key.route()).and("status_code", code(key.status())));
        proxyFailures = new CounterFamily<>(
                meters,
                "litellm_proxy_failed_requests_metric",
                "Requests for a model group of ours that got no good answer",
                key -> tags(key.requested(), key.answeredBy(), key.route())
                        .and(
                                key.failure().kind() == null
                                        ? own(key.status())
                                        : key.failure().tags()));

        requests = new CounterFamily<>(
                meters,
                "fallback_routing_requests",
                "Requests to covered endpoints",
                key -> Tags.of(
                        REQUESTED_MODEL, key.requested(), "end", key.end().label()));
        answers = new CounterFamily<>(
                meters,
                "fallback_routing_answers",
                "Good answers, by who gave them and why it was asked",
                key -> key.deployment().shortTags().and(REQUESTED_MODEL, key.requested(), "by", word(key.by())));
        attempts = new CounterFamily<>(
                meters,
                "fallback_routing_attempts",
                "Attempts, by what came of them and why they were made",
                key -> key.deployment()
                        .shortTags()
                        .and(
                                REQUESTED_MODEL,
                                key.requested(),
                                "by",
                                word(key.reason()),
                                "outcome",
                                key.failure() == null ? "served" : key.failure().label(),
                                "billable",
                                key.billable().label()));
        fallbacks = new CounterFamily<>(
                meters,
                "fallback_routing_fallbacks",
                "Moves to another model group",
                key -> Tags.of(
                        REQUESTED_MODEL,
                        key.requested(),
                        "fallback_model",
                        key.fallback(),
                        "failure",
                        key.failure() == null
                                ? DeploymentLabels.UNKNOWN
                                : key.failure().label()));
        cooldowns = new CounterFamily<>(
                meters,
                "fallback_routing_cooldowns",
                "Rests of a deployment that began or were made longer",
                key -> key.deployment().shortTags().and("failure", key.why().label()));

        DeploymentStates.show(configuration.groups().deployments(), labels, states, meters);
        announceAnswers(configuration);
    }

    private static Tags tags(Fallback key) {
        return CallerLabels.KEY
                .and(key.failure().tags())
                .and(
                        REQUESTED_MODEL,
                        key.requested(),
                        "fallback_model",
                        key.to().group(),
                        "model_id",
                        key.to().modelId());
    }

    private static Tags tags(String requested, DeploymentLabels answeredBy, String route) {
        return CallerLabels.USER.and(
                REQUESTED_MODEL,
                requested,
                "route",
                route.isEmpty() ? DeploymentLabels.UNKNOWN : route,
                "model_id",
                answeredBy.modelId(),
                "api_provider",
                answeredBy.apiProvider());
    }

    /** A failure that no attempt brought about. */
    private static Tags own(int status) {
        return Tags.of("exception_status", code(status), "exception_class", DeploymentLabels.UNKNOWN);
    }

    private static String code(int status) {
        return status > 0 ? Integer.toString(status) : DeploymentLabels.UNKNOWN;
    }

    private static String word(Reason reason) {
        return reason == Reason.PRIMARY ? "host" : reason.label();
    }

    /** Alerts look at these: the first answer by a fallback is to be seen as a step from 0. */
    private void announceAnswers(Configuration configuration) {
        for (String name : configuration.groups().names()) {
            ModelGroup asked = configuration.groups().named(name).orElseThrow();
            for (Deployment deployment : asked.deployments()) {
                for (Reason by : List.of(Reason.PRIMARY, Reason.INSTEAD, Reason.RETRY)) {
                    answers.announce(new Given(name, labels.of(deployment), by));
                }
            }
            configuration.reachableFrom(asked).stream()
                    .filter(group -> !group.equals(asked))
                    .flatMap(group -> group.deployments().stream())
                    .forEach(to -> answers.announce(new Given(name, labels.of(to), Reason.FALLBACK)));
        }
    }

    @Override
    public void attempted(AttemptEnded event) {
        Attempt attempt = event.attempt();
        String requested = labels.requested(event.group());
        DeploymentLabels deployment = labels.of(attempt.hop().deployment());
        DeploymentMeters asked = asked(requested, deployment);
        FailureKind failure = failure(attempt);
        attempts.increment(new Tried(requested, deployment, attempt.hop().reason(), failure, attempt.billable()));
        if (failure == null) {
            asked.served(attempt.took(), attempt.firstContent(), attempt.usage());
        } else if (failure != FailureKind.CLIENT_GONE) {
            asked.failed();
            failureResponses.increment(new AskedFailure(requested, deployment, ExceptionLabels.of(attempt)));
        }
        if (attempt.usage().isKnown()) {
            asked.used(attempt.usage(), event.cost());
        }
    }

    private DeploymentMeters asked(String requested, DeploymentLabels deployment) {
        Asked key = new Asked(requested, deployment);
        DeploymentMeters found = deployments.get(key);
        return found == null
                ? deployments.computeIfAbsent(key, absent -> new DeploymentMeters(meters, requested, deployment))
                : found;
    }

    private static @Nullable FailureKind failure(Attempt attempt) {
        return attempt.outcome() instanceof Failed failed ? failed.kind() : null;
    }

    @Override
    public void fellBack(FellBack event) {
        fallbacks.increment(new Move(
                labels.requested(event.group()),
                labels.of(event.next().deployment()).group(),
                event.failed().map(MicrometerListener::failure).orElse(null)));
    }

    @Override
    public void cooledDown(CooledDown event) {
        Rest rest = new Rest(labels.of(event.deployment()), event.why());
        cooledDown.increment(rest);
        cooldowns.increment(rest);
    }

    @Override
    public void finished(CallFinished event) {
        String requested = labels.requested(event.group());
        requests.increment(new Finish(requested, event.end()));
        if (event.end() == End.UNTOUCHED) {
            return;
        }
        DeploymentLabels answeredBy = event.answeredBy().map(labels::of).orElse(DeploymentLabels.NONE);
        String route = event.call().operation();
        proxyRequests.increment(new Request(requested, answeredBy, event.status(), route));
        switch (event.end()) {
            case ANSWERED -> {
                if (event.answeredBy().isPresent() && !event.attempts().isEmpty()) {
                    answers.increment(new Given(requested, answeredBy, by(event)));
                    asked(requested, answeredBy).answered(event.took());
                }
            }
            case FAILED, BROKEN_OFF ->
                proxyFailures.increment(new FailedRequest(
                        requested, answeredBy, ExceptionLabels.of(shown(event)), event.status(), route));
            case CLIENT_GONE, UNTOUCHED -> {}
        }
        countFallbacks(requested, event.attempts());
    }

    /** Why the deployment was asked that gave the answer: once another group is asked, because of the fallback. */
    private static Reason by(CallFinished event) {
        return event.isByFallback()
                ? Reason.FALLBACK
                : last(event.attempts()).hop().reason();
    }

    /** The attempt whose failure the client got: the host's own, or else the last. */
    private static @Nullable Attempt shown(CallFinished event) {
        List<Attempt> all = event.attempts();
        if (all.isEmpty()) {
            return null;
        }
        Attempt first = all.get(0);
        boolean isHosts = event.end() == End.FAILED && first.hop().reason() == Reason.PRIMARY;
        return isHosts ? first : last(all);
    }

    private static Attempt last(List<Attempt> attempts) {
        return attempts.get(attempts.size() - 1);
    }

    private void countFallbacks(String requested, List<Attempt> all) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).hop().reason() == Reason.FALLBACK) {
                Attempt end = endOfGroup(all, i);
                Fallback key = new Fallback(
                        requested,
                        labels.of(end.hop().deployment()),
                        ExceptionLabels.of(i == 0 ? null : all.get(i - 1)));
                if (end.outcome() instanceof Served) {
                    successfulFallbacks.increment(key);
                } else if (failure(end) != FailureKind.CLIENT_GONE) {
                    failedFallbacks.increment(key);
                }
            }
        }
    }

    /** The last attempt in the group to which this one moved. */
    private static Attempt endOfGroup(List<Attempt> all, int move) {
        int end = move;
        while (end + 1 < all.size() && all.get(end + 1).hop().reason() == Reason.RETRY) {
            end++;
        }
        return all.get(end);
    }

    /** Takes all meters out of the registry. */
    @Override
    public void close() {
        meters.close();
    }
}
