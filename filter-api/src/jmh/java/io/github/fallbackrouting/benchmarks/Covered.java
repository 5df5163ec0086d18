package io.github.fallbackrouting.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
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

/** Covered requests whose host gives a good answer: captured, held, released with our fields. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Covered {

    /** Whether the filter stands before the host. */
    @Param({"without", "with"})
    public String filter;

    /** How the endpoint is covered: by init-params that name the model group, or by an annotation, and the request names it. */
    @Param({"init-params", "annotation"})
    public String by;

    /** The sizes of the request's body and of the answer's, in bytes. */
    @Param({"1024/1024", "1024/102400", "102400/1024"})
    public String sizes;

    private Endpoint endpoint;

    /** Starts the application. */
    @Setup
    public void start() throws Exception {
        String[] each = sizes.split("/", -1);
        byte[] answer = Payloads.answer(Integer.parseInt(each[1]));
        FilterChain resource = Hosts.answering(200, answer);
        boolean isMapped = by.equals("init-params");
        boolean isFiltered = filter.equals("with");
        Filter before = !isFiltered ? null : isMapped ? Application.mapped() : Application.annotated();
        MemoryRequest asked = new MemoryRequest(
                "POST", Application.COVERED, "application/json", Payloads.request(Integer.parseInt(each[0])));
        endpoint = new Endpoint(asked, before, isMapped ? resource : Hosts.annotated(resource))
                .expecting(200, isFiltered ? "azure-east" : null, answer.length);
    }

    /** Ends the application. */
    @TearDown
    public void end() {
        endpoint.close();
    }

    /** One request. */
    @Benchmark
    @Budget(nanos = 5_000, bytes = 2_048)
    public Object request() throws Exception {
        return endpoint.serve();
    }
}
