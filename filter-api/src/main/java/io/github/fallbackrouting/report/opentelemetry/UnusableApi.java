package io.github.fallbackrouting.report.opentelemetry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Says that the OpenTelemetry API which the application sees is none that we can use. */
final class UnusableApi {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting");

    private UnusableApi() {}

    static void warn(LinkageError found) {
        LOG.log(
                Level.WARNING,
                "Fallback Routing makes no spans: the OpenTelemetry API that this application sees can't be used ("
                        + found
                        + "). Expected is opentelemetry-api 1.57.0 or newer with the opentelemetry-context of the same"
                        + " version: update it, or take it out of WEB-INF/lib");
    }
}
