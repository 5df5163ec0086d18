package io.github.fallbackrouting.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Streams of a thousand chunks, by the chunk: a thousandth of what the request itself costs is in it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Streams {

    /** Whether the filter stands before the host. */
    @Param({"without", "with"})
    public String filter;

    /** Who gives the stream; without the filter it is the host in any case. */
    @Param({"host", "alternate"})
    public String by;

    private Endpoint endpoint;

    /** Starts the application. */
    @Setup
    public void start() throws Exception {
        byte[][] events = Payloads.events();
        long length = 0;
        for (byte[] event : events) {
            length += event.length;
        }
        boolean isFiltered = filter.equals("with");
        boolean fails = isFiltered && by.equals("alternate");
        FilterChain host = fails ? Hosts.answering(503, Payloads.failure()) : Hosts.streaming(events);
        Filter before = isFiltered ? Application.mapped() : null;
        MemoryRequest asked =
                new MemoryRequest("POST", Application.COVERED, "application/json", Payloads.streamRequest());
        endpoint = new Endpoint(asked, before, host)
                .expecting(200, !isFiltered ? null : fails ? "azure-west" : "azure-east", length);
    }

    /** Ends the application. */
    @TearDown
    public void end() {
        endpoint.close();
    }

    /** One chunk. */
    @Benchmark
    @OperationsPerInvocation(Payloads.CHUNKS)
    @Budget(nanos = 1_000, bytes = 0)
    public Object chunk() throws Exception {
        return endpoint.serve();
    }
}
