package io.github.fallbackrouting.servers;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * All that is logged through {@code java.util.logging} while it is open, at every level, stack traces included; of the servers'
 * own only what they show by default, since they log every byte of every socket.
 */
final class LogCapture extends Handler implements AutoCloseable {

    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final List<Logger> servers = List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("org.apache"));
    private final SimpleFormatter formatter = new SimpleFormatter();
    private final StringBuilder text = new StringBuilder();

    LogCapture() {
        setLevel(Level.ALL);
        root.addHandler(this);
        root.setLevel(Level.FINEST);
        servers.forEach(server -> server.setLevel(Level.INFO));
    }

    synchronized String text() {
        return text.toString();
    }

    @Override
    public synchronized void publish(LogRecord record) {
        text.append(formatter.format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.setLevel(before);
        servers.forEach(server -> server.setLevel(null));
        root.removeHandler(this);
    }
}
