package io.github.fallbackrouting.json;

import java.util.Optional;

/**
 * What an answer is to say of its model, in place of what its provider says or besides. Immutable.
 *
 * <p>{@code usage.model} and {@code _hidden_params.model_used} are what LiteLLM's issue 25503 proposes.
 *
 * @param model for {@code model}, where the answer has one
 * @param usageModel for {@code model} in the {@code usage} object, where the answer has one
 * @param hiddenModel for {@code model_used} in {@code _hidden_params}
 */
public record AnswerLabel(Optional<String> model, Optional<String> usageModel, Optional<String> hiddenModel) {

    /** Leaves every answer as it is. */
    public static final AnswerLabel NONE = new AnswerLabel(Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether it leaves every answer as it is. */
    public boolean isNone() {
        return model.isEmpty() && usageModel.isEmpty() && hiddenModel.isEmpty();
    }

    /** The same but for {@code _hidden_params}, which stays as it is. */
    public AnswerLabel withoutHiddenModel() {
        return new AnswerLabel(model, usageModel, Optional.empty());
    }
}
