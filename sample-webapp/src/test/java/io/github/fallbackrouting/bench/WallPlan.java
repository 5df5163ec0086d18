package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.WallAction.Ending;
import io.github.fallbackrouting.bench.WallAction.Refuse;
import io.github.fallbackrouting.bench.WallAction.Reset;
import io.github.fallbackrouting.bench.WallAction.Silence;
import io.github.fallbackrouting.bench.WallAction.Speak;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which fault a request meets.
 *
 * @param timings how long the faults take
 * @param sinceReset when the request came
 * @param attempt the how-manieth of its model it is, from 1
 */
record WallPlan(Timings timings, Duration sinceReset, int attempt) {

    private static final String INVALID = "invalid_request_error";

    WallAction action(WallRequest request) {
        Optional<FaultModel> model = FaultModel.of(request.model());
        if (model.isEmpty()) {
            return Refuse.of(404, INVALID, "model_not_found", "model", "There is no model '" + request.model() + "'.");
        }
        if (request.prefill().isPresent() && !model.get().takesPrefill()) {
            return Refuse.of(
                    400,
                    INVALID,
                    LoggedActions.INVALID_PREFILL,
                    "messages",
                    "This model does not support assistant message prefill. The last message has to be the user's.");
        }
        return fault(model.get().tag(), Speak.healthy(pieces(request.prefill())));
    }

    private WallAction fault(String tag, Speak healthy) {
        return switch (tag) {
            case "s01" -> attempt == 1 ? rateLimited().after(timings.retryAfter()) : healthy;
            case "s02" -> rateLimited();
            case "s03" -> attempt == 1 ? Refuse.of(500, "server_error", "", "", "The server had an error.") : healthy;
            case "s04", "s16" -> overloaded();
            case "s05" -> attempt == 1 ? new Reset() : healthy;
            case "s06" -> new Silence(timings.silence());
            case "s07" -> healthy.late(timings.firstToken());
            case "s08", "s14" -> healthy.only(Timings.CUT_AFTER, Ending.CUT);
            case "s09" -> healthy.only(Timings.STALL_AFTER, Ending.STALLED);
            case "s10" -> healthy.malformedBefore(Timings.MALFORMED_BEFORE);
            case "s11" -> healthy.endingWith(Ending.WITHOUT_DONE);
            case "s12" ->
                Refuse.of(
                        400,
                        INVALID,
                        "context_length_exceeded",
                        "messages",
                        "This model's maximum context length is 16 tokens. Please reduce the length of the messages.");
            case "s13" ->
                Refuse.of(
                        400,
                        INVALID,
                        "content_policy_violation",
                        "",
                        "The request was rejected as a result of the safety system.");
            case "s15" -> sinceReset.compareTo(timings.outage()) < 0 ? overloaded() : healthy;
            default -> healthy;
        };
    }

    private static Refuse rateLimited() {
        return Refuse.of(429, "rate_limit_error", "rate_limit_exceeded", "", "Rate limit reached.");
    }

    private static Refuse overloaded() {
        return Refuse.of(503, "server_error", "overloaded", "", "The engine is overloaded.");
    }

    /** The rest of the answer if the caller began it, all of it otherwise. */
    private static List<String> pieces(Optional<String> prefill) {
        String begun = prefill.map(String::strip).orElse("");
        boolean continues = prefill.isPresent() && CanonicalText.ANSWER.startsWith(begun);
        String rest = continues ? CanonicalText.ANSWER.substring(begun.length()).strip() : CanonicalText.ANSWER;
        List<String> pieces = new ArrayList<>();
        if (rest.isEmpty()) {
            return pieces;
        }
        for (String word : rest.split(" ", -1)) {
            pieces.add(pieces.isEmpty() && !continues ? word : " " + word);
        }
        return pieces;
    }
}
