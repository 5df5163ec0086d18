package io.github.fallbackrouting.config;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The arguments of LiteLLM's own {@code completion()}: they say where and how it calls, and are no members of a body.
 * From its {@code all_litellm_params}, {@code CredentialLiteLLMParams} and {@code CustomPricingLiteLLMParams}.
 */
public final class CallArguments {

    /**
     * Those that say where a call goes, with whose credentials and header fields, and who else is told of it. A LiteLLM proxy
     * takes most of them from a request's body as well, some of them from anybody: {@code api_key}, {@code headers} and
     * {@code extra_headers} are not among its {@code _BANNED_REQUEST_BODY_PARAMS}. With those of that list,
     * {@code StandardCallbackDynamicParams} and {@code _NESTED_CONFIG_KEYS}. No request of ours carries one.
     */
    public static final Set<String> STEERING = Set.of(
            "api_base",
            "base_url",
            "api_key",
            "api_version",
            "api_type",
            "extra_headers",
            "extra_body",
            "headers",
            "default_headers",
            "provider_specific_header",
            "custom_llm_provider",
            "organization",
            "azure_ad_token",
            "azure_ad_token_provider",
            "tenant_id",
            "client_id",
            "client_secret",
            "azure_scope",
            "azure_username",
            "azure_password",
            "vertex_project",
            "vertex_location",
            "vertex_ai_project",
            "vertex_ai_location",
            "vertex_credentials",
            "vertex_ai_credentials",
            "region_name",
            "allowed_model_region",
            "aws_access_key_id",
            "aws_secret_access_key",
            "aws_session_token",
            "aws_region_name",
            "aws_session_name",
            "aws_profile_name",
            "aws_role_name",
            "aws_web_identity_token",
            "aws_sts_endpoint",
            "aws_external_id",
            "aws_bedrock_runtime_endpoint",
            "s3_endpoint_url",
            "sagemaker_base_url",
            "deployment_url",
            "watsonx_region_name",
            "litellm_credential_name",
            "litellm_params",
            "litellm_embedding_config",
            "user_config",
            "model_config",
            "model_info",
            "model_list",
            "specific_deployment",
            "configurable_clientside_auth_params",
            "use_litellm_proxy",
            "use_in_pass_through",
            "shared_session",
            "client",
            "ssl_verify",
            "ssl_certificate",
            "proxy_server_request",
            "secret_fields",
            "callbacks",
            "success_callback",
            "failure_callback",
            "langfuse_public_key",
            "langfuse_secret",
            "langfuse_secret_key",
            "langfuse_host",
            "gcs_bucket_name",
            "gcs_path_service_account",
            "langsmith_api_key",
            "langsmith_project",
            "langsmith_base_url",
            "langsmith_tenant_id",
            "humanloop_api_key",
            "arize_api_key",
            "arize_space_key",
            "arize_space_id",
            "posthog_api_key",
            "posthog_api_url",
            "phoenix_project_name",
            "wandb_api_key",
            "weave_project_id",
            "lunary_public_key",
            "turn_off_message_logging",
            "litellm_disabled_callbacks");

    private static final Set<String> OTHERS = Set.of(
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
            "caching",
            "cache",
            "no-log",
            "tags",
            "guardrails",
            "drop_params",
            "additional_drop_params",
            "allowed_openai_params",
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
        return STEERING.contains(name)
                || OTHERS.contains(name)
                || PRICE.matcher(name).matches();
    }
}
