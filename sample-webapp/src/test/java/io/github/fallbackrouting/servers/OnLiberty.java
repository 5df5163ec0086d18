package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/** Open Liberty with the Jakarta EE 10 Web Profile, whose JAX-RS is RESTEasy. */
@Tag("servers")
interface OnLiberty extends Container {

    @Override
    default Server start(Path war, Map<String, String> contextParams) throws Exception {
        Path user = Files.createTempDirectory(war.getParent(), "liberty");
        int port = Port.free();
        configure(user, port, application(PortedWar.forResteasyServer(war, contextParams)));
        return run(user, port)
                .await(
                        Pattern.compile("CWWKF0011I(?s:.*)CWWKZ0001I|CWWKZ0001I(?s:.*)CWWKF0011I"),
                        Pattern.compile("CWWKZ000[24]E|CWWKF0001E"));
    }

    /** What stands in the configuration for a WAR at {@code /app}. */
    static String application(Path war) {
        return "<webApplication id=\"app\" location=\"" + war + "\" contextRoot=\"/app\"><application-bnd>"
                + forEachCaller("<security-role name='%1$s'><user name='%1$s'/></security-role>")
                + "</application-bnd></webApplication>";
    }

    /** Writes the configuration, which is read again by a server that runs. */
    static void configure(Path user, int port, String applications) throws IOException {
        Path server = Files.createDirectories(user.resolve("servers/app"));
        Path written = Files.writeString(user.resolve("server.xml"), """
                <server>
                  <featureManager><feature>webProfile-10.0</feature></featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
                  <basicRegistry>%s</basicRegistry>
                  %s
                </server>
                """.formatted(
                        port, forEachCaller("<user name='%1$s' password='%2$s'/>"), applications));
        Files.move(
                written,
                server.resolve("server.xml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String forEachCaller(String element) {
        return Caller.ALL.stream()
                .map(caller -> element.formatted(caller.name(), Caller.PASSWORD))
                .collect(Collectors.joining());
    }

    /** A server that starts. */
    static ServerProcess run(Path user, int port) throws IOException {
        Path home = Installations.of("wlp");
        Path server = user.resolve("servers/app");
        return ServerProcess.start(
                server,
                port,
                List.of(
                        ServerProcess.java(),
                        "-Xmx512m",
                        "-javaagent:" + home.resolve("bin/tools/ws-javaagent.jar"),
                        "--add-exports=java.base/sun.security.action=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "-jar",
                        home.resolve("bin/tools/ws-server.jar").toString(),
                        "app"),
                Map.of("WLP_USER_DIR", user.toString()));
    }

    @Override
    default Set<Difference> differences() {
        return Set.of(
                Difference.EXCEPTIONS,
                Difference.FRAMING,
                Difference.NO_CUT,
                Difference.OTHER_JAXRS,
                Difference.EMPTY_SINK,
                Difference.NO_TRAILERS,
                Difference.DECODES_REQUESTS,
                Difference.FIRST_FLUSH);
    }
}
