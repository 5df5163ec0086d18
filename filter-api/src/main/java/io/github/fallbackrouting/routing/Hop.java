package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import java.util.Locale;
import java.util.Map;

/**
 * An attempt as it is planned. Immutable.
 *
 * @param deployment who is asked
 * @param reason why
 * @param overrides members of the request's body that are different for this attempt: name and JSON text
 */
public record Hop(Deployment deployment, Reason reason, Map<String, String> overrides) {

    /** With the request as the caller sent it. */
    public Hop(Deployment deployment, Reason reason) {
        this(deployment, reason, Map.of());
    }

    /** Why a deployment is asked. */
    public enum Reason {
        /** The host's own resource asks it. */
        PRIMARY,
        /** The primary is passed over: it is asked first in its place, within the same group. */
        INSTEAD,
        /** Another attempt within the model group. */
        RETRY,
        /** A move to another model group. */
        FALLBACK;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** As events, pages and spans spell it. */
        public String label() {
            return label;
        }
    }
}
