package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.cases.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * An attempt as the wall saw it.
 *
 * @param t when it came, in seconds since the reset, to a tenth of a millisecond
 * @param model as it was asked for
 * @param tag of the model; empty if there is no such model
 * @param attempt the how-manieth of exactly this name, from 1
 * @param stream whether a stream was asked for
 * @param lastRole of the last message
 * @param rid the caller's name for the request; empty if it gave none
 * @param auth whether a key came with it
 * @param client its address
 * @param action what the wall did
 * @param promptTokens what the prompt counts
 * @param clientGaveUpAt when the caller left a wall that said nothing, in seconds since the reset
 */
record LogEntry(
        double t,
        String model,
        String tag,
        int attempt,
        boolean stream,
        String lastRole,
        String rid,
        boolean auth,
        String client,
        String action,
        int promptTokens,
        OptionalDouble clientGaveUpAt) {

    /** The same, left by its caller. */
    LogEntry leftAt(double seconds) {
        return new LogEntry(
                t,
                model,
                tag,
                attempt,
                stream,
                lastRole,
                rid,
                auth,
                client,
                action,
                promptTokens,
                OptionalDouble.of(seconds));
    }

    /** Whether this model was asked for, with a provider in front or without. */
    boolean asks(String name) {
        return FaultModel.baseName(model).equals(name);
    }

    Json toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("t", t);
        members.put("model", model);
        members.put("tag", tag);
        members.put("attempt", attempt);
        members.put("stream", stream);
        members.put("last_role", lastRole);
        members.put("rid", rid.isEmpty() ? Json.Nothing.NULL : rid);
        members.put("auth", auth);
        members.put("client", client);
        members.put("action", action);
        members.put("prompt_tokens", promptTokens);
        clientGaveUpAt.ifPresent(seconds -> members.put("client_gave_up_at", seconds));
        return Json.of(members);
    }
}
