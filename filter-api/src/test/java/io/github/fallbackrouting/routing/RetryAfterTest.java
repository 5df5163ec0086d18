package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    /** The instant of RFC 9110's own example of a date, section 5.6.7, less a minute. */
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("1994-11-06T08:48:37Z"));

    private static Optional<Duration> of(Map<String, String> fields) {
        return RetryAfter.of(name -> Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT))), CLOCK);
    }

    private static Optional<Duration> of(String retryAfter) {
        return of(Map.of("retry-after", retryAfter));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1000", "30, 30000", "' 5 ', 5000", "0.5, 500", "2.25, 2250", "007, 7000", "86400, 86400000"
    })
    void readsSecondsAndFractions(String text, long millis) {
        assertEquals(Optional.of(Duration.ofMillis(millis)), of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                " Sun, 06 Nov 1994 08:49:37 GMT "
            })
    void readsTheThreeFormsOfADate(String text) {
        assertEquals(Optional.of(Duration.ofMinutes(1)), of(text));
    }

    @Test
    void readsADateWhateverTheMachinesLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertEquals(Optional.of(Duration.ofMinutes(1)), of("Sun, 06 Nov 1994 08:49:37 GMT"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void takesAYearOfTwoDigitsForOneOfOurTime() {
        InstantSource now = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));

        assertEquals(
                Optional.of(Duration.ofSeconds(9)),
                RetryAfter.of(
                        name -> Optional.of("Sunday, 22-Nov-26 10:00:09 GMT")
                                .filter(date -> name.equals("Retry-After")),
                        now));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:48:37 GMT", "Sun, 06 Nov 1994 08:48:36 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void takesADateThatHasPassedForNow(String text) {
        assertEquals(Optional.of(Duration.ZERO), of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "86401",
                "999999999999",
                "99999999999999999999999999",
                "Mon, 07 Nov 1994 08:48:38 GMT",
                "Fri, 31 Dec 9999 23:59:59 GMT"
            })
    void takesNothingForLongerThanADay(String text) {
        assertEquals(Optional.of(Duration.ofHours(24)), of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "-0.5",
                "+3",
                "1e3",
                "0x10",
                "NaN",
                "Infinity",
                "5s",
                "1,5",
                ".5",
                "5.",
                "soon",
                "Sun, 06 Nov 1994",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "2026-01-01T00:00:00Z"
            })
    void takesWhatItCannotReadForNothing(String text) {
        assertEquals(Optional.empty(), of(text));
    }

    @Test
    void readsNothingWhereNothingIsSaid() {
        assertEquals(Optional.empty(), of(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry-after-ms", "x-ms-retry-after-ms"})
    void prefersMilliseconds(String name) {
        assertEquals(Optional.of(Duration.ofMillis(1500)), of(Map.of(name, "1500", "retry-after", "2")));
        assertEquals(Optional.of(Duration.ofNanos(1_500_000)), of(Map.of(name, "1.5")));
        assertEquals(Optional.of(Duration.ZERO), of(Map.of(name, "0", "retry-after", "2")));
        assertEquals(Optional.of(Duration.ofHours(24)), of(Map.of(name, "999999999999")));
    }

    @Test
    void prefersOpenAisFieldToAzures() {
        assertEquals(Optional.of(Duration.ofMillis(1)), of(Map.of("retry-after-ms", "1", "x-ms-retry-after-ms", "2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "Sun, 06 Nov 1994 08:49:37 GMT"})
    void goesOnToTheNextFieldWhereOneCannotBeRead(String text) {
        assertEquals(Optional.of(Duration.ofMillis(2)), of(Map.of("retry-after-ms", text, "x-ms-retry-after-ms", "2")));
        assertEquals(
                Optional.of(Duration.ofSeconds(3)),
                of(Map.of("retry-after-ms", text, "x-ms-retry-after-ms", text, "retry-after", "3")));
    }
}
