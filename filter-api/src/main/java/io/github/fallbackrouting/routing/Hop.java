package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;

/**
 * An attempt as it is planned. Immutable.
 *
 * @param deployment who is asked
 * @param reason why
 */
public record Hop(Deployment deployment, Reason reason) {

    /** Why a deployment is asked. */
    public enum Reason {
        /** The host's own resource asks it. */
        PRIMARY,
        /** Another attempt within the model group. */
        RETRY,
        /** A move to another model group. */
        FALLBACK
    }
}
