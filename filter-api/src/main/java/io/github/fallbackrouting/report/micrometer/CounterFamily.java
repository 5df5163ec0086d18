package io.github.fallbackrouting.report.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The counters of one name. Each is registered when it is needed for the first time, and found by its key from then on.
 * Thread-safe.
 *
 * @param <K> what tells them apart; of a bounded number of values
 */
final class CounterFamily<K> {

    private final Map<K, Counter> counters = new ConcurrentHashMap<>();
    private final Function<K, Counter> register;

    /** @param tags of a counter: the same keys for all */
    CounterFamily(Meters meters, String name, String description, Function<K, Tags> tags) {
        this.register = key -> meters.counter(name, description, tags.apply(key));
    }

    void increment(K key) {
        of(key).increment();
    }

    /** Registers the counter, so that its first increment is seen as one: who rates a counter misses a first value. */
    void announce(K key) {
        of(key);
    }

    private Counter of(K key) {
        Counter counter = counters.get(key);
        return counter == null ? counters.computeIfAbsent(key, register) : counter;
    }
}
