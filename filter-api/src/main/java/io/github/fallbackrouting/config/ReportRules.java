package io.github.fallbackrouting.config;

import java.util.Objects;
import java.util.Optional;

/**
 * What answers say of who gave them, beside the header fields that every one has. Immutable.
 *
 * @param proxyStatus {@code proxy_status}: how this place calls itself in {@code Proxy-Status} (RFC 9209, section 2); empty:
 *     the field is not sent
 * @param exposesApiBase {@code expose.api_base}: whether {@code x-litellm-model-api-base} and the status page tell the
 *     deployment's base URL
 * @param serverTiming {@code expose.server_timing}: whether answers carry {@code Server-Timing}
 * @param answerModel {@code answer_model}: what the body's {@code model} says
 * @param usageModel {@code expose.usage_model}: whether the body's {@code usage} names the deployment's model in a member {@code
 *     model}
 * @param hiddenParams {@code expose.hidden_params}: whether the body has {@code _hidden_params.model_used}
 */
public record ReportRules(
        Optional<String> proxyStatus,
        boolean exposesApiBase,
        boolean serverTiming,
        AnswerModel answerModel,
        boolean usageModel,
        boolean hiddenParams) {

    /** The values that hold where the file is silent. */
    public static final ReportRules DEFAULT =
            new ReportRules(Optional.empty(), false, true, AnswerModel.AS_SERVED, false, false);

    public ReportRules {
        Objects.requireNonNull(answerModel, "answerModel");
    }

    /** Whether a body may differ from what its provider said. */
    public boolean changesBodies() {
        return answerModel != AnswerModel.AS_SERVED || usageModel || hiddenParams;
    }
}
