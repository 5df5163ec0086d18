package io.github.fallbackrouting.report;

import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.math.BigDecimal;
import java.time.Duration;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

/**
 * Tells Java Flight Recorder of each attempt, in events named {@code io.github.fallbackrouting.Attempt}. Thread-safe.
 */
public final class FlightRecording implements FallbackListener {

    /** What recordings show as N/A. */
    private static final long NO_TIME = Long.MIN_VALUE;

    private final EventType type;

    /** @throws LinkageError if this JVM has no module jdk.jfr */
    public FlightRecording() {
        FlightRecorder.register(AttemptEvent.class);
        type = EventType.getEventType(AttemptEvent.class);
    }

    @Override
    public void attempted(AttemptEnded ended) {
        if (!type.isEnabled()) {
            return;
        }
        AttemptEvent event = new AttemptEvent();
        Attempt attempt = ended.attempt();
        Hop hop = attempt.hop();
        event.callId = ended.call().id();
        event.group = ended.group();
        event.deployment = hop.deployment().id();
        event.model = hop.deployment().model();
        event.reason = hop.reason().label();
        event.outcome =
                attempt.outcome() instanceof Failed failed ? failed.kind().label() : "served";
        event.status = attempt.outcome().status();
        event.took = attempt.took().toNanos();
        event.firstContent = attempt.firstContent().map(Duration::toNanos).orElse(NO_TIME);
        event.billable = attempt.billable().label();
        event.costUsd = ended.cost().map(BigDecimal::doubleValue).orElse(Double.NaN);
        event.commit();
    }
}
