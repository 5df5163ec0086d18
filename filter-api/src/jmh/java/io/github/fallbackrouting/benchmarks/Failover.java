package io.github.fallbackrouting.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A host that fails, and another deployment that answers at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Failover {

    /** Whether the filter stands before the host. */
    @Param({"without", "with"})
    public String filter;

    private Endpoint endpoint;

    /** Starts the application. */
    @Setup
    public void start() throws Exception {
        endpoint = Endpoint.failing(filter.equals("with"), 1024);
    }

    /** Ends the application. */
    @TearDown
    public void end() {
        endpoint.close();
    }

    /** One request. */
    @Benchmark
    @Budget(nanos = 1_000_000)
    public Object request() throws Exception {
        return endpoint.serve();
    }
}
