package io.github.fallbackrouting.config;

/** {@code answer_model}: what the {@code model} of an answer's body says, and of every chunk of a stream. */
public enum AnswerModel {
    /** What the deployment said that gave the answer; the default. */
    AS_SERVED,
    /** The model group that was asked for. */
    GROUP,
    /** {@code litellm_params.model} of the deployment that gave the answer. */
    ACTUAL
}
