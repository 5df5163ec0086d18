package io.github.fallbackrouting.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Numbers and times as a page shows them to people. */
final class Figures {

    /** What stands where nothing is known. */
    static final String NOTHING = "–";

    /** Keeps a number with its unit. */
    private static final char SPACE = '\u00A0';

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Duration DAY = Duration.ofDays(1);

    private Figures() {}

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 call}, {@code 2 calls}. */
    static String count(long count, String one) {
        return count(count) + SPACE + one + (count == 1 ? "" : "s");
    }

    static String percent(Optional<BigDecimal> part) {
        return part.map(value -> value.movePointRight(2)
                                .setScale(1, RoundingMode.HALF_UP)
                                .toPlainString() + SPACE + "%")
                .orElse(NOTHING);
    }

    /** How long something took: three digits or so. */
    static String took(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis < 1) {
            return "<" + SPACE + "1" + SPACE + "ms";
        }
        if (millis < 1_000) {
            return Math.round(millis) + "" + SPACE + "ms";
        }
        return String.format(Locale.ROOT, millis < 10_000 ? "%.2f" : "%.1f", millis / 1_000) + SPACE + "s";
    }

    /** How long something lasts or is ago: the two units that matter. */
    static String span(Duration time) {
        if (time.compareTo(DAY) >= 0) {
            return time.toDays() + "" + SPACE + "d " + time.toHoursPart() + SPACE + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "" + SPACE + "h " + time.toMinutesPart() + SPACE + "min";
        }
        if (time.toMinutes() > 0) {
            return time.toMinutes() + "" + SPACE + "min " + time.toSecondsPart() + SPACE + "s";
        }
        return time.toSeconds() + "" + SPACE + "s";
    }

    /** A rest that is nearly over has a second left, and not none. */
    static String left(Duration time) {
        return span(time.plusNanos(999_999_999));
    }

    static String dateTime(Instant time) {
        return DATE_TIME.format(time) + " UTC";
    }

    /** The time of day, where the day is known. */
    static String time(Instant time, Instant now) {
        return Duration.between(time, now).compareTo(DAY) < 0 ? TIME.format(time) : DATE_TIME.format(time);
    }

    /** Cents where there are some, and otherwise the three digits that tell one price from another. */
    static String dollars(Optional<BigDecimal> cost) {
        return cost.map(value -> "$" + (value.compareTo(BigDecimal.ONE) < 0 ? small(value) : large(value)))
                .orElse(NOTHING);
    }

    private static String small(BigDecimal cost) {
        return Cost.text(cost.round(new MathContext(3, RoundingMode.HALF_UP)));
    }

    private static String large(BigDecimal cost) {
        return String.format(Locale.ROOT, "%,.2f", cost);
    }
}
