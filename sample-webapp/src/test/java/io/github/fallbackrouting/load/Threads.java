package io.github.fallbackrouting.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Tasks that run at the same time, each on a thread of its own. */
final class Threads {

    /** What may fail. */
    interface Task {
        /** Runs it. */
        void run() throws Exception;
    }

    private Threads() {}

    /**
     * Runs them and waits for their ends.
     *
     * @throws ExecutionException if one of them fails
     */
    static void run(List<Task> tasks) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (Task task : tasks) {
                calls.add(() -> {
                    task.run();
                    return null;
                });
            }
            for (Future<Void> ended : threads.invokeAll(calls)) {
                ended.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
