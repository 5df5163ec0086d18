package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.FailureKind;
import java.time.Duration;

/**
 * A deployment is passed over for a while. Immutable.
 *
 * @param deployment which one
 * @param why the failure that brought it about
 * @param rest how long from now on
 */
public record CooledDown(Deployment deployment, FailureKind why, Duration rest) {}
