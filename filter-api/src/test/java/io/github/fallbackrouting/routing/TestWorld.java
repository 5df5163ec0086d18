package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.routing.World.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A world in which time goes by only where the test lets it, chance is what the test says (nothing, if it says nothing), and
 * every wait that was passed is written down.
 */
public final class TestWorld {

    /** When the wall clock starts. */
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final SteppedClock clock = new SteppedClock();
    private final Deque<Double> chances = new ArrayDeque<>();
    private final PriorityQueue<Pending> pending =
            new PriorityQueue<>(Comparator.comparing(Pending::due).thenComparing(Pending::number));
    private final List<Duration> waits = new ArrayList<>();
    private int numbers;

    /** @param due on the clock, from its start */
    private record Pending(Duration due, int number, Duration time, Runnable task) {}

    /** What the code under test sees of it. */
    public World world() {
        return new World(clock, () -> START.plus(clock.gone()), this::chance, this::after);
    }

    /** Its clock. */
    public SteppedClock clock() {
        return clock;
    }

    /** Lets time go by, but no alarm go off. */
    public void step(Duration time) {
        clock.step(time);
    }

    /** Lets time go by, and every alarm go off that is due meanwhile, at its time. */
    public void pass(Duration time) {
        Duration end = clock.gone().plus(time);
        while (!pending.isEmpty() && pending.peek().due().compareTo(end) <= 0) {
            goOff();
        }
        stepTo(end);
    }

    /** Lets alarms go off until the pursuit has come to its end. */
    Optional<Answer> await(Pursuit pursuit) {
        while (!pursuit.result().isDone()) {
            if (pending.isEmpty()) {
                throw new AssertionError("it has no end, and waits for nothing");
            }
            goOff();
        }
        return pursuit.result().join();
    }

    private void goOff() {
        Pending next = pending.remove();
        stepTo(next.due());
        waits.add(next.time());
        next.task().run();
    }

    private void stepTo(Duration due) {
        Duration left = due.minus(clock.gone());
        if (left.compareTo(Duration.ZERO) > 0) {
            clock.step(left);
        }
    }

    /** The next numbers of chance. */
    void chances(double... next) {
        for (double one : next) {
            chances.add(one);
        }
    }

    /** All waits so far that were passed to their end. */
    public List<Duration> waits() {
        return waits;
    }

    /** How many alarms have not gone off, nor been taken back. */
    public int pendingAlarms() {
        return pending.size();
    }

    private double chance() {
        return chances.isEmpty() ? 0 : chances.remove();
    }

    private Alarm after(Duration time, Runnable task) {
        Pending added = new Pending(clock.gone().plus(time), numbers++, time, task);
        pending.add(added);
        return () -> pending.remove(added);
    }
}
