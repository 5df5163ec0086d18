package io.github.fallbackrouting.benchmarks;

import io.github.fallbackrouting.json.BodyEdit;
import io.github.fallbackrouting.json.JsonPaths;
import io.github.fallbackrouting.json.RequestDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A captured request's body with another deployment's model in it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ModelSplice {

    /** Of the body, in bytes. */
    @Param({"1024", "1048576"})
    public int size;

    private final byte[] scratch = new byte[8192];
    private byte[] body;
    private RequestDocument document;

    /** Makes the body. */
    @Setup
    public void make() throws IOException {
        body = Payloads.request(size);
        document = RequestDocument.read(() -> new ByteArrayInputStream(body)).orElseThrow();
    }

    /** What is to be known of it, once for a request. */
    @Benchmark
    public Object read() throws IOException {
        return RequestDocument.read(() -> new ByteArrayInputStream(body));
    }

    /** One attempt's body, read to its end. */
    @Benchmark
    public long splice() throws IOException {
        BodyEdit edit = BodyEdit.of(
                        () -> new ByteArrayInputStream(body),
                        body.length,
                        document,
                        Map.of("model", "\"gpt-4o-west\""),
                        JsonPaths.ofMembers(List.of()))
                .orElseThrow();
        long length = 0;
        try (InputStream in = edit.open()) {
            for (int n = in.read(scratch); n >= 0; n = in.read(scratch)) {
                length += n;
            }
        }
        return length;
    }
}
