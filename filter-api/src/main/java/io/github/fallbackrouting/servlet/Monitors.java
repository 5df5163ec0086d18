package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.report.FilterMonitor;
import io.github.fallbackrouting.report.FilterStatus;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The running filters of one web application, where whoever wants to look at them finds them. Thread-safe. */
public final class Monitors {

    private static final String ATTRIBUTE = Monitors.class.getName();

    private final List<FilterMonitor> running = new CopyOnWriteArrayList<>();

    private Monitors() {}

    /** Those of this web application; the same at every call. */
    public static Monitors of(ServletContext application) {
        synchronized (Monitors.class) {
            if (application.getAttribute(ATTRIBUTE) instanceof Monitors existing) {
                return existing;
            }
            Monitors monitors = new Monitors();
            application.setAttribute(ATTRIBUTE, monitors);
            return monitors;
        }
    }

    void add(FilterMonitor started) {
        running.add(started);
    }

    void remove(FilterMonitor ended) {
        running.remove(ended);
    }

    /** How each of them is now, in the order in which they started. */
    public List<FilterStatus> look() {
        return running.stream().map(FilterMonitor::look).toList();
    }
}
