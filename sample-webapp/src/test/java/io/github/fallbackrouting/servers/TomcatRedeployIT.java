package io.github.fallbackrouting.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;

/** Tomcat 10.1. */
class TomcatRedeployIT extends RedeployContract {

    @Override
    Deployer startEmpty(Path directory, Path war, Map<String, String> contextParams) throws Exception {
        LogRecords log = new LogRecords();
        Tomcat tomcat = new Tomcat();
        Files.createDirectory(directory.resolve("webapps"));
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.setHostname("localhost");
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getHost();
        tomcat.start();
        return new Deployer() {
            @Override
            public int port() {
                return tomcat.getConnector().getLocalPort();
            }

            @Override
            public Jvm jvm() {
                return Jvm.here();
            }

            @Override
            public void deploy() {
                Context application =
                        tomcat.addWebapp(tomcat.getHost(), "/app", war.toString(), new WithParameters(contextParams));
                if (application.getState() != LifecycleState.STARTED) {
                    throw new IllegalStateException("the application did not start: " + log.lines());
                }
            }

            @Override
            public void undeploy() throws Exception {
                Context application = (Context) tomcat.getHost().findChild("/app");
                tomcat.getHost().removeChild(application);
                application.destroy();
            }

            @Override
            public List<String> warnings() {
                return log.lines();
            }

            @Override
            public void stop() throws Exception {
                tomcat.stop();
                tomcat.destroy();
                log.close();
            }
        };
    }

    /** An application starts as soon as it is added, so that its parameters have to come from within. */
    private static final class WithParameters extends ContextConfig {

        private final Map<String, String> parameters;

        WithParameters(Map<String, String> parameters) {
            this.parameters = parameters;
        }

        @Override
        public void lifecycleEvent(LifecycleEvent event) {
            super.lifecycleEvent(event);
            if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)) {
                parameters.forEach(context::addParameter);
            }
        }
    }
}
