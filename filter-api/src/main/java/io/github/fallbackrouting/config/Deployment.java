package io.github.fallbackrouting.config;

import java.util.Objects;

/**
 * One place that can answer: a model at a base URL with a key. One entry of {@code model_list}. Immutable.
 *
 * @param id {@code model_info.id}, unique in the file; if absent there, the group's name and the entry's place in the
 *     group: {@code gpt-4o-2}
 * @param group {@code model_name}: the model group that it belongs to
 * @param model {@code litellm_params.model} as written, with the provider's prefix: {@code azure/gpt-4o-west}
 * @param modelOnTheWire what the provider itself calls the model: the value that a request's {@code model} gets
 * @param dialect the protocol it speaks
 * @param endpoint where it is
 */
public record Deployment(
        String id, String group, String model, String modelOnTheWire, Dialect dialect, Endpoint endpoint) {

    public Deployment {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(modelOnTheWire, "modelOnTheWire");
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(endpoint, "endpoint");
    }

    @Override
    public String toString() {
        return id + " (" + model + ")";
    }
}
