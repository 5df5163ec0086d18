package io.github.fallbackrouting.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Server-sent events as WHATWG HTML, section 9.2.6, has them, in the most direct way: all bytes at once, as characters. */
public final class ReferenceEvents {

    private ReferenceEvents() {}

    /** The data of every event of a stream that has any. */
    public static List<String> of(byte[] stream) {
        return cut(stream).stream()
                .filter(ReferenceEvents::hasData)
                .map(ReferenceEvents::data)
                .toList();
    }

    /** The bytes of every whole event, with the empty line at its end. */
    public static List<byte[]> cut(byte[] stream) {
        String text = latin(stream);
        List<byte[]> events = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < text.length()) {
            int next = endOfLine(text, at);
            if (next < 0) {
                break;
            }
            boolean isEmpty = text.charAt(at) == '\n' || text.charAt(at) == '\r';
            at = next;
            if (isEmpty) {
                events.add(Arrays.copyOfRange(stream, from, at));
                from = at;
            }
        }
        return events;
    }

    /** Where the next line begins; -1 if this one is not whole. */
    private static int endOfLine(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                return i + 1;
            }
            if (text.charAt(i) == '\r') {
                return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
            }
        }
        return -1;
    }

    /** The lines of an event that are not empty, in characters of one byte. */
    public static List<String> lines(byte[] event) {
        String text = latin(event);
        String unmarked = text.startsWith("\u00EF\u00BB\u00BF") ? text.substring(3) : text;
        return Arrays.stream(unmarked.split("\r\n|\n|\r", -1))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Whether any line of it is of its data. */
    public static boolean hasData(byte[] event) {
        return lines(event).stream().anyMatch(ReferenceEvents::isData);
    }

    private static boolean isData(String line) {
        return line.equals("data") || line.startsWith("data:");
    }

    private static String data(byte[] event) {
        String joined = lines(event).stream()
                .filter(ReferenceEvents::isData)
                .map(line -> line.equals("data") ? "" : line.substring(5))
                .map(value -> value.startsWith(" ") ? value.substring(1) : value)
                .collect(Collectors.joining("\n"));
        return new String(joined.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
