package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The host application that streams and waits, as an unpacked WAR. */
final class StreamWar {

    private static final String MAPPED = """
              <filter>
                <filter-name>%1$s</filter-name>
                <filter-class>io.github.fallbackrouting.FallbackRoutingFilter</filter-class>
                <async-supported>true</async-supported>
                <init-param><param-name>config</param-name><param-value>/WEB-INF/%1$s.yaml</param-value></init-param>
                <init-param><param-name>group</param-name><param-value>gpt-4o</param-value></init-param>
                <init-param><param-name>operation</param-name><param-value>/chat/completions</param-value></init-param>
              </filter>
              <filter-mapping><filter-name>%1$s</filter-name>%2$s</filter-mapping>
            """;

    private static final String MODELS = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_key: sk-primary}
                model_info: {id: primary}
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o-west, api_base: os.environ/SIBLING_BASE, api_key: sk-sibling}
                model_info: {id: sibling}
              - model_name: gpt-4-turbo
                litellm_params: {model: openai/gpt-4-turbo, api_base: os.environ/OTHER_BASE, api_key: sk-other}
                model_info: {id: other}
              - model_name: hurried
                litellm_params: {model: openai/gpt-4o, api_key: sk-primary, timeout: 1}
                model_info: {id: hurried}
              - model_name: hurried
                litellm_params: {model: openai/gpt-4o-west, api_base: os.environ/SIBLING_BASE, api_key: sk-sibling}
                model_info: {id: unhurried}
              - model_name: claude
                litellm_params: {model: anthropic/claude-east, api_key: sk-primary}
                model_info: {id: claude-primary}
              - model_name: claude
                litellm_params: {model: anthropic/claude-west, api_base: os.environ/SIBLING_ROOT, api_key: sk-sibling}
                model_info: {id: claude-sibling}
            router_settings:
              fallbacks: [{gpt-4o: [gpt-4-turbo]}]
              num_retries: 0
              enable_weighted_failover: true
              cooldown_time: 0
            """;

    private static final String PATIENT = MODELS + """
            fallback_routing:
              first_token_timeout: 60s
              idle_timeout: 60s
              deadline: 180s
              retry_budget: {share: 1, per_second: 1000}
            """;

    private static final String SHORT = MODELS.replace("sk-primary}", "sk-primary, timeout: 1}") + """
            fallback_routing:
              first_token_timeout: 1s
              idle_timeout: 1s
              deadline: 6s
              retry_budget: {share: 1, per_second: 1000}
            """;

    private static final String TALKING =
            PATIENT.replace("id: primary}", "id: primary, " + prices("0.000001", "0.00001"))
                            .replace("id: sibling}", "id: sibling, " + prices("0.000002", "0.00002"))
                            .replace("id: other}", "id: other, " + prices("0.000003", "0.00003"))
                    + """
              hold: {response: 4KiB}
              include_usage: true
              proxy_status: acme-llm
              answer_model: actual
              expose: {api_base: true, usage_model: true, hidden_params: true}
            """;

    private static final Map<String, String> CONFIGURATIONS = Map.of(
            "fallback.yaml", PATIENT,
            "short.yaml", SHORT,
            "strict.yaml", PATIENT + "  mid_stream: error\n  malformed_events: forward\n",
            "talking.yaml", TALKING,
            "talking-async.yaml", TALKING,
            "interrupting.yaml", SHORT + "  interrupt_host: true\n",
            "plain.yaml", PATIENT,
            "plain-async.yaml", PATIENT,
            "plain-short.yaml", SHORT);

    private static final String FILTERS = WebXml.OUR_FILTER
            + mapped("short", "/api/short/*")
            + mapped("strict", "/api/strict/*")
            + mapped("talking", "/api/talking/*")
            + mapped("talking-async", "/plain-async/talking/*")
            + mapped("interrupting", "/api/interrupting/*")
            + mapped("plain", "/plain-async/request/*")
            + mapped("plain-async", "/plain-async/both/*", "REQUEST", "ASYNC")
            + mapped("plain-short", "/plain-async/short/*");

    private StreamWar() {}

    /** With our filters in its descriptor. */
    static Path withFilter(Path directory) {
        return build(directory, FILTERS);
    }

    /** The same without our filters. */
    static Path withoutFilter(Path directory) {
        return build(directory, "");
    }

    private static String prices(String input, String output) {
        return "input_cost_per_token: " + input + ", output_cost_per_token: " + output + "}";
    }

    private static String mapped(String name, String path, String... dispatchers) {
        return MAPPED.formatted(
                name,
                "<url-pattern>" + path + "</url-pattern>"
                        + Stream.of(dispatchers)
                                .map(dispatcher -> "<dispatcher>" + dispatcher + "</dispatcher>")
                                .collect(Collectors.joining()));
    }

    private static Path build(Path directory, String filters) {
        String descriptor = WebXml.of(
                filters,
                WebXml.jersey("StreamingApplication", WebXml.UNBUFFERED, WebXml.AT_START),
                WebXml.asyncServlet("async", "io.github.fallbackrouting.servers.host.AsyncServlet", "/plain-async/*"),
                WebXml.asyncServlet(
                        "dispatched", "io.github.fallbackrouting.servers.host.DispatchedServlet", "/dispatched"));
        Path war = HostWar.build(directory, descriptor, CONFIGURATIONS);
        addEvents(war);
        if (!filters.isEmpty()) {
            addListener(war);
        }
        return war;
    }

    /** Adds the events of Jakarta REST, which the sample needs not. */
    static void addEvents(Path war) {
        try {
            HostWar.copy(Path.of("target/host-libraries"), war.resolve("WEB-INF/lib"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a listener of the host's. */
    static void addListener(Path war) {
        try {
            Path services = Files.createDirectories(war.resolve("WEB-INF/classes/META-INF/services"));
            Files.writeString(
                    services.resolve("io.github.fallbackrouting.report.FallbackListener"),
                    "io.github.fallbackrouting.servers.host.CallListener\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
