package io.github.fallbackrouting.servers;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Keeps what is logged in this JVM from {@code WARNING} upwards. */
final class LogRecords extends Handler {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    /** Listens from now on. */
    LogRecords() {
        setLevel(Level.WARNING);
        Logger.getLogger("").addHandler(this);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Those that name us. */
    List<String> ofUs() {
        return lines.stream().filter(LogRecords::isOfUs).toList();
    }

    /** Whether a message names us, and not only a class of the tests' hosts, whose names begin like ours. */
    static boolean isOfUs(String message) {
        return message.replace("io.github.fallbackrouting.servers.host.", "")
                .toLowerCase(Locale.ROOT)
                .contains("fallback");
    }

    @Override
    public void publish(LogRecord logged) {
        if (isLoggable(logged)) {
            lines.add(logged.getLoggerName() + ": " + formatter.formatMessage(logged)
                    + (logged.getThrown() == null ? "" : " " + logged.getThrown()));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
