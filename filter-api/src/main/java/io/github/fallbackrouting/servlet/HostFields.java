package io.github.fallbackrouting.servlet;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells which fields of a failed answer of the host's stay when another deployment's answer takes its place: those that the
 * host gives every answer (CORS, security, request id), not those that describe the failed content or come from the failed
 * provider.
 */
final class HostFields {

    /** What describes the content (RFC 9110, section 8), the connection (section 7.6.1) or the failure itself. */
    private static final Set<String> OF_THE_FAILURE = Set.of(
            "content-type",
            "content-length",
            "content-encoding",
            "content-language",
            "content-location",
            "content-range",
            "content-disposition",
            "content-digest",
            "content-md5",
            "repr-digest",
            "digest",
            "accept-ranges",
            "etag",
            "last-modified",
            "expires",
            "age",
            "location",
            "set-cookie",
            "www-authenticate",
            "authentication-info",
            "warning",
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** What model providers and the gateways before them say of their own answer. */
    private static final List<String> OF_THE_PROVIDER = List.of(
            "retry-after",
            "x-should-retry",
            "x-ratelimit-",
            "x-litellm-",
            "llm_provider-",
            "openai-",
            "anthropic-",
            "cf-",
            "apim-",
            "azureml-",
            "x-ms-",
            "x-groq-",
            "x-envoy-",
            "via");

    private HostFields() {}

    static boolean stay(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !OF_THE_FAILURE.contains(lower) && OF_THE_PROVIDER.stream().noneMatch(lower::startsWith);
    }
}
