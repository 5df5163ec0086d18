package io.github.fallbackrouting.cases;

import io.github.fallbackrouting.cases.ScriptedProviders.Call;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where this project means to do otherwise than LiteLLM: what is expected of us in a situation, given what is expected of
 * it. Why stands in {@code deviations.json}. They are applied in this order, each to what the one before left.
 */
enum DesignRule {
    UNKNOWN_TARGET_STOPS_THE_START {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            return situation.targets().stream().allMatch(situation::isKnown)
                    ? expected
                    : new Expectation(Map.of("startup_error", Json.of(true)));
        }
    },
    HOST_401 {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            Expectation ours = expected;
            for (int i = 0; i < situation.run().before().size(); i++) {
                List<Call> calls = situation.run().before().get(i).stream()
                        .findFirst()
                        .map(Run.Exchange::calls)
                        .orElse(List.of());
                if (!calls.isEmpty() && isRefusal(calls.get(0))) {
                    String id = calls.get(0).deployment();
                    ours = ours.instead("before." + i + ".attempts", List.of(id))
                            .instead("before." + i + ".status", situation.statusOf(calls.get(0)));
                }
            }
            return situation.hostCall().filter(DesignRule::isRefusal).isPresent()
                    ? hostAlone(situation, ours, List.of(situation.host()))
                    : ours;
        }
    },
    BAD_REQUEST_ENDS {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            if (situation.hostCall().filter(call -> isBad(situation, call)).isPresent()) {
                return stayingAtHost(situation, expected);
            }
            Optional<Call> alternate = situation.calls().stream()
                    .filter(call -> isBad(situation, call))
                    .findFirst();
            int last = alternate
                    .map(call -> expected.attempts().indexOf(call.deployment()))
                    .orElse(-1);
            return last < 0 || last + 1 == expected.attempts().size()
                    ? expected
                    : hostAlone(situation, expected, expected.attempts().subList(0, last + 1));
        }

        private boolean isBad(Situation situation, Call call) {
            return BAD_REQUEST.contains(call.behaviour().status())
                    && !situation.isTooLong(call)
                    && !situation.isRefusedContent(call);
        }
    },
    CONTENT_POLICY_LIST_ONLY {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            boolean refused =
                    situation.hostCall().filter(situation::isRefusedContent).isPresent();
            return refused && situation.row("content_policy_fallbacks").isEmpty()
                    ? stayingAtHost(situation, expected)
                    : expected;
        }
    },
    DEDICATED_LIST_WITHOUT_ROW {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            boolean tooLong = situation.hostCall().filter(situation::isTooLong).isPresent();
            List<String> general = situation.row("fallbacks");
            if (!tooLong
                    || general.isEmpty()
                    || situation.setting("context_window_fallbacks").isEmpty()
                    || !situation.row("context_window_fallbacks").isEmpty()) {
                return expected;
            }
            String target = situation.members(general.get(0)).get(0);
            return named(situation, expected, target)
                    .instead("attempts", List.of(situation.host(), target))
                    .instead("status", 200);
        }
    },
    FAILED_SIBLINGS_SKIPPED {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            List<String> theirs = expected.attempts();
            List<String> group = situation.members(situation.asked());
            if (group.size() < 2 || !group.containsAll(theirs) || new HashSet<>(theirs).size() == theirs.size()) {
                return expected;
            }
            Set<String> ours = new LinkedHashSet<>();
            for (Call call : situation.calls()) {
                if (!ours.add(call.deployment())) {
                    break;
                }
                if (!call.behaviour().fails()) {
                    return named(situation, expected, call.deployment())
                            .with("attempts", List.copyOf(ours))
                            .instead("status", 200);
                }
            }
            return ours.containsAll(group) && isLimited(situation)
                    ? hostAlone(situation, expected, List.copyOf(ours))
                    : expected;
        }

        private boolean isLimited(Situation situation) {
            return situation.calls().stream().allMatch(call -> call.behaviour().status() == 429);
        }
    },
    TIMEOUT_IS_NOT_RETRIED {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            boolean late = situation
                    .hostCall()
                    .filter(call -> situation.statusOf(call) == 408)
                    .isPresent();
            boolean wanted = situation
                    .setting("retry_policy")
                    .flatMap(policy -> policy.member("TimeoutErrorRetries"))
                    .isPresent();
            return late && !wanted && isHostsOnly(situation, expected)
                    ? expected.instead("attempts", List.of(situation.host()))
                    : expected;
        }
    },
    LONG_RETRY_AFTER_IS_BELIEVED {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            boolean isLong = situation
                    .hostCall()
                    .flatMap(call ->
                            Optional.ofNullable(call.behaviour().headers().get("retry-after")))
                    .filter(after -> after.number().intValue() > MAX_RETRY_AFTER)
                    .isPresent();
            return isLong && isHostsOnly(situation, expected)
                    ? hostAlone(situation, expected, List.of(situation.host()))
                    : expected;
        }
    },
    SOONEST_IS_TRIED {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            Optional<Call> first = situation.calls().stream().findFirst();
            boolean refused = expected.get("attempts").isPresent()
                    && expected.attempts().isEmpty()
                    && expected.get("status").equals(Optional.of(Json.of(429)))
                    && !situation.isMock();
            if (!refused
                    || first.isEmpty()
                    || !situation
                            .members(situation.asked())
                            .contains(first.get().deployment())) {
                return expected;
            }
            return expected.with("attempts", List.of(first.get().deployment()))
                    .with("status", situation.statusOf(first.get()));
        }
    },
    EVERY_MOVE_COUNTS {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            Optional<Json> max = situation.setting("max_fallbacks");
            List<String> theirs = expected.attempts();
            int left = max.map(number -> number.number().intValue()).orElse(DEFAULT_MAX_FALLBACKS);
            List<String> ours = new ArrayList<>();
            for (String id : theirs) {
                boolean moves = !ours.isEmpty()
                        && !situation.groupOf(ours.get(ours.size() - 1)).equals(situation.groupOf(id));
                if (moves && left-- == 0) {
                    return hostAlone(situation, expected, ours);
                }
                ours.add(id);
            }
            return expected;
        }
    },
    EACH_DEPLOYMENT_ONCE {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            List<String> theirs = expected.attempts();
            String last = theirs.isEmpty() ? "" : theirs.get(theirs.size() - 1);
            boolean again = theirs.indexOf(last) < theirs.size() - 1
                    && situation.row("fallbacks").contains(last)
                    && situation.groupOf(last).equals(situation.groupOf(situation.host()));
            return again ? hostAlone(situation, expected, theirs.subList(0, theirs.size() - 1)) : expected;
        }
    },
    HOSTS_OWN_FAILURE {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            Optional<Call> host = situation.hostCall();
            boolean fails = expected.get("status")
                    .filter(status -> status.value() instanceof Number number && number.intValue() >= 400)
                    .isPresent();
            if (!fails || host.isEmpty()) {
                return expected;
            }
            Expectation ours = named(situation, expected, situation.host());
            Json after = host.get().behaviour().headers().get("retry-after");
            return after == null ? ours : ours.instead("headers.retry-after", after);
        }
    },
    EXACT_COUNTERS {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            if (situation.isMock() || situation.calls().isEmpty()) {
                return expected;
            }
            String group = situation.groupOf(situation.host());
            int retries = 0;
            int fallbacks = 0;
            for (int i = 0; i < situation.calls().size(); i++) {
                String next = situation.groupOf(situation.calls().get(i).deployment());
                if (!next.equals(group)) {
                    fallbacks++;
                } else if (i > 0) {
                    retries++;
                }
                group = next;
            }
            return expected.instead("headers.x-litellm-attempted-retries", Integer.toString(retries))
                    .instead("headers.x-litellm-attempted-fallbacks", Integer.toString(fallbacks));
        }
    },
    ASKED_GROUP {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            return expected.instead("headers.x-litellm-model-group", situation.asked());
        }
    },
    AS_WRITTEN {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            Expectation ours = expected;
            if (!situation.calls().isEmpty()) {
                Call last = situation.calls().get(situation.calls().size() - 1);
                ours = ours.instead("body_model", writtenBy(last));
            }
            List<String> texts = expected.get("body_contains").map(Json::texts).orElse(List.of()).stream()
                    .filter(text -> !LITELLMS_WORDS.matcher(text).find()
                            && situation.groupOf(text).isEmpty())
                    .toList();
            return ours.instead("body_contains", texts);
        }

        private String writtenBy(Call call) {
            return call.wire().isStream()
                    ? StreamText.of(String.join("", call.wire().pieces())).model()
                    : call.behaviour().fails() ? "" : call.wire().model();
        }
    },
    REQUEST_AS_WRITTEN {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            Json absent = expected.get("upstream_body_absent").orElse(new Json(Map.of()));
            Map<String, Object> ours = new LinkedHashMap<>();
            absent.members()
                    .forEach((id, names) -> ours.put(
                            id,
                            names.texts().stream()
                                    .filter(name -> !name.equals("metadata"))
                                    .toList()));
            return expected.instead("upstream_body_absent", ours);
        }
    },
    HEADERS_NOT_SENT {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            Expectation ours = expected.instead("headers.x-litellm-max-fallbacks", Expectation.PRESENT);
            for (String name : expected.members().keySet()) {
                if (NOT_SENT.matcher(name).matches()
                        || isCostOfNothing(name, expected)
                        || isRoutersOwnLimit(situation, name)) {
                    ours = ours.with(name, Expectation.ABSENT);
                }
            }
            return ours;
        }

        private boolean isCostOfNothing(String name, Expectation expected) {
            return name.equals("headers.x-litellm-response-cost")
                    && Json.of("0").equals(expected.members().get(name));
        }

        private boolean isRoutersOwnLimit(Situation situation, String name) {
            return name.startsWith("headers.x-ratelimit-")
                    && situation.calls().stream()
                            .noneMatch(call ->
                                    call.behaviour().headers().containsKey(name.substring("headers.".length())));
        }
    },
    CHECKED_ELSEWHERE {
        @Override
        Expectation apply(Situation situation, Expectation expected) {
            return expected.without("metrics").without("log_record");
        }
    };

    /** What the Retry-After of a failure may be at most to be waited for, in seconds; {@code max_retry_after}. */
    private static final int MAX_RETRY_AFTER = 10;

    /** {@code max_fallbacks}, as LiteLLM has it. */
    private static final int DEFAULT_MAX_FALLBACKS = 5;

    private static final Set<Integer> REFUSALS = Set.of(401, 402, 403, 404);
    private static final Set<Integer> BAD_REQUEST = Set.of(400, 409, 413, 422);
    private static final Pattern LITELLMS_WORDS = Pattern.compile(
            "litellm\\.|\\w+Error\\b|No deployments available|Try again in|Passed model|pre-call-checks");
    private static final Pattern NOT_SENT =
            Pattern.compile("headers\\.(x-litellm-(max-retries|timeout|key-spend|fallback-errors)|llm_provider-.*)");

    /** The name that {@code deviations.json} has for it. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is expected of us. */
    abstract Expectation apply(Situation situation, Expectation expected);

    private static boolean isRefusal(Call call) {
        return REFUSALS.contains(call.behaviour().status());
    }

    private static boolean isHostsOnly(Situation situation, Expectation expected) {
        return expected.attempts().size() > 1 && expected.attempts().stream().allMatch(situation.host()::equals);
    }

    /** As often as LiteLLM asks the host's deployment before it moves on, and then no more. */
    private static Expectation stayingAtHost(Situation situation, Expectation expected) {
        List<String> theirs = expected.attempts();
        List<String> ours = new ArrayList<>();
        while (ours.size() < theirs.size() && theirs.get(ours.size()).equals(situation.host())) {
            ours.add(situation.host());
        }
        return ours.size() == theirs.size() ? expected : hostAlone(situation, expected, ours);
    }

    /** The client gets what the host's own deployment answered. */
    private static Expectation hostAlone(Situation situation, Expectation expected, List<String> attempts) {
        Optional<Call> host = situation.hostCall();
        if (host.isEmpty()) {
            return expected;
        }
        int status = situation.statusOf(host.get());
        Expectation ours = named(situation, expected, situation.host())
                .instead("attempts", attempts)
                .instead("status", status);
        return ours.attempts().equals(expected.attempts()) ? ours : ours.without("body_contains");
    }

    private static Expectation named(Situation situation, Expectation expected, String id) {
        return expected.instead("headers.x-litellm-model-id", id)
                .instead("headers.x-litellm-actual-model", situation.modelOf(id));
    }
}
