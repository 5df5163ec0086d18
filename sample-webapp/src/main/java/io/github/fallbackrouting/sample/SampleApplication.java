package io.github.fallbackrouting.sample;

import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.Context;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;

/** The host's JAX-RS application: three resources that share one provider. */
public final class SampleApplication extends ResourceConfig {

    /** @param context where the provider's address may stand, see {@link Provider#of} */
    public SampleApplication(@Context ServletContext context) {
        Provider provider = Provider.of(context);
        register(new ChatResource(provider));
        register(new EmbeddingsResource(provider));
        register(new ModelsResource(provider));
        register(new AbstractContainerLifecycleListener() {
            @Override
            public void onShutdown(Container container) {
                provider.close();
            }
        });
        // Neither is used here, and each would warn at the start that a library of its own is missing.
        property(ServerProperties.WADL_FEATURE_DISABLE, true);
        property(CommonProperties.PROVIDER_DEFAULT_DISABLE, "DATASOURCE");
        // Jersey otherwise keeps the first 8 KiB of a stream to itself, flushed or not.
        property(ServerProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0);
    }
}
