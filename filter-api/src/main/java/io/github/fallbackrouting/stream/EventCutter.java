package io.github.fallbackrouting.stream;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts bytes into server-sent events (WHATWG HTML, section 9.2.6): lines end with LF, CR or both, an event with an empty
 * line. Every byte comes out again, in its order. Not thread-safe.
 */
final class EventCutter {

    /** Takes what comes out. */
    interface Events {
        /** A whole event with the empty line at its end; the array is the taker's. */
        void event(byte[] event) throws IOException;

        /** Bytes that belong to no event that can be looked at: one that is too long, or the rest of a line's end. */
        void loose(byte[] bytes, int offset, int length) throws IOException;
    }

    private static final int LF = '\n';
    private static final int CR = '\r';

    private final int limit;
    private byte[] buffer = new byte[512];
    private int size;
    private boolean isLineEmpty = true;
    private boolean afterCr;
    private boolean isTooLong;

    /** @param limit the most bytes of an event; a longer one comes out loose */
    EventCutter(int limit) {
        this.limit = limit;
    }

    /** Takes more bytes. */
    void feed(byte[] bytes, int offset, int length, Events to) throws IOException {
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (b == LF && afterCr) {
                // The rest of a line's end; if that has ended an event, it is not to wait for the next one.
                afterCr = false;
                if (size == 0) {
                    to.loose(bytes, i, 1);
                } else {
                    append(b);
                }
                continue;
            }
            afterCr = b == CR;
            append(b);
            if (b != LF && b != CR) {
                isLineEmpty = false;
            } else if (!isLineEmpty) {
                isLineEmpty = true;
            } else {
                boolean takesLf = b == CR && i + 1 < end && bytes[i + 1] == LF;
                if (takesLf) {
                    append(bytes[++i]);
                    afterCr = false;
                }
                ended(to);
            }
            if (size > limit) {
                isTooLong = true;
                to.loose(buffer, 0, size);
                size = 0;
            }
        }
        if (isTooLong && size > 0) {
            to.loose(buffer, 0, size);
            size = 0;
        }
    }

    private void ended(Events to) throws IOException {
        byte[] event = Arrays.copyOf(buffer, size);
        size = 0;
        if (isTooLong) {
            isTooLong = false;
            to.loose(event, 0, event.length);
        } else {
            to.event(event);
        }
    }

    private void append(byte b) {
        if (size == buffer.length) {
            buffer = Arrays.copyOf(buffer, size * 2);
        }
        buffer[size++] = b;
    }

    /** Whether all that came in has come out, or is kept back: the next byte out begins an event. */
    boolean isBetweenEvents() {
        return !isTooLong;
    }

    /** What has come of an event that is not whole. */
    byte[] rest() {
        return Arrays.copyOf(buffer, size);
    }

    /** Forgets what has come of an event that is not whole: what follows is another stream. */
    void restart() {
        size = 0;
        isLineEmpty = true;
        afterCr = false;
        isTooLong = false;
    }
}
