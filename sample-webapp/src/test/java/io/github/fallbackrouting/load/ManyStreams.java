package io.github.fallbackrouting.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Many slow streams of an alternate at the same time, while the host's own provider is down.
 *
 * @param before what the host's process has without them
 * @param open what it has while all are open and have content
 * @param after what it has when all have ended
 */
record ManyStreams(Map<String, Long> before, Map<String, Long> open, Map<String, Long> after) {

    /** Between two requests, in milliseconds. */
    private static final long STEP = 2;

    /** What all need to have content, at the most, in seconds. */
    private static final long PATIENCE = 60;

    /** After the last stream: its threads go when they have nothing to do for a while. */
    private static final long QUIET = 2;

    /**
     * Opens the streams, measures and lets them end.
     *
     * @throws ExecutionException if one of them is not whole
     */
    static ManyStreams measure(Host host, int count, Upstream alternate)
            throws IOException, InterruptedException, ExecutionException {
        Map<String, Long> before = host.process().measure();
        CountDownLatch isOpen = new CountDownLatch(count);
        List<Map<String, Long>> open = Collections.synchronizedList(new ArrayList<>());
        List<Threads.Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long wait = i * STEP;
            tasks.add(() -> {
                TimeUnit.MILLISECONDS.sleep(wait);
                watch(host, isOpen);
            });
        }
        tasks.add(() -> {
            try {
                if (!isOpen.await(PATIENCE, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(
                            isOpen.getCount() + " of " + count + " streams have no content after " + PATIENCE + " s");
                }
                open.add(host.process().measure());
            } finally {
                alternate.letGo();
            }
        });
        Threads.run(tasks);
        TimeUnit.SECONDS.sleep(QUIET);
        return new ManyStreams(before, open.get(0), host.process().measure());
    }

    private static void watch(Host host, CountDownLatch isOpen) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        try (ClientConnection client = host.connect()) {
            host.call(
                    client,
                    Ask.SLOW,
                    new EventLines(data -> Stamp.of(data)
                            .ifPresentOrElse(
                                    stamp -> {
                                        numbers.add(stamp.number());
                                        if (numbers.size() == 1) {
                                            isOpen.countDown();
                                        }
                                    },
                                    () -> ends.add(data))));
        }
        for (int i = 0; i < numbers.size(); i++) {
            if (numbers.get(i) != i) {
                throw new IOException("chunks are missing or out of their places: " + numbers);
            }
        }
        if (ends.isEmpty() || !ends.get(ends.size() - 1).equals("[DONE]")) {
            throw new IOException("a stream ended after " + numbers.size() + " chunks with " + ends);
        }
    }
}
