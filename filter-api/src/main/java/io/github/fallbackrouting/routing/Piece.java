package io.github.fallbackrouting.routing;

import java.nio.ByteBuffer;

/**
 * The bytes of one piece of a body after the other, for those who want an array. Whoever gets them has them until the next
 * piece. Not thread-safe.
 */
public final class Piece {

    private byte[] copied = {};
    private byte[] array = {};
    private int offset;
    private int length;

    /** There is none yet. */
    public Piece() {}

    /** Takes all that is left in a buffer; the next buffer's bytes come in their place. */
    public void take(ByteBuffer buffer) {
        length = buffer.remaining();
        if (buffer.hasArray()) {
            array = buffer.array();
            offset = buffer.arrayOffset() + buffer.position();
            buffer.position(buffer.limit());
            return;
        }
        // What java.net.http gives is read-only, and so has no array.
        if (copied.length < length) {
            copied = new byte[length];
        }
        buffer.get(copied, 0, length);
        array = copied;
        offset = 0;
    }

    /** Where the bytes stand, among others. */
    public byte[] array() {
        return array;
    }

    /** Where the first of them stands. */
    public int offset() {
        return offset;
    }

    /** How many there are. */
    public int length() {
        return length;
    }
}
