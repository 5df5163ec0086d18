package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.Map;

/**
 * A host with every kind of guard: servlet filters before and after ours, a JAX-RS filter, roles, a constraint of the
 * descriptor's; and with our status page.
 */
final class SecurityWar {

    /** Keys that must never be seen anywhere but in the one header field that they are meant for. */
    static final String SIBLING_KEY = "sk-sentinel-sibling-8c1f";

    static final String OTHER_KEY = "sk-sentinel-other-51ab";

    private static final String TURNSTILE = "io.github.fallbackrouting.servers.host.Turnstile";

    private static final String DESCRIPTOR = WebXml.of(
            WebXml.filter("before", TURNSTILE),
            WebXml.OUR_FILTER,
            WebXml.filter("after", TURNSTILE),
            WebXml.jersey("SecurityApplication", WebXml.AT_START),
            WebXml.STATUS_PAGE,
            """
            <security-constraint>
              <web-resource-collection>
                <web-resource-name>nobody</web-resource-name>
                <url-pattern>/api/vault/constraint/*</url-pattern>
              </web-resource-collection>
              <auth-constraint/>
            </security-constraint>
            """);

    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_key: sk-sentinel-primary-77de}
                model_info: {id: primary}
              - model_name: gpt-4o
                litellm_params: {model: azure/gpt-4o-west, api_base: os.environ/SIBLING, api_key: %1$s, api_version: v1}
                model_info: {id: sibling}
              - model_name: gpt-4-turbo
                litellm_params: {model: litellm_proxy/gpt-4-turbo, api_base: os.environ/OTHER, api_key: %2$s}
                model_info: {id: other}
              - model_name: resting
                litellm_params: {model: openai/tired, api_key: sk-sentinel-primary-77de, cooldown_time: 60}
                model_info: {id: tired}
              - model_name: resting
                litellm_params: {model: azure/gpt-4o-west, api_base: os.environ/SIBLING, api_key: %1$s, api_version: v1}
                model_info: {id: awake}
              - model_name: azure/*
                litellm_params: {model: azure/*, api_base: https://never.example, api_key: sk-sentinel-primary-77de}
                model_info: {id: wild-primary}
              - model_name: azure/*
                litellm_params: {model: azure/*, api_base: os.environ/SIBLING, api_key: %1$s, api_version: 2025-01-01}
                model_info: {id: wild-sibling}
              - model_name: odd
                litellm_params: {model: openai/gpt-4o, api_key: sk-sentinel-primary-77de}
                model_info: {id: "odd\\r\\nx-injected: 1"}
              - model_name: odd
                litellm_params: {model: "openai/m\\r\\nx-injected: 1\\0\\u20ac\\"", api_base: os.environ/OTHER, api_key: %2$s}
                model_info: {id: "\\r\\n\\r\\nHTTP/1.1 200 OK\\u20ac"}
              - model_name: tls
                litellm_params: {model: openai/gpt-4o, api_key: sk-sentinel-primary-77de}
                model_info: {id: tls-primary}
              - model_name: tls
                litellm_params: {model: openai/gpt-4o, api_base: os.environ/NO_TLS, api_key: %1$s}
                model_info: {id: tls-sibling}
              - model_name: eager
                litellm_params: {model: openai/gpt-4o, api_key: sk-sentinel-primary-77de}
                model_info: {id: eager-primary}
              - model_name: eager
                litellm_params: {model: openai/gpt-4o, api_base: os.environ/EAGER, api_key: %1$s}
                model_info: {id: eager-sibling}
              - model_name: flood
                litellm_params: {model: openai/gpt-4o, api_key: sk-sentinel-primary-77de}
                model_info: {id: flood-primary}
              - model_name: flood
                litellm_params: {model: openai/gpt-4o, api_base: os.environ/FLOOD, api_key: %1$s}
                model_info: {id: flood-sibling}
            router_settings:
              fallbacks: [{gpt-4o: [gpt-4-turbo]}, {flood: [gpt-4-turbo]}]
              num_retries: 0
              enable_weighted_failover: true
              cooldown_time: 0
            fallback_routing:
              deadline: 20s
              idle_timeout: 2s
              proxy_status: security-war
              retry_budget: {share: 1, per_second: 1000}
              hold: {answer: 2MiB}
            """.formatted(SIBLING_KEY, OTHER_KEY);

    private SecurityWar() {}

    static Path build(Path directory) {
        return build(directory, CONFIGURATION);
    }

    /** With mistakes in its configuration, on every line that has a key. */
    static Path broken(Path directory) {
        return build(
                directory,
                CONFIGURATION
                        .replace("api_key: sk-", "ssl_verify: off, order: x, api_key: 'é\\n sk-")
                        .replace("}\n    model_info", "'}\n    model_info"));
    }

    private static Path build(Path directory, String configuration) {
        return HostWar.build(directory, DESCRIPTOR, Map.of("fallback.yaml", configuration));
    }
}
