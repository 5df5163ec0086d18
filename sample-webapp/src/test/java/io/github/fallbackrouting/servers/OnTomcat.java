package io.github.fallbackrouting.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;

/** Tomcat: 10.1 or 11, whichever is on the class path. */
interface OnTomcat extends Container {

    @Override
    default Server start(Path war, Map<String, String> contextParams) throws Exception {
        Tomcat tomcat = new Tomcat();
        Path base = Files.createTempDirectory(war.getParent(), "tomcat");
        // Where it unpacks a WAR that is a file; from within the file it serves slowly.
        Files.createDirectory(base.resolve("webapps"));
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.setHostname("localhost");
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        configure(tomcat.getConnector());
        Context application = tomcat.addWebapp("/app", war.toString());
        contextParams.forEach(application::addParameter);
        // A stack trace on an error page shows every filter, ours too.
        ErrorReportValve errorPage = new ErrorReportValve();
        errorPage.setShowReport(false);
        tomcat.getHost().getPipeline().addValve(errorPage);
        for (Caller caller : Caller.ALL) {
            tomcat.addUser(caller.name(), Caller.PASSWORD);
            tomcat.addRole(caller.name(), caller.name());
        }
        LogRecords log = new LogRecords();
        tomcat.start();
        if (application.getState() != LifecycleState.STARTED) {
            tomcat.stop();
            tomcat.destroy();
            throw new IllegalStateException("the application did not start");
        }
        return new Server() {
            @Override
            public int port() {
                return tomcat.getConnector().getLocalPort();
            }

            @Override
            public List<String> warnings() {
                return log.ofUs();
            }

            @Override
            public void stop() throws Exception {
                tomcat.stop();
                tomcat.destroy();
                log.close();
            }
        };
    }

    /** What else there is to say of where it listens: nothing. */
    default void configure(Connector connector) {}
}
