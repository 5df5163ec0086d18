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
        load(deployment).began(nanoTime.getAsLong());
    }

    /**
     * An attempt that began has ended.
     *
     * @param tokens that it used; 0 if unknown
     */
    void ended(Deployment deployment, Outcome outcome, Duration took, long tokens) {
        load(deployment).ended(outcome, took, tokens, nanoTime.getAsLong());
    }

    /** An attempt that began was not made after all. */
    void dropped(Deployment deployment) {
        load(deployment).dropped();
    }

    /** Attempts under way. */
    int underWay(Deployment deployment) {
        return load(deployment).underWay();
    }

    /** How long its answers take, in nanoseconds, the newest counting most; 0 as long as it gave none. */
    double latency(Deployment deployment) {
        return load(deployment).latency();
    }

    /** Tokens of this minute. */
    long tokens(Deployment deployment) {
        return load(deployment).tokens(nanoTime.getAsLong());
    }

    /** Requests of this minute. */
    long requests(Deployment deployment) {
        return load(deployment).requests(nanoTime.getAsLong());
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

        synchronized void began(long now) {
            turn(now);
            underWay++;
            requests++;
        }

        synchronized void ended(Outcome outcome, Duration took, long used, long now) {
            turn(now);
            underWay--;
            tokens += used;
            if (outcome instanceof Served) {
                double nanos = (double) took.toNanos();
                latency = latency == 0 ? nanos : latency + NEWEST * (nanos - latency);
            }
        }

        synchronized void dropped() {
            underWay--;
            requests = Math.max(0, requests - 1);
        }

        synchronized int underWay() {
            return underWay;
        }

        synchronized double latency() {
            return latency;
        }

        synchronized long tokens(long now) {
            turn(now);
            return tokens;
        }

        synchronized long requests(long now) {
            turn(now);
            return requests;
        }

        private void turn(long now) {
            if (now - minuteBegan >= MINUTE) {
                minuteBegan = now;
                requests = 0;
                tokens = 0;
            }
        }
    }
}
