package io.github.fallbackrouting.sample.demo;

import java.time.Duration;

/** What a stream waits for between two of its chunks. */
@FunctionalInterface
interface Pace {

    /** Returns when the next chunk may go. */
    void awaitNext() throws InterruptedException;

    /** As fast as it can. */
    static Pace atOnce() {
        return () -> {};
    }

    /** This time between any two chunks; none if it is zero. */
    static Pace of(Duration pause) {
        return pause.isZero() ? atOnce() : () -> Thread.sleep(pause.toMillis());
    }
}
