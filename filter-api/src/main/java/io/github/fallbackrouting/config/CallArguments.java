package io.github.fallbackrouting.config;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The arguments of LiteLLM's own {@code completion()}: they say where and how it calls, and are no members of a body.
 * From its {@code all_litellm_params}, {@code CredentialLiteLLMParams} and {@code CustomPricingLiteLLMParams}.
 */
final class CallArguments {

    private static final Set<String> NAMES = Set.of(
            "api_base",
            "base_url",
            "api_key",
            "api_version",
            "api_type",
            "extra_headers",
            "extra_body",
            "headers",
            "custom_llm_provider",
            "organization",
            "azure_ad_token",
            "tenant_id",
            "client_id",
            "client_secret",
            "azure_scope",
            "azure_username",
            "azure_password",
            "vertex_project",
            "vertex_location",
            "vertex_credentials",
            "region_name",
            "aws_access_key_id",
            "aws_secret_access_key",
            "aws_session_token",
            "aws_region_name",
            "aws_session_name",
            "aws_profile_name",
            "aws_role_name",
            "aws_web_identity_token",
            "aws_sts_endpoint",
            "aws_bedrock_runtime_endpoint",
            "litellm_credential_name",
            "timeout",
            "request_timeout",
            "stream_timeout",
            "num_retries",
            "max_retries",
            "retry_policy",
            "retry_strategy",
            "fallbacks",
            "context_window_fallbacks",
            "context_window_fallback_dict",
            "content_policy_fallbacks",
            "disable_fallbacks",
            "max_fallbacks",
            "fallback_depth",
            "cooldown_time",
            "allowed_fails",
            "rpm",
            "tpm",
            "order",
            "weight",
            "max_parallel_requests",
            "tiered_pricing",
            "model_info",
            "model_list",
            "specific_deployment",
            "caching",
            "cache",
            "no-log",
            "tags",
            "guardrails",
            "drop_params",
            "additional_drop_params",
            "allowed_openai_params",
            "ssl_verify",
            "client",
            "mock_response",
            "mock_testing_fallbacks",
            "mock_testing_context_fallbacks",
            "mock_testing_content_policy_fallbacks",
            "mock_testing_rate_limit_error",
            "include_fallback_errors",
            "mock_timeout",
            "base_model",
            "litellm_call_id",
            "litellm_trace_id",
            "litellm_metadata");

    /** Some sixty prices, with more in every version: {@code input_cost_per_token_flex}, {@code cache_read_input_token_cost}. */
    private static final Pattern PRICE = Pattern.compile(".+_cost_per_.+|.+_token_cost(?:_.+)?");

    private CallArguments() {}

    /** Whether this is the name of one. */
    static boolean has(String name) {
        return NAMES.contains(name) || PRICE.matcher(name).matches();
    }
}
