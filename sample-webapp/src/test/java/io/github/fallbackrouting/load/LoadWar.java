package io.github.fallbackrouting.load;

import io.github.fallbackrouting.load.host.PingResource;
import io.github.fallbackrouting.servers.Directories;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The sample as the benchmark deploys it, unpacked: its endpoint at {@code /v1}, a resource that is not ours at
 * {@code /other/ping}, and neither the demo nor anything that meters.
 */
final class LoadWar {

    private static final String FILTER = """
              <filter>
                <filter-name>fallback-routing</filter-name>
                <filter-class>io.github.fallbackrouting.FallbackRoutingFilter</filter-class>
                <async-supported>true</async-supported>
              </filter>
              <filter-mapping>
                <filter-name>fallback-routing</filter-name><url-pattern>/*</url-pattern>
              </filter-mapping>
            """;

    private static final String DESCRIPTOR = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
            %s%s%s</web-app>
            """;

    private static final String SERVLET = """
              <servlet>
                <servlet-name>%1$s</servlet-name>
                <servlet-class>org.glassfish.jersey.servlet.ServletContainer</servlet-class>
                <init-param>
                  <param-name>jakarta.ws.rs.Application</param-name><param-value>%2$s</param-value>
                </init-param>
                <load-on-startup>1</load-on-startup>
                <async-supported>true</async-supported>
              </servlet>
              <servlet-mapping>
                <servlet-name>%1$s</servlet-name><url-pattern>/%1$s/*</url-pattern>
              </servlet-mapping>
            """;

    /** Prices as the sample has them; nobody rests, so that each request of the failover makes both calls. */
    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, input_cost_per_token: 0.0000025, output_cost_per_token: 0.00001}
                model_info: {id: host}
              - model_name: claude-sonnet
                litellm_params: {model: openai/claude-sonnet, api_base: os.environ/ALTERNATE_BASE, api_key: filter-key}
                model_info: {id: alternate}
            router_settings:
              fallbacks: [{gpt-4o: [claude-sonnet]}]
              num_retries: 0
              disable_cooldowns: true
            fallback_routing:
              retry_budget: {share: 7, per_second: 10}
            """;

    private LoadWar() {}

    /**
     * Makes a copy with our filter in its descriptor.
     *
     * @param sample unpacked
     * @param copy what is not there yet
     */
    static Path withFilter(Path sample, Path copy) throws IOException {
        return build(sample, copy, FILTER);
    }

    /** The same without our filter. */
    static Path withoutFilter(Path sample, Path copy) throws IOException {
        return build(sample, copy, "");
    }

    private static Path build(Path sample, Path copy, String filter) throws IOException {
        Directories.copy(sample, copy);
        Path webInf = copy.resolve("WEB-INF");
        try (DirectoryStream<Path> meters = Files.newDirectoryStream(webInf.resolve("lib"), "micrometer-*.jar")) {
            for (Path meter : meters) {
                Files.delete(meter);
            }
        }
        Files.writeString(webInf.resolve("fallback.yaml"), CONFIGURATION);
        Files.writeString(
                webInf.resolve("web.xml"),
                DESCRIPTOR.formatted(
                        filter,
                        SERVLET.formatted("v1", "io.github.fallbackrouting.sample.SampleApplication"),
                        SERVLET.formatted("other", "io.github.fallbackrouting.load.host.PingApplication")));
        Path classes = webInf.resolve("classes/io/github/fallbackrouting/load/host");
        Files.createDirectories(classes.getParent());
        Directories.copy(ownClasses(), classes);
        return copy;
    }

    private static Path ownClasses() {
        try {
            Path file = Path.of(Objects.requireNonNull(PingResource.class.getResource("PingResource.class"))
                    .toURI());
            return Objects.requireNonNull(file.getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
