package io.github.fallbackrouting.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/** WildFly (RESTEasy). */
@Tag("servers")
class WildFlyRedeployIT extends RedeployContract {

    @Override
    Deployer startEmpty(Path directory, Path war, Map<String, String> contextParams) throws Exception {
        Path deployments = Files.createDirectory(directory.resolve("deployments"));
        Directories.copy(PortedWar.forResteasyServer(war, contextParams), deployments.resolve("app.war"));
        ServerProcess server = OnWildFly.run(directory);
        ServerLog log = new ServerLog(
                directory.resolve("log/server.log"),
                Pattern.compile("\\d{4}-\\d\\d-\\d\\d "),
                Pattern.compile(" (WARN|ERROR|FATAL) "));
        return new ProcessDeployer(server, log) {
            /** A worker that waits keeps its last request on its stack; one works, and one beside a host that hangs. */
            @Override
            public long keptByServer() {
                return 2;
            }

            @Override
            public void deploy() throws Exception {
                Files.deleteIfExists(marker("undeployed"));
                Files.createFile(marker("dodeploy"));
                server.await(() -> Files.exists(marker("deployed")), () -> Files.exists(marker("failed")));
            }

            @Override
            public void undeploy() throws Exception {
                Files.delete(marker("deployed"));
                server.await(() -> Files.exists(marker("undeployed")), () -> Files.exists(marker("failed")));
            }

            private Path marker(String state) {
                return deployments.resolve("app.war." + state);
            }
        };
    }
}
