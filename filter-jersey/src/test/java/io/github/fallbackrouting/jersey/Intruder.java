package io.github.fallbackrouting.jersey;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.glassfish.jersey.client.HttpUrlConnectorProvider;
import org.glassfish.jersey.client.spi.ClientBuilderListener;
import org.glassfish.jersey.client.spi.Connector;
import org.glassfish.jersey.client.spi.ConnectorProvider;
import org.glassfish.jersey.internal.spi.AutoDiscoverable;

/** What a host may have in its service files; each part notes that it was let in. */
final class Intruder {

    /** The parts that were let in. Static, since it is the service loader that makes them. */
    static final Set<String> SEEN = new ConcurrentSkipListSet<>();

    private Intruder() {}

    /** Adds a header to every request, and the writer. */
    public static final class OfFeature implements Feature, ClientRequestFilter {

        @Override
        public boolean configure(FeatureContext context) {
            SEEN.add("feature");
            context.register(this).register(OfWriter.class);
            return true;
        }

        @Override
        public void filter(ClientRequestContext request) {
            SEEN.add("filter");
            request.getHeaders().putSingle("traceparent", "00-intruder");
        }
    }

    /** Writes every body in its own way. */
    public static final class OfWriter implements MessageBodyWriter<Object> {

        @Override
        public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
            SEEN.add("writer");
            return true;
        }

        @Override
        public void writeTo(
                Object body,
                Class<?> type,
                Type generic,
                Annotation[] annotations,
                MediaType mediaType,
                MultivaluedMap<String, Object> headers,
                OutputStream out)
                throws IOException {
            out.write("intruder".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Is discovered by Jersey. */
    public static final class OfAutoDiscovery implements AutoDiscoverable {

        @Override
        public void configure(FeatureContext context) {
            SEEN.add("auto-discovery");
        }
    }

    /** Replaces Jersey's default connector. */
    public static final class OfConnector implements ConnectorProvider {

        @Override
        public Connector getConnector(Client client, Configuration configuration) {
            SEEN.add("connector");
            return new HttpUrlConnectorProvider().getConnector(client, configuration);
        }
    }

    /** Changes every client that is built. */
    public static final class OfBuilder implements ClientBuilderListener {

        @Override
        public void onNewBuilder(ClientBuilder builder) {
            SEEN.add("builder");
        }
    }
}
