package io.github.fallbackrouting.faults;

import io.github.fallbackrouting.cases.Json;
import io.github.fallbackrouting.cases.StreamText;
import io.github.fallbackrouting.faults.Fault.Effect;
import io.github.fallbackrouting.faults.StrictAnswer.Malformed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether an answer of a run is what it has to be. */
final class RunJudge {

    /** The attempts of one request that the configuration allows. */
    static final int MOST_ATTEMPTS = 8;

    /** {@code deadline} of the configuration. */
    static final int DEADLINE_MILLIS = 12_000;

    static final String HOSTS_KEY = "Bearer host-key";

    static final Map<String, String> MODELS = Map.of(
            "openai", "openai/gpt-4o",
            "west", "openai/gpt-4o-west",
            "dead", "openai/gpt-4o-dead",
            "openrouter", "openrouter/anthropic/claude-sonnet-4.5");

    private static final Pattern ID = Pattern.compile("\"id\":\"([a-z]+)/(r\\d+)\"");
    private static final Pattern TIMING = Pattern.compile("([a-z]+);desc=\"([^\"]*)\";dur=([0-9.]+)");

    /** A request that a deployment received, and how it was answered. */
    record Attempt(String deployment, boolean isHosts, String begun, Fault fault, boolean isStream) {

        Effect effect() {
            return fault.effect(isStream, isHosts);
        }

        @Override
        public String toString() {
            return (isHosts ? "host→" : "") + deployment + " " + fault.name()
                    + (begun.isEmpty() ? "" : " +" + begun.length());
        }
    }

    /** How a request ended, if well. */
    enum Outcome {
        GOOD,
        JOINED,
        BROKEN_OFF,
        FAILED,
        LEFT,
        /** It failed because a good answer came too late on a busy machine. */
        LATE
    }

    /** An answer is not what it has to be. */
    static final class Violation extends Exception {

        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    private final RandomRequest request;
    private final List<Attempt> attempts;

    RunJudge(RandomRequest request, List<Attempt> attempts) {
        this.request = request;
        this.attempts = List.copyOf(attempts);
    }

    private static void check(boolean holds, String otherwise) throws Violation {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }

    /** What holds whoever has left. */
    void checkAttempts() throws Violation {
        check(attempts.stream().filter(Attempt::isHosts).count() <= 1, "the host's resource ran twice");
        check(attempts.size() <= MOST_ATTEMPTS, attempts.size() + " attempts");
        for (Attempt attempt : attempts) {
            check(
                    Speech.text(request.name()).startsWith(attempt.begun()),
                    "asked to go on with what nobody said: " + attempt.begun());
        }
    }

    Outcome judge(StrictAnswer answer) throws Violation {
        try {
            checkAttempts();
            checkFields(answer);
            checkNobodyElse(answer);
            if (answer.status() != 200) {
                return failure(answer);
            }
            if (isHostsOwnFailure(answer)) {
                return failed(answer);
            }
            return request.isStream() ? stream(answer) : whole(answer);
        } catch (Malformed e) {
            throw new Violation(String.valueOf(e.getMessage()));
        }
    }

    private void checkFields(StrictAnswer answer) throws Violation, Malformed {
        check(
                answer.field("x-litellm-call-id").equals(Optional.of("call-" + request.name())),
                "another call's id: " + answer.status() + " " + answer.fields());
        check(answer.field("x-litellm-model-group").equals(Optional.of("gpt-4o")), "another group");
        Optional<String> id = answer.field("x-litellm-model-id");
        check(
                id.map(MODELS::get).equals(answer.field("x-litellm-actual-model")),
                "id " + id + " but model " + answer.field("x-litellm-actual-model"));
        check(answer.field("x-litellm-model-name").equals(answer.field("x-litellm-actual-model")), "two models");
        boolean fellBack = id.equals(Optional.of("openrouter")) && answer.status() == 200;
        check(
                answer.field("x-litellm-fallback-model-used").isPresent() == fellBack || answer.status() != 200,
                "fallback-model-used " + answer.field("x-litellm-fallback-model-used") + " of " + id);
        int said = 1 + number(answer, "x-litellm-attempted-retries") + number(answer, "x-litellm-attempted-fallbacks");
        check(said <= MOST_ATTEMPTS, said + " attempts are said to have been made");
        List<String> entries = timings(answer).stream().map(Timing::deployment).toList();
        // A host that was given up and waited for once more has come to two ends.
        boolean isHostTwice = entries.size() == said + 1
                && entries.get(0).equals("openai")
                && entries.get(said).equals("openai");
        check(
                entries.size() == said || isHostTwice,
                said + " attempts are said to have been made, but timed: " + entries);
        if (!request.isStream()) {
            for (String deployment : MODELS.keySet()) {
                long seen = attempts.stream()
                        .filter(attempt -> attempt.deployment().equals(deployment))
                        .count();
                long timed = entries.stream().filter(deployment::equals).count();
                check(seen <= timed, deployment + " was asked " + seen + " times, but timed: " + entries);
            }
        }
    }

    private static int number(StrictAnswer answer, String name) throws Violation, Malformed {
        try {
            return Integer.parseInt(answer.field(name).orElse("none"));
        } catch (NumberFormatException e) {
            throw new Violation(name + " is " + answer.field(name));
        }
    }

    /** An entry of {@code Server-Timing}. */
    private record Timing(String deployment, String outcome, double millis) {}

