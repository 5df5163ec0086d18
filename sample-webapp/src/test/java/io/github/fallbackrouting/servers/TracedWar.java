package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** The host application with OpenTelemetry's SDK in it, as an unpacked WAR. */
final class TracedWar {

    private static final String DESCRIPTOR = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <listener>
                <listener-class>io.github.fallbackrouting.servers.traced.SdkListener</listener-class>
              </listener>
              <filter>
                <filter-name>fallback-routing</filter-name>
                <filter-class>io.github.fallbackrouting.FallbackRoutingFilter</filter-class>
                <async-supported>true</async-supported>
              </filter>
              <filter-mapping><filter-name>fallback-routing</filter-name><url-pattern>/*</url-pattern></filter-mapping>
              <servlet>
                <servlet-name>rest</servlet-name>
                <servlet-class>org.glassfish.jersey.servlet.ServletContainer</servlet-class>
                <init-param>
                  <param-name>jakarta.ws.rs.Application</param-name>
                  <param-value>io.github.fallbackrouting.servers.host.HostApplication</param-value>
                </init-param>
                <load-on-startup>1</load-on-startup>
                <async-supported>true</async-supported>
              </servlet>
              <servlet>
                <servlet-name>spans</servlet-name>
                <servlet-class>io.github.fallbackrouting.servers.traced.SpanServlet</servlet-class>
              </servlet>
              <servlet-mapping><servlet-name>rest</servlet-name><url-pattern>/api/*</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>spans</servlet-name><url-pattern>/spans</url-pattern></servlet-mapping>
            </web-app>
            """;

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
