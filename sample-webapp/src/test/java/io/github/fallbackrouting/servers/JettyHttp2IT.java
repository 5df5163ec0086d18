package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/** Jetty 12.1, Jakarta EE 10. */
class JettyHttp2IT extends Http2Contract {

    @Override
    public Server start(Path war, Map<String, String> contextParams) throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        return OnJetty.start(
                war,
                contextParams,
                new HttpConnectionFactory(configuration),
                new HTTP2CServerConnectionFactory(configuration));
    }
}
