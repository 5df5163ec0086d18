package io.github.fallbackrouting.jersey;

import io.github.fallbackrouting.routing.Upstream;
import io.github.fallbackrouting.routing.UpstreamFactory;

/** Makes the {@link JerseyUpstream}; a service. Stateless. */
public final class JerseyUpstreamFactory implements UpstreamFactory {

    /** For {@link java.util.ServiceLoader}. */
    public JerseyUpstreamFactory() {}

    /**
     * {@inheritDoc}
     *
     * <p>Takes 1 s to 2 s, most of it Jersey's. Nothing leaves the machine. Jersey looks for its parts with the context
     * class loader of the calling thread, which is the web application's while a filter starts.
     */
    @Override
    public Upstream create() {
        JerseyUpstream upstream = new JerseyUpstream();
        try {
            upstream.warmUp();
            return upstream;
        } catch (RuntimeException | LinkageError e) {
            upstream.close();
            throw e;
        }
    }
}
