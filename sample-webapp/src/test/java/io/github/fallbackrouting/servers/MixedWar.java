package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.Map;

/** A host with two JAX-RS applications, forms and uploads, error pages, and callers whom the container knows. */
final class MixedWar {

    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_key: sk-primary}
                model_info: {id: primary}
              - model_name: gpt-4o
                litellm_params: {model: azure/gpt-4o-west, api_base: os.environ/SIBLING_BASE, api_key: sk-sibling, api_version: v1}
                model_info: {id: sibling}
              - model_name: gpt-4.1
                litellm_params: {model: openai/gpt-4.1, api_key: sk-primary}
                model_info: {id: second}
              - model_name: gpt-4.1
                litellm_params: {model: openai/gpt-4.1-mini, api_base: os.environ/OTHER_BASE, api_key: sk-other}
                model_info: {id: other}
            router_settings:
              num_retries: 0
              enable_weighted_failover: true
              cooldown_time: 0
            fallback_routing:
              deadline: 20s
            """;

    private static final Map<String, String> CONFIGURATIONS = Map.of("fallback.yaml", CONFIGURATION);

    /** Twice for every request. */
    private static final String OUR_FILTERS = WebXml.OUR_FILTER
            + WebXml.filter("fallback-routing-again", "io.github.fallbackrouting.FallbackRoutingFilter");

    private static final String SERVLETS = WebXml.servlet(
                    "forms",
                    "io.github.fallbackrouting.servers.host.FormServlet",
                    "/forms",
                    "<multipart-config><max-file-size>1000000</max-file-size></multipart-config>")
            + WebXml.servlet("sorry", "io.github.fallbackrouting.servers.host.ErrorPage", "/sorry");

    private static final String ERROR_PAGES = """
            <error-page><error-code>503</error-code><location>/sorry</location></error-page>
            <error-page><exception-type>java.lang.Throwable</exception-type><location>/sorry</location></error-page>
            """;

    private static final String MEMBERS = """
            <security-constraint>
              <web-resource-collection>
                <web-resource-name>members</web-resource-name><url-pattern>/api/members/*</url-pattern>
              </web-resource-collection>
              <auth-constraint><role-name>insider</role-name><role-name>outsider</role-name></auth-constraint>
            </security-constraint>
            <security-constraint>
              <web-resource-collection>
                <web-resource-name>insiders</web-resource-name>
                <url-pattern>/api/members/constraint/*</url-pattern>
              </web-resource-collection>
              <auth-constraint><role-name>insider</role-name></auth-constraint>
            </security-constraint>
            <login-config><auth-method>BASIC</auth-method><realm-name>%s</realm-name></login-config>
            <security-role><role-name>insider</role-name></security-role>
            <security-role><role-name>outsider</role-name></security-role>
            """.formatted(Caller.REALM);

    private MixedWar() {}

    /** With our filter, twice. */
    static Path withFilters(Path directory) {
        return HostWar.build(directory, descriptor(OUR_FILTERS), CONFIGURATIONS);
    }

    /** The same without. */
    static Path withoutFilter(Path directory) {
        return HostWar.build(directory, descriptor(""), CONFIGURATIONS);
    }

    /** With our filter and Jersey as a filter after it, which hands on what it has no resource for. */
    static Path onJerseyAsFilter(Path directory) {
        return HostWar.build(
                directory,
                WebXml.of(
                        WebXml.OUR_FILTER,
                        WebXml.jerseyAsFilter("HostApplication"),
                        WebXml.servlet("plain", "io.github.fallbackrouting.servers.host.PlainServlet", "/api/plain")),
                CONFIGURATIONS);
    }

    private static String descriptor(String filters) {
        return WebXml.of(
                // RESTEasy's on WildFly; the others look at roles without it.
                "<context-param><param-name>resteasy.role.based.security</param-name><param-value>true</param-value></context-param>\n",
                filters,
                WebXml.jersey("MixedApplication", WebXml.AT_START),
                WebXml.jerseyAt("/second/*", "SecondApplication", WebXml.AT_START),
                SERVLETS,
                ERROR_PAGES,
                MEMBERS);
    }
}
