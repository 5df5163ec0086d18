package io.github.fallbackrouting.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a behaviour looks like in the provider's protocol.
 *
 * @param behaviour what is scripted
 * @param path of the request
 * @param request its body
 */
record Wire(Behaviour behaviour, String path, Json request) {

    private static final String DONE = "data: [DONE]\n\n";

    boolean isStream() {
        return behaviour.status() < 400
                && behaviour.script().member("error").isEmpty()
                && (behaviour.text("sse").isPresent()
                        || behaviour.text("sse_raw").isPresent()
                        || behaviour.text("frames").isPresent()
                        || request.member("stream").filter(Json::isTrue).isPresent());
    }

    /** The model that the answer names. */
    String model() {
        return behaviour
                .text("model")
                .orElseGet(() -> request.member("model").map(Json::text).orElse(""));
    }

    /** A whole answer's body. */
    String body() {
        if (behaviour.status() >= 400 || behaviour.script().member("error").isPresent()) {
            return error();
        }
        if (path.endsWith("/embeddings")) {
            Json vector = Json.of(Map.of("object", "embedding", "index", 0, "embedding", List.of(0.25, 0.5)));
            return object("object", "list", "data", List.of(vector), "model", model(), "usage", usage())
                    .toString();
        }
        return isAnthropic() ? message() : completion();
    }

    private boolean isAnthropic() {
        return path.endsWith("/messages")
                || behaviour
                        .text("format")
                        .filter(name -> name.startsWith("anthropic"))
                        .isPresent();
    }

    private String error() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", "synthetic " + behaviour.status());
        error.put("type", isAnthropic() ? "api_error" : "server_error");
        error.put("param", Json.Nothing.NULL);
        error.put("code", Json.Nothing.NULL);
        behaviour.script().member("error").ifPresent(given -> error.putAll(given.members()));
        return (isAnthropic() ? object("type", "error", "error", error) : object("error", error)).toString();
    }

    private String completion() {
        Json message = object("role", "assistant", "content", content());
        Json choice = object("index", 0, "message", message, "finish_reason", finish());
        return object(
                        "id",
                        "chatcmpl-1",
                        "object",
                        "chat.completion",
                        "created",
                        1,
                        "model",
                        model(),
                        "choices",
                        List.of(choice),
                        "usage",
                        usage())
                .toString();
    }

    private String message() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", "msg_1");
        message.put("type", "message");
        message.put("role", "assistant");
        message.put("model", model());
        message.put("content", content().isEmpty() ? List.of() : List.of(object("type", "text", "text", content())));
        message.put("stop_reason", behaviour.text("stop_reason").orElse("end_turn"));
        behaviour.script().member("stop_details").ifPresent(details -> message.put("stop_details", details));
        message.put("usage", object("input_tokens", 1, "output_tokens", 1));
        return Json.of(message).toString();
    }

    private String content() {
        return behaviour.text("content").orElse("hello");
    }

    private String finish() {
        return behaviour.text("finish_reason").orElse("stop");
    }

    private Json usage() {
        return behaviour
                .script()
                .member("usage")
                .orElse(object("prompt_tokens", 1, "completion_tokens", 1, "total_tokens", 2));
    }

    /** A stream's pieces, as far as it goes. */
    List<String> pieces() {
        List<String> pieces = new ArrayList<>();
        Optional<Json> raw = behaviour.script().member("sse_raw");
        Optional<Json> frames = behaviour.script().member("frames");
        if (raw.isPresent()) {
            pieces.addAll(raw.get().texts());
        } else if (frames.isPresent()) {
            frames.get().texts().forEach(frame -> pieces.add(event(frame)));
        } else {
            List<String> texts =
                    behaviour.script().member("sse").map(Json::texts).orElse(List.of(content()));
            texts.forEach(text -> pieces.add(isAnthropic() ? delta(text) : chunk(text)));
            if (isAnthropic()) {
                pieces.add(0, event("message_start"));
                pieces.add(event("message_delta(stop_reason=end_turn)"));
                pieces.add(event("message_stop"));
            } else {
                Json last = object("index", 0, "delta", Map.of(), "finish_reason", finish());
                pieces.add(data(object("object", "chat.completion.chunk", "model", model(), "choices", List.of(last))));
                pieces.add(DONE);
            }
        }
        int whole = behaviour.whole("cut_after", pieces.size());
        return List.copyOf(pieces.subList(0, Math.min(whole, pieces.size())));
    }

    /** Whether it ends before it is over. */
    boolean isCut() {
        return behaviour.text("cut_after").isPresent();
    }

    private String chunk(String text) {
        Json delta = object("role", "assistant", "content", text);
        Json choice = object("index", 0, "delta", delta, "finish_reason", Json.Nothing.NULL);
        return data(object("object", "chat.completion.chunk", "model", model(), "choices", List.of(choice)));
    }

    private static String delta(String text) {
        Json delta = object("type", "text_delta", "text", text);
        return "event: content_block_delta\n" + data(object("type", "content_block_delta", "index", 0, "delta", delta));
    }

    /** {@code name} or {@code name(key=value,key)}. */
    private String event(String frame) {
        int parenthesis = frame.indexOf('(');
        String name = parenthesis < 0 ? frame : frame.substring(0, parenthesis);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", name);
        if (name.equals("message_start")) {
            event.put("message", object("type", "message", "model", model(), "content", List.of()));
        }
        if (parenthesis >= 0) {
            Map<String, Object> delta = new LinkedHashMap<>();
            for (String member :
                    frame.substring(parenthesis + 1, frame.length() - 1).split(",", -1)) {
                int equals = member.indexOf('=');
                if (equals < 0) {
                    delta.put(member, Map.of("category", "cyber"));
                } else {
                    delta.put(member.substring(0, equals), member.substring(equals + 1));
                }
            }
            event.put("delta", delta);
        }
        return "event: " + name + "\n" + data(Json.of(event));
    }

    private static String data(Json json) {
        return "data: " + json + "\n\n";
    }

    private static Json object(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return Json.of(members);
    }
}
