package io.github.fallbackrouting.report.opentelemetry;

import io.github.fallbackrouting.report.FallbackListener;
import io.github.fallbackrouting.report.OptionalLibrary;
import java.util.Optional;

/** Spans where the application has OpenTelemetry's API; can be called where it has not. */
public final class OpenTelemetryPresence {

    private static final OptionalLibrary LIBRARY =
            new OptionalLibrary("OpenTelemetry", "io.opentelemetry.api.GlobalOpenTelemetry");

    private OpenTelemetryPresence() {}

    /** What makes spans with whatever {@code GlobalOpenTelemetry} has when they are made; empty without OpenTelemetry. */
    public static Optional<FallbackListener> listener() {
        // No method reference: making one would load the class.
        return LIBRARY.make(() -> OpenTelemetryListener.ofGlobal());
    }
}
