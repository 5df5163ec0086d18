package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.routing.TestWorld;
import io.github.fallbackrouting.routing.World.Alarm;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WatchTest {

    private final TestWorld world = new TestWorld();
    private final List<Long> looks = new ArrayList<>();
    private final Queue<Optional<Duration>> left = new ArrayDeque<>();
    private final Watch watch = new Watch(world.world().timer(), Runnable::run);

    /** What each look finds; nothing more to watch after the last. */
    private void finds(Duration... each) {
        for (Duration time : each) {
            left.add(Optional.of(time));
        }
    }

    private Optional<Duration> look() {
        looks.add(world.clock().gone().toMillis());
        return left.isEmpty() ? Optional.empty() : left.remove();
    }

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void looksWhenItsTimeHasComeAndNotBefore() {
        watch.begin(millis(100), this::look);
        world.pass(millis(99));
        assertEquals(List.of(), looks);

        world.pass(millis(1));

        assertEquals(List.of(100L), looks);
        assertEquals(0, world.pendingAlarms(), "there is nothing to watch any more");
    }

    @Test
    void looksAgainWhenWhatIsLeftIsOver() {
        finds(millis(30), millis(70));
        watch.begin(millis(100), this::look);

        world.pass(millis(1000));

        assertEquals(List.of(100L, 130L, 200L), looks);
        assertEquals(0, world.pendingAlarms());
    }

    @Test
    void looksAgainAtOnceWhereNothingIsLeft() {
        finds(Duration.ZERO, millis(-5));
        watch.begin(millis(100), this::look);

        world.pass(millis(100));

        assertEquals(List.of(100L, 100L), looks.subList(0, 2));
    }

    @Test
    void looksNoMoreAfterItsEnd() {
        watch.begin(millis(100), this::look);

        watch.end();
        world.pass(millis(1000));

        assertEquals(List.of(), looks);
        assertEquals(0, world.pendingAlarms());
        watch.end();
    }

    @Test
    void watchesOneAtATime() {
        watch.begin(millis(100), this::look);
        List<String> other = new ArrayList<>();

        watch.begin(millis(300), () -> {
            other.add("looked");
            return Optional.empty();
        });
        world.pass(millis(1000));

        assertEquals(List.of(), looks);
        assertEquals(List.of("looked"), other);
    }

    @Test
    void watchesSomebodyElseFromWithinALook() {
        List<Long> other = new ArrayList<>();
        watch.begin(millis(100), () -> {
            watch.begin(millis(50), () -> {
                other.add(world.clock().gone().toMillis());
                return Optional.empty();
            });
            return Optional.of(millis(10));
        });

        world.pass(millis(1000));

        assertEquals(List.of(150L), other);
        assertEquals(0, world.pendingAlarms());
    }

    @Test
    void endsWithinALook() {
        watch.begin(millis(100), () -> {
            look();
            watch.end();
            return Optional.of(millis(10));
        });

        world.pass(millis(1000));

        assertEquals(List.of(100L), looks);
        assertEquals(0, world.pendingAlarms());
    }

    @Test
    void takesNoLookThatWasOnItsWayWhenItEnded() {
        Queue<Runnable> steps = new ArrayDeque<>();
        Watch slow = new Watch(world.world().timer(), steps::add);
        slow.begin(millis(100), this::look);
        world.pass(millis(100));
        assertEquals(1, steps.size());

        slow.end();
        steps.remove().run();

        assertEquals(List.of(), looks);
        assertEquals(0, world.pendingAlarms());
    }

    /** An alarm that goes off in the very moment can't be taken back. */
    @Test
    void takesNoLookOfAnAlarmThatCameTooLateToBeTakenBack() {
        Queue<Runnable> alarms = new ArrayDeque<>();
        Watch late = new Watch(
                (time, task) -> {
                    alarms.add(task);
                    return Alarm.NONE;
                },
                Runnable::run);
        for (int round = 0; round < 3; round++) {
            late.begin(millis(100), () -> {
                throw new AssertionError("it is watched no more");
            });
        }
        late.begin(millis(100), this::look);

        for (int round = 0; round < 3; round++) {
            alarms.remove().run();
            assertEquals(List.of(), looks);
        }
        alarms.remove().run();
        assertEquals(List.of(0L), looks);

        late.begin(millis(100), this::look);
        late.end();
        alarms.remove().run();
        assertEquals(List.of(0L), looks);
    }

    @Test
    void takesNoLookThatWasOnItsWayWhenItBeganAnew() {
        Queue<Runnable> steps = new ArrayDeque<>();
        Watch slow = new Watch(world.world().timer(), steps::add);
        slow.begin(millis(100), () -> {
            throw new AssertionError("it is watched no more");
        });
        world.pass(millis(100));

        slow.begin(millis(100), this::look);
        steps.remove().run();
        world.pass(millis(100));
        steps.remove().run();

        assertEquals(List.of(200L), looks);
    }
}
