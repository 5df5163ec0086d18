package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolTest {

    private final AtomicInteger made = new AtomicInteger();
    private final Pool<Object> pool = new Pool<>(3, () -> {
        made.incrementAndGet();
        return new Object();
    });

    @Test
    void whatIsGivenBackIsTakenOnceAgain() {
        Object first = pool.take();
        pool.giveBack(first);

        assertSame(first, pool.take());
        assertNotSame(first, pool.take());
        assertEquals(2, made.get());
    }

    @Test
    void noMoreAreKeptThanThereIsRoomFor() {
        for (int i = 0; i < 10; i++) {
            pool.giveBack(new Object());
        }
        for (int i = 0; i < 4; i++) {
            pool.take();
        }
        assertEquals(1, made.get());
    }

    @Test
    void noTwoThreadsHaveTheSame() throws Exception {
        Set<Object> taken = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> clashes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clashes.add(threads.submit(() -> {
                    int clash = 0;
                    for (int n = 0; n < 20_000; n++) {
                        Object mine = pool.take();
                        clash += taken.add(mine) ? 0 : 1;
                        taken.remove(mine);
                        pool.giveBack(mine);
                    }
                    return clash;
                }));
            }
            for (Future<Integer> clash : clashes) {
                assertEquals(0, clash.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
