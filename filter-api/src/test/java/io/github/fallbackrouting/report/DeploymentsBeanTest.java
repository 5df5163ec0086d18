package io.github.fallbackrouting.report;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop.Reason;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentsBeanTest {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Configuration configuration =
            config("a1", "b1").with("b1", settings -> settings.cost("0.001")).build();
    private final Tally tally = new Tally(configuration.groups());
    private final Told told = new Told(configuration, tally);
    private final FilterMonitor monitor = Told.monitor("a \"filter\"*", configuration, tally);
    private ObjectName name;
    private Runnable unregister;

    @BeforeEach
    void register() throws Exception {
        name = new ObjectName(
                "io.github.fallbackrouting:type=Deployments,context=\"/app\",filter=\"a \\\"filter\\\"\\*\"");
        unregister = DeploymentsBean.register(monitor, "/app");
    }

    @AfterEach
    void unregister() {
        unregister.run();
    }

    private CompositeData deployment(int place) throws Exception {
        return ((CompositeData[]) server.getAttribute(name, "Deployments"))[place];
    }

    @Test
    void showsEachDeployment() throws Exception {
        told.call(
                "1",
                "a",
                told.failed("a1", Reason.PRIMARY, FailureKind.OVERLOADED, 503),
                told.served("b1", Reason.FALLBACK));

        CompositeData a1 = deployment(0);
        assertEquals("a1", a1.get("id"));
        assertEquals("a", a1.get("group"));
        assertEquals("provider/a1-model", a1.get("model"));
        assertEquals("healthy", a1.get("condition"));
        assertEquals(1L, a1.get("attempts"));
        assertEquals(0L, a1.get("answers"));
        assertEquals("", a1.get("costUsd"));
        assertEquals("b1", deployment(1).get("id"));
        assertEquals(1L, deployment(1).get("answersByFallback"));
        assertEquals("0", deployment(1).get("costUsd"));
        DeploymentsMXBean proxy = JMX.newMXBeanProxy(server, name, DeploymentsMXBean.class);
        assertEquals(Map.of("overloaded", 1L), proxy.getDeployments().get(0).getFailures());
    }

    @Test
    void putsADeploymentToRestAndWakesIt() throws Exception {
        invoke("restNow", "a1", 30L);
        assertEquals("resting", deployment(0).get("condition"));
        assertEquals(30.0, deployment(0).get("restLeftSeconds"));

        server.invoke(name, "wakeUp", new Object[] {"a1"}, new String[] {String.class.getName()});
        assertEquals("healthy", deployment(0).get("condition"));
        assertEquals(0.0, deployment(0).get("restLeftSeconds"));
    }

    private void invoke(String operation, String id, long seconds) throws Exception {
        server.invoke(
                name, operation, new Object[] {id, seconds}, new String[] {String.class.getName(), long.class.getName()
                });
    }

    @Test
    void refusesWhatMakesNoSense() {
        for (long seconds : new long[] {Long.MIN_VALUE, 0, 86_401, Long.MAX_VALUE}) {
            assertEquals("a rest of 1 to 86400 seconds expected, found: " + seconds, refusal("a1", seconds));
        }
        assertEquals("the configuration has no deployment 'c1'", refusal("c1", 1));
    }

    private String refusal(String id, long seconds) {
        RuntimeMBeanException e = assertThrows(RuntimeMBeanException.class, () -> invoke("restNow", id, seconds));
        return String.valueOf(e.getTargetException().getMessage());
    }

    @Test
    void leavesAndComesAgain() {
        assertTrue(server.isRegistered(name));
        unregister.run();
        assertFalse(server.isRegistered(name));
        unregister = DeploymentsBean.register(monitor, "/app");
        assertTrue(server.isRegistered(name));
    }

    @Test
    void doesWithoutWhereTheNameIsTaken() throws Exception {
        Runnable second = DeploymentsBean.register(monitor, "/app");
        second.run();

        assertTrue(server.isRegistered(name), "the first one's is not the second one's to take away");
        assertEquals("a1", deployment(0).get("id"));
    }
}
