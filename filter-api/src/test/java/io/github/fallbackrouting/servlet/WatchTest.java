package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.routing.TestWorld;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestWorld world = new TestWorld();
    private final Watch watch = new Watch(world.world().timer(), Runnable::run);
    private final Queue<Optional<Duration>> left = new ArrayDeque<>();
    private final AtomicInteger looks = new AtomicInteger();

    private Optional<Duration> look() {
        looks.incrementAndGet();
        return left.remove();
    }

    @Test
    void looksAgainWhenTheTimeThatWasLeftIsOver() {
        left.addAll(List.of(Optional.of(Duration.ofSeconds(3)), Optional.empty()));
        watch.begin(SECOND, this::look);

        world.runNext();
        assertEquals(Duration.ofSeconds(1), world.clock().gone());
        world.runNext();

        assertEquals(Duration.ofSeconds(4), world.clock().gone());
        assertEquals(2, looks.get());
        assertEquals(0, world.pending());
    }

    @Test
    void looksNoMoreOnceItHasEnded() {
        watch.begin(SECOND, this::look);
        watch.end();

        assertEquals(0, world.pending());
    }

    @Test
    void watchesTheNextOneInThePlaceOfTheOneBefore() {
        AtomicInteger others = new AtomicInteger();
        watch.begin(SECOND, this::look);
        watch.begin(SECOND, () -> {
            others.incrementAndGet();
            return Optional.empty();
        });

        world.runNext();

        assertEquals(0, looks.get());
        assertEquals(1, others.get());
        assertEquals(0, world.pending());
    }

    @Test
    void leavesTheNextOneAloneThatALookBegan() {
        watch.begin(SECOND, () -> {
            watch.begin(Duration.ofSeconds(5), this::look);
            return Optional.of(SECOND);
        });

        world.runNext();

        assertEquals(1, world.pending());
    }
}
