package io.github.fallbackrouting.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/** GlassFish with its default domain, whose JAX-RS is its own Jersey. */
@Tag("servers")
interface OnGlassFish extends Container {

    @Override
    default Server start(Path war, Map<String, String> contextParams) throws Exception {
        Path domains = Files.createTempDirectory(war.getParent(), "glassfish");
        Directories.copy(
                Installations.of("glassfish").resolve("glassfish/domains/domain1"), domains.resolve("domain1"));
        Path configuration = domains.resolve("domain1/config/domain.xml");
        int port = Port.free();
        int administration = Port.free();
        Files.writeString(
                configuration,
                otherPorts(Files.readString(configuration), Map.of("8080", port, "4848", administration)));
        ServerProcess server = ServerProcess.start(
                        domains,
                        port,
                        administer("start-domain", "--domaindir", domains.toString(), "--verbose", "domain1"),
                        Map.of())
                .await(
                        Pattern.compile("startup time|Eclipse GlassFish .* \\(.*\\) startup"),
                        Pattern.compile("Exit code"));
        Path deployed = PortedWar.forJerseyServer(war, contextParams);
        Path commands = domains.resolve("commands");
        Files.writeString(
                commands, GlassFishCallers.commands("") + "deploy --name app --contextroot app " + deployed + "\n");
        ServerProcess deployment = ServerProcess.start(
                Files.createDirectory(domains.resolve("deployment")),
                port,
                administer(
                        "--port",
                        Integer.toString(administration),
                        "--passwordfile",
                        GlassFishCallers.passwords(domains).toString(),
                        "multimode",
                        "--file",
                        commands.toString()),
                Map.of());
        if (deployment.exitCode() != 0 || !deployment.output().contains("Application deployed")) {
            server.stop();
            throw new IllegalStateException("not deployed:\n" + deployment.output() + server.output());
        }
        return server;
    }

    @Override
    default Set<Difference> differences() {
        return Set.of(Difference.FIELDS_OF_ERROR_PAGES, Difference.LATE_ERROR_PAGES);
    }

    private static List<String> administer(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ServerProcess.java(),
                "-jar",
                Installations.of("glassfish")
                        .resolve("glassfish/lib/client/appserver-cli.jar")
                        .toString()));
        command.addAll(List.of(arguments));
        return command;
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
