package io.github.fallbackrouting.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/** Payara Micro, whose JAX-RS is a Jersey of its own. */
@Tag("servers")
interface OnPayaraMicro extends Container {

    @Override
    default Server start(Path war, Map<String, String> contextParams) throws Exception {
        Path base = Files.createTempDirectory(war.getParent(), "payara");
        Path commands = base.resolve("commands");
        Files.writeString(commands, GlassFishCallers.commands("--passwordfile " + GlassFishCallers.passwords(base)));
        // As in GlassFishDomain.
        Path preboot = Files.writeString(
                base.resolve("preboot"),
                "set configs.config.server-config.network-config.protocols.protocol.http-listener.http.timeout-seconds=5\n");
        int port = Port.free();
        return ServerProcess.start(
                        base,
                        port,
                        List.of(
                                ServerProcess.java(),
                                "-Xmx512m",
                                "-Djava.io.tmpdir=" + base,
                                "-jar",
                                Installations.of("payara-micro").toString(),
                                "--nocluster",
                                "--disablephonehome",
                                "--maxhttpthreads",
                                "64",
                                "--prebootcommandfile",
                                preboot.toString(),
                                "--postbootcommandfile",
                                commands.toString(),
                                "--port",
                                Integer.toString(port),
                                "--contextroot",
                                "app",
                                "--deploy",
                                PortedWar.forJerseyServer(war, contextParams).toString()),
                        Map.of())
                .await(Pattern.compile("Payara Micro .* ready in"), Pattern.compile("Failed to deploy|SEVERE.*deploy"));
    }

    @Override
    default Set<Difference> differences() {
        return Set.of(
                Difference.FIELDS_OF_ERROR_PAGES,
                Difference.LATE_ERROR_PAGES,
                Difference.LOSES_DISPATCHES,
                Difference.ROLES,
                Difference.TWO_LENGTHS);
    }
}
