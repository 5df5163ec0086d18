package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Answer.Kind;
import io.github.fallbackrouting.bench.Answer.Outcome;
import io.github.fallbackrouting.bench.Answer.Problem;
import io.github.fallbackrouting.cases.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** What a caller makes of a stream, line by line. */
final class Transcript {

    private final StringBuilder text = new StringBuilder();
    private String model = "";
    private boolean usage;
    private int broken;
    private boolean done;
    private Optional<Problem> problem = Optional.empty();

    /** Reads a line; only those that begin with {@code data:} say something. */
    void line(String line) {
        if (isOver() || !line.startsWith("data:")) {
            return;
        }
        String data = line.substring("data:".length()).strip();
        if (data.equals("[DONE]")) {
            done = true;
            return;
        }
        parsed(data).ifPresentOrElse(this::event, () -> broken++);
    }

    /** The value; empty if it is no JSON. */
    static Optional<Json> parsed(String data) {
        try {
            return Optional.of(Json.parse(data));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private void event(Json event) {
        Optional<Json> error = event.member("error").filter(Transcript::isTruthy);
        if (error.isPresent()) {
            problem = Optional.of(problem(Kind.IN_BAND, 200, error.get(), Optional.empty()));
            return;
        }
        event.member("model").map(Json::text).filter(name -> !name.isEmpty()).ifPresent(name -> model = name);
        usage = usage || event.member("usage").filter(Transcript::isTruthy).isPresent();
        event.member("choices").stream()
                .flatMap(choices -> choices.elements().stream())
                .flatMap(choice -> choice.member("delta").stream())
                .flatMap(delta -> delta.member("content").stream())
                .forEach(piece -> text.append(piece.text()));
    }

    /** A problem that an error object tells of. */
    static Problem problem(Kind kind, int status, Json error, Optional<Duration> retryAfter) {
        String message = error.member("message").map(Json::text).orElseGet(error::text);
        return new Problem(kind, status, error.member("code").map(Json::text).orElse(""), message, retryAfter);
    }

    /** As Python has it: nothing that is false, zero or empty. */
    static boolean isTruthy(Json value) {
        if (value.value() instanceof BigDecimal number) {
            return number.signum() != 0;
        }
        if (value.value() instanceof Boolean flag) {
            return flag;
        }
        return value.value() instanceof String string
                ? !string.isEmpty()
                : !value.members().isEmpty() || !value.elements().isEmpty();
    }

    /** Whether nothing more needs to be read. */
    boolean isOver() {
        return done || problem.isPresent();
    }

    boolean hasWords() {
        return text.length() > 0;
    }

    /** How many lines were no JSON. */
    int broken() {
        return broken;
    }

    /** What was told until now; without an error event it is taken for a whole answer, however it ended. */
    Answer answer(Duration elapsed) {
        Outcome outcome = problem.isPresent() ? Outcome.ERROR : Outcome.SUCCESS;
        return new Answer(outcome, text.toString(), model, usage, elapsed, problem);
    }
}
