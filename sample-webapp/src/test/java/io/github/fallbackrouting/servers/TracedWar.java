package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** The host application with OpenTelemetry's SDK in it, as an unpacked WAR. */
final class TracedWar {

    private static final String DESCRIPTOR = WebXml.of(
            """
            <listener>
              <listener-class>io.github.fallbackrouting.servers.traced.SdkListener</listener-class>
            </listener>
            """,
            WebXml.OUR_FILTER,
            WebXml.jersey("HostApplication", WebXml.AT_START),
            WebXml.servlet("spans", "io.github.fallbackrouting.servers.traced.SpanServlet", "/spans"));

    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: azure/gpt-4o-east, api_base: "https://east.example", api_key: sk-primary}
                model_info: {id: primary}
              - model_name: gpt-4-turbo
                litellm_params:
                  model: openai/gpt-4-turbo
                  api_base: os.environ/OTHER_BASE
                  api_key: sk-other
                  input_cost_per_token: 0.001
                  output_cost_per_token: 0.002
                model_info: {id: other}
            router_settings:
              fallbacks: [{gpt-4o: [gpt-4-turbo]}]
              num_retries: 0
              cooldown_time: 0
            """;

    private TracedWar() {}

    /** In an empty directory. */
    static Path build(Path directory) {
        Path war = HostWar.build(directory, DESCRIPTOR, Map.of("fallback.yaml", CONFIGURATION));
        try {
            HostWar.copy(Path.of("target/opentelemetry-libraries"), war.resolve("WEB-INF/lib"));
            HostWar.copy(
                    Path.of("target/test-classes/io/github/fallbackrouting/servers/traced"),
                    war.resolve("WEB-INF/classes/io/github/fallbackrouting/servers/traced"));
            return war;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
