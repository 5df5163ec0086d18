package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole sentence about each mistake: file, line, key, value found, value expected. */
class ConfigurationMistakesTest {

    private static final String PREFIXES =
            "openai/, azure/, anthropic/, hosted_vllm/, openai_like/, litellm_proxy/, groq/,"
                    + " mistral/, deepseek/, together_ai/, fireworks_ai/, xai/, openrouter/, cerebras/, nvidia_nim/, perplexity/,"
                    + " ollama_chat/";

    private static final String TIME = "a time such as 500ms, 10s, 2m or 1h, longer than 0 and at most 24h";

    private static final String GOOD = """
            model_list:
              - {model_name: a, litellm_params: {model: openai/a, api_key: k}, model_info: {id: a-id}}
              - {model_name: b, litellm_params: {model: openai/b, api_key: k}}
            """;

    static Stream<Arguments> routerSettings() {
        return Stream.of(
                row("max_fallbacks: many", "max_fallbacks is 'many', expected a whole number of at least 0"),
                row("max_fallbacks: -1", "max_fallbacks is '-1', expected a whole number of at least 0"),
                row("max_fallbacks: 1.5", "max_fallbacks is '1.5', expected a whole number of at least 0"),
                row(
                        "max_fallbacks: 4294967296",
                        "max_fallbacks is '4294967296', expected a whole number from 0 to 2147483647"),
                row("max_fallbacks: [1]", "max_fallbacks is a list, expected a whole number of at least 0"),
                row("max_fallbacks: ''", "max_fallbacks is empty, expected a whole number of at least 0"),
                row(
                        "max_fallbacks: !int 1",
                        "max_fallbacks has a tag of its own, expected a whole number of at least 0"),
                row("num_retries: -2", "num_retries is '-2', expected a whole number of at least 0"),
                row("num_retries: true", "num_retries is 'true', expected a whole number of at least 0"),
                row("cooldown_time: -1", "cooldown_time is '-1', expected a number of seconds from 0 to 1000000000"),
                row("cooldown_time: 30s", "cooldown_time is '30s', expected a number of seconds from 0 to 1000000000"),
                row("allowed_fails: .", "allowed_fails is '.', expected a whole number of at least 0"),
                row(
                        "timeout: {}",
                        "timeout is a mapping, expected a number of seconds, more than 0 and at most 1000000000"),
                row("timeout: 0", "timeout is '0', expected a number of seconds, more than 0 and at most 1000000000"),
                row(
                        "timeout: 0.0000000001",
                        "timeout is '0.0000000001', expected a number of seconds, more than 0 and at most 1000000000"),
                row(
                        "timeout: 1000000000.1",
                        "timeout is '1000000000.1', expected a number of seconds, more than 0 and at most 1000000000"),
                row(
                        "stream_timeout: 0",
                        "stream_timeout is '0', expected a number of seconds, more than 0 and at most 1000000000"),
                row(
                        "cooldown_time: .inf",
                        "cooldown_time is '.inf', expected a number of seconds from 0 to 1000000000"),
                row("allowed_fails: 1.5", "allowed_fails is '1.5', expected a whole number of at least 0"),
                row("enable_pre_call_checks: 2", "enable_pre_call_checks is '2', expected true or false"),
                row("enable_weighted_failover: x", "enable_weighted_failover is 'x', expected true or false"),
                row(
                        "allowed_fails_policy: {TimeoutErrorAllowedFails: -1}",
                        "allowed_fails_policy.TimeoutErrorAllowedFails is '-1', expected a whole number of at least 0"),
                row("allowed_fails_policy: []", "allowed_fails_policy is a list, expected a mapping"),
                row(
                        "model_group_retry_policy: {a: {RateLimitErrorRetries: x}}",
                        "model_group_retry_policy.a.RateLimitErrorRetries is 'x', expected a whole number of at least 0"),
                row("model_group_retry_policy: {a: 3}", "model_group_retry_policy.a is '3', expected a mapping"),
                row("model_group_retry_policy: 3", "model_group_retry_policy is '3', expected a mapping"),
                row(
                        "model_group_alias: {c: nope}",
                        "model_group_alias.c is 'nope', expected the name of a model group of this file: a, b"),
                row(
                        "model_group_alias: {c: {hidden: true}}",
                        "model_group_alias.c.model is missing, expected the name of a model group"),
                row(
                        "model_group_alias: {c: {model: a, hidden: x}}",
                        "model_group_alias.c.hidden is 'x', expected true or false"),
                row("model_group_alias: {c: [a]}", "model_group_alias.c is a list, expected the name of a model group"),
                row(
                        "model_group_alias: {c: a, d: c}",
                        "model_group_alias.d is 'c', expected the name of a model group of this file: a, b"),
                row(
                        "model_group_alias: {c: a-id}",
                        "model_group_alias.c is 'a-id', expected the name of a model group of this file: a, b"),
                row("model_group_alias: [a]", "model_group_alias is a list, expected a mapping"),
                row(
                        "fallbacks: [{a: [{model: b, x: [1, .nan]}]}]",
                        "fallbacks[0].a[0].x[1] is '.nan', expected a number that JSON has"),
                row(
                        "fallbacks: [{a: [{model: b, x: {y: !z 1}}]}]",
                        "fallbacks[0].a[0].x.y has a tag of its own, expected a value without one"),
                row(
                        "fallbacks: [{a: [{model: b, x: os.environ/NOPE}]}]",
                        "fallbacks[0].a[0].x is 'os.environ/NOPE', but the environment variable NOPE is not set, expected a value in it"),
                row("disable_cooldowns: maybe", "disable_cooldowns is 'maybe', expected true or false"),
                row(
                        "retry_policy: {TimeoutErrorRetries: x}",
                        "retry_policy.TimeoutErrorRetries is 'x', expected a whole number of at least 0"),
                row("retry_policy: 3", "retry_policy is '3', expected a mapping"),
                row(
                        "routing_strategy: simple-shufle",
                        "routing_strategy is 'simple-shufle', expected one of simple-shuffle, least-busy, latency-based-routing, usage-based-routing-v2, cost-based-routing, usage-based-routing; did you mean 'simple-shuffle'?"),
                row(
                        "order_fallback_status_codes: [429, '429']",
                        "order_fallback_status_codes[1] is '429', expected a status code from 100 to 599, without quotes, or 5xx"),
                row(
                        "order_fallback_status_codes: [600]",
                        "order_fallback_status_codes[0] is '600', expected a status code from 100 to 599, without quotes, or 5xx"),
                row(
                        "order_fallback_status_codes: [4xx]",
                        "order_fallback_status_codes[0] is '4xx', expected a status code from 100 to 599, without quotes, or 5xx"),
                row(
                        "order_fallback_status_codes: [true, 5XX]",
                        "order_fallback_status_codes[0] is 'true', expected a status code from 100 to 599, without quotes, or 5xx\n"
                                + "f.yaml:5: router_settings.order_fallback_status_codes[1] is '5XX', expected a status code from 100 to 599, without quotes, or 5xx"),
                row(
                        "order_fallback_status_codes: 5xx",
                        "order_fallback_status_codes is '5xx', expected a list of status codes"),
                row(
                        "fallbacks: {a: [b]}",
                        "fallbacks is a mapping, expected a list of mappings such as [{gpt-4o: [gpt-4-turbo]}]"),
                row("fallbacks: [b]", "fallbacks[0] is 'b', expected a mapping such as {gpt-4o: [gpt-4-turbo]}"),
                row(
                        "fallbacks: [{a: [b, c]}]",
                        "fallbacks[0].a[1] is 'c', expected the name of a model group of this file: a, b"),
                row(
                        "fallbacks: [{zz: [zzz]}]",
                        "fallbacks[0].zz[0] is 'zzz', expected the name of a model group of this file: a, b"),
                row("fallbacks: [{a: [[b]]}]", "fallbacks[0].a[0] is a list, expected the name of a model group"),
                row("fallbacks: [{a: {b: c}}]", "fallbacks[0].a is a mapping, expected a list of model groups"),
                row(
                        "fallbacks: [{a: [{modle: b}]}]",
                        "fallbacks[0].a[0].model is missing, expected the name of a model group"),
                row(
                        "default_fallbacks: [c]",
                        "default_fallbacks[0] is 'c', expected the name of a model group of this file: a, b"),
                row(
                        "context_window_fallbacks: [{a: [c]}]",
                        "context_window_fallbacks[0].a[0] is 'c', expected the name of a model group of this file: a, b"),
                row(
                        "content_policy_fallbacks: x",
                        "content_policy_fallbacks is 'x', expected a list of mappings such as [{gpt-4o: [gpt-4-turbo]}]"),
                row(
                        "max_fallbacks: 1\n  max_fallbacks: 2",
                        "max_fallbacks stands here and in line 5, expected once",
                        6),
                row("<<: 3", "<< merges what is no mapping, expected mappings"));
    }

