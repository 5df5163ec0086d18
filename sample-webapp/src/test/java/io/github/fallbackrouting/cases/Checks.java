package io.github.fallbackrouting.cases;

import io.github.fallbackrouting.cases.Run.Exchange;
import io.github.fallbackrouting.cases.ScriptedProviders.Call;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares what was expected with what happened: by member, what is missing. */
final class Checks {

    /** How far a share of the requests may be off where the order is random. */
    private static final double TOLERANCE = 0.15;

    private final Expectation expected;
    private final Run run;
    private final Situation situation;
    private final Map<String, String> misses = new LinkedHashMap<>();

    private Checks(Expectation expected, Run run, Situation situation) {
        this.expected = expected;
        this.run = run;
        this.situation = situation;
    }

    /** What is not as expected, by member; nothing if all is. */
    static Map<String, String> misses(Expectation expected, Run run, Situation situation) {
        Checks checks = new Checks(expected, run, situation);
        checks.all();
        return checks.misses;
    }

    private void all() {
        boolean shouldStart =
                !expected.get("startup_error").filter(Json::isTrue).isPresent();
        if (shouldStart != run.startupError().isEmpty()) {
            miss(
                    "startup_error",
                    shouldStart ? "a start" : "no start",
                    run.startupError().orElse("a start"));
            return;
        }
        if (!shouldStart) {
            return;
        }
        expected.members().forEach((name, value) -> {
            if (name.startsWith("before.")) {
                String[] parts = name.split("\\.", -1);
                for (Exchange exchange : run.before().get(Integer.parseInt(parts[1]))) {
                    check(name, parts[2], value, exchange);
                }
            } else if (name.equals("distribution")) {
                distribution(value);
            } else {
                for (Exchange exchange : run.measured()) {
                    check(name, name, value, exchange);
                }
            }
        });
    }

    private void check(String name, String kind, Json value, Exchange exchange) {
        if (kind.startsWith("headers.")) {
            header(name, value, exchange.headers().get(kind.substring("headers.".length())));
            return;
        }
        if (kind.equals("stream")) {
            stream(value, exchange);
            return;
        }
        List<String> attempts = exchange.attempts();
        List<Call> calls = exchange.calls();
        switch (kind) {
            case "status" -> expect(name, hasStatus(value, exchange.status()), value, exchange.status());
            case "attempts" -> expect(name, value.texts().equals(attempts), value, attempts);
            case "attempts_max" ->
                expect(name, attempts.size() <= value.number().intValueExact(), value, attempts);
            case "never_called" -> expect(name, value.texts().stream().noneMatch(attempts::contains), value, attempts);
            case "body_model" -> {
                String model = model(exchange.body());
                expect(name, model.equals(value.text()), value.text(), model);
            }
            case "body_contains" ->
                value.texts().stream()
                        .filter(text -> !exchange.body().contains(text))
                        .forEach(text -> miss(name, "'" + text + "'", exchange.body()));
            case "never_error_contains" ->
                value.texts().stream()
                        .filter(text ->
                                exchange.status() >= 400 && exchange.body().contains(text))
                        .forEach(text -> miss(name, "no '" + text + "'", exchange.body()));
            case "upstream_body" -> upstreamBody(value, calls);
            case "upstream_body_absent" -> upstreamBodyAbsent(value, calls);
            case "stream_switch" -> {
                boolean switched = exchange.status() == 200
                        && calls.size() > 1
                        && !calls.get(0).behaviour().fails();
                expect(name, switched == value.isTrue(), value, attempts);
            }
            case "min_ms" -> expect(name, exchange.millis() >= value.number().longValue(), value, exchange.millis());
            case "max_ms" -> expect(name, exchange.millis() <= value.number().longValue(), value, exchange.millis());
            case "max_gap_ms" -> expect(name, gap(calls) <= value.number().longValue(), value, gap(calls));
            case "metrics", "log_record" -> miss(name, value, "none");
            case "repeat", "startup_error" -> {}
            default -> throw new IllegalArgumentException("no check of " + kind);
        }
    }

    private void expect(String name, boolean met, Object what, Object got) {
        if (!met) {
            miss(name, what, got);
        }
    }

    private void miss(String name, Object what, Object got) {
        misses.putIfAbsent(name, "expected " + what + ", got " + got);
    }

    private static boolean hasStatus(Json value, int status) {
        if (value.value() == Json.Nothing.NULL) {
            return true;
        }
        value.only("status", Set.of("any", "not"));
        String got = Integer.toString(status);
        return value.member("any")
                .map(any -> any.texts().contains(got))
                .or(() -> value.member("not").map(not -> !not.text().equals(got)))
                .orElse(value.text().equals(got));
    }

