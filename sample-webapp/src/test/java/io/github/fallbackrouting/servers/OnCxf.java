package io.github.fallbackrouting.servers;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** CXF in the WAR, on Jetty 12.1. */
@Tag("servers")
interface OnCxf extends OnJetty {

    @Override
    default Server start(Path war, Map<String, String> contextParams) throws Exception {
        return OnJetty.super.start(PortedWar.withCxf(war, Installations.of("cxf")), contextParams);
    }

    @Override
    default Set<Difference> differences() {
        return Set.of(
                Difference.FRAMING,
                Difference.EXCEPTIONS_OF_RESPONSE_FILTERS,
                Difference.BODY_FIRST,
                Difference.ROLES,
                Difference.OTHER_JAXRS);
    }
}