    static Stream<Arguments> ourSection() {
        return Stream.of(
                row("first_token_timeout: soon", "first_token_timeout is 'soon', expected " + TIME),
                row("idle_timeout: 0s", "idle_timeout is '0s', expected " + TIME),
                row("deadline: -1s", "deadline is '-1s', expected " + TIME),
                row("deadline: 25h", "deadline is '25h', expected " + TIME),
                row("deadline: 99999999999999999999999h", "deadline is '99999999999999999999999h', expected " + TIME),
                row("deadline: {}", "deadline is a mapping, expected " + TIME),
                row(
                        "max_retry_after: never",
                        "max_retry_after is 'never', expected a time such as 500ms, 10s, 2m or 1h, at most 24h"),
                row(
                        "max_retry_after: -1s",
                        "max_retry_after is '-1s', expected a time such as 500ms, 10s, 2m or 1h, at most 24h"),
                row("max_attempts: 0", "max_attempts is '0', expected a whole number of at least 1"),
                row("retry_budget: {share: -0.1}", "retry_budget.share is '-0.1', expected a number of at least 0"),
                row(
                        "retry_budget: {per_second: 0.5}",
                        "retry_budget.per_second is '0.5', expected a whole number of at least 0"),
                row(
                        "retry_budget: {per_secnd: 1}",
                        "retry_budget.per_secnd is no key of this section, expected one of share, per_second; did you mean 'per_second'?"),
                row("retry_budget: 5", "retry_budget is '5', expected a mapping"),
                row("when_all_cooling: wait", "when_all_cooling is 'wait', expected one of try_soonest, refuse"),
                row(
                        "client_controls: fallbacks",
                        "client_controls is 'fallbacks', expected a list of what callers may say: fallbacks, disable_fallbacks, num_retries, timeout, mock_testing"),
                row(
                        "client_controls: [fallback]",
                        "client_controls[0] is 'fallback', expected one of fallbacks, disable_fallbacks, num_retries, timeout, mock_testing; did you mean 'fallbacks'?"),
                row("private_addresses: yes", "private_addresses is 'yes', expected one of refuse, allow"),
                row("mid_stream: stop", "mid_stream is 'stop', expected one of continue, error"),
                row(
                        "proxy_status: \"acmé\"",
                        "proxy_status is 'acmé', expected an identifier of RFC 9209 in printable ASCII, such as acme-llm"),
                row(
                        "hold: {response: 3GiB}",
                        "hold.response is '3GiB', expected a size such as 64KiB, 1MiB or 65536, at most 2147483647 bytes"),
                row(
                        "hold: {first_event: -1}",
                        "hold.first_event is '-1', expected a size such as 64KiB, 1MiB or 65536, at most 2147483647 bytes"),
                row(
                        "hold: {request_disk: 9999999999GiB}",
                        "hold.request_disk is '9999999999GiB', expected a size such as 64KiB, 1MiB or 65536, at most 9223372036854775807 bytes"),
                row(
                        "hold: {request_memory: 2KiB, request_disk: 1KiB}",
                        "hold.request_disk is '1KiB', expected at least the 2048 bytes of request_memory, which it includes"),
                row(
                        "hold: {request_memory: 128MiB}",
                        "hold.request_memory is '128MiB', expected at most the 67108864 bytes of request_disk, which include it and are not set here"),
                row(
                        "hold: {respons: 1}",
                        "hold.respons is no key of this section, expected one of request_memory, request_disk, response, first_event, answer; did you mean 'response'?"),
                row("hold: 1", "hold is '1', expected a mapping"),
                row("expose: {server_timing: 2}", "expose.server_timing is '2', expected true or false"),
                row("expose: {api_base: x}", "expose.api_base is 'x', expected true or false"),
                row(
                        "expose: {headers: true}",
                        "expose.headers is no key of this section, expected one of api_base, server_timing, usage_model, hidden_params"),
                row(
                        "expose: {usage_modle: true}",
                        "expose.usage_modle is no key of this section, expected one of api_base, server_timing, usage_model, hidden_params; did you mean 'usage_model'?"),
                row("expose: {usage_model: 1}", "expose.usage_model is '1', expected true or false"),
                row("expose: {hidden_params: []}", "expose.hidden_params is a list, expected true or false"),
                row("expose: [api_base]", "expose is a list, expected a mapping"),
                row(
                        "answer_model: actul",
                        "answer_model is 'actul', expected one of as_served, group, actual; did you mean 'actual'?"),
                row("include_usage: always", "include_usage is 'always', expected true or false"),
                row(
                        "proxy_status: ''",
                        "proxy_status is empty, expected an identifier of RFC 9209 in printable ASCII, such as acme-llm"),
                row(
                        "proxy_status: [acme]",
                        "proxy_status is a list, expected an identifier of RFC 9209 in printable ASCII, such as acme-llm"),
                row(
                        "dead_line: 1s",
                        "dead_line is no key of this section, expected one of private_addresses, max_retry_after, max_attempts, retry_budget, when_all_cooling, pass_over_host, client_controls, first_token_timeout, idle_timeout, deadline, hold, mid_stream, malformed_events, stream_deadline, include_usage, interrupt_host, expose, proxy_status, answer_model; did you mean 'deadline'?"));
    }

