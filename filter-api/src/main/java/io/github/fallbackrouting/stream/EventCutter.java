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
        /** A whole event with the empty line at its end; it stands there during the call. */
        void event(byte[] bytes, int from, int to) throws IOException;

        /** Bytes that belong to no event that can be looked at: one that is too long, or the rest of a line's end. */
        void loose(byte[] bytes, int offset, int length) throws IOException;
    }

    private static final int LF = '\n';
    private static final int CR = '\r';

    private final int limit;
    private byte[] buffer = {};
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
        int from = offset;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (b == LF && afterCr) {
                // The rest of a line's end; if that has ended an event, it is not to wait for the next one.
                afterCr = false;
                if (size == 0 && from == i) {
                    to.loose(bytes, i, 1);
                    from = i + 1;
                }
                continue;
            }
            afterCr = b == CR;
            if (b != LF && b != CR) {
                isLineEmpty = false;
                i = lastOfLine(bytes, i, end, size + i - from);
            } else if (!isLineEmpty) {
                isLineEmpty = true;
            } else {
                if (b == CR && i + 1 < end && bytes[i + 1] == LF) {
                    i++;
                    afterCr = false;
                }
                ended(bytes, from, i + 1, to);
                from = i + 1;
            }
            if (size + (i + 1 - from) > limit) {
                isTooLong = true;
                append(bytes, from, i + 1);
                from = i + 1;
                letGo(to);
            }
        }
        append(bytes, from, end);
        if (isTooLong && size > 0) {
            letGo(to);
        }
    }

    /**
     * Where the last byte stands before the line's end, or the last that an event may have.
     *
     * @param length of the event before this byte
     */
    private int lastOfLine(byte[] bytes, int at, int end, int length) {
        int last = (int) Math.min(end - 1L, at + Math.max(0L, (long) limit - length));
        int i = at;
        while (i < last && bytes[i + 1] != LF && bytes[i + 1] != CR) {
            i++;
        }
        return i;
    }

    private void letGo(Events to) throws IOException {
        to.loose(buffer, 0, size);
        size = 0;
    }

    /** An event ends with these. */
    private void ended(byte[] bytes, int from, int to, Events taker) throws IOException {
        if (isTooLong) {
            isTooLong = false;
            append(bytes, from, to);
            letGo(taker);
        } else if (size == 0) {
            taker.event(bytes, from, to);
        } else {
            append(bytes, from, to);
            int length = size;
            size = 0;
            taker.event(buffer, 0, length);
        }
    }

    private void append(byte[] bytes, int from, int to) {
        int length = to - from;
        if (size + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + length));
        }
        System.arraycopy(bytes, from, buffer, size, length);
        size += length;
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
