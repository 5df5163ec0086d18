package io.github.fallbackrouting.routing;

import java.util.ServiceLoader;

/** Makes the {@link Upstream}; found by {@link ServiceLoader}, so that the filter depends on no HTTP client. */
public interface UpstreamFactory {

    /**
     * Makes an upstream and warms it up, so that the first failover does not pay for loading classes. One for each filter;
     * whoever asked for it closes it.
     */
    Upstream create();
}