    static Stream<Arguments> deployments() {
        return Stream.of(
                row(
                        "{api_key: k}",
                        "model is missing, expected a provider's prefix and the model's name, such as openai/gpt-4o"),
                row(
                        "{model: ''}",
                        "model is empty, expected a provider's prefix and the model's name, such as openai/gpt-4o"),
                row("{model: openai/, api_key: k}", "model is 'openai/', expected the model's name after openai/"),
                row(
                        "{model: my-model}",
                        "model is 'my-model', expected a provider's prefix before it, such as openai/<model>; known are "
                                + PREFIXES),
                row(
                        "{model: gpt-oss-120b}",
                        "model is 'gpt-oss-120b', expected a provider's prefix before it, such as openai/<model>; known are "
                                + PREFIXES),
                row(
                        "{model: acme/m}",
                        "model is 'acme/m', expected a prefix that is known: " + PREFIXES
                                + "; for any other OpenAI-compatible endpoint write openai/<model> and its api_base"),
                row(
                        "{model: m, custom_llm_provider: acme}",
                        "model is 'm', expected a prefix that is known: " + PREFIXES
                                + "; for any other OpenAI-compatible endpoint write openai/<model> and its api_base"),
                row(
                        "{model: openai/m}",
                        "api_key is missing, expected a key, such as os.environ/OPENAI_API_KEY, or one of these environment variables set: OPENAI_API_KEY"),
                row(
                        "{model: together_ai/m}",
                        "api_key is missing, expected a key, such as os.environ/TOGETHER_API_KEY, or one of these environment variables set: TOGETHER_API_KEY, TOGETHER_AI_API_KEY, TOGETHERAI_API_KEY, TOGETHER_AI_TOKEN"),
                row(
                        "{model: openai/m, api_key: os.environ/NOPE}",
                        "api_key is 'os.environ/NOPE', but the environment variable NOPE is not set, expected a value in it"),
                row(
                        "{model: openai/m, api_key: os.environ/BLANK}",
                        "api_key is 'os.environ/BLANK', but the environment variable BLANK is not set, expected a value in it"),
                row(
                        "{model: openai/m, api_key: os.environ/}",
                        "api_key is a reference to an environment variable with a strange name, expected letters, digits and underscores after os.environ/"),
                row("{model: openai/m, api_key: [k]}", "api_key is a list, expected text"),
                row(
                        "{model: openai/m, api_key: 'a b'}",
                        "api_key has a value that is not shown, expected visible ASCII without spaces and line breaks, as a header field can carry it"),
                row(
                        "{model: openai/m, api_key: os.environ/BROKEN}",
                        "api_key is 'os.environ/BROKEN', whose value is not shown, expected visible ASCII without spaces and line breaks, as a header field can carry it"),
                row(
                        "{model: hosted_vllm/m}",
                        "api_base is missing, expected the URL of the server, or the environment variable HOSTED_VLLM_API_BASE set"),
                row(
                        "{model: azure/m, api_key: k}",
                        "api_base is missing, expected the URL of the server, or the environment variable AZURE_API_BASE set"),
                row(
                        "{model: openai/m, api_key: k, api_base: os.environ/NOPE}",
                        "api_base is 'os.environ/NOPE', but the environment variable NOPE is not set, expected a value in it"),
                row(
                        "{model: openai/m, api_key: k, api_base: example.com/v1}",
                        "api_base is 'example.com/v1', expected an absolute http or https URL, such as https://llm.example/v1"),
                row(
                        "{model: openai/m, api_key: k, api_base: 'http://a b'}",
                        "api_base is 'http://a b', expected an absolute http or https URL, such as https://llm.example/v1"),
                row(
                        "{model: openai/m, api_key: k, api_base: 'http://my_host:8000/v1'}",
                        "api_base is 'http://my_host:8000/v1', expected a URL with a host of letters, digits, dots and dashes, and a port up to 65535"),
                row(
                        "{model: openai/m, api_key: k, api_base: 'http://h:70000/v1'}",
                        "api_base is 'http://h:70000/v1', expected a URL with a host of letters, digits, dots and dashes, and a port up to 65535"),
                row(
                        "{model: openai/m, api_key: k, api_base: 'http://h/v1?key=1'}",
                        "api_base has a value that is not shown, expected a URL without user, query and fragment; a key goes into api_key, a version into api_version"),
                row(
                        "{model: openai/m, api_key: k, api_base: 'http://u:p@h/v1'}",
                        "api_base has a value that is not shown, expected a URL without user, query and fragment; a key goes into api_key, a version into api_version"),
                row(
                        "{model: openai/m, api_key: k, api_base: http://h/v1/chat/completions}",
                        "api_base is 'http://h/v1/chat/completions', expected the base without the operation: it ends before /chat/completions, which is appended"),
                row(
                        "{model: openai/m, api_key: k, api_base: http://h/v1/embeddings/}",
                        "api_base is 'http://h/v1/embeddings/', expected the base without the operation: it ends before /embeddings, which is appended"),
                row(
                        "{model: azure/m, api_key: k, api_base: http://h, api_version: 'x&y'}",
                        "api_version is 'x&y', expected a version, such as 2025-02-01-preview or v1"),
                row(
                        "{model: openai/m, api_key: k, organization: 'a b'}",
                        "organization is 'a b', expected the id of an organization, such as org-123"),
                row(
                        "{model: openai/m, api_key: k, extra_headers: {Host: h}}",
                        "extra_headers.Host is set by the HTTP client alone, expected another header field"),
                row(
                        "{model: openai/m, api_key: k, extra_headers: {transfer-encoding: h}}",
                        "extra_headers.transfer-encoding is set by the HTTP client alone, expected another header field"),
                row(
                        "{model: openai/m, api_key: k, extra_headers: {'a b': h}}",
                        "extra_headers.a b is no name of a header field, expected letters, digits and dashes"),
                row(
                        "{model: openai/m, api_key: k, extra_headers: {a: \"x\\ny\"}}",
                        "extra_headers.a has a value that is not shown, expected visible ASCII, as a header field can carry it"),
                row(
                        "{model: openai/m, api_key: k, extra_headers: {a: [x]}}",
                        "extra_headers.a is a list, expected text"),
                row("{model: openai/m, api_key: k, extra_headers: x}", "extra_headers is 'x', expected a mapping"),
                row(
                        "{model: openai/m, api_key: k, timeout: -1}",
                        "timeout is '-1', expected a number of seconds, more than 0 and at most 1000000000"),
                row("{model: openai/m, api_key: k, rpm: lots}", "rpm is 'lots', expected a whole number of at least 0"),
                row("{model: openai/m, api_key: k, tpm: -1}", "tpm is '-1', expected a whole number of at least 0"),
                row(
                        "{model: openai/m, api_key: k, order: 1.5}",
                        "order is '1.5', expected a whole number of at least 0"),
                row("{model: openai/m, api_key: k, weight: -1}", "weight is '-1', expected a number of at least 0"),
                row(
                        "{model: openai/m, api_key: k, num_retries: one}",
                        "num_retries is 'one', expected a whole number of at least 0"),
                row(
                        "{model: openai/m, api_key: k, max_retries: -1}",
                        "max_retries is '-1', expected a whole number of at least 0"),
                row(
                        "{model: openai/m, api_key: k, cooldown_time: -1}",
                        "cooldown_time is '-1', expected a number of seconds from 0 to 1000000000"),
                row(
                        "{model: openai/m, api_key: k, input_cost_per_token: free}",
                        "input_cost_per_token is 'free', expected a number of at least 0"),
                row(
                        "{model: openai/m, api_key: k, output_cost_per_token: -1e-06}",
                        "output_cost_per_token is '-1e-06', expected a number of at least 0"),
                row(
                        "{model: openai/m, api_key: k, cache_read_input_token_cost: .nan}",
                        "cache_read_input_token_cost is '.nan', expected a number of at least 0"),
                row(
                        "{model: openai/m, api_key: k, cache_creation_input_token_cost: [1]}",
                        "cache_creation_input_token_cost is a list, expected a number of at least 0"),
                row(
                        "{model: openai/m, api_key: k, output_cost_per_reasoning_token: 5e-6usd}",
                        "output_cost_per_reasoning_token is '5e-6usd', expected a number of at least 0"),
                row(
                        "{model: openai/*, api_key: k}",
                        "model is 'openai/*', expected no more * than model_name has, since those say what they stand for"),
                row(
                        "{model: '*', api_key: k}",
                        "model is '*', expected no more * than model_name has, since those say what they stand for"));
    }

