package io.github.fallbackrouting.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    private static String plain(String text) {
        return text.replace('\u00A0', ' ');
    }

    @ParameterizedTest
    @CsvSource({
        "0, < 1 ms",
        "999999, < 1 ms",
        "1400000, 1 ms",
        "999400000, 999 ms",
        "1234000000, 1.23 s",
        "12340000000, 12.3 s"
    })
    void saysHowLongSomethingTook(long nanos, String text) {
        assertEquals(text, plain(Figures.took(Duration.ofNanos(nanos))));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min 0 s", "3599, 59 min 59 s", "3660, 1 h 1 min", "90000, 1 d 1 h"})
    void saysHowLongAgoSomethingIs(long seconds, String text) {
        assertEquals(text, plain(Figures.span(Duration.ofSeconds(seconds))));
    }

    @Test
    void endsARestNotBeforeItsTime() {
        assertEquals("1 s", plain(Figures.left(Duration.ofMillis(1))));
        assertEquals("10 s", plain(Figures.left(Duration.ofSeconds(10))));
    }

    @ParameterizedTest
    @CsvSource({
        "0, $0",
        "0.0000285, $0.0000285",
        "0.00103549, $0.00104",
        "0.9996, $1",
        "1.005, $1.01",
        "'1234.5', '$1,234.50'"
    })
    void roundsWhatSomethingCost(String cost, String text) {
        assertEquals(text, Figures.dollars(Optional.of(new BigDecimal(cost))));
    }

    @Test
    void saysThatNothingIsKnown() {
        assertEquals("–", Figures.dollars(Optional.empty()));
        assertEquals("–", Figures.percent(Optional.empty()));
    }

    @Test
    void namesTheDayOfWhatIsLongAgo() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        assertEquals("03:04:00", Figures.time(now.minusSeconds(5), now));
        assertEquals("2026-01-01 03:04:05", Figures.time(now.minus(Duration.ofDays(1)), now));
    }
}
