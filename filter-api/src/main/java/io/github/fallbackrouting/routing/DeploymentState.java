package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import java.time.Duration;
import java.util.Locale;

/**
 * How a deployment is at one moment. Immutable.
 *
 * @param deployment whose state it is
 * @param condition whether it is asked
 * @param restLeft until its rest is over; zero if it does not rest
 * @param underWay attempts that have begun and not ended
 * @param requests attempts that began in this minute
 * @param tokens that answers of this minute took
 * @param latency how long its answers take, a stream's until its first content, the newest counting most; zero as long as it
 *     gave none
 */
public record DeploymentState(
        Deployment deployment,
        Condition condition,
        Duration restLeft,
        int underWay,
        long requests,
        long tokens,
        Duration latency) {

    /** Whether a deployment is asked. */
    public enum Condition {
        /** Its last attempt was served, or it has not been asked. */
        HEALTHY,
        /** Its last attempt failed; it is still asked. */
        FAILING,
        /** Its rest is over, and no attempt has been served since: one at a time is let through. */
        UNPROVEN,
        /** It rests: it is passed over. */
        RESTING;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** As pages and logs spell it. */
        public String label() {
            return label;
        }
    }
}
