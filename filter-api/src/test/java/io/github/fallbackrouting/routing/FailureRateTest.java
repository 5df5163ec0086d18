package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.ErrorClass;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureRateTest {

    private final SteppedClock clock = new SteppedClock();
    private final FailureRate rate = new FailureRate();

    private void served(int times) {
        for (int i = 0; i < times; i++) {
            rate.served(clock.getAsLong());
        }
    }

    private void failed(int times) {
        failed(ErrorClass.INTERNAL_SERVER, times);
    }

    private void failed(ErrorClass kind, int times) {
        for (int i = 0; i < times; i++) {
            rate.failed(Optional.of(kind), clock.getAsLong());
        }
    }

    @Test
    void isNotTooHighBeforeAnythingHappened() {
        assertFalse(rate.isTooHigh());
        assertEquals(0, rate.failures());
    }

    @Test
    void needsFiveAttempts() {
        failed(4);
        assertFalse(rate.isTooHigh());

        failed(1);
        assertTrue(rate.isTooHigh());
    }

    @Test
    void needsMoreThanHalf() {
        served(5);
        failed(5);
        assertFalse(rate.isTooHigh());

        failed(1);
        assertTrue(rate.isTooHigh());
    }

    @Test
    void looksAtTheLastFiftyOnly() {
        served(1000);
        failed(25);
        assertFalse(rate.isTooHigh());

        failed(1);
        assertTrue(rate.isTooHigh(), "26 of 50, though 26 of 1026");

        served(1);
        assertTrue(rate.isTooHigh(), "the oldest of the fifty was served, too");
        served(23);
        assertTrue(rate.isTooHigh(), "26 of 50");
        served(1);
        assertFalse(rate.isTooHigh(), "25 of 50");
    }

    @Test
    void looksAtTheLastMinuteOnly() {
        failed(10);
        clock.step(Duration.ofMinutes(1).minusNanos(1));
        served(1);
        assertTrue(rate.isTooHigh());

        clock.step(Duration.ofNanos(1));
        served(4);
        assertFalse(rate.isTooHigh(), "the ten are a minute old");
    }

    @Test
    void countsFailuresWithinAMinuteOfTheFirst() {
        failed(1);
        clock.step(Duration.ofSeconds(59));
        failed(1);
        assertEquals(2, rate.failures());

        clock.step(Duration.ofSeconds(1));
        failed(1);
        assertEquals(1, rate.failures());
    }

    @Test
    void countsThemByClass() {
        failed(ErrorClass.RATE_LIMIT, 2);
        failed(ErrorClass.TIMEOUT, 1);
        rate.failed(Optional.empty(), clock.getAsLong());

        assertEquals(4, rate.failures());
        assertEquals(2, rate.failures(ErrorClass.RATE_LIMIT));
        assertEquals(1, rate.failures(ErrorClass.TIMEOUT));
        assertEquals(0, rate.failures(ErrorClass.NOT_FOUND));
    }

    @Test
    void forgetsAllIfToldTo() {
        failed(10);
        rate.forget();

        assertFalse(rate.isTooHigh());
        assertEquals(0, rate.failures());
        assertEquals(0, rate.failures(ErrorClass.INTERNAL_SERVER));
        failed(4);
        assertFalse(rate.isTooHigh());
        assertEquals(4, rate.failures());
    }
}
