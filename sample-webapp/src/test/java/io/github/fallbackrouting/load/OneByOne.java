package io.github.fallbackrouting.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Calls of a single client, one after the other: nothing waits for anything else. */
final class OneByOne {

    private OneByOne() {}

    /**
     * How long they take beside what the upstreams take.
     *
     * @param upstreams all that may be asked
     */
    static Percentiles measure(Host host, Ask ask, Duration duration, List<Upstream> upstreams)
            throws InterruptedException, ExecutionException {
        LongStream.Builder times = LongStream.builder();
        Crowd.Step step = client -> times.add(once(host, ask, client, upstreams));
        Crowd.during(host, List.of(step), () -> {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            return Boolean.TRUE;
        });
        return new Percentiles(times.build().toArray());
    }

    private static long once(Host host, Ask ask, ClientConnection client, List<Upstream> upstreams) throws IOException {
        upstreams.forEach(Upstream::forget);
        long start = System.nanoTime();
        host.call(client, ask, ClientConnection.Body.UNREAD);
        long took = System.nanoTime() - start;
        return took - upstreams.stream().mapToLong(Upstream::lastNanos).sum();
    }
}
