package io.github.fallbackrouting.cases;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is expected of a case, by member; header fields are members of their own: {@code headers.retry-after}. Immutable.
 *
 * @param members by name
 */
record Expectation(Map<String, Json> members) {

    static final Json ABSENT = Json.of(Map.of("absent", true));
    static final Json PRESENT = Json.of(Map.of("present", true));

    private static final Set<String> KNOWN = Set.of(
            "status",
            "headers",
            "attempts",
            "attempts_max",
            "never_called",
            "distribution",
            "body_model",
            "body_contains",
            "never_error_contains",
            "upstream_body",
            "upstream_body_absent",
            "stream",
            "stream_switch",
            "min_ms",
            "max_ms",
            "max_gap_ms",
            "metrics",
            "log_record",
            "startup_error",
            "repeat");
    private static final Set<String> STREAM = Set.of("text", "done", "contains", "not_contains", "error_event");

    /** {@code expect}, with {@code expect_ours} over it. */
    static Expectation of(String id, Json json) {
        Map<String, Json> members = new LinkedHashMap<>();
        for (String which : List.of("expect", "expect_ours")) {
            json.member(which).ifPresent(given -> members.putAll(flat(id + "." + which, given)));
        }
        return new Expectation(Collections.unmodifiableMap(members));
    }

    private static Map<String, Json> flat(String where, Json given) {
        given.only(where, KNOWN);
        given.member("stream").ifPresent(stream -> stream.only(where + ".stream", STREAM));
        Map<String, Json> members = new LinkedHashMap<>(given.members());
        Json headers = members.remove("headers");
        if (headers != null) {
            headers.members().forEach((name, value) -> {
                value.only(where + ".headers." + name, Set.of("absent", "present", "regex", "number"));
                members.put("headers." + name.toLowerCase(Locale.ROOT), value);
            });
        }
        return members;
    }

    /** This with members of another over it. */
    Expectation over(String where, Json given) {
        Map<String, Json> all = new LinkedHashMap<>(members);
        all.putAll(flat(where, given));
        return new Expectation(Collections.unmodifiableMap(all));
    }

    Optional<Json> get(String name) {
        return Optional.ofNullable(members.get(name)).filter(value -> value.value() != Json.Nothing.NULL);
    }

    Expectation with(String name, Object value) {
        Map<String, Json> all = new LinkedHashMap<>(members);
        all.put(name, Json.of(value));
        return new Expectation(Collections.unmodifiableMap(all));
    }

    /** With another value, if there is any. */
    Expectation instead(String name, Object value) {
        return members.containsKey(name) ? with(name, value) : this;
    }

    Expectation without(String name) {
        Map<String, Json> all = new LinkedHashMap<>(members);
        all.remove(name);
        return new Expectation(Collections.unmodifiableMap(all));
    }

    /** The members that another has otherwise. */
    Set<String> differencesTo(Expectation other) {
        Set<String> names = new TreeSet<>(members.keySet());
        names.addAll(other.members.keySet());
        names.removeIf(name -> Objects.equals(members.get(name), other.members.get(name)));
        return names;
    }

    List<String> attempts() {
        return get("attempts").map(Json::texts).orElse(List.of());
    }
}
