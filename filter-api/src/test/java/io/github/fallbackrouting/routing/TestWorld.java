package io.github.fallbackrouting.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A world in which time goes by only where the test or a wait lets it, chance is what the test says (nothing, if it says
 * nothing), and every wait is written down.
 */
public final class TestWorld {

    /** When the wall clock starts. */
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final SteppedClock clock = new SteppedClock();
    private final Deque<Double> chances = new ArrayDeque<>();
    private final List<Duration> waits = new ArrayList<>();
    private boolean interrupts;

    /** What the code under test sees of it. */
    public World world() {
        return new World(clock, () -> START.plus(clock.gone()), this::chance, this::pause);
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

    /** Every wait from now on is interrupted. */
    void interruptWaits() {
        interrupts = true;
    }

    /** All waits so far. */
    List<Duration> waits() {
        return waits;
    }

    private double chance() {
        return chances.isEmpty() ? 0 : chances.remove();
    }

    private void pause(Duration time) throws InterruptedException {
        if (interrupts) {
            throw new InterruptedException();
        }
        waits.add(time);
        clock.step(time);
    }
}
