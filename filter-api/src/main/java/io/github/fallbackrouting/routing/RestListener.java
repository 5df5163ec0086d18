package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import java.time.Duration;

/**
 * Hears which deployments are to rest. Called by whoever has seen them fail, which it must neither hold up nor end with an
 * exception.
 */
@FunctionalInterface
public interface RestListener {

    /** Hears nothing. */
    RestListener NONE = (deployment, why, time) -> {};

    /**
     * A rest begins, or becomes longer.
     *
     * @param why the failure that brought it about
     * @param time from now on
     */
    void rests(Deployment deployment, FailureKind why, Duration time);
}
