package io.github.fallbackrouting.report.micrometer;

import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A failure as LiteLLM's labels {@code exception_status} and {@code exception_class} spell it: as the exception that LiteLLM
 * would have raised ({@code exception_mapping_utils.py}).
 *
 * @param provider who failed, in LiteLLM's spelling
 * @param kind how; null if nothing failed
 * @param status of the answer; 0 if there was none
 */
record ExceptionLabels(String provider, @Nullable FailureKind kind, int status) {

    /** Nothing failed. */
    static final ExceptionLabels NONE = new ExceptionLabels("", null, 0);

    /** @param attempt null if there was none */
    static ExceptionLabels of(@Nullable Attempt attempt) {
        return attempt != null && attempt.outcome() instanceof Failed failed
                ? new ExceptionLabels(attempt.hop().deployment().provider(), failed.kind(), failed.status())
                : NONE;
    }

    Tags tags() {
        return Tags.of("exception_status", exceptionStatus(), "exception_class", exceptionClass());
    }

    /** The status; that of LiteLLM's exception where the answer had none or a good one. */
    String exceptionStatus() {
        if (kind == null) {
            return DeploymentLabels.UNKNOWN;
        }
        return Integer.toString(status >= 400 ? status : usual(kind));
    }

    private static int usual(FailureKind kind) {
        return switch (kind) {
            case RATE_LIMITED -> 429;
            case OVERLOADED -> 503;
            case SERVER_ERROR, CONNECTION, BROKEN_ANSWER -> 500;
            case TIMEOUT -> 408;
            case CONTEXT_WINDOW, CONTENT_POLICY, BAD_REQUEST -> 400;
            case CREDENTIALS -> 401;
            case NOT_FOUND -> 404;
            case CLIENT_GONE -> 499;
        };
    }

    /** The provider, its first letter a capital one, and the class: {@code Azure.RateLimitError}. */
    String exceptionClass() {
        if (kind == null) {
            return DeploymentLabels.UNKNOWN;
        }
        String name = name(kind);
        return provider.isEmpty()
                ? name
                : provider.substring(0, 1).toUpperCase(Locale.ROOT) + provider.substring(1) + "." + name;
    }

    private String name(FailureKind failure) {
        return switch (failure) {
            case RATE_LIMITED -> "RateLimitError";
            case OVERLOADED -> "ServiceUnavailableError";
            case SERVER_ERROR -> status == 502 ? "BadGatewayError" : "InternalServerError";
            case TIMEOUT -> "Timeout";
            case CONNECTION -> "APIConnectionError";
            case BROKEN_ANSWER -> "APIError";
            case CONTEXT_WINDOW -> "ContextWindowExceededError";
            case CONTENT_POLICY -> "ContentPolicyViolationError";
            case CREDENTIALS ->
                switch (status) {
                    case 403 -> "PermissionDeniedError";
                    case 429 -> "RateLimitError";
                    default -> "AuthenticationError";
                };
            case NOT_FOUND -> "NotFoundError";
            case BAD_REQUEST -> status == 422 ? "UnprocessableEntityError" : "BadRequestError";
            case CLIENT_GONE -> "ClientDisconnected";
        };
    }
}
