package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/** WildFly, its Undertow and its RESTEasy, with its full default configuration. */
@Tag("servers")
interface OnWildFly extends Container {

    @Override
    default Server start(Path war, Map<String, String> contextParams) throws Exception {
        Path base = Files.createTempDirectory(war.getParent(), "wildfly");
        Path deployments = Files.createDirectory(base.resolve("deployments"));
        Directories.copy(PortedWar.forResteasyServer(war, contextParams), deployments.resolve("app.war"));
        Files.createFile(deployments.resolve("app.war.dodeploy"));
        return run(base);
    }

    /** A server with what there is in {@code deployments} in this directory, where it looks twice a second. */
    static ServerProcess run(Path base) throws Exception {
        Path home = Installations.of("wildfly");
        Directories.copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
        Path settings = base.resolve("configuration/standalone.xml");
        // The limit is 10 MiB otherwise, and a stack trace on an error page shows every filter, ours too.
        Files.writeString(
                settings,
                Files.readString(settings)
                        .replace("scan-interval=\"5000\"", "scan-interval=\"500\"")
                        .replace("<http-listener ", "<http-listener max-post-size=\"104857600\" ")
                        .replace(
                                "<servlet-container name=\"default\">",
                                "<servlet-container name=\"default\" stack-trace-on-error=\"none\">"));
        addCallers(base.resolve("configuration"));
        int port = Port.free();
        return ServerProcess.start(
                        base,
                        port,
                        List.of(
                                ServerProcess.java(),
                                "-Xmx512m",
                                "-Djava.net.preferIPv4Stack=true",
                                "-Djboss.modules.system.pkgs=org.jboss.byteman",
                                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                                "-Dlogging.configuration="
                                        + base.resolve("configuration/logging.properties")
                                                .toUri(),
                                "-Djboss.home.dir=" + home,
                                "-Djboss.server.base.dir=" + base,
                                "-Djboss.http.port=" + port,
                                "-Djboss.https.port=" + Port.free(),
                                "-Djboss.management.http.port=" + Port.free(),
                                "-jar",
                                home.resolve("jboss-modules.jar").toString(),
                                "-mp",
                                home.resolve("modules").toString(),
                                "org.jboss.as.standalone"),
                        Map.of())
                .await(Pattern.compile("WFLYSRV0025"), Pattern.compile("WFLYSRV0026|WFLYSRV0056"));
    }

    private static void addCallers(Path configuration) throws IOException {
        StringBuilder users = new StringBuilder();
        StringBuilder roles = new StringBuilder();
        for (Caller caller : Caller.ALL) {
            users.append(caller.name()).append('=').append(digest(caller)).append('\n');
            roles.append(caller.name()).append('=').append(caller.name()).append('\n');
        }
        Files.writeString(configuration.resolve("application-users.properties"), users, StandardOpenOption.APPEND);
        Files.writeString(configuration.resolve("application-roles.properties"), roles, StandardOpenOption.APPEND);
    }

    /** As WildFly keeps passwords in its files: MD5 of name, realm and password. */
    private static String digest(Caller caller) {
        String text = caller.name() + ":" + Caller.REALM + ":" + Caller.PASSWORD;
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    default Set<Difference> differences() {
        return Set.of(Difference.EXCEPTIONS, Difference.FORWARD, Difference.OTHER_JAXRS, Difference.EMPTY_SINK);
    }
}
