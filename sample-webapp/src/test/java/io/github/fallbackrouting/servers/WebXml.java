package io.github.fallbackrouting.servers;

/** The pieces of which the descriptors of the tests' hosts are put together. */
final class WebXml {

    /** Our filter with its defaults, for every request. */
    static final String OUR_FILTER = filter("fallback-routing", "io.github.fallbackrouting.FallbackRoutingFilter");

    /** Our status page at {@code /status}. */
    static final String STATUS_PAGE = servlet("status", "io.github.fallbackrouting.FallbackStatusServlet", "/status");

    /** A setting of a servlet: it starts with the application. */
    static final String AT_START = "<load-on-startup>1</load-on-startup>";

    /** A setting of Jersey's: else it keeps the first 8 KiB of what a resource writes and flushes. */
    static final String UNBUFFERED = """
            <init-param>
              <param-name>jersey.config.server.contentLength.buffer</param-name><param-value>0</param-value>
            </init-param>
            """;

    private WebXml() {}

    /** A descriptor; filters take effect in the order in which they stand. */
    static String of(String... pieces) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                %s</web-app>
                """.formatted(String.join("", pieces));
    }

    /** A filter for every request. */
    static String filter(String name, String type) {
        return """
                <filter>
                  <filter-name>%1$s</filter-name>
                  <filter-class>%2$s</filter-class>
                  <async-supported>true</async-supported>
                </filter>
                <filter-mapping><filter-name>%1$s</filter-name><url-pattern>/*</url-pattern></filter-mapping>
                """.formatted(name, type);
    }

    /**
     * Jersey at {@code /api/*}.
     *
     * @param application the class of that name beside the other classes of the tests' hosts
     * @param settings what else stands in its servlet
     */
    static String jersey(String application, String... settings) {
        return jerseyAt("/api/*", application, settings);
    }

    /** Jersey at some path. */
    static String jerseyAt(String path, String application, String... settings) {
        return """
                <servlet>
                  <servlet-name>%1$s</servlet-name>
                  <servlet-class>org.glassfish.jersey.servlet.ServletContainer</servlet-class>
                  <init-param>
                    <param-name>jakarta.ws.rs.Application</param-name>
                    <param-value>io.github.fallbackrouting.servers.host.%1$s</param-value>
                  </init-param>
                  %3$s
                  <async-supported>true</async-supported>
                </servlet>
                <servlet-mapping><servlet-name>%1$s</servlet-name><url-pattern>%2$s</url-pattern></servlet-mapping>
                """.formatted(application, path, String.join("", settings));
    }

    /** Jersey as a filter for {@code /api/*}, which hands on what it has no resource for. */
    static String jerseyAsFilter(String application) {
        return """
                <filter>
                  <filter-name>rest</filter-name>
                  <filter-class>org.glassfish.jersey.servlet.ServletContainer</filter-class>
                  <async-supported>true</async-supported>
                  <init-param>
                    <param-name>jakarta.ws.rs.Application</param-name>
                    <param-value>io.github.fallbackrouting.servers.host.%s</param-value>
                  </init-param>
                  <init-param>
                    <param-name>jersey.config.servlet.filter.contextPath</param-name><param-value>/api</param-value>
                  </init-param>
                  <init-param>
                    <param-name>jersey.config.servlet.filter.forwardOn404</param-name><param-value>true</param-value>
                  </init-param>
                </filter>
                <filter-mapping><filter-name>rest</filter-name><url-pattern>/api/*</url-pattern></filter-mapping>
                """.formatted(application);
    }

    /** A servlet that does not go on asynchronously. */
    static String servlet(String name, String type, String path) {
        return servlet(name, type, path, "");
    }

    /** A servlet that may. */
    static String asyncServlet(String name, String type, String path) {
        return servlet(name, type, path, "<async-supported>true</async-supported>");
    }

    /**
     * A servlet.
     *
     * @param settings what else stands in it
     */
    static String servlet(String name, String type, String path, String settings) {
        return """
                <servlet>
                  <servlet-name>%1$s</servlet-name>
                  <servlet-class>%2$s</servlet-class>
                  %4$s
                </servlet>
                <servlet-mapping><servlet-name>%1$s</servlet-name><url-pattern>%3$s</url-pattern></servlet-mapping>
                """.formatted(name, type, path, settings);
    }
}
