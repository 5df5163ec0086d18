package io.github.fallbackrouting.servers;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http2.Http2Protocol;

/** Tomcat 10.1. */
class TomcatHttp2IT extends Http2Contract implements OnTomcat {

    @Override
    public void configure(Connector connector) {
        connector.addUpgradeProtocol(new Http2Protocol());
    }
}
