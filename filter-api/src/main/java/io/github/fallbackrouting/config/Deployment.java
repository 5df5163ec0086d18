package io.github.fallbackrouting.config;

import java.util.List;
import java.util.Objects;

/**
 * One place that can answer: a model at a base URL with a key. One entry of {@code model_list}. Immutable.
 *
 * @param id {@code model_info.id}, unique in the file; if absent there, the group's name and the entry's place in the
 *     group: {@code gpt-4o-2}
 * @param group {@code model_name}: the model group that it belongs to
 * @param model {@code litellm_params.model} as written, with the provider's prefix: {@code azure/gpt-4o-west}
 * @param modelOnTheWire what the provider itself calls the model: the value that a request's {@code model} gets
 * @param provider LiteLLM's name for who serves it, which is also the prefix: {@code azure}
 * @param dialect the protocol it speaks
 * @param endpoint where it is
 * @param settings what is said of it alone
 */
public record Deployment(
        String id,
        String group,
        String model,
        String modelOnTheWire,
        String provider,
        Dialect dialect,
        Endpoint endpoint,
        DeploymentSettings settings) {

    public Deployment {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(modelOnTheWire, "modelOnTheWire");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(settings, "settings");
    }

    /** One whose provider is the one that its model's prefix names; without one, the author of its dialect. */
    public Deployment(
            String id,
            String group,
            String model,
            String modelOnTheWire,
            Dialect dialect,
            Endpoint endpoint,
            DeploymentSettings settings) {
        this(id, group, model, modelOnTheWire, ModelName.provider(model, dialect), dialect, endpoint, settings);
    }

    /** What LiteLLM calls the model beside its provider: {@link #model} without the provider's prefix. */
    public String modelName() {
        String prefix = provider + "/";
        return model.startsWith(prefix) ? model.substring(prefix.length()) : model;
    }

    /** This one, which serves a wildcard group, for the name that was asked for; each text takes the place of a {@code *}. */
    Deployment servingAs(String asked, List<String> texts) {
        String meant = filled(model, texts);
        String onTheWire = ModelName.onTheWire(meant).orElseGet(() -> filled(modelOnTheWire, texts));
        return new Deployment(id, asked, meant, onTheWire, provider, dialect, endpoint.forModel(onTheWire), settings);
    }

    /** This one, following the settings for all where it comes to rests. */
    Deployment withoutCooldownTime() {
        return new Deployment(
                id, group, model, modelOnTheWire, provider, dialect, endpoint, settings.withoutCooldownTime());
    }

    private static String filled(String pattern, List<String> texts) {
        StringBuilder filled = new StringBuilder();
        int next = 0;
        for (int i = 0; i < pattern.length(); i++) {
            boolean wild = pattern.charAt(i) == '*' && next < texts.size();
            filled.append(wild ? texts.get(next++) : String.valueOf(pattern.charAt(i)));
        }
        return filled.toString();
    }

    @Override
    public String toString() {
        return id + " (" + model + ")";
    }
}
