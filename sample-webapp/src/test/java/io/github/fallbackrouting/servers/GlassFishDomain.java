package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GlassFish that runs its default domain, on ports of its own.
 *
 * @param directory of the domains
 * @param administration the port for its commands
 */
record GlassFishDomain(ServerProcess server, Path directory, int administration) {

    /** Starts it in an empty directory. */
    static GlassFishDomain start(Path directory) throws Exception {
        Directories.copy(
                Installations.of("glassfish").resolve("glassfish/domains/domain1"), directory.resolve("domain1"));
        Path configuration = directory.resolve("domain1/config/domain.xml");
        int port = Port.free();
        int administration = Port.free();
        Files.writeString(
                configuration,
                otherPorts(
                        forManyAtOnce(Files.readString(configuration)), Map.of("8080", port, "4848", administration)));
        ServerProcess server = ServerProcess.start(
                        directory,
                        port,
                        command("start-domain", "--domaindir", directory.toString(), "--verbose", "domain1"),
                        Map.of())
                .await(
                        Pattern.compile("startup time|Eclipse GlassFish .* \\(.*\\) startup"),
                        Pattern.compile("Exit code"));
        GlassFishDomain domain = new GlassFishDomain(server, directory, administration);
        Path commands = Files.writeString(directory.resolve("commands"), GlassFishCallers.commands(""));
        domain.administer(
                "--passwordfile",
                GlassFishCallers.passwords(directory).toString(),
                "multimode",
                "--file",
                commands.toString());
        return domain;
    }

    /** Deploys a WAR at {@code /app}; stops the server if it does not start. */
    void deploy(Path war) throws Exception {
        administer("deploy", "--name", "app", "--contextroot", "app", war.toString());
    }

    /** Takes it away. */
    void undeploy() throws Exception {
        administer("undeploy", "app");
    }

    private void administer(String... arguments) throws Exception {
        List<String> command = command("--port", Integer.toString(administration));
        command.addAll(List.of(arguments));
        ServerProcess administered = ServerProcess.start(
                Files.createTempDirectory(directory, "administration"), administration, command, Map.of());
        if (administered.exitCode() != 0) {
            server.stop();
            throw new IllegalStateException(String.join(" ", arguments) + ":\n" + administered.log() + server.log());
        }
    }

    private static List<String> command(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ServerProcess.java(),
                "-jar",
                Installations.of("glassfish")
                        .resolve("glassfish/lib/client/appserver-cli.jar")
                        .toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * The default are five threads, which five hosts that hang take up, and half a minute until a connection is closed that
     * nothing comes on any more.
     */
    private static String forManyAtOnce(String configuration) {
        return configuration
                .replace(
                        "<thread-pool name=\"http-thread-pool\" ",
                        "<thread-pool name=\"http-thread-pool\" max-thread-pool-size=\"64\" ")
                .replace(
                        "<http default-virtual-server=\"server\" ",
                        "<http default-virtual-server=\"server\" timeout-seconds=\"5\" ");
    }

    /** Every port of the default domain, or another domain that runs would be in the way. */
    private static String otherPorts(String configuration, Map<String, Integer> wanted) throws IOException {
        Matcher ports = Pattern.compile("(port=\"|value=\")(\\d{4,5})(?=\")").matcher(configuration);
        StringBuilder result = new StringBuilder();
        while (ports.find()) {
            Integer port = wanted.get(ports.group(2));
            ports.appendReplacement(
                    result, Matcher.quoteReplacement(ports.group(1) + (port == null ? Port.free() : port)));
        }
        return ports.appendTail(result).toString();
    }
}
