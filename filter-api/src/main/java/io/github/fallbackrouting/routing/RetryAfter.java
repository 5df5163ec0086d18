package io.github.fallbackrouting.routing;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How long a provider asks to be left alone.
 *
 * <p>{@code retry-after-ms} and {@code x-ms-retry-after-ms}, in milliseconds, as OpenAI and Azure send them, count before
 * {@code Retry-After} (RFC 9110, section 10.2.3) in seconds or as a date. What can't be read is as if it were not there.
 */
public final class RetryAfter {

    /** Longer than any quota lasts; sums of times stay far from overflow. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,40}(?:\\.\\d{1,9})?");

    /** RFC 9110, section 5.6.7: the form that is sent, and the two obsolete ones that are still to be understood. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.US),
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    // A year of two digits is at most fifty years ahead.
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1976)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /**
     * Reads it.
     *
     * @param field a field's first value, by its name
     * @param clock what a date is compared with
     * @return not negative, at most 24 hours; empty if the provider asks for nothing
     */
    public static Optional<Duration> of(Function<String, Optional<String>> field, InstantSource clock) {
        return field.apply("retry-after-ms")
                .flatMap(text -> number(text, Duration.ofMillis(1)))
                .or(() -> field.apply("x-ms-retry-after-ms").flatMap(text -> number(text, Duration.ofMillis(1))))
                .or(() -> field.apply("Retry-After").flatMap(text -> standard(text, clock)));
    }

    private static Optional<Duration> standard(String text, InstantSource clock) {
        return number(text, Duration.ofSeconds(1))
                .or(() -> date(text.strip()).map(date -> bounded(Duration.between(clock.instant(), date))));
    }

    private static Optional<Duration> number(String text, Duration unit) {
        if (!NUMBER.matcher(text.strip()).matches()) {
            return Optional.empty();
        }
        double nanos = Double.parseDouble(text.strip()) * unit.toNanos();
        return Optional.of(Duration.ofNanos((long) Math.min(nanos, (double) LONGEST.toNanos())));
    }

    private static Optional<Instant> date(String text) {
        return DATES.stream().flatMap(form -> date(text, form).stream()).findFirst();
    }

    private static Optional<Instant> date(String text, DateTimeFormatter form) {
        try {
            return Optional.of(form.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration time) {
        if (time.isNegative()) {
            return Duration.ZERO;
        }
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }
}
