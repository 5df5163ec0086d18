package io.github.fallbackrouting.config;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an answer says about who gave it. Immutable.
 *
 * @param proxyStatus {@code proxy_status}: by what name {@code Proxy-Status} calls us (RFC 9209, section 2), in printable
 *     ASCII; empty: the field is not sent
 * @param exposesApiBase {@code expose.api_base}: whether {@code api_base} of the deployment that gave it is told
 * @param serverTiming {@code expose.server_timing}: whether it carries {@code Server-Timing}; default true
 * @param answerModel {@code answer_model}: what {@code model} says in its body
 * @param usageModel {@code expose.usage_model}: whether {@code usage} in its body gets a {@code model}, as LiteLLM's issue
 *     25503 proposes
 * @param hiddenParams {@code expose.hidden_params}: whether its body gets {@code _hidden_params.model_used}, likewise
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

    /** An sf-token or an sf-string, RFC 9209 section 2: between them, all text in printable ASCII. */
    private static final Pattern IDENTIFIER = Pattern.compile("[\\x20-\\x7E]+");

    /** @throws IllegalArgumentException if {@code proxy_status} has other characters than printable ASCII, or none */
    public ReportRules {
        Objects.requireNonNull(answerModel, "answerModel");
        proxyStatus.filter(text -> !isIdentifier(text)).ifPresent(text -> {
            throw new IllegalArgumentException("proxy_status is '" + text + "', expected printable ASCII");
        });
    }

    /** Whether RFC 9209 allows it as the name of a proxy. */
    static boolean isIdentifier(String text) {
        return IDENTIFIER.matcher(text).matches();
    }
}
