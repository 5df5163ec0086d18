package io.github.fallbackrouting.report.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.fallbackrouting.report.FallbackListener;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenTelemetryPresenceTest {

    @Test
    void whereTheApiIsThereIsAListener() {
        Optional<FallbackListener> listener = OpenTelemetryPresence.listener();

        assertInstanceOf(OpenTelemetryListener.class, listener.orElseThrow());
    }

    @Test
    void whereItIsNotThereIsNone() throws Exception {
        URL ours = OpenTelemetryPresence.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation();
        try (URLClassLoader application = new URLClassLoader(new URL[] {ours}, ClassLoader.getPlatformClassLoader())) {
            Object found = application
                    .loadClass(OpenTelemetryPresence.class.getName())
                    .getMethod("listener")
                    .invoke(null);

            assertEquals(Optional.empty(), found);
        }
    }
}
