package io.github.fallbackrouting.load;

import java.util.Arrays;
import java.util.List;

/** Measured times by rank. */
final class Percentiles {

    private final long[] sorted;

    /** @param times in any order; at least one */
    Percentiles(long[] times) {
        if (times.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = times.clone();
        Arrays.sort(sorted);
    }

    /** Of all threads that measured. */
    static Percentiles of(List<long[]> times) {
        return new Percentiles(times.stream().flatMapToLong(Arrays::stream).toArray());
    }

    /**
     * The smallest time that this share of all does not exceed.
     *
     * @param percent above 0, at most 100
     */
    long at(double percent) {
        int rank = (int) Math.ceil(percent * sorted.length / 100);
        return sorted[Math.max(0, rank - 1)];
    }

    /** The same in microseconds. */
    double microsAt(double percent) {
        return at(percent) / 1e3;
    }
}