    static Stream<Arguments> wholeFiles() {
        String list = "a list of deployments, each with model_name and litellm_params";
        return Stream.of(
                row("{}", "f.yaml:1: model_list is missing, expected " + list),
                row("model_list:", "f.yaml:1: model_list is missing, expected " + list),
                row("\nmodel_list: []", "f.yaml:2: model_list is an empty list, expected " + list),
                row("model_list: {a: b}", "f.yaml:1: model_list is a mapping, expected " + list),
                row(
                        "model_list: [x]",
                        "f.yaml:1: model_list[0] is 'x', expected a mapping with model_name and litellm_params"),
                row(
                        "model_list:\n- {litellm_params: {model: openai/m, api_key: k}}",
                        "f.yaml:2: model_list[0].model_name is missing, expected the name that callers ask for"),
                row(
                        "model_list:\n- {model_name: '', litellm_params: {model: openai/m, api_key: k}}",
                        "f.yaml:2: model_list[0].model_name is empty, expected the name that callers ask for"),
                row(
                        "model_list:\n- {model_name: m}",
                        "f.yaml:2: model_list[0].litellm_params is missing, expected a mapping with the provider's model"),
                row(
                        "model_list:\n- {model_name: m, litellm_params: openai/m}",
                        "f.yaml:2: model_list[0].litellm_params is 'openai/m', expected a mapping with the provider's model"),
                row(
                        GOOD
                                + "  - {model_name: c, litellm_params: {model: openai/c, api_key: k}, model_info: {id: a-id}}",
                        "f.yaml:4: model_list[2].model_info.id is 'a-id' as in line 2, expected an id that no other entry has"),
                row(GOOD + "fallback_routing: 5", "f.yaml:4: fallback_routing is '5', expected a mapping"),
                row(GOOD + "general_settings: [a]", "f.yaml:4: general_settings is a list, expected a mapping"),
                row(
                        GOOD + "general_settings: {always_include_stream_usage: x}",
                        "f.yaml:4: general_settings.always_include_stream_usage is 'x', expected true or false"),
                row(
                        "model_list:\n- {model_name: m, litellm_params: {model: openai/m, api_key: k}, model_info: {cache_read_input_token_cost: -1}}",
                        "f.yaml:2: model_list[0].model_info.cache_read_input_token_cost is '-1', expected a number of at least 0"),
                row(GOOD + "router_settings: [a]", "f.yaml:4: router_settings is a list, expected a mapping"),
                row(
                        GOOD + "litellm_settings: {max_fallbacks: x}",
                        "f.yaml:4: litellm_settings.max_fallbacks is 'x', expected a whole number of at least 0"),
                row(
                        GOOD + "litellm_settings: {request_timeout: soon}",
                        "f.yaml:4: litellm_settings.request_timeout is 'soon', expected a number of seconds, more than 0 and at most 1000000000"),
                row(
                        "model_list:\n- {model_name: m/*, litellm_params: {model: openai/*-*, api_key: k}}",
                        "f.yaml:2: model_list[0].litellm_params.model is 'openai/*-*', expected no more * than model_name has, since those say what they stand for"),
                row(
                        "model_list:\n- {model_name: m, litellm_params: {model: openai/m, api_key: k}, model_info: {max_input_tokens: -1}}",
                        "f.yaml:2: model_list[0].model_info.max_input_tokens is '-1', expected a whole number of at least 0"),
                row(GOOD + "[a]: b", "f.yaml:4: the file has a key that is no text, expected text"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routerSettings")
    void refusesAValueOfTheRouterThatMakesNoSense(String setting, String sentence, int line) {
        assertEquals(
                "f.yaml:" + line + ": router_settings." + sentence,
                Read.mistakes(GOOD + "router_settings:\n  " + setting));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ourSection")
    void refusesAValueOfOurSectionThatMakesNoSense(String setting, String sentence, int line) {
        assertEquals(
                "f.yaml:" + line + ": fallback_routing." + sentence,
                Read.mistakes(GOOD + "fallback_routing:\n  " + setting));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deployments")
    void refusesADeploymentThatCanNotBeCalled(String params, String sentence, int line) {
        assertEquals(
                "f.yaml:" + line + ": model_list[0].litellm_params." + sentence,
                Read.with(Map.of("BLANK", " ", "BROKEN", "sk-broken\n"))
                        .mistakesOf("\n\nmodel_list:\n\n  - {model_name: g, litellm_params: " + params + "}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholeFiles")
    void refusesAFileThatIsNotAConfiguration(String yaml, String sentences, int line) {
        assertEquals(sentences, Read.mistakes(yaml));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bedrock/anthropic.claude-3 | Amazon Bedrock | https://bedrock-runtime.{region}.amazonaws.com/openai/v1",
                "vertex_ai/gemini-2.5-pro | Google Vertex AI | https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/endpoints/openapi",
                "gemini/gemini-2.5-pro | Google Gemini | https://generativelanguage.googleapis.com/v1beta/openai",
                "cohere_chat/command-r | Cohere | https://api.cohere.ai/compatibility/v1",
                "databricks/m | Databricks | https://{workspace}/serving-endpoints",
                "deepinfra/m | DeepInfra | https://api.deepinfra.com/v1/openai"
            })
    void namesTheOpenAiCompatibleBaseOfAProviderThatIsNotCalledByItsPrefix(String model, String title, String base) {
        assertEquals(
                "f.yaml:1: model_list[0].litellm_params.model is '" + model + "', but " + title
                        + " is not called by its own prefix and protocol here, expected openai/<model> with api_base: "
                        + base
                        + ", its OpenAI-compatible endpoint",
                Read.mistakes("model_list: [{model_name: g, litellm_params: {model: " + model + "}}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ollama/llama3 | Ollama | ollama_chat/<model>, its OpenAI-compatible side",
                "sagemaker/m | Amazon SageMaker | a deployment that speaks OpenAI's or Anthropic's protocol, such as openai/<model> with the api_base of a gateway",
                "anthropic_text/claude-2 | Anthropic's former text API | anthropic/<model> of its messages API"
            })
    void saysWhatElseToWriteForAProviderWithoutOne(String model, String title, String expected) {
        assertEquals(
                "f.yaml:1: model_list[0].litellm_params.model is '" + model + "', but " + title
                        + " is not called by its own prefix and protocol here, expected " + expected,
                Read.mistakes("model_list: [{model_name: g, litellm_params: {model: " + model + "}}]"));
    }

    @Test
    void namesTheVariableThatABrokenValueComesFrom() {
        assertEquals(
                "f.yaml:1: the environment variable OPENAI_BASE_URL has a value that is not shown, expected an absolute http or"
                        + " https URL, such as https://llm.example/v1",
                Read.with(Map.of("OPENAI_BASE_URL", "nonsense"))
                        .mistakesOf("model_list: [{model_name: g, litellm_params: {model: openai/m, api_key: k}}]"));
    }

    @Test
    void tellsEveryMistakeAtOnceInTheOrderOfTheFile() {
        assertEquals("""
                f.yaml:2: router_settings.max_fallbacks is 'x', expected a whole number of at least 0
                f.yaml:4: model_list[0].litellm_params.api_key is missing, expected a key, such as os.environ/GROQ_API_KEY, or one of these environment variables set: GROQ_API_KEY
                f.yaml:5: model_list[1].model_name is missing, expected the name that callers ask for
                f.yaml:6: fallback_routing.deadline is '0', expected a time such as 500ms, 10s, 2m or 1h, longer than 0 and at most 24h""", Read.mistakes("""
                router_settings:
                  max_fallbacks: x
                model_list:
                  - {model_name: a, litellm_params: {model: groq/m}}
                  - {litellm_params: {model: openai/m, api_key: k}}
                fallback_routing: {deadline: 0}
                """));
    }

    private static Arguments row(String yaml, String sentence) {
        return row(yaml, sentence, 5);
    }

    private static Arguments row(String yaml, String sentence, int line) {
        return Arguments.of(yaml, sentence, line);
    }
}
