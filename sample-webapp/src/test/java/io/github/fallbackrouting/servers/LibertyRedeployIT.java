package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/** Open Liberty (RESTEasy). */
@Tag("servers")
class LibertyRedeployIT extends RedeployContract {

    private static final Pattern FAILED = Pattern.compile("CWWKZ000[24]E|CWWKF0001E|CWWKG0014E");

    @Override
    Deployer startEmpty(Path directory, Path war, Map<String, String> contextParams) throws Exception {
        Path ported = PortedWar.forResteasyServer(war, contextParams);
        int port = Port.free();
        OnLiberty.configure(directory, port, "");
        ServerProcess server = OnLiberty.run(directory, port).await(Pattern.compile("CWWKF0011I"), FAILED);
        ServerLog log = new ServerLog(
                directory.resolve("servers/app/logs/messages.log"),
                Pattern.compile("\\[\\d+/\\d+/\\d+, "),
                Pattern.compile("^\\S+ \\S+ \\S+ \\S+ \\S+ +[WEF] "));
        return new ProcessDeployer(server, log) {

            private int deployed;
            private int undeployed;

            /** The log's last messages, one of which has an application in it, and a waiting thread's last asynchronous request. */
            @Override
            public long keptByServer() {
                return 2;
            }

            @Override
            public boolean hangsObjectsOnLoaders() {
                return true;
            }

            @Override
            public void deploy() throws Exception {
                OnLiberty.configure(directory, port, OnLiberty.application(ported));
                deployed++;
                server.await(times(deployed, "CWWKZ0001I"), FAILED);
            }

            @Override
            public void undeploy() throws Exception {
                OnLiberty.configure(directory, port, "");
                undeployed++;
                server.await(times(undeployed, "CWWKZ0009I"), FAILED);
            }
        };
    }

    private static Pattern times(int times, String message) {
        return Pattern.compile("(?s)(" + message + ".*?){" + times + "}");
    }
}
