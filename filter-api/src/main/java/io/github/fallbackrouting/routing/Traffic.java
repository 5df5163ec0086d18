package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How much each deployment has had to do: attempts under way, requests and tokens of the last minute, and how fast it answers.
 * Thread-safe.
 */
final class Traffic {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** The weight of the newest answer in the average: about the last ten count, as many as LiteLLM keeps. */
    private static final double NEWEST = 0.2;

    private final LongSupplier nanoTime;
    private final Map<String, Load> loads = new ConcurrentHashMap<>();

    Traffic(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** An attempt begins. */
    void began(Deployment deployment) {
        Load load = load(deployment);
        synchronized (load) {
            load.underWay++;
            load.turn(nanoTime.getAsLong());
            load.requests++;
        }
    }

    /**
     * An attempt that began has ended.
     *
     * @param tokens that it used; 0 if unknown
     */
    void ended(Deployment deployment, Outcome outcome, Duration took, long tokens) {
        Load load = load(deployment);
        synchronized (load) {
            load.underWay--;
            load.turn(nanoTime.getAsLong());
            load.tokens += tokens;
            if (outcome instanceof Served) {
                double nanos = (double) took.toNanos();
                load.latency = load.latency == 0 ? nanos : load.latency + NEWEST * (nanos - load.latency);
            }
        }
    }

    /** An attempt that began was not made after all. */
    void dropped(Deployment deployment) {
        Load load = load(deployment);
        synchronized (load) {
            load.underWay--;
            load.requests = Math.max(0, load.requests - 1);
        }
    }

    /** Attempts under way. */
    int underWay(Deployment deployment) {
        Load load = load(deployment);
        synchronized (load) {
            return load.underWay;
        }
    }

    /** How long its answers take, in nanoseconds, the newest counting most; 0 as long as it gave none. */
    double latency(Deployment deployment) {
        Load load = load(deployment);
        synchronized (load) {
            return load.latency;
        }
    }

    /** Tokens of this minute. */
    long tokens(Deployment deployment) {
        Load load = load(deployment);
        synchronized (load) {
            load.turn(nanoTime.getAsLong());
            return load.tokens;
        }
    }

    /** Requests of this minute. */
    long requests(Deployment deployment) {
        Load load = load(deployment);
        synchronized (load) {
            load.turn(nanoTime.getAsLong());
            return load.requests;
        }
    }

    private Load load(Deployment deployment) {
        Load load = loads.get(deployment.id());
        return load != null ? load : loads.computeIfAbsent(deployment.id(), id -> new Load(nanoTime.getAsLong()));
    }

    /** One deployment's; guarded by itself. */
    private static final class Load {
        private long minuteBegan;
        private int underWay;
        private long requests;
        private long tokens;
        private double latency;

        Load(long now) {
            minuteBegan = now;
        }

        void turn(long now) {
            if (now - minuteBegan >= MINUTE) {
                minuteBegan = now;
                requests = 0;
                tokens = 0;
            }
        }
    }
}
