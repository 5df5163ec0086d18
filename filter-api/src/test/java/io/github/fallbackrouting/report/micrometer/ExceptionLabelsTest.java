package io.github.fallbackrouting.report.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.fallbackrouting.routing.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExceptionLabelsTest {

    @ParameterizedTest
    @CsvSource({
        "openai, RATE_LIMITED, 429, 429, Openai.RateLimitError",
        "azure, OVERLOADED, 529, 529, Azure.ServiceUnavailableError",
        "azure, SERVER_ERROR, 500, 500, Azure.InternalServerError",
        "azure, SERVER_ERROR, 502, 502, Azure.BadGatewayError",
        "hosted_vllm, TIMEOUT, 0, 408, Hosted_vllm.Timeout",
        "openai, CONNECTION, 0, 500, Openai.APIConnectionError",
        "openai, BROKEN_ANSWER, 200, 500, Openai.APIError",
        "openai, CONTEXT_WINDOW, 400, 400, Openai.ContextWindowExceededError",
        "openai, CREDENTIALS, 401, 401, Openai.AuthenticationError",
        "openai, CREDENTIALS, 403, 403, Openai.PermissionDeniedError",
        "openai, CREDENTIALS, 429, 429, Openai.RateLimitError",
        "openai, BAD_REQUEST, 422, 422, Openai.UnprocessableEntityError",
        "'', BAD_REQUEST, 400, 400, BadRequestError"
    })
    void areThoseOfLiteLlmsException(String provider, FailureKind kind, int status, String expected, String name) {
        ExceptionLabels labels = new ExceptionLabels(provider, kind, status);

        assertEquals(expected, labels.exceptionStatus());
        assertEquals(name, labels.exceptionClass());
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void thereIsAStatusForEveryKind(FailureKind kind) {
        assertNotEquals("None", new ExceptionLabels("openai", kind, 0).exceptionStatus());
    }

    @Test
    void areLiteLlmsNoneWhereNothingFailed() {
        assertEquals("None", ExceptionLabels.NONE.exceptionStatus());
        assertEquals("None", ExceptionLabels.NONE.exceptionClass());
    }
}
