package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.benchmarks.Budget;
import io.github.fallbackrouting.benchmarks.MemoryResponse;
import io.github.fallbackrouting.benchmarks.Payloads;
import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.config.MalformedEvents;
import io.github.fallbackrouting.routing.BodyCheck;
import io.github.fallbackrouting.stream.StreamStart;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An answer in JSON that is held to its end, found good and released. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeldAnswer {

    /** Whether it is held, or written at once. */
    @Param({"without", "with"})
    public String filter;

    /** Of the answer, in bytes. */
    @Param({"1024", "102400"})
    public int size;

    private final MemoryResponse real = new MemoryResponse();
    private final BlockLock lock = new BlockLock();
    private final Nobody keeper = new Nobody();
    private final Pools pools = new Pools();
    private byte[] answer;

    /** Makes the answer. */
    @Setup
    public void make() {
        answer = Payloads.answer(size);
    }

    /** One answer. */
    @Benchmark
    @Budget(nanos = 5_000, bytes = 2_048)
    public long answer() throws IOException {
        real.again();
        if (filter.equals("without")) {
            writeTo(real);
            return real.written();
        }
        RecordedAnswer held =
                new RecordedAnswer(real, HoldLimits.DEFAULT, false, pools, HeldAnswer::streamCheck, lock, keeper);
        writeTo(held);
        if (held.evidence(() -> null).status() == HttpServletResponse.SC_OK) {
            held.releaseTo(real, () -> {});
        }
        return real.written();
    }

    private static BodyCheck streamCheck() {
        return new StreamStart(MalformedEvents.DROP);
    }

    private void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("application/json");
        response.setContentLengthLong(answer.length);
        for (int at = 0; at < answer.length; at += 8192) {
            response.getOutputStream().write(answer, at, Math.min(8192, answer.length - at));
        }
    }

    private static final class Nobody implements RecordedAnswer.Keeper {
        @Override
        public HttpServletResponse release(RecordedAnswer held) {
            throw new IllegalStateException("the answer was expected to be held to its end");
        }

        @Override
        public void failed(RecordedAnswer held) {
            throw new IllegalStateException("the answer was expected to be good");
        }

        @Override
        public void listens(WriteListener listener) {
            throw new IllegalStateException("nobody was expected to listen");
        }
    }
}
