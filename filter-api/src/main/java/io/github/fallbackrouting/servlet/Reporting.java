package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.report.DeploymentsBean;
import io.github.fallbackrouting.report.FallbackListener;
import io.github.fallbackrouting.report.FallbackLog;
import io.github.fallbackrouting.report.FilterMonitor;
import io.github.fallbackrouting.report.FlightRecording;
import io.github.fallbackrouting.report.HostListeners;
import io.github.fallbackrouting.report.Listeners;
import io.github.fallbackrouting.report.Tally;
import io.github.fallbackrouting.report.micrometer.Micrometer;
import io.github.fallbackrouting.report.opentelemetry.OpenTelemetryPresence;
import io.github.fallbackrouting.routing.DeploymentState;
import io.github.fallbackrouting.routing.Router;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All who hear of one filter's work, from its start to its end. Thread-safe once {@link #show} has returned. */
final class Reporting implements AutoCloseable {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private final FilterConfig filter;
    private final Configuration configuration;
    private final Instant since;
    private final Tally tally;
    private final Listeners listeners;
    private final List<Runnable> endings = new ArrayList<>();
    private volatile @Nullable Router router;

    /** @param since when the filter started */
    Reporting(FilterConfig filter, Configuration configuration, Instant since) {
        this.filter = filter;
        this.configuration = configuration;
        this.since = since;
        this.tally = new Tally(configuration.groups());
        this.listeners = new Listeners(all());
    }

    /** Ours, on the threads of the requests, where each has to be fast; then the host's own, on threads of their own. */
    private List<FallbackListener> all() {
        List<FallbackListener> all = new ArrayList<>(List.of(new FallbackLog(), tally));
        ifPresent("Java Flight Recorder", "jdk.jfr.Event", () -> new FlightRecording())
                .ifPresent(all::add);
        Micrometer.listener(configuration, this::states).ifPresent(all::add);
        OpenTelemetryPresence.listener().ifPresent(all::add);
        ClassLoader loader = filter.getServletContext().getClassLoader();
        all.addAll(HostListeners.all(loader, Crew.factory("fallback-routing-listener-", loader)));
        return all;
    }

    /** None as long as the filter is not ready. */
    private List<DeploymentState> states() {
        Router begun = router;
        return begun == null ? List.of() : begun.states();
    }

    /**
     * Something whose classes this JVM may not have, or not show to applications.
     *
     * @param sign the full name of one of them: where it is absent none of ours that needs it is loaded, since WildFly warns of a
     *     class that can't be linked, whoever catches that
     */
    private static <T> Optional<T> ifPresent(String what, String sign, Supplier<T> made) {
        try {
            Class.forName(sign, false, Reporting.class.getClassLoader());
            return Optional.of(made.get());
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
            LOG.log(Level.DEBUG, what + " is not there", e);
            return Optional.empty();
        }
    }

    /** Hear what becomes of each call, and throw nothing. */
    Listeners listeners() {
        return listeners;
    }

    /** Lets operators see the filter, which is about to take its first request. */
    void show(Router begun) {
        router = begun;
        ServletContext application = filter.getServletContext();
        FilterMonitor monitor = new FilterMonitor(filter.getFilterName(), since, configuration, begun, tally);
        Monitors monitors = Monitors.of(application);
        monitors.add(monitor);
        endings.add(() -> monitors.remove(monitor));
        ifPresent(
                        "JMX",
                        "javax.management.MBeanServer",
                        () -> DeploymentsBean.register(monitor, application.getContextPath()))
                .ifPresent(endings::add);
    }

    @Override
    public void close() {
        endings.forEach(Runnable::run);
        listeners.close();
    }
}
