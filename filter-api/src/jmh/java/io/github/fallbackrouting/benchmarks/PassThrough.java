package io.github.fallbackrouting.benchmarks;

import jakarta.servlet.Filter;
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

/** Requests that are not ours, through a filter that is mapped for all. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PassThrough {

    /** Whether the filter stands before the host. */
    @Param({"without", "with"})
    public String filter;

    /** What is asked: a GET, a form that is posted, JSON that is posted to a path that nobody has annotated. */
    @Param({"get", "form", "json"})
    public String request;

    private Endpoint endpoint;

    /** Starts the application. */
    @Setup
    public void start() throws Exception {
        byte[] body = Payloads.request(1024);
        byte[] answer = Payloads.answer(1024);
        Filter before = filter.equals("with") ? Application.annotated() : null;
        MemoryRequest asked = switch (request) {
            case "get" -> new MemoryRequest("GET", Application.COVERED, null, new byte[0]);
            case "form" -> new MemoryRequest("POST", Application.COVERED, "application/x-www-form-urlencoded", body);
            default -> new MemoryRequest("POST", "/orders", "application/json", body);
        };
        if (before != null) {
            // Until a request has come back from its servlet, every path can be a resource's.
            new Endpoint(
                            new MemoryRequest("POST", Application.COVERED, "application/json", body),
                            before,
                            Hosts.annotated(Hosts.answering(200, answer)))
                    .expecting(200, "azure-east", answer.length);
        }
        endpoint = new Endpoint(asked, before, Hosts.answering(200, answer)).expecting(200, null, answer.length);
    }

    /** Ends the application. */
    @TearDown
    public void end() {
        endpoint.close();
    }

    /** One request. */
    @Benchmark
    @Budget(nanos = 300, bytes = 0)
    public Object request() throws Exception {
        return endpoint.serve();
    }
}
