package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    @ParameterizedTest
    @CsvSource({"0, 500", "1, 1000", "2, 2000", "3, 4000", "4, 8000", "5, 8000", "6, 8000", "31, 8000", "1000, 8000"})
    void doublesHalfASecondUpToEight(int before, long millis) {
        assertEquals(Duration.ofMillis(millis), new Backoff(() -> 0).after(before));
    }

    @ParameterizedTest
    @CsvSource({"0, 625", "1, 1250", "2, 2500", "3, 5000"})
    void addsUpToAQuarterAndTakesNothingAway(int before, long most) {
        assertEquals(
                Duration.ofMillis(most), new Backoff(() -> 1).after(before), "chance never gets there, but comes near");
    }

    @Test
    void addsInProportionToChance() {
        assertEquals(Duration.ofNanos(562_500_000), new Backoff(() -> 0.5).after(0));
    }

    @ParameterizedTest
    @CsvSource({"4", "5", "100"})
    void addsNothingToTheLongest(int before) {
        assertEquals(Duration.ofSeconds(8), new Backoff(() -> 0.99).after(before));
    }

    @Test
    void asksChanceEachTime() {
        TestWorld world = new TestWorld();
        world.chances(0.2, 0.4);
        Backoff backoff = new Backoff(world.world().random());

        assertEquals(Duration.ofMillis(525), backoff.after(0));
        assertEquals(Duration.ofMillis(550), backoff.after(0));
    }
}
