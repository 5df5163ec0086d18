package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostFieldsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Security-Policy",
                "Content-Security-Policy-Report-Only",
                "Access-Control-Allow-Origin",
                "Access-Control-Expose-Headers",
                "Strict-Transport-Security",
                "X-Frame-Options",
                "X-Content-Type-Options",
                "Referrer-Policy",
                "X-Request-Id",
                "traceparent",
                "Vary",
                "Cache-Control",
                "Server",
                "Server-Timing",
                "X-Custom",
            })
    void letsStayWhatTheHostGivesEveryAnswer(String name) {
        assertTrue(HostFields.stay(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type",
                "content-length",
                "CONTENT-ENCODING",
                "Content-Language",
                "Content-Location",
                "Content-Range",
                "Content-Disposition",
                "ETag",
                "Last-Modified",
                "Expires",
                "Location",
                "Set-Cookie",
                "WWW-Authenticate",
                "Connection",
                "Keep-Alive",
                "Transfer-Encoding",
                "Trailer",
                "Upgrade",
            })
    void dropsWhatDescribesTheFailedAnswer(String name) {
        assertFalse(HostFields.stay(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Retry-After",
                "retry-after-ms",
                "x-should-retry",
                "x-ratelimit-remaining-requests",
                "X-RateLimit-Reset",
                "openai-processing-ms",
                "OpenAI-Organization",
                "anthropic-ratelimit-tokens-limit",
                "CF-RAY",
                "cf-cache-status",
                "x-litellm-model-id",
                "llm_provider-x-request-id",
            })
    void dropsWhatComesFromTheFailedProvider(String name) {
        assertFalse(HostFields.stay(name));
    }
}
