package io.github.fallbackrouting.servers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The same on a server in this JVM, where a key is looked for in what only the JVM's owner gets to see. */
abstract class InJvmSecurityContract extends SecurityContract {

    private String saidAtStart = "";

    @Override
    Server startSecured(Path war, Map<String, String> contextParams) throws Exception {
        try (LogCapture logs = new LogCapture()) {
            Server started = super.startSecured(war, contextParams);
            saidAtStart = logs.text();
            return started;
        }
    }

    @Override
    Set<String> shown() {
        Set<String> shown = new HashSet<>(super.shown());
        shown.add("io.github.fallbackrouting.Attempt");
        return shown;
    }

    /** Besides: all logs at every level, the beans, and events of Flight Recorder, those of exceptions too. */
    @Override
    String seen() throws Exception {
        try (LogCapture logs = new LogCapture();
                Recording recording = new Recording()) {
            recording.enable("io.github.fallbackrouting.Attempt");
            recording.enable("jdk.JavaExceptionThrow");
            recording.start();
            StringBuilder seen =
                    new StringBuilder(saidAtStart).append(super.seen()).append(beans());
            recording.stop();
            for (RecordedEvent event : events(recording)) {
                seen.append(event);
            }
            return seen.append(logs.text()).toString();
        }
    }

    private static List<RecordedEvent> events(Recording recording) throws IOException {
        Path file = Files.createTempFile("watched", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file);
        } finally {
            Files.delete(file);
        }
    }

    private static String beans() throws Exception {
        StringBuilder seen = new StringBuilder();
        MBeanServer platform = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : platform.queryNames(new ObjectName("io.github.fallbackrouting:*"), null)) {
            for (MBeanAttributeInfo attribute : platform.getMBeanInfo(name).getAttributes()) {
                Object value = platform.getAttribute(name, attribute.getName());
                seen.append(value instanceof Object[] many ? List.of(many) : value);
            }
        }
        assertTrue(seen.length() > 0, "there is no bean");
        return seen.toString();
    }
}
