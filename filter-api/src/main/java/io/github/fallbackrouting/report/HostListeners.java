package io.github.fallbackrouting.report;

import io.github.fallbackrouting.report.cdi.CdiListeners;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadFactory;

/** Finds the host's own listeners. One that can't be made is reported, and does not keep the application from starting. */
public final class HostListeners {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private static final OptionalLibrary CDI = new OptionalLibrary("CDI", "jakarta.enterprise.inject.spi.CDI");

    private HostListeners() {}

    /**
     * All of them, each behind a queue of its own.
     *
     * @param loader the web application's
     * @param factory makes the threads that call them
     */
    public static List<FallbackListener> all(ClassLoader loader, ThreadFactory factory) {
        List<FallbackListener> found = new ArrayList<>(services(loader));
        found.addAll(beans());
        if (!found.isEmpty()) {
            LOG.log(
                    Level.INFO,
                    "Fallback Routing tells {0}",
                    found.stream()
                            .map(listener -> listener.getClass().getName())
                            .toList());
        }
        return found.stream()
                .<FallbackListener>map(listener -> new Courier(listener, factory))
                .toList();
    }

    private static List<FallbackListener> services(ClassLoader loader) {
        List<FallbackListener> found = new ArrayList<>();
        Iterator<FallbackListener> all =
                ServiceLoader.load(FallbackListener.class, loader).iterator();
        while (true) {
            try {
                if (!all.hasNext()) {
                    return found;
                }
                found.add(all.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.log(Level.WARNING, "A FallbackListener of META-INF/services can't be used", e);
            }
        }
    }

    private static List<FallbackListener> beans() {
        try {
            return CDI.make(() -> CdiListeners.all()).orElse(List.of());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The FallbackListeners among the CDI beans can't be used", e);
            return List.of();
        }
    }
}
