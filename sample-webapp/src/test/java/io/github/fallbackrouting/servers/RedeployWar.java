package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A host application with everything of ours in use, as an unpacked WAR. */
final class RedeployWar {

    private static final String DESCRIPTOR = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
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
                  <param-value>io.github.fallbackrouting.servers.host.StreamingApplication</param-value>
                </init-param>
                <init-param>
                  <param-name>jersey.config.server.contentLength.buffer</param-name><param-value>0</param-value>
                </init-param>
                <load-on-startup>1</load-on-startup>
                <async-supported>true</async-supported>
              </servlet>
              <servlet>
                <servlet-name>status</servlet-name>
                <servlet-class>io.github.fallbackrouting.FallbackStatusServlet</servlet-class>
              </servlet>
              <servlet-mapping><servlet-name>rest</servlet-name><url-pattern>/api/*</url-pattern></servlet-mapping>
              <servlet-mapping><servlet-name>status</servlet-name><url-pattern>/status</url-pattern></servlet-mapping>
            </web-app>
            """;

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
        try {
            HostWar.copy(Path.of("target/host-libraries"), war.resolve("WEB-INF/lib"));
            Path services = Files.createDirectories(war.resolve("WEB-INF/classes/META-INF/services"));
            Files.writeString(
                    services.resolve("io.github.fallbackrouting.report.FallbackListener"),
                    "io.github.fallbackrouting.servers.host.CallListener\n");
            return war;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
