package io.github.fallbackrouting.json;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a JSON text of some protocol says which model it comes from. Immutable. */
public final class ModelPlaces {

    /** In a whole answer of any protocol, and in a chunk of a chat or legacy completion. */
    public static final ModelPlaces ANSWER = new ModelPlaces(List.of("model"), List.of("usage"));

    /** In an event of a stream of OpenAI's Responses API. */
    public static final ModelPlaces RESPONSES_EVENT =
            new ModelPlaces(List.of("response.model"), List.of("response.usage"));

    /** In an event of a stream of Anthropic's Messages API. */
    public static final ModelPlaces MESSAGES_EVENT =
            new ModelPlaces(List.of("message.model"), List.of("message.usage", "usage"));

    /** What stands at a place. */
    enum Part {
        MODEL,
        USAGE,
        USAGE_MODEL,
        HIDDEN_PARAMS,
        HIDDEN_MODEL
    }

    private final Map<String, Part> parts = new HashMap<>();
    private final JsonPaths paths;

    private ModelPlaces(List<String> models, List<String> usages) {
        models.forEach(path -> parts.put(path, Part.MODEL));
        for (String usage : usages) {
            parts.put(usage, Part.USAGE);
            parts.put(usage + ".model", Part.USAGE_MODEL);
        }
        parts.put("_hidden_params", Part.HIDDEN_PARAMS);
        parts.put("_hidden_params.model_used", Part.HIDDEN_MODEL);
        paths = JsonPaths.of(parts.keySet().toArray(String[]::new));
    }

    JsonPaths paths() {
        return paths;
    }

    Part at(String path) {
        Part part = parts.get(path);
        if (part == null) {
            throw new IllegalArgumentException("one of " + parts.keySet() + " expected, found: " + path);
        }
        return part;
    }
}
