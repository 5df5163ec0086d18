package io.github.fallbackrouting.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A world in which time goes by only where the test or a wait lets it, chance is what the test says (nothing, if it says
 * nothing), and whatever was waited for is written down.
 */
public final class TestWorld {

    /** When the wall clock starts. */
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final SteppedClock clock = new SteppedClock();
    private final Deque<Double> chances = new ArrayDeque<>();
    private final List<Duration> waits = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    private record Pending(long due, Duration time, Runnable task) {}

    /** What the code under test sees of it. */
    public World world() {
        return new World(clock, () -> START.plus(clock.gone()), this::chance, this::after);
    }

    /** Its clock. */
    public SteppedClock clock() {
        return clock;
    }

    /** Lets time go by. */
    public void step(Duration time) {
        clock.step(time);
    }

    /** The next numbers of chance. */
    void chances(double... next) {
        for (double one : next) {
            chances.add(one);
        }
    }

    /** What a pursuit comes to, with time going by as far as it has to. */
    Optional<Answer> await(Pursuit pursuit) {
        while (!pursuit.result().isDone()) {
            runNext();
        }
        return pursuit.result().join();
    }

    /** Lets time go by until the next thing happens that was to happen later, which it does. */
    public void runNext() {
        Pending next = pending.stream()
                .min(Comparator.comparingLong(each -> each.due() - clock.getAsLong()))
                .orElseThrow(() -> new AssertionError("nothing will ever happen"));
        pending.remove(next);
        waits.add(next.time());
        clock.step(Duration.ofNanos(Math.max(0, next.due() - clock.getAsLong())));
        next.task().run();
    }

    /** How many things are to happen later. */
    public int pending() {
        return pending.size();
    }

    /** All waits so far. */
    List<Duration> waits() {
        return waits;
    }

    private double chance() {
        return chances.isEmpty() ? 0 : chances.remove();
    }

    private World.Alarm after(Duration time, Runnable task) {
        Pending added = new Pending(clock.getAsLong() + time.toNanos(), time, task);
        pending.add(added);
        return () -> pending.remove(added);
    }
}
