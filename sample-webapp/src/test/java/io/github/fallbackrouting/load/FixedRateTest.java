package io.github.fallbackrouting.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Latencies count from when a call was due. */
class FixedRateTest {

    private static final long MILLI = 1_000_000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 30 * MILLI);
    private final FixedRate rate = new FixedRate(now::get, now::addAndGet);

    /** One that takes these times, one after the other. */
    private FixedRate.Call call(Integer... millis) {
        Iterator<Integer> next = List.of(millis).iterator();
        return () -> now.addAndGet(next.next() * MILLI);
    }

    private static long[] millis(long[] latencies) {
        return LongStream.of(latencies).map(each -> each / MILLI).toArray();
    }

    @Test
    void callsThatKeepUpTakeWhatTheyTake() throws Exception {
        long[] latencies = rate.play(List.of(call(1, 2, 3)), 100, 3);

        assertArrayEquals(new long[] {1, 2, 3}, millis(latencies));
    }

    @Test
    void aStallCountsForEveryCallThatWasDueMeanwhile() throws Exception {
        long[] latencies = rate.play(List.of(call(1, 35, 1, 1, 1, 1)), 100, 6);

        // Due at 0, 10, 20, 30, 40, 50; the second ends at 45.
        assertArrayEquals(new long[] {1, 35, 26, 17, 8, 1}, millis(latencies));
    }

    @Test
    void aSleepThatIsTooLongCountsToo() throws Exception {
        FixedRate late = new FixedRate(now::get, nanos -> now.addAndGet(nanos + MILLI));

        assertArrayEquals(new long[] {1, 2}, millis(late.play(List.of(call(1, 1)), 100, 2)));
    }

    @Test
    void firstCallsCanBeLeftOut() {
        assertArrayEquals(new long[] {3}, FixedRate.settled(new long[] {9, 8, 3}, 2));
    }

    @Test
    void aCallThatFailsEndsTheRun() {
        FixedRate.Call failing = () -> {
            throw new IOException("refused");
        };

        ExecutionException failed = assertThrows(ExecutionException.class, () -> rate.play(List.of(failing), 100, 3));
        assertEquals("java.io.IOException: refused", failed.getMessage());
    }
}
