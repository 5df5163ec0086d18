package io.github.fallbackrouting.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Clients that do the same at the same time, again and again, while something is measured: a closed loop. */
final class Crowd {

    /** Until all are at work and caches are warm again, in milliseconds. */
    private static final long LEAD = 300;

    /** What one client does each time. */
    interface Step {
        /** Does it. */
        void run(ClientConnection client) throws IOException;
    }

    /** What is measured meanwhile. */
    interface Measurement<T> {
        /** Takes its time. */
        T take() throws IOException, InterruptedException;
    }

    private Crowd() {}

    /**
     * Measures while they are at it.
     *
     * @param steps what each of them does
     * @throws ExecutionException if one of them fails
     */
    static <T> T during(Host host, List<Step> steps, Measurement<T> measurement)
            throws InterruptedException, ExecutionException {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicReference<T> measured = new AtomicReference<>();
        List<Threads.Task> tasks = new ArrayList<>();
        for (Step step : steps) {
            tasks.add(() -> {
                try (ClientConnection client = host.connect()) {
                    while (!isOver.get()) {
                        step.run(client);
                    }
                }
            });
        }
        tasks.add(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(LEAD);
                measured.set(measurement.take());
            } finally {
                isOver.set(true);
            }
        });
        Threads.run(tasks);
        return Objects.requireNonNull(measured.get());
    }
}
