package io.github.fallbackrouting.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/** Something that was measured without the filter and with it in every round. */
final class Figure {

    private final String name;
    private final int decimals;
    private final List<Double> without = new ArrayList<>();
    private final List<Double> with = new ArrayList<>();

    /**
     * @param name with its unit
     * @param decimals that are worth printing
     */
    Figure(String name, int decimals) {
        this.name = name;
        this.decimals = decimals;
    }

    /** Takes what a round has measured. */
    void add(double withoutFilter, double withFilter) {
        without.add(withoutFilter);
        with.add(withFilter);
    }

    /** With the filter minus without it, round by round. */
    Spread difference() {
        return paired((before, after) -> after - before);
    }

    /** With the filter by without it, round by round. */
    Spread ratio() {
        return paired((before, after) -> after / before);
    }

    private Spread paired(DoubleBinaryOperator operator) {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < without.size(); i++) {
            all.add(operator.applyAsDouble(without.get(i), with.get(i)));
        }
        return Spread.of(all);
    }

    /** A row of the table. */
    String row() {
        return "| "
                + String.join(
                        " | ",
                        name,
                        text(Spread.of(without), "", decimals),
                        text(Spread.of(with), "", decimals),
                        text(difference(), "+", decimals),
                        text(ratio(), "", 3))
                + " |";
    }

    private static String text(Spread spread, String sign, int decimals) {
        String number = "%" + sign + "." + decimals + "f";
        return String.format(
                Locale.ROOT,
                number + " (" + number + " … " + number + ")",
                spread.median(),
                spread.lower(),
                spread.upper());
    }
}
