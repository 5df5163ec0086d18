package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.routing.World.Alarm;
import io.github.fallbackrouting.routing.World.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Looks from time to time how much time somebody has left. Whoever is in time costs nothing but one look at each end of
 * what it had. Thread-safe.
 */
final class Watch {

    private final Timer timer;
    private final Executor hand;
    private Alarm alarm = Alarm.NONE;
    private int round;

    /** @param hand takes the looks */
    Watch(Timer timer, Executor hand) {
        this.timer = timer;
        this.hand = hand;
    }

    /**
     * Watches from now on, and nobody else.
     *
     * @param first when to look for the first time
     * @param left how much time is left; zero or less: its time is over, and something has been done about it; empty: there
     *     is nothing to watch any more
     */
    void begin(Duration first, Supplier<Optional<Duration>> left) {
        synchronized (this) {
            round++;
            schedule(first, round, left);
        }
    }

    private void schedule(Duration time, int ofRound, Supplier<Optional<Duration>> left) {
        alarm.cancel();
        alarm = timer.after(time, () -> hand.execute(() -> look(ofRound, left)));
    }

    private void look(int ofRound, Supplier<Optional<Duration>> left) {
        synchronized (this) {
            if (ofRound != round) {
                return;
            }
        }
        Optional<Duration> more = left.get();
        synchronized (this) {
            if (ofRound == round && more.isPresent()) {
                schedule(more.get(), ofRound, left);
            }
        }
    }

    /** Watches no more. */
    synchronized void end() {
        round++;
        alarm.cancel();
        alarm = Alarm.NONE;
    }
}
