package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/** GlassFish (Jersey). */
@Tag("servers")
class GlassFishRedeployIT extends RedeployContract {

    @Override
    Deployer startEmpty(Path directory, Path war, Map<String, String> contextParams) throws Exception {
        Path ported = PortedWar.forJerseyServer(war, contextParams);
        GlassFishDomain domain = GlassFishDomain.start(directory);
        ServerLog log = new ServerLog(
                directory.resolve("console.log"),
                Pattern.compile("\\[#\\|"),
                Pattern.compile("\\|(WARNING|SEVERE)\\|"));
        return new ProcessDeployer(domain.server(), log) {
            /**
             * Each: the server's list of listeners has a {@code DeployCommand} and a {@code DeploymentFailedListener} more after
             * each deployment. What is left to be found are instances, threads, sockets and files of ours.
             */
            @Override
            public long keptByServer() {
                return Integer.MAX_VALUE;
            }

            @Override
            public void deploy() throws Exception {
                domain.deploy(ported);
            }

            @Override
            public void undeploy() throws Exception {
                domain.undeploy();
            }
        };
    }
}
