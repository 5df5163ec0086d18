package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.ClientControl;
import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Fallbacks;
import io.github.fallbackrouting.config.Target;
import io.github.fallbackrouting.json.JsonValue;
import io.github.fallbackrouting.json.JsonValue.ArrayValue;
import io.github.fallbackrouting.json.JsonValue.Literal;
import io.github.fallbackrouting.json.JsonValue.NumberValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import io.github.fallbackrouting.json.JsonValue.StringValue;
import io.github.fallbackrouting.json.RequestDocument;
import io.github.fallbackrouting.routing.Wishes;
import io.github.fallbackrouting.routing.Wishes.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Reads what a caller says of the routing of its request: in members of the body and in header fields, as LiteLLM has
 * them and as far as {@code client_controls} allows it; and in the fields by which OpenAI's and Anthropic's client
 * libraries tell of their own time limits and retries.
 */
final class CallerWishes {

    /** Far more than any request may be moved; each row may be looked at once for each of its targets. */
    private static final int MOST_TARGETS = 64;

    /** What may be quoted: a name, and nothing that would be more than that in a log. */
    private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");

    /** Something that can't be understood, which is the caller's fault. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1;

        private final String name;

        MalformedException(String name, String expected) {
            super(name + " can't be understood, expected " + expected);
            this.name = name;
        }

        /** The member or header field. */
        String name() {
            return name;
        }
    }

    /** In seconds. */
    private static final List<String> TIMEOUTS = List.of("x-stainless-timeout", "x-stainless-read-timeout");

    private final Configuration configuration;
    private final HttpServletRequest request;
    private final RequestDocument document;

    CallerWishes(Configuration configuration, HttpServletRequest request, RequestDocument document) {
        this.configuration = configuration;
        this.request = request;
        this.document = document;
    }

    /** What client libraries tell in header fields, whatever the operator allows. */
    static Wishes ofClient(HttpServletRequest request) {
        Optional<Duration> deadline = Optional.empty();
        for (String field : TIMEOUTS) {
            Optional<Duration> limit =
                    Optional.ofNullable(request.getHeader(field)).flatMap(CallerWishes::seconds);
            if (deadline.isEmpty() || (limit.isPresent() && limit.get().compareTo(deadline.get()) < 0)) {
                deadline = limit;
            }
        }
        String retries = request.getHeader("x-stainless-retry-count");
        boolean isRetry = retries != null && WHOLE.matcher(retries).matches() && Integer.parseInt(retries) > 0;
        if (deadline.isEmpty() && !isRetry) {
            return Wishes.NONE;
        }
        return new Wishes(
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                deadline,
                isRetry ? Origin.CLIENT_RETRY : Origin.CALLER,
                0);
    }

    /**
     * Everything.
     *
     * @param group that the request asks for, and that a list of {@code fallbacks} without rows is meant for
     */
    Wishes read(String group) throws MalformedException {
        Wishes client = ofClient(request);
        return new Wishes(
                fallbacks(group), numRetries(), timeout(), client.deadline(), client.origin(), document.promptTokens());
    }

    /** The failure that the caller wants to see the consequences of. */
    Optional<MockFailure> mock() throws MalformedException {
        for (MockFailure mock : MockFailure.values()) {
            if (flag(ClientControl.MOCK_TESTING, mock.member())) {
                return Optional.of(mock);
            }
        }
        return Optional.empty();
    }

    private Optional<Fallbacks> fallbacks(String group) throws MalformedException {
        if (flag(ClientControl.DISABLE_FALLBACKS, "disable_fallbacks")) {
            return Optional.of(Fallbacks.NONE);
        }
        Optional<JsonValue> given = member(ClientControl.FALLBACKS, "fallbacks");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<Target>> rows = new LinkedHashMap<>();
        for (JsonValue item : list(given.get())) {
            if (item instanceof ObjectValue object && object.member("model").isEmpty()) {
                for (Map.Entry<String, JsonValue> row : object.members().entrySet()) {
                    rows.putIfAbsent(row.getKey(), targets(row.getValue()));
                }
            } else {
                rows.computeIfAbsent(group, name -> new ArrayList<>()).add(target(item));
            }
        }
        if (rows.values().stream().mapToInt(List::size).sum() > MOST_TARGETS) {
            throw new MalformedException("fallbacks", "at most " + MOST_TARGETS + " targets in it");
        }
        return Optional.of(configuration.fallbacks().withGeneral(rows));
    }

    private static List<JsonValue> list(JsonValue value) throws MalformedException {
        if (value instanceof ArrayValue array) {
            return array.elements();
        }
        throw malformedFallbacks();
    }

    private static List<Target> targets(JsonValue row) throws MalformedException {
        List<Target> targets = new ArrayList<>();
        for (JsonValue item : row instanceof StringValue ? List.of(row) : list(row)) {
            targets.add(target(item));
        }
        return targets;
    }

    private static Target target(JsonValue item) throws MalformedException {
        if (item instanceof StringValue name) {
            return Target.of(name.text());
        }
        if (!(item instanceof ObjectValue object)
                || !(object.member("model").orElse(Literal.NULL) instanceof StringValue model)) {
            throw malformedFallbacks();
        }
        Map<String, String> overrides = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            if (Target.canOverride(member.getKey())) {
                overrides.put(member.getKey(), member.getValue().toJson());
            } else if (!member.getKey().equals("model")) {
                String shown = MEMBER.matcher(member.getKey()).matches() ? member.getKey() : "member of any name";
                throw new MalformedException("fallbacks", "no " + shown + " in it, which is the operator's");
            }
        }
        return new Target(model.text(), overrides);
    }

    private static MalformedException malformedFallbacks() {
        return new MalformedException(
                "fallbacks",
                "a list of model groups, of objects with a model and other members of the body, or of rows such as"
                        + " {\"gpt-4o\": [\"gpt-4-turbo\"]}");
    }

    private OptionalInt numRetries() throws MalformedException {
        for (Given given : given(ClientControl.NUM_RETRIES, "x-litellm-num-retries", "num_retries")) {
            if (!WHOLE.matcher(given.text()).matches()) {
                throw new MalformedException(given.name(), "a whole number of at least 0");
            }
            return OptionalInt.of(Integer.parseInt(given.text()));
        }
        return OptionalInt.empty();
    }

    private Optional<Duration> timeout() throws MalformedException {
        // The limit for streams is checked, and has no meaning for an answer that is none.
        limit("x-litellm-stream-timeout", "stream_timeout");
        return limit("x-litellm-timeout", "timeout");
    }

    private Optional<Duration> limit(String field, String member) throws MalformedException {
        for (Given given : given(ClientControl.TIMEOUT, field, member)) {
            Optional<Duration> limit = seconds(given.text());
            if (limit.isEmpty()) {
                throw new MalformedException(given.name(), "a number of seconds greater than 0");
            }
            return limit;
        }
        return Optional.empty();
    }

    /** Positive; empty if it is no such number. */
    private static Optional<Duration> seconds(String text) {
        if (!SECONDS.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos((long) (Double.parseDouble(text) * 1e9)))
                .filter(time -> !time.isZero());
    }

    private record Given(String name, String text) {}

    /** The header field, which counts before the member, if either is there. */
    private List<Given> given(ClientControl control, String field, String member) throws MalformedException {
        if (!configuration.clientControls().contains(control)) {
            return List.of();
        }
        String value = request.getHeader(field);
        if (value != null) {
            return List.of(new Given(field, value.strip()));
        }
        Optional<JsonValue> inBody = member(control, member);
        if (inBody.isEmpty()) {
            return List.of();
        }
        // LiteLLM breaks on numbers that are given as text; there is only one thing that they can mean.
        String text = inBody.get() instanceof StringValue string
                ? string.text().strip()
                : inBody.get() instanceof NumberValue number ? number.text() : "";
        return List.of(new Given(member, text));
    }

    private boolean flag(ClientControl control, String name) throws MalformedException {
        Optional<JsonValue> value = member(control, name);
        if (value.isPresent() && value.get() != Literal.TRUE && value.get() != Literal.FALSE) {
            throw new MalformedException(name, "true or false");
        }
        return value.isPresent() && value.get() == Literal.TRUE;
    }

    /** A member of the body; empty if it is not there, or null, or the operator does not let callers say it. */
    private Optional<JsonValue> member(ClientControl control, String name) throws MalformedException {
        if (!configuration.clientControls().contains(control)) {
            return Optional.empty();
        }
        if (document.overlongControls().contains(name)) {
            throw new MalformedException(name, "at most 64 KiB of it");
        }
        String text = document.controls().get(name);
        if (text == null) {
            return Optional.empty();
        }
        Optional<JsonValue> value = JsonValue.read(text);
        if (value.isEmpty()) {
            throw new MalformedException(name, "JSON that is not nested deeper than " + JsonValue.DEPTH_LIMIT);
        }
        return value.filter(some -> some != Literal.NULL);
    }
}
