package io.github.fallbackrouting.load;

import java.util.Optional;

/**
 * What a chunk of a stream says of itself.
 *
 * @param number of the chunk, from 0
 * @param nanos when it was sent, by this JVM's {@link System#nanoTime}
 */
record Stamp(int number, long nanos) {

    private static final String BEFORE = "\"content\":\"#";

    /** As content. */
    static String text(int number, long nanos) {
        return "#" + number + " " + nanos + " ";
    }

    /** That of an event's data; other events have none. */
    static Optional<Stamp> of(String data) {
        int from = data.indexOf(BEFORE);
        if (from < 0) {
            return Optional.empty();
        }
        from += BEFORE.length();
        int space = data.indexOf(' ', from);
        return Optional.of(new Stamp(
                Integer.parseInt(data, from, space, 10),
                Long.parseLong(data, space + 1, data.indexOf(' ', space + 1), 10)));
    }
}
