package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.config.Operation;
import io.github.fallbackrouting.json.BodyEdit;
import io.github.fallbackrouting.json.JsonPaths;
import io.github.fallbackrouting.json.JsonString;
import io.github.fallbackrouting.json.RequestDocument;
import io.github.fallbackrouting.json.RequestDocument.Source;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A request for the rest of an answer whose beginning is known. */
public final class Prefill {

    private Prefill() {}

    /**
     * The request with the beginning of its answer in it: a last message of the assistant's own, or, for a legacy
     * completion, at the end of the prompt.
     *
     * @param source the body's bytes
     * @param length how many they are
     * @param document what was read in them
     * @param set new values of members by their names, as JSON text
     * @param remove members to leave out, but for those that are set
     * @param operation what is asked for
     * @param begun the beginning of the answer
     * @return empty if the request has no place for it
     * @throws IOException if the body can't be read
     */
    public static Optional<BodyEdit> of(
            Source source,
            long length,
            RequestDocument document,
            Map<String, String> set,
            JsonPaths remove,
            Operation operation,
            String begun)
            throws IOException {
        String path = operation.path();
        if (path.endsWith("/chat/completions") || path.endsWith("/messages")) {
            String message = "{\"role\":\"assistant\",\"content\":" + JsonString.quote(begun) + "}";
            return BodyEdit.of(source, length, document, set, remove, Map.of("messages", message));
        }
        if (!path.endsWith("/completions")) {
            return Optional.empty();
        }
        Optional<String> prompt = document.text(source, "prompt");
        if (prompt.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> longer = new HashMap<>(set);
        longer.put("prompt", JsonString.quote(prompt.get() + begun));
        return BodyEdit.of(source, length, document, longer, remove);
    }
}
