package io.github.fallbackrouting.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a scripted provider does with one call.
 *
 * @param script as the case says it
 */
record Behaviour(Json script) {

    private static final Set<String> KNOWN = Set.of(
            "status",
            "error",
            "headers",
            "content",
            "model",
            "usage",
            "finish_reason",
            "sse",
            "sse_raw",
            "cut_after",
            "refuse_connection",
            "delay_ms",
            "format",
            "frames",
            "split_frames",
            "stop_reason",
            "stop_details",
            "times");

    /** One per call. */
    static List<Behaviour> all(String where, Json scripts) {
        List<Behaviour> all = new ArrayList<>();
        for (Json script : scripts.elements()) {
            Behaviour behaviour = new Behaviour(script.only(where, KNOWN));
            script.member("error")
                    .ifPresent(error -> error.only(where + ".error", Set.of("message", "type", "code", "param")));
            for (int i = 0; i < behaviour.whole("times", 1); i++) {
                all.add(behaviour);
            }
        }
        return all;
    }

    int status() {
        return whole("status", 200);
    }

    /** Whether a caller takes it for a failure. */
    boolean fails() {
        return status() >= 400 || refusesConnection() || script.member("error").isPresent();
    }

    boolean refusesConnection() {
        return flag("refuse_connection");
    }

    int whole(String name, int otherwise) {
        return script.member(name)
                .map(number -> number.number().intValueExact())
                .orElse(otherwise);
    }

    boolean flag(String name) {
        return script.member(name).filter(Json::isTrue).isPresent();
    }

    Optional<String> text(String name) {
        return script.member(name).map(Json::text);
    }

    /** The header fields that it sends besides its own. */
    Map<String, Json> headers() {
        return script.member("headers").map(Json::members).orElse(Map.of());
    }

    /** What the error says, of all its members. */
    String errorText() {
        return script.member("error").map(Json::toString).orElse("");
    }
}
