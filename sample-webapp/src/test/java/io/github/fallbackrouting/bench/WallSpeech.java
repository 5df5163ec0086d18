package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.WallAction.Speak;
import io.github.fallbackrouting.cases.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of an answer, in the provider's protocol.
 *
 * @param speak what is said
 * @param request what it answers
 * @param id of the answer
 */
record WallSpeech(Speak speak, WallRequest request, String id) {

    private static final int WORDS = CanonicalText.words().size();

    Json first() {
        return chunk(object("role", "assistant", "content", ""), Json.Nothing.NULL);
    }

    Json piece(int index) {
        return chunk(object("content", speak.pieces().get(index)), Json.Nothing.NULL);
    }

    /** Ends where its content should begin. */
    String malformed() {
        return "{\"id\": \"" + id + "\", \"choices\": [{\"delta\": {\"content\": ";
    }

    Json finish() {
        return chunk(object(), "stop");
    }

    boolean hasUsage() {
        return request.includesUsage();
    }

    Json usageEvent() {
        return event(List.of(), "usage", usage());
    }

    /** The answer to a caller that wants no stream. */
    Json completion() {
        Json message = object("role", "assistant", "content", String.join("", speak.pieces()));
        return object(
                "id",
                id,
                "object",
                "chat.completion",
                "created",
                Instant.now().getEpochSecond(),
                "model",
                request.model(),
                "choices",
                List.of(object("index", 0, "message", message, "finish_reason", "stop")),
                "usage",
                usage());
    }

    private Json usage() {
        int prompt = request.promptTokens();
        return object("prompt_tokens", prompt, "completion_tokens", WORDS, "total_tokens", prompt + WORDS);
    }

    private Json chunk(Json delta, Object finishReason) {
        return event(List.of(object("index", 0, "delta", delta, "finish_reason", finishReason)));
    }

    private Json event(List<Json> choices, Object... more) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", id);
        event.put("object", "chat.completion.chunk");
        event.put("created", Instant.now().getEpochSecond());
        event.put("model", request.model());
        event.put("choices", choices);
        event.putAll(object(more).members());
        return Json.of(event);
    }

    /** An object of names and values, by turns. */
    static Json object(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return Json.of(members);
    }
}
