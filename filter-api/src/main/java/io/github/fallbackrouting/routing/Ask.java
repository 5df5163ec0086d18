package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Fallbacks;
import io.github.fallbackrouting.config.ModelGroup;

/**
 * What one request asks for. Immutable.
 *
 * @param group the model group
 * @param primary the deployment that the host's own resource asks
 * @param wishes what it says of its routing
 */
record Ask(ModelGroup group, Deployment primary, Wishes wishes) {

    /** Who stands in for whom: as the request wishes, or else as the operator says. */
    Fallbacks standIns(Configuration configuration) {
        return wishes.fallbacks().orElse(configuration.fallbacks());
    }
}
