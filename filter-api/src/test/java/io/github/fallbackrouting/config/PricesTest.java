package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {

    private static Prices prices(String input, String output) {
        return new Prices(
                new BigDecimal(input), new BigDecimal(output), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether a {@code long} has room for it or not, at the finest of both prices or at the result. */
    @ParameterizedTest
    @CsvSource({
        "2.5e-06, 1e-05, 1000, 100, 0.0035",
        "0.5, 1E+3, 3, 2, 2001.5",
        "1E+3, 1E+4, 3, 2, 23000",
        "1e-12, 1, 7, 3, 3.000000000007",
        "1e-18, 9, 1, 1, 9.000000000000000001",
        "1e-18, 10, 1, 1, 10.000000000000000001",
        "1e-30, 1, 1, 1, 1.000000000000000000000000000001",
        "0.000001, 0.000002, 9223372036854775807, 9223372036854775807, 27670116110564.327421",
        "0, 0, 5, 5, 0",
    })
    void chargesExactly(String input, String output, long asked, long answered, BigDecimal expected) {
        BigDecimal cost = prices(input, output).of(asked, 0, 0, answered, 0);

        assertEquals(0, cost.compareTo(expected), cost.toString());
    }

    /** In a long, and where it has no room. */
    @ParameterizedTest
    @CsvSource({"1", "1000000000000000000000"})
    void chargesEachKindItsOwnPrice(BigDecimal unit) {
        Prices prices = new Prices(
                unit,
                unit.movePointRight(3),
                Optional.of(unit.movePointRight(1)),
                Optional.of(unit.movePointRight(2)),
                Optional.of(unit.movePointRight(4)));

        assertEquals(0, prices.of(1, 2, 3, 4, 5).compareTo(unit.multiply(new BigDecimal(54321))));
    }

    @Test
    void areTheSameIfEveryKindCostsTheSame() {
        BigDecimal one = BigDecimal.ONE;
        Optional<BigDecimal> none = Optional.empty();

        assertEquals(prices("1", "1"), new Prices(one, one, Optional.of(one), none, Optional.of(one)));
        assertEquals(prices("1", "1").hashCode(), new Prices(one, one, none, none, none).hashCode());
        assertNotEquals(prices("1", "1"), prices("1", "2"));
        assertEquals("Prices[1, 1, 1, 2, 2]", prices("1", "2").toString());
    }
}
