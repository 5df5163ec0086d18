package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.routing.World.Alarm;
import io.github.fallbackrouting.routing.World.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time how much time somebody has left. Whoever is in time costs nothing but one look at each end of
 * what it had. Thread-safe.
 */
final class Watch implements Runnable {

    private static final int FIRST_ROUND = 1;

    private final Timer timer;
    private final Executor hand;
    private Alarm alarm = Alarm.NONE;
    private int round;
    private @Nullable Supplier<Optional<Duration>> left;

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
    synchronized void begin(Duration first, Supplier<Optional<Duration>> left) {
        round++;
        this.left = left;
        schedule(first, round);
    }

    private void schedule(Duration time, int ofRound) {
        alarm.cancel();
        // Of most there is no second round: one object less for a covered request.
        alarm = timer.after(time, ofRound == FIRST_ROUND ? this : () -> hand.execute(() -> look(ofRound)));
    }

    /** The alarm of the first round goes off. */
    @Override
    public void run() {
        hand.execute(() -> look(FIRST_ROUND));
    }

    private void look(int ofRound) {
        Supplier<Optional<Duration>> watched;
        synchronized (this) {
            watched = ofRound == round ? left : null;
        }
        if (watched == null) {
            return;
        }
        Optional<Duration> more = watched.get();
        synchronized (this) {
            if (ofRound == round && more.isPresent()) {
                schedule(more.get(), ofRound);
            }
        }
    }

    /** Watches no more. */
    synchronized void end() {
        round++;
        left = null;
        alarm.cancel();
        alarm = Alarm.NONE;
    }
}
