package io.github.fallbackrouting.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the rounds say together. */
class FigureTest {

    @Test
    void aSpreadIsTheMedianAndTheQuartilesOfTheRounds() {
        assertEquals(new Spread(2, 3, 4), Spread.of(List.of(5.0, 1.0, 4.0, 2.0, 3.0)));
        assertEquals(new Spread(1.25, 1.5, 1.75), Spread.of(List.of(2.0, 1.0)));
        assertEquals(new Spread(7, 7, 7), Spread.of(List.of(7.0)));
    }

    @Test
    void differenceAndRatioAreThoseOfEachRoundNotOfTheMedians() {
        Figure figure = new Figure("CPU µs", 1);
        // The machine slows down for the last two rounds, for both.
        figure.add(100, 104);
        figure.add(200, 204);
        figure.add(400, 404);

        assertEquals(new Spread(4, 4, 4), figure.difference());
        assertEquals(1.02, figure.ratio().median());
        assertEquals(
                "| CPU µs | 200.0 (150.0 … 300.0) | 204.0 (154.0 … 304.0) | +4.0 (+4.0 … +4.0) | 1.020 (1.015 … 1.030) |",
                figure.row());
    }
}