    private static List<Timing> timings(StrictAnswer answer) throws Malformed {
        List<Timing> timings = new ArrayList<>();
        Matcher entry = TIMING.matcher(answer.field("Server-Timing").orElse(""));
        while (entry.find()) {
            timings.add(new Timing(entry.group(1), entry.group(2), Double.parseDouble(entry.group(3))));
        }
        return timings;
    }

    private void checkNobodyElse(StrictAnswer answer) throws Violation {
        Matcher id = ID.matcher(answer.text());
        while (id.find()) {
            check(id.group(2).equals(request.name()), "bytes of another request: " + id.group());
        }
    }

    /** If nobody gives a good answer the host's is passed on as it is, a 200 with nonsense in it too. */
    private boolean isHostsOwnFailure(StrictAnswer answer) throws Malformed {
        return answer.field("x-litellm-model-id").equals(Optional.of("openai"))
                && attempts.stream().anyMatch(attempt -> attempt.isHosts() && attempt.effect() != Effect.GOOD)
                && answer.isComplete()
                && (answer.field("x-should-retry").isPresent() || isSaidToBeLate(answer))
                && (!request.isStream() || StreamText.of(answer.text()).text().isEmpty());
    }

    /**
     * Whether its host came when all limits were over, on a busy machine: a single attempt speaks for itself, and {@code
     * Server-Timing} says what it came to.
     */
    private static boolean isSaidToBeLate(StrictAnswer answer) throws Malformed {
        List<Timing> timings = timings(answer);
        return timings.stream().allMatch(entry -> entry.deployment().equals("openai"))
                && timings.stream().anyMatch(entry -> entry.millis() >= DEADLINE_MILLIS)
                && !timings.get(timings.size() - 1).outcome().equals("200");
    }

    private Outcome whole(StrictAnswer answer) throws Violation, Malformed {
        check(answer.isComplete(), "an answer that is cut: " + answer.fields() + " " + answer.text());
        String by = answer.field("x-litellm-model-id").orElse("nobody");
        byte[] expected = new Speech(by, request.name(), false, "").whole();
        boolean isOdd = attempts.stream().anyMatch(attempt -> attempt.effect() == Effect.EITHER);
        check(isOdd || Arrays.equals(expected, answer.body()), by + " said: " + answer.text());
        check(
                attempts.stream()
                        .anyMatch(attempt -> attempt.deployment().equals(by)
                                && (attempt.effect() == Effect.GOOD || attempt.effect() == Effect.EITHER)),
                by + " gave no good answer");
        if (!isOdd) {
            Json unused = Json.parse(answer.text());
        }
        return Outcome.GOOD;
    }

    private Outcome stream(StrictAnswer answer) throws Violation, Malformed {
        String by = answer.field("x-litellm-model-id").orElse("nobody");
        String expected = Speech.text(request.name());
        boolean isOdd =
                attempts.stream().anyMatch(attempt -> attempt.fault().name().equals("latin-1"));
        StreamText text = StreamText.of(answer.text());
        check(by.equals(text.model()), by + " is said to answer, but the stream begins with " + text.model());
        check(
                answer.text().lastIndexOf("data: [DONE]") == answer.text().indexOf("data: [DONE]"),
                "[DONE] comes more than once");
        if (text.done()) {
            check(!text.error(), "an error and [DONE]: " + answer.text());
            check(answer.isComplete(), "[DONE], and then cut");
            check(isOdd || text.text().equals(expected), "text: " + text.text());
            return attempts.size() > 1
                            && !attempts.get(attempts.size() - 1).begun().isEmpty()
                    ? Outcome.JOINED
                    : Outcome.GOOD;
        }
        // A finish reason ends a stream too: the host's own may end so.
        if (!text.error() && answer.isComplete() && answer.text().contains("\"finish_reason\":\"stop\"")) {
            check(isOdd || text.text().equals(expected), "text: " + text.text());
            return Outcome.GOOD;
        }
        check(text.error(), "a stream that ends without a word: " + answer.fields() + answer.text());
        check(!answer.isComplete(), "a broken stream that ends as if it were complete");
        check(isOdd || expected.startsWith(text.text()), "text: " + text.text());
        return lastWasGood() ? Outcome.LATE : Outcome.BROKEN_OFF;
    }

    private boolean lastWasGood() {
        return !attempts.isEmpty() && attempts.get(attempts.size() - 1).effect() == Effect.GOOD;
    }

    private Outcome failure(StrictAnswer answer) throws Violation, Malformed {
        check(answer.isComplete(), "a failure that is cut");
        check(answer.status() == 429 || answer.status() >= 500, "status " + answer.status());
        check(
                answer.field("Content-Type")
                                .filter(type -> type.contains("json"))
                                .isEmpty()
                        || attempts.stream()
                                .anyMatch(attempt -> attempt.fault().name().equals("status-503-cut"))
                        || answer.text().isEmpty()
                        || isJson(answer.text()),
                "no JSON: " + answer.text());
        return failed(answer);
    }

    private Outcome failed(StrictAnswer answer) throws Violation, Malformed {
        if (attempts.stream().noneMatch(attempt -> attempt.effect() == Effect.GOOD)) {
            return Outcome.FAILED;
        }
        check(
                timings(answer).stream().anyMatch(entry -> entry.outcome().contains("timeout")),
                "a good answer was thrown away: " + answer.fields());
        return Outcome.LATE;
    }

    private static boolean isJson(String text) {
        try {
            Json unused = Json.parse(text);
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return false;
        }
    }
}
