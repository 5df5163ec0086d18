package io.github.fallbackrouting.load;

import java.util.List;

/**
 * What the rounds say together.
 *
 * @param lower a quarter of the rounds is below
 * @param median half of them is
 * @param upper three quarters are
 */
record Spread(double lower, double median, double upper) {

    /** Of at least one round. */
    static Spread of(List<Double> rounds) {
        List<Double> sorted = rounds.stream().sorted().toList();
        return new Spread(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    /** Between two of them in proportion. */
    private static double at(List<Double> sorted, double share) {
        double index = share * (sorted.size() - 1);
        int below = (int) Math.floor(index);
        int above = (int) Math.ceil(index);
        return sorted.get(below) + (index - below) * (sorted.get(above) - sorted.get(below));
    }
}
