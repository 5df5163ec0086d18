package io.github.fallbackrouting.load;

import java.util.function.Consumer;

/** The data of an event stream's events, one line each. */
final class EventLines implements ClientConnection.Body {

    private static final String DATA = "data: ";

    private final Consumer<String> listener;
    private final StringBuilder line = new StringBuilder();

    EventLines(Consumer<String> listener) {
        this.listener = listener;
    }

    @Override
    public void read(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (bytes[i] != '\n') {
                line.append((char) bytes[i]);
                continue;
            }
            if (line.indexOf(DATA) == 0) {
                listener.accept(line.substring(DATA.length()));
            }
            line.setLength(0);
        }
    }
}
