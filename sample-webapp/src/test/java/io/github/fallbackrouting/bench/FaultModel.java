package io.github.fallbackrouting.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that the wall offers; its name selects the fault.
 *
 * @param tag {@code ok}, {@code ok-noprefill}, or {@code s01} to {@code s16}
 */
record FaultModel(String tag) {

    static final String OK = "fb-ok";
    static final String OK_NO_PREFILL = "fb-ok-noprefill";

    private static final Pattern NAME = Pattern.compile("fb-(?:(ok|ok-noprefill)|(s(?:0[1-9]|1[0-6]))(?:-.*)?)");

    /** The model of this name; empty if there is none. */
    static Optional<FaultModel> of(String requested) {
        Matcher name = NAME.matcher(baseName(requested));
        if (!name.matches()) {
            return Optional.empty();
        }
        return Optional.of(new FaultModel(name.group(1) == null ? name.group(2) : name.group(1)));
    }

    /** What stands after the last slash, trimmed, in lower case. */
    static String baseName(String requested) {
        return requested.substring(requested.lastIndexOf('/') + 1).strip().toLowerCase(Locale.ROOT);
    }

    /** Whether an answer may be begun by the caller. */
    boolean takesPrefill() {
        return !tag.equals("ok-noprefill");
    }
}
