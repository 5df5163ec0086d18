package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.Map;

/** A host application with everything of ours in use, as an unpacked WAR. */
final class RedeployWar {

    private static final String DESCRIPTOR = WebXml.of(
            WebXml.OUR_FILTER,
            WebXml.jersey("StreamingApplication", WebXml.UNBUFFERED, WebXml.AT_START),
            WebXml.STATUS_PAGE);

    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_key: sk-primary}
                model_info: {id: primary}
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o-west, api_base: os.environ/SIBLING_BASE, api_key: sk-sibling}
                model_info: {id: sibling}
              - model_name: hurried
                litellm_params: {model: openai/gpt-4o, api_key: sk-primary, timeout: 0.3}
                model_info: {id: hurried}
              - model_name: hurried
                litellm_params: {model: openai/gpt-4o-west, api_base: os.environ/SIBLING_BASE, api_key: sk-sibling}
                model_info: {id: unhurried}
            router_settings:
              num_retries: 0
              enable_weighted_failover: true
              cooldown_time: 0
            fallback_routing:
              retry_budget: {share: 1, per_second: 1000}
              hold: {request_memory: 4KiB}
            """;

    private RedeployWar() {}

    /** In an empty directory. */
    static Path build(Path directory) {
        Path war = HostWar.build(directory, DESCRIPTOR, Map.of("fallback.yaml", CONFIGURATION));
        StreamWar.addEvents(war);
        StreamWar.addListener(war);
        return war;
    }
}
