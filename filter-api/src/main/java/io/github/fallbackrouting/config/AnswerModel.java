package io.github.fallbackrouting.config;

/** {@code answer_model}: what an answer, and every chunk of a stream, says under {@code model}. */
public enum AnswerModel {
    /** What its provider has put there; the default. */
    AS_SERVED,
    /** The model group that was asked for, as LiteLLM's proxy says it while nothing has fallen back. */
    GROUP,
    /** {@code litellm_params.model} of the deployment that answered, as in {@code x-litellm-actual-model}. */
    ACTUAL
}
