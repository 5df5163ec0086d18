package io.github.fallbackrouting.benchmarks;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.ConfigurationReader;
import io.github.fallbackrouting.routing.BodyCheck;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Journal;
import io.github.fallbackrouting.routing.Route;
import io.github.fallbackrouting.routing.Router;
import io.github.fallbackrouting.routing.Wishes;
import io.github.fallbackrouting.routing.World;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the router decides for one request. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Decision {

    private Router router;

    /** Reads the configuration. */
    @Setup
    public void start() throws IOException {
        Configuration configuration = new ConfigurationReader(name -> null)
                .read("fallback.yaml", new ByteArrayInputStream(Application.configuration()))
                .configuration();
        World world = World.real((time, task) -> World.Alarm.NONE);
        Supplier<BodyCheck> noStream = () -> {
            throw new IllegalStateException("there is no stream here");
        };
        router = new Router(configuration, new MemoryUpstream(), world, noStream, (deployment, why, time) -> {});
    }

    private Route route() {
        return router.route("gpt-4o", "", System.nanoTime(), Wishes.NONE, Journal.NONE)
                .orElseThrow();
    }

    /** The host's answer is good. */
    @Benchmark
    public Object success() {
        return route().after(new Answered(200, Content.GOOD));
    }

    /** The host's answer is a failure: who is next? */
    @Benchmark
    public Object failure() {
        return route().after(new Answered(503, Content.GOOD));
    }
}
