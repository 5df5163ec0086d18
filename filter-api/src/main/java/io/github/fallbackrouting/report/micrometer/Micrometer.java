package io.github.fallbackrouting.report.micrometer;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.report.FallbackListener;
import io.github.fallbackrouting.report.OptionalLibrary;
import io.github.fallbackrouting.routing.DeploymentState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Meters where the application has Micrometer; can be called where it has not. */
public final class Micrometer {

    private static final OptionalLibrary LIBRARY =
            new OptionalLibrary("Micrometer", "io.micrometer.core.instrument.Metrics");

    private Micrometer() {}

    /**
     * What meters everything in Micrometer's global registry.
     *
     * @param states of the deployments now, in the order of the configuration; may be empty as long as they are not known
     * @return to be closed when it is to meter no more; empty without Micrometer
     */
    public static Optional<FallbackListener> listener(
            Configuration configuration, Supplier<List<DeploymentState>> states) {
        return LIBRARY.make(() -> new MicrometerListener(configuration, states));
    }
}
