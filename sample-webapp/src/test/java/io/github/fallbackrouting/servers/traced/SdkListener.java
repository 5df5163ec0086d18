package io.github.fallbackrouting.servers.traced;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Sets up OpenTelemetry for the whole application, as a host does that knows nothing of us. */
public final class SdkListener implements ServletContextListener {

    /** Called by the container. */
    public SdkListener() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        SpanQueue queue = new SpanQueue();
        event.getServletContext().setAttribute(SpanQueue.class.getName(), queue);
        GlobalOpenTelemetry.set(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(queue))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build());
    }
}
