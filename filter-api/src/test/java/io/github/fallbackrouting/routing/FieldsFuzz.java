package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** What a provider's header fields say is read as their specifications have it, and what can't be read is not there. */
public final class FieldsFuzz {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,40}(\\.[0-9]{1,9})?");

    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US),
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US));

    private FieldsFuzz() {}

    /** Any bytes. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        retryAfter(text);
        date(input);
        mediaType(text);
    }

    private static void retryAfter(String text) {
        for (String name : List.of("retry-after-ms", "x-ms-retry-after-ms", "Retry-After")) {
            Optional<Duration> read =
                    RetryAfter.of(field -> field.equals(name) ? Optional.of(text) : Optional.empty(), () -> NOW);
            read.ifPresent(time -> assertTrue(!time.isNegative() && time.compareTo(LONGEST) <= 0, time::toString));
            if (NUMBER.matcher(text.strip()).matches()) {
                long unit = name.equals("Retry-After") ? 1_000_000_000L : 1_000_000L;
                BigDecimal exact = new BigDecimal(text.strip())
                        .multiply(BigDecimal.valueOf(unit))
                        .min(BigDecimal.valueOf(LONGEST.toNanos()));
                // Sixteen digits are exact in a double; a day has fifteen in nanoseconds.
                BigDecimal off =
                        exact.subtract(BigDecimal.valueOf(read.orElseThrow().toNanos()));
                assertTrue(off.abs().compareTo(BigDecimal.ONE) <= 0, () -> text + " is off by " + off);
            } else if (name.endsWith("ms")) {
                assertEquals(Optional.empty(), read);
            }
        }
    }

    /** Each form of a date that the input makes is understood. */
    private static void date(byte[] input) {
        CRC32 seconds = new CRC32();
        seconds.update(input);
        // A year of two digits is understood up to 49 years ahead.
        Instant date = Instant.ofEpochSecond(seconds.getValue() % (50L * 365 * 24 * 3600))
                .plus(7300, ChronoUnit.DAYS);
        Duration left = Duration.between(NOW, date);
        Duration expected = left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST) > 0 ? LONGEST : left;
        for (DateTimeFormatter form : DATES) {
            String text = form.withZone(ZoneOffset.UTC).format(date);
            assertEquals(
                    Optional.of(expected),
                    RetryAfter.of(
                            field -> field.equals("Retry-After") ? Optional.of(text) : Optional.empty(), () -> NOW),
                    text);
        }
    }

    private static void mediaType(String text) {
        String type = Arrays.asList(text.split(";", 2)).get(0).strip().toLowerCase(Locale.ROOT);
        MediaType read = MediaType.of(text);
        MediaType expected = text.isBlank() || type.equals("application/json") || type.endsWith("+json")
                ? MediaType.JSON
                : type.equals("text/html") || type.equals("application/xhtml+xml")
                        ? MediaType.HTML
                        : type.equals("text/event-stream") ? MediaType.EVENT_STREAM : MediaType.OTHER;
        assertTrue(read == expected || (read == MediaType.JSON && text.matches("(?s)application/json[ \\t].*")), text);
    }
}
