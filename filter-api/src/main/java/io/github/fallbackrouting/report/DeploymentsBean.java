package io.github.fallbackrouting.report;

import io.github.fallbackrouting.report.FilterStatus.DeploymentStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The deployments of one filter as the platform's MBean server has them. Thread-safe. */
public final class DeploymentsBean implements DeploymentsMXBean {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    /** Who is not to be asked for longer belongs out of the configuration. */
    private static final long LONGEST_REST = Duration.ofDays(1).toSeconds();

    private final FilterMonitor filter;

    private DeploymentsBean(FilterMonitor filter) {
        this.filter = filter;
    }

    /**
     * Registers a filter's deployments; a server that does not take them is logged, and nothing else.
     *
     * @param context the web application's path
     * @return takes them away again
     */
    public static Runnable register(FilterMonitor filter, String context) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = new ObjectName("io.github.fallbackrouting:type=Deployments,context="
                    + ObjectName.quote(context) + ",filter=" + ObjectName.quote(filter.name()));
            ObjectName registered =
                    server.registerMBean(new DeploymentsBean(filter), name).getObjectName();
            return () -> unregister(server, registered);
        } catch (JMException | RuntimeException e) {
            LOG.log(Level.INFO, "The deployments of the filter ''{0}'' can''t be seen by JMX: {1}", filter.name(), e);
            return () -> {};
        }
    }

    private static void unregister(MBeanServer server, ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (JMException | RuntimeException e) {
            LOG.log(Level.DEBUG, "The MBean " + name + " is gone already", e);
        }
    }

    @Override
    public List<DeploymentsMXBean.State> getDeployments() {
        return filter.look().deployments().stream()
                .<DeploymentsMXBean.State>map(Seen::new)
                .toList();
    }

    @Override
    public void restNow(String id, long seconds) {
        if (seconds < 1 || seconds > LONGEST_REST) {
            throw new IllegalArgumentException(
                    "a rest of 1 to " + LONGEST_REST + " seconds expected, found: " + seconds);
        }
        filter.rest(id, Duration.ofSeconds(seconds));
        LOG.log(Level.INFO, "The deployment ''{0}'' rests for {1} s, as JMX was asked for", id, seconds);
    }

    @Override
    public void wakeUp(String id) {
        filter.wake(id);
        LOG.log(Level.INFO, "The rest of the deployment ''{0}'' is over, as JMX was asked for", id);
    }

    /** How a deployment was seen. */
    private record Seen(DeploymentStatus deployment) implements DeploymentsMXBean.State {

        private static double seconds(Duration time) {
            return time.toNanos() / 1e9;
        }

        @Override
        public String getId() {
            return deployment.id();
        }

        @Override
        public String getGroup() {
            return deployment.state().deployment().group();
        }

        @Override
        public String getModel() {
            return deployment.model();
        }

        @Override
        public String getCondition() {
            return deployment.state().condition().label();
        }

        @Override
        public double getRestLeftSeconds() {
            return seconds(deployment.state().restLeft());
        }

        @Override
        public int getUnderWay() {
            return deployment.state().underWay();
        }

        @Override
        public long getAttempts() {
            return deployment.counts().attempts();
        }

        @Override
        public long getAnswers() {
            return deployment.counts().answers();
        }

        @Override
        public long getAnswersByFallback() {
            return deployment.counts().answersByFallback();
        }

        @Override
        public Map<String, Long> getFailures() {
            Map<String, Long> failures = new TreeMap<>();
            deployment.counts().failures().forEach((kind, count) -> failures.put(kind.label(), count));
            return failures;
        }

        @Override
        public double getLatencySeconds() {
            return seconds(deployment.state().latency());
        }

        @Override
        public long getInputTokens() {
            return deployment.counts().inputTokens();
        }

        @Override
        public long getOutputTokens() {
            return deployment.counts().outputTokens();
        }

        @Override
        public String getCostUsd() {
            return deployment.cost().map(Cost::text).orElse("");
        }
    }
}
