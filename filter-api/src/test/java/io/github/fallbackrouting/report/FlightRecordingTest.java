package io.github.fallbackrouting.report;

import static io.github.fallbackrouting.routing.Deployments.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecordingTest {

    private static final String NAME = "io.github.fallbackrouting.Attempt";

    private final Configuration configuration =
            config("a1", "b1").with("b1", settings -> settings.cost("0.000001")).build();
    private final Told told = new Told(configuration, new FlightRecording());

    @TempDir
    private Path directory;

    private List<RecordedEvent> recorded(Recording recording) throws Exception {
        recording.stop();
        Path file = directory.resolve("attempts.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(NAME))
                .toList();
    }

    @Test
    void recordsEachAttempt() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable(NAME);
            recording.start();
            told.call(
                    "call-1",
                    "a",
                    told.failed("a1", Reason.PRIMARY, FailureKind.RATE_LIMITED, 429),
                    new Attempt(
                            new Hop(told.deployment("b1"), Reason.FALLBACK),
                            new Served(200),
                            Duration.ofMillis(250),
                            Duration.ofMillis(200),
                            Optional.of(Duration.ofMillis(12)),
                            Told.usage(9, 12)));

            List<RecordedEvent> events = recorded(recording);

            assertEquals(2, events.size());
            RecordedEvent failed = events.get(0);
            assertEquals(List.of("Fallback Routing"), failed.getEventType().getCategoryNames());
            assertEquals("call-1", failed.getString("callId"));
            assertEquals("a", failed.getString("group"));
            assertEquals("a1", failed.getString("deployment"));
            assertEquals("provider/a1-model", failed.getString("model"));
            assertEquals("primary", failed.getString("reason"));
            assertEquals("rate_limited", failed.getString("outcome"));
            assertEquals(429, failed.getInt("status"));
            assertEquals(Duration.ofMillis(250), failed.getDuration("took"));
            assertEquals(Long.MIN_VALUE, failed.getLong("firstContent"));
            assertEquals("no", failed.getString("billable"));
            assertTrue(Double.isNaN(failed.getDouble("costUsd")));
            RecordedEvent served = events.get(1);
            assertEquals("a", served.getString("group"), "that was asked for");
            assertEquals("b1", served.getString("deployment"));
            assertEquals("fallback", served.getString("reason"));
            assertEquals("served", served.getString("outcome"));
            assertEquals(Duration.ofMillis(12), served.getDuration("firstContent"));
            assertEquals("yes", served.getString("billable"));
            assertEquals(0.000009, served.getDouble("costUsd"));
        }
    }

    @Test
    void recordsNothingUnlessItIsEnabled() throws Exception {
        try (Recording recording = new Recording()) {
            recording.disable(NAME);
            recording.start();
            told.call("call-1", "a", told.served("a1", Reason.PRIMARY));

            assertEquals(List.of(), recorded(recording));
        }
    }
}
