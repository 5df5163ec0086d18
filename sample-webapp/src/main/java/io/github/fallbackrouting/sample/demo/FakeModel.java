package io.github.fallbackrouting.sample.demo;

import io.github.fallbackrouting.sample.demo.WireAnswer.Events;
import io.github.fallbackrouting.sample.demo.WireAnswer.Whole;
import java.util.ArrayList;
import java.util.List;

/**
 * What a deployment without a fault answers: shaped like OpenAI's API, and the same for the same request.
 *
 * @param deployment the name that the answers carry
 * @param key the only one that is accepted
 * @param pace between two chunks of a stream
 */
record FakeModel(String deployment, String key, Pace pace) {

    private static final String USAGE = "{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}";

    /** The answer to this request. */
    WireAnswer answer(WireRequest request) {
        if (!request.headers().getOrDefault("authorization", "").equals("Bearer " + key)) {
            return error(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key");
        }
        return switch (request.target()) {
            case "GET /v1/models" ->
                Whole.json(
                        200,
                        "{\"object\":\"list\",\"data\":[{\"id\":\"%s-model\",\"object\":\"model\",\"created\":0,\"owned_by\":\"%s\"}]}"
                                .formatted(deployment, deployment));
            case "POST /v1/chat/completions" ->
                request.model()
                        .map(model -> request.stream() ? stream(model, request) : completion(model))
                        .orElseGet(FakeModel::withoutModel);
            case "POST /v1/embeddings" -> request.model().map(this::embedding).orElseGet(FakeModel::withoutModel);
            default ->
                error(404, "Unknown request URL: " + request.target() + ".", "invalid_request_error", "unknown_url");
        };
    }

    /** An answer whose body is OpenAI's error object. */
    static Whole error(int status, String message, String type, String code) {
        return Whole.json(
                status,
                "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}"
                        .formatted(message, type, code));
    }

    private static WireAnswer withoutModel() {
        return error(400, "You must provide a model parameter.", "invalid_request_error", "missing_model");
    }

    private String text(String model) {
        return "Hello from " + deployment + ", which was asked for " + model + ".";
    }

    private WireAnswer completion(String model) {
        return Whole.json(200, """
                {"id":"chatcmpl-%s","object":"chat.completion","created":0,"model":"%s","choices":[{"index":0,"message":\
                {"role":"assistant","content":"%s"},"finish_reason":"stop"}],"usage":%s}""".formatted(deployment, model, text(model), USAGE));
    }

    /** As many words as have been said already are left out. */
    private WireAnswer stream(String model, WireRequest request) {
        // Who asks for the usage gets the member in every chunk, and a value in the last.
        String usage = request.includeUsage() ? ",\"usage\":null" : "";
        List<String> data = new ArrayList<>();
        data.add(chunk(model, "{\"role\":\"assistant\",\"content\":\"\"}", "null", usage));
        String begun = request.prefill();
        List<String> words = List.of(text(model).split("(?= )", -1));
        int said = begun.isEmpty() ? 0 : begun.split("(?= )", -1).length;
        for (String word : words.subList(Math.min(said, words.size()), words.size())) {
            data.add(chunk(model, "{\"content\":\"" + word + "\"}", "null", usage));
        }
        data.add(chunk(model, "{}", "\"stop\"", usage));
        if (request.includeUsage()) {
            data.add(chunk(model, "", ",\"usage\":" + USAGE));
        }
        data.add("[DONE]");
        return new Events(data, pace);
    }

    private String chunk(String model, String delta, String finishReason, String usage) {
        return chunk(model, "{\"index\":0,\"delta\":%s,\"finish_reason\":%s}".formatted(delta, finishReason), usage);
    }

    private String chunk(String model, String choice, String usage) {
        return """
                {"id":"chatcmpl-%s","object":"chat.completion.chunk","created":0,"model":"%s","choices":[%s]%s}""".formatted(deployment, model, choice, usage);
    }

    /** One vector, whatever the input. */
    private WireAnswer embedding(String model) {
        return Whole.json(200, """
                {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.0023,-0.0093,0.0157]}],\
                "model":"%s","usage":{"prompt_tokens":9,"total_tokens":9}}""".formatted(model));
    }
}
