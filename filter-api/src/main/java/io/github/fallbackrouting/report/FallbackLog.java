package io.github.fallbackrouting.report;

import io.github.fallbackrouting.routing.Attempt;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Writes one line for each fallback, in {@code key=value} pairs, to the logger {@code io.github.fallbackrouting.fallback}. */
public final class FallbackLog implements FallbackListener {

    private static final Logger LOG = System.getLogger("io.github.fallbackrouting.fallback");

    /** It has no state. */
    public FallbackLog() {}

    @Override
    public void fellBack(FellBack event) {
        if (LOG.isLoggable(Level.INFO)) {
            LOG.log(Level.INFO, line(event));
        }
    }

    static String line(FellBack event) {
        StringBuilder line = new StringBuilder(160).append("event=fallback");
        add(line, "call_id", event.call().id());
        add(line, "group", event.group());
        event.failed().ifPresent(failed -> addFailed(line, failed));
        add(line, "to_group", event.next().deployment().group());
        add(line, "to", event.next().deployment().id());
        add(line, "to_model", event.next().deployment().model());
        return line.toString();
    }

    private static void addFailed(StringBuilder line, Attempt failed) {
        add(line, "from", failed.hop().deployment().id());
        add(line, "from_model", failed.hop().deployment().model());
        add(line, "outcome", failed.outcome().toString());
        add(line, "took_ms", Long.toString(failed.took().toMillis()));
        add(line, "billable", failed.billable().label());
    }

    /** A value that has anything but visible ASCII in it, a quote or an equals sign, stands in quotes. */
    private static void add(StringBuilder line, String key, String value) {
        boolean isPlain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '=');
        line.append(' ').append(key).append('=').append(isPlain ? value : quoted(value));
    }

    private static String quoted(String value) {
        return '"' + value.replaceAll("[\\p{Cntrl}\"\\\\]", "_") + '"';
    }
}
