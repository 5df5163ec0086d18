package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The host application as an unpacked WAR: its own classes and descriptor, and in WEB-INF/lib Jersey and our two JARs, as
 * Maven packed them for the sample.
 */
final class HostWar {

    private static final String FILTERS = """
              <filter>
                <filter-name>fallback-routing</filter-name>
                <filter-class>io.github.fallbackrouting.FallbackRoutingFilter</filter-class>
                <async-supported>true</async-supported>
                <init-param><param-name>config</param-name><param-value>/WEB-INF/fallback.yaml</param-value></init-param>
              </filter>
              <filter>
                <filter-name>fallback-routing-plain</filter-name>
                <filter-class>io.github.fallbackrouting.FallbackRoutingFilter</filter-class>
                <async-supported>true</async-supported>
                <init-param><param-name>group</param-name><param-value>gpt-4o</param-value></init-param>
                <init-param><param-name>operation</param-name><param-value>/chat/completions</param-value></init-param>
              </filter>
              <filter-mapping>
                <filter-name>fallback-routing</filter-name><url-pattern>/*</url-pattern>
              </filter-mapping>
              <filter-mapping>
                <filter-name>fallback-routing-plain</filter-name>
                <url-pattern>/plain</url-pattern>
                <url-pattern>/api/other/mapped</url-pattern>
              </filter-mapping>
            """;

    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_key: sk-primary}
                model_info: {id: primary}
              - model_name: gpt-4o
                litellm_params: {model: azure/gpt-4o-west, api_base: os.environ/SIBLING_BASE, api_key: sk-sibling, api_version: v1}
                model_info: {id: sibling}
              - model_name: gpt-4-turbo
                litellm_params: {model: openai/gpt-4-turbo, api_base: os.environ/OTHER_BASE, api_key: sk-other}
                model_info: {id: other}
              - model_name: resting
                litellm_params: {model: openai/tired, api_key: sk-tired, cooldown_time: 60}
                model_info: {id: tired}
              - model_name: resting
                litellm_params: {model: azure/gpt-4o-west, api_base: os.environ/SIBLING_BASE, api_key: sk-sibling, api_version: v1}
                model_info: {id: awake}
            router_settings:
              fallbacks: [{gpt-4o: [gpt-4-turbo]}]
              num_retries: 0
              enable_weighted_failover: true
              cooldown_time: 0
            fallback_routing:
              deadline: 20s
            """;

    private static final Map<String, String> CONFIGURATIONS = Map.of("fallback.yaml", CONFIGURATION);

    private HostWar() {}

    /** With our filters in its descriptor; the JAX-RS servlet starts with the application. */
    static Path withFilter(Path directory) {
        return build(directory, descriptor(FILTERS, WebXml.AT_START), CONFIGURATIONS);
    }

    /** With our filters in its descriptor; the JAX-RS servlet starts at the first request for it. */
    static Path withFilterAndLazyServlet(Path directory) {
        return build(directory, descriptor(FILTERS, ""), CONFIGURATIONS);
    }

    /** The same without our filters. */
    static Path withoutFilter(Path directory) {
        return build(directory, descriptor("", WebXml.AT_START), CONFIGURATIONS);
    }

    private static String descriptor(String filters, String settings) {
        return WebXml.of(
                filters,
                WebXml.jersey("HostApplication", settings),
                WebXml.servlet("plain", "io.github.fallbackrouting.servers.host.PlainServlet", "/plain"),
                WebXml.servlet("forwarded", "io.github.fallbackrouting.servers.host.ForwardedServlet", "/forwarded"));
    }

    /**
     * A host application of the same classes with another descriptor.
     *
     * @param configurations what stands beside the descriptor, by the files' names
     */
    static Path build(Path directory, String descriptor, Map<String, String> configurations) {
        try {
            Path webInf = Files.createDirectories(directory.resolve("WEB-INF"));
            Files.writeString(webInf.resolve("web.xml"), descriptor);
            for (Map.Entry<String, String> file : configurations.entrySet()) {
                Files.writeString(webInf.resolve(file.getKey()), file.getValue());
            }
            Path sample = Path.of(System.getProperty("sample.war"));
            copy(unpacked(sample).resolve("WEB-INF/lib"), webInf.resolve("lib"));
            copy(
                    Path.of("target/test-classes/io/github/fallbackrouting/servers/host"),
                    webInf.resolve("classes/io/github/fallbackrouting/servers/host"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory that the WAR was packed from. */
    private static Path unpacked(Path war) {
        String name = war.getFileName().toString();
        return war.resolveSibling(name.substring(0, name.length() - ".war".length()));
    }

    /** Copies the files of a directory, not those of the directories in it. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
