package io.github.fallbackrouting.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the data of a server-sent event stands in it (WHATWG HTML, section 9.2.6), and the same event with other data. Reads one
 * event after the other. Not thread-safe.
 */
final class EventText {

    private static final byte[] FIELD = "data: ".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = {};
    private int from;
    private int to;
    private String name = "";
    private String nameBefore = "";

    /** Where the data stands: in the event itself if it is one line. */
    private byte[] source = bytes;

    private int dataFrom;
    private int dataLength;

    /**
     * Reads an event where it stands, which has to stay there until the next one is read.
     *
     * @param first its first byte
     * @param end behind its last byte; with the empty line at its end if it has one
     */
    void read(byte[] someBytes, int first, int end) {
        bytes = someBytes;
        from = first;
        to = end;
        nameBefore = name.isEmpty() ? nameBefore : name;
        name = "";
        source = bytes;
        dataFrom = from;
        dataLength = 0;
        readLines();
    }

    private void readLines() {
        int lines = 0;
        ByteArrayOutputStream joined = null;
        for (int at = start(); at < to; ) {
            int end = endOfLine(bytes, at, to);
            int value = valueOf("data", at, end);
            if (value >= 0) {
                lines++;
                if (lines == 1) {
                    dataFrom = value;
                    dataLength = end - value;
                } else {
                    if (joined == null) {
                        joined = new ByteArrayOutputStream();
                        joined.write(bytes, dataFrom, dataLength);
                    }
                    joined.write('\n');
                    joined.write(bytes, value, end - value);
                }
            } else {
                int named = valueOf("event", at, end);
                name = named < 0 ? name : nameAt(named, end);
            }
            at = end + 1;
        }
        if (joined != null) {
            source = joined.toByteArray();
            dataFrom = 0;
            dataLength = source.length;
        }
    }

    /** Most events of a stream have the name of the one before. */
    private String nameAt(int first, int end) {
        return isAt(nameBefore, first, end) && nameBefore.length() == end - first
                ? nameBefore
                : new String(bytes, first, end - first, StandardCharsets.UTF_8);
    }

    /** Where the first line begins: behind the byte order mark, if there is one. */
    private int start() {
        boolean isMarked = to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
        return isMarked ? from + 3 : from;
    }

    private static int endOfLine(byte[] text, int first, int limit) {
        int end = first;
        while (end < limit && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        return end;
    }

    private boolean isAt(String ascii, int first, int end) {
        if (ascii.length() > end - first) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[first + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where the value of a field begins whose line this is; -1 if it is another's. */
    private int valueOf(String field, int first, int end) {
        if (!isAt(field, first, end)) {
            return -1;
        }
        int colon = first + field.length();
        if (colon == end) {
            return end;
        }
        if (bytes[colon] != ':') {
            return -1;
        }
        return colon + 1 < end && bytes[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    /** What its {@code event} field says; empty if it has none. */
    String name() {
        return name;
    }

    /** Where the data stands, from {@link #dataFrom()} on: the lines of its {@code data} as one text. */
    byte[] source() {
        return source;
    }

    int dataFrom() {
        return dataFrom;
    }

    int dataLength() {
        return dataLength;
    }

    /** The data, in an array of the caller's own. */
    byte[] data() {
        return Arrays.copyOfRange(source, dataFrom, dataFrom + dataLength);
    }

    /** The event, in an array that may be the one that it was read in. */
    byte[] bytes() {
        return from == 0 && to == bytes.length ? bytes : copy();
    }

    /** The event, in an array of the caller's own. */
    byte[] copy() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Writes the event as it is. */
    void writeTo(ClientStream.Output out) throws IOException {
        out.write(bytes, from, to - from);
    }

    /** The same event with other data, every other byte as it is. */
    byte[] with(byte[] newData) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream(to - from - dataLength + newData.length + 16);
        if (source == bytes) {
            changed.write(bytes, from, dataFrom - from);
            changed.writeBytes(newData);
            changed.write(bytes, dataFrom + dataLength, to - dataFrom - dataLength);
        } else {
            writeLines(newData, changed);
        }
        return changed.toByteArray();
    }

    /** Several lines of data stay so many, but stand together, where the first one stood. */
    private void writeLines(byte[] newData, ByteArrayOutputStream out) {
        int at = start();
        out.write(bytes, from, at - from);
        boolean isWritten = false;
        while (at < to) {
            int end = endOfLine(bytes, at, to);
            boolean endsWithBoth = end + 1 < to && bytes[end] == '\r' && bytes[end + 1] == '\n';
            int next = Math.min(to, end + (endsWithBoth ? 2 : 1));
            int value = valueOf("data", at, end);
            if (value < 0) {
                out.write(bytes, at, next - at);
            } else if (!isWritten) {
                isWritten = true;
                for (int line = 0; line <= newData.length; ) {
                    int endOfPart = endOfLine(newData, line, newData.length);
                    out.writeBytes(FIELD);
                    out.write(newData, line, endOfPart - line);
                    out.write(bytes, end, next - end);
                    line = endOfPart + 1;
                }
            }
            at = next;
        }
    }
}
