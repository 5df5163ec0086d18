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

/** A host that fails with a request of 20 MB, which another deployment gets: captured beyond the memory for it, and replayed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LargeReplay {

    private static final int SIZE = 20 << 20;

    /** Whether the filter stands before the host. */
    @Param({"without", "with"})
    public String filter;

    private Endpoint endpoint;

    /** Starts the application. */
    @Setup
    public void start() throws Exception {
        endpoint = Endpoint.failing(filter.equals("with"), SIZE);
    }

    /** Ends the application. */
    @TearDown
    public void end() {
        endpoint.close();
    }

    /** One request. */
    @Benchmark
    @Budget(bytes = 1 << 20)
    public Object request() throws Exception {
        return endpoint.serve();
    }
}
