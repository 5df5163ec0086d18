package io.github.fallbackrouting.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Ranks. */
class PercentilesTest {

    @Test
    void aPercentileIsTheTimeThatThisShareDoesNotExceed() {
        Percentiles times = new Percentiles(
                LongStream.rangeClosed(1, 1_000).map(each -> 1_001 - each).toArray());

        assertEquals(500, times.at(50));
        assertEquals(990, times.at(99));
        assertEquals(999, times.at(99.9));
        assertEquals(1_000, times.at(100));
        assertEquals(0.5, times.microsAt(50));
    }

    @Test
    void ofFewTimesAHighPercentileIsTheLongest() {
        Percentiles times = Percentiles.of(List.of(new long[] {3}, new long[] {}, new long[] {1, 2}));

        assertEquals(3, times.at(99.9));
        assertEquals(1, times.at(0.1));
    }

    @Test
    void ofNothingThereAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new Percentiles(new long[0]));
    }
}
