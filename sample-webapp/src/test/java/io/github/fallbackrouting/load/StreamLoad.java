package io.github.fallbackrouting.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Streams of stamped chunks, several at a time.
 *
 * @param first from when a request was sent to its first chunk with content
 * @param delay from when a chunk was sent by the upstream to when a client has it
 * @param chunks what the host's process spends on each chunk
 */
record StreamLoad(Percentiles first, Percentiles delay, ClosedLoop chunks) {

    /** What one client has seen. */
    private static final class Watcher implements Crowd.Step {

        private final Host host;
        private final AtomicLong count;
        private final LongStream.Builder firsts = LongStream.builder();
        private final LongStream.Builder delays = LongStream.builder();
        private long asked;
        private int next;
        private boolean isDone;

        Watcher(Host host, AtomicLong count) {
            this.host = host;
            this.count = count;
        }

        @Override
        public void run(ClientConnection client) throws IOException {
            next = 0;
            isDone = false;
            asked = System.nanoTime();
            host.call(client, Ask.STREAM, new EventLines(this::onData));
            if (!isDone || next != Upstream.CHUNKS) {
                throw new IOException("a stream of " + next + " chunks instead of " + Upstream.CHUNKS);
            }
        }

        private void onData(String data) {
            long now = System.nanoTime();
            isDone = data.equals("[DONE]");
            Stamp.of(data).ifPresent(stamp -> {
                if (stamp.number() != next++) {
                    throw new IllegalStateException("chunk " + stamp.number() + " is out of its place");
                }
                if (stamp.number() == 0) {
                    firsts.add(now - asked);
                }
                delays.add(now - stamp.nanos());
                count.incrementAndGet();
            });
        }
    }

    /** Measures it. */
    static StreamLoad measure(Host host, int atOnce, Duration duration)
            throws InterruptedException, ExecutionException {
        AtomicLong count = new AtomicLong();
        List<Watcher> watchers = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            watchers.add(new Watcher(host, count));
        }
        ClosedLoop chunks = Crowd.during(host, List.copyOf(watchers), () -> ClosedLoop.measure(host, count, duration));
        return new StreamLoad(
                Percentiles.of(watchers.stream()
                        .map(each -> each.firsts.build().toArray())
                        .toList()),
                Percentiles.of(watchers.stream()
                        .map(each -> each.delays.build().toArray())
                        .toList()),
                chunks);
    }
}