    private void header(String name, Json value, @Nullable String got) {
        boolean met;
        if (value.member("absent").isPresent()) {
            met = got == null;
        } else if (got == null) {
            met = false;
        } else if (value.member("regex").isPresent()) {
            met = got.matches("(?s).*" + value.member("regex").get().text() + ".*");
        } else if (value.member("number").isPresent()) {
            met = Json.of(new BigDecimal(got)).equals(value.member("number").get());
        } else {
            met = value.member("present").isPresent() || got.equals(value.text());
        }
        expect(name, met, value, got == null ? "no such header" : got);
    }

    private static String model(String body) {
        String inStream = StreamText.of(body).model();
        if (!inStream.isEmpty() || !body.startsWith("{")) {
            return inStream;
        }
        return Json.parse(body).member("model").map(Json::text).orElse("");
    }

    private void stream(Json value, Exchange exchange) {
        StreamText got = StreamText.of(exchange.body());
        value.member("text").ifPresent(text -> expect("stream", got.text().equals(text.text()), text, got.text()));
        value.member("done").ifPresent(done -> expect("stream", got.done() == done.isTrue(), "done: " + done, got));
        value.member("error_event")
                .ifPresent(error -> expect("stream", got.error() == error.isTrue(), "an error: " + error, got));
        for (Json text : value.member("contains").map(Json::elements).orElse(List.of())) {
            expect("stream", exchange.body().contains(text.text()), text, exchange.body());
        }
        for (Json text : value.member("not_contains").map(Json::elements).orElse(List.of())) {
            expect("stream", !exchange.body().contains(text.text()), "no " + text, exchange.body());
        }
    }

    private static long gap(List<Call> calls) {
        long gap = 0;
        for (int i = 1; i < calls.size(); i++) {
            gap = Math.max(gap, calls.get(i).nanoTime() - calls.get(i - 1).nanoTime());
        }
        return gap / 1_000_000;
    }

    private List<Call> callsOf(String name, List<Call> calls) {
        return calls.stream()
                .filter(call -> call.deployment().equals(name)
                        || situation.groupOf(call.deployment()).equals(name))
                .toList();
    }

    private void upstreamBody(Json value, List<Call> calls) {
        value.members().forEach((name, part) -> {
            List<Call> meant = callsOf(name, calls);
            if (meant.isEmpty()) {
                miss(
                        "upstream_body",
                        "a call of " + name,
                        calls.stream().map(Call::deployment).toList());
                return;
            }
            Json body = meant.get(meant.size() - 1).body();
            expect("upstream_body", contains(body, part), part, body);
        });
    }

    private void upstreamBodyAbsent(Json value, List<Call> calls) {
        value.members()
                .forEach((name, members) -> callsOf(name, calls)
                        .forEach(call -> members.texts().stream()
                                .filter(call.body().members()::containsKey)
                                .forEach(member -> miss("upstream_body_absent", "no " + member, call.body()))));
    }

    /** Whether a value has all members of a part, at any depth. */
    private static boolean contains(Json whole, Json part) {
        Optional<Json> piece =
                part.member("contains").filter(only -> part.members().size() == 1);
        if (piece.isPresent()) {
            return whole.text().contains(piece.get().text());
        }
        if (!part.members().isEmpty()) {
            return part.members().entrySet().stream()
                    .allMatch(member -> Optional.ofNullable(whole.members().get(member.getKey()))
                            .filter(value -> contains(value, member.getValue()))
                            .isPresent());
        }
        if (!part.elements().isEmpty()) {
            List<Json> elements = whole.elements();
            if (elements.size() != part.elements().size()) {
                return false;
            }
            for (int i = 0; i < elements.size(); i++) {
                if (!contains(elements.get(i), part.elements().get(i))) {
                    return false;
                }
            }
            return true;
        }
        return whole.equals(part);
    }

    /** Each deployment's share of the calls: about a number, or between {@code min} and {@code max}. */
    private void distribution(Json value) {
        Map<String, Double> shares = new TreeMap<>();
        List<String> all = new ArrayList<>();
        run.measured().forEach(exchange -> all.addAll(exchange.attempts()));
        all.forEach(id -> shares.merge(id, 1.0 / all.size(), Double::sum));
        value.members().forEach((id, share) -> {
            double got = shares.getOrDefault(id, 0.0);
            Optional<Json> min = share.member("min");
            Optional<Json> max = share.member("max");
            boolean met;
            if (min.isPresent() || max.isPresent()) {
                boolean enough = min.isEmpty() || got >= min.get().number().doubleValue();
                met = enough && (max.isEmpty() || got <= max.get().number().doubleValue());
            } else {
                met = Math.abs(got - share.number().doubleValue()) <= TOLERANCE;
            }
            expect("distribution", met, value, shares);
        });
    }
}
