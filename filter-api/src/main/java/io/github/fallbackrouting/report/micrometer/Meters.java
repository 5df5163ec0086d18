package io.github.fallbackrouting.report.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The meters that we have put into a registry, so that we can take them out again. Thread-safe. */
final class Meters implements AutoCloseable {

    private final MeterRegistry registry;
    private final Set<Meter> ours = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    Counter counter(String name, String description, Tags tags) {
        return keep(Counter.builder(name).description(description).tags(tags).register(registry));
    }

    /**
     * A histogram of seconds. No {@link io.micrometer.core.instrument.Timer} and without a base unit: in Prometheus either
     * would put {@code _seconds} into the name, which LiteLLM's have not.
     */
    DistributionSummary seconds(String name, String description, double[] buckets, Tags tags) {
        return keep(DistributionSummary.builder(name)
                .description(description)
                .serviceLevelObjectives(buckets)
                .tags(tags)
                .register(registry));
    }

    /** Of two filters' gauges of one name the first counts; Micrometer would warn of the second. */
    void gauge(String name, String description, Supplier<Number> value, Tags tags) {
        if (registry.find(name).tags(tags).gauge() != null) {
            return;
        }
        keep(Gauge.builder(name, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    /** One that comes when we have left already does not stay. */
    private <M extends Meter> M keep(M meter) {
        ours.add(meter);
        if (isClosed) {
            registry.remove(meter);
        }
        return meter;
    }

    @Override
    public void close() {
        isClosed = true;
        ours.forEach(registry::remove);
    }
}
