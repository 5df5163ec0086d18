package io.github.fallbackrouting.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.MalformedEvents;
import io.github.fallbackrouting.fuzz.ReferenceEvents;
import io.github.fallbackrouting.fuzz.ReferenceJson;
import io.github.fallbackrouting.fuzz.Splits;
import io.github.fallbackrouting.json.AnswerLabel;
import io.github.fallbackrouting.stream.StreamEvent.Edit;
import io.github.fallbackrouting.stream.StreamEvent.Shape;
import io.github.fallbackrouting.stream.StreamEvent.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Bytes are cut into the events that the standard cuts them into, none is lost, and an event is changed in its data alone. */
public final class EventFuzz {

    private static final int SMALL = 64;

    private static final AnswerLabel LABEL =
            new AnswerLabel(Optional.of("openai/west"), Optional.of("west"), Optional.of("east"));

    private EventFuzz() {}

    /** Any bytes. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        List<String> expected = ReferenceEvents.of(input);
        for (int[] ends : Splits.of(input)) {
            Taken taken = new Taken();
            EventCutter cutter = new EventCutter(Integer.MAX_VALUE);
            Splits.feed(input, ends, (bytes, offset, length) -> cutter.feed(bytes, offset, length, taken));
            taken.bytes.writeBytes(cutter.rest());

            assertArrayEquals(input, taken.bytes.toByteArray());
            assertEquals(expected, taken.events);
            assertTrue(cutter.isBetweenEvents());
        }
        bounded(input);
        StreamEvent again = new StreamEvent(new EventData());
        for (byte[] event : ReferenceEvents.cut(input)) {
            read(event);
            again.read(event, 0, event.length);
            assertEquals(said(new StreamEvent(event)), said(again), "nothing of the event before");
            again.read(inTheMiddle(event), 1, event.length + 1);
            assertEquals(said(new StreamEvent(event)), said(again), "wherever it stands");
        }
        start(input);
    }

    private static byte[] inTheMiddle(byte[] event) {
        byte[] around = new byte[event.length + 2];
        Arrays.fill(around, (byte) '"');
        System.arraycopy(event, 0, around, 1, event.length);
        return around;
    }

    private static List<Object> said(StreamEvent event) {
        StringBuilder text = new StringBuilder("before ");
        event.appendText(text);
        assertEquals("before " + event.text(), text.toString());
        Span usage = event.usageSpan();
        return List.of(
                event.shape(),
                event.type(),
                event.isContent(),
                event.hasOther(),
                event.hasOtherChoice(),
                event.isFinish(),
                event.isEnd(),
                event.isError(),
                event.isFiltered(),
                event.isUsageOnly(),
                event.isTextBlock(),
                event.isThinkingBlock(),
                event.error(),
                event.text(),
                event.textSpan() == null,
                event.index(),
                event.indexSpan() == null,
                usage == null ? "" : event.part(usage),
                event.sequenceNumber(),
                new String(event.data(), StandardCharsets.ISO_8859_1),
                new String(event.bytes(), StandardCharsets.ISO_8859_1),
                new String(event.bytesWith(new byte[] {'1', '\n', '2'}), StandardCharsets.ISO_8859_1));
    }

    private static final class Taken implements EventCutter.Events {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<String> events = new ArrayList<>();
        private int longest;

        @Override
        public void event(byte[] some, int from, int to) {
            byte[] event = Arrays.copyOfRange(some, from, to);
            bytes.writeBytes(event);
            longest = Math.max(longest, event.length);
            StreamEvent read = new StreamEvent(event);
            if (ReferenceEvents.hasData(event)) {
                events.add(new String(read.data(), StandardCharsets.UTF_8));
            }
        }

        @Override
        public void loose(byte[] some, int offset, int length) {
            bytes.write(some, offset, length);
        }
    }

    /** What is too long comes out as well, and is not kept. */
    private static void bounded(byte[] input) throws IOException {
        for (int[] ends : Splits.of(input)) {
            Taken taken = new Taken();
            EventCutter cutter = new EventCutter(SMALL);
            Splits.feed(input, ends, (bytes, offset, length) -> cutter.feed(bytes, offset, length, taken));
            assertTrue(cutter.rest().length <= SMALL);
            // Line ends of two bytes are not cut: that of the last line, of which one byte may fit, and the empty
            // line's.
            assertTrue(taken.longest <= SMALL + 3, () -> "an event of " + taken.longest);
            taken.bytes.writeBytes(cutter.rest());
            assertArrayEquals(input, taken.bytes.toByteArray());
        }
    }

    private static void read(byte[] bytes) {
        StreamEvent event = new StreamEvent(bytes);
        ReferenceJson json = ReferenceJson.of(event.data());
        boolean isJson = event.shape() != Shape.NONE && event.shape() != Shape.MALFORMED;
        assertTrue(!isJson || json.isWhole() || json.isUnknown());
        assertFalse(event.isError() && event.isContent());
        assertFalse(event.shape() == Shape.MALFORMED
                && (event.isContent() || event.isFinish() || event.isError() || event.isFiltered()));
        event.error();
        event.text();
        event.isFiltered();
        if (!isJson) {
            return;
        }
        assertArrayEquals(event.data(), new StreamEvent(event.bytesWith(event.data())).data());
        if (event.textSpan() != null && json.isStrict()) {
            StreamEvent changed = event.with(List.of(new Edit(event.textSpan(), "\"x\"")));
            assertTrue(ReferenceJson.of(changed.data()).isWhole());
            assertEquals("x", changed.text());
            assertEquals(event.shape(), changed.shape());
            assertEquals(around(bytes), around(changed.bytes()));
        }
        byte[] labelled = new EventLabel(LABEL).on(event);
        assertEquals(event.shape(), new StreamEvent(labelled).shape());
        assertEquals(event.text(), new StreamEvent(labelled).text());
        assertEquals(around(bytes), around(labelled));
    }

    /** All lines but those of the data. */
    private static List<String> around(byte[] event) {
        return ReferenceEvents.lines(event).stream()
                .filter(line -> !line.equals("data") && !line.startsWith("data:"))
                .toList();
    }

    private static void start(byte[] input) {
        for (MalformedEvents malformed : MalformedEvents.values()) {
            List<String> seen = new ArrayList<>();
            for (int[] ends : Splits.of(input)) {
                StreamStart start = new StreamStart(malformed);
                boolean[] isDecided = {false};
                Splits.feed(input, ends, (bytes, offset, length) -> {
                    boolean now = start.feed(bytes, offset, length);
                    assertTrue(now || !isDecided[0], "what is decided stays so");
                    isDecided[0] = now;
                });
                seen.add(start.content() + " " + start.error() + " " + isDecided[0]);
            }
            assertEquals(1, seen.stream().distinct().count(), () -> Arrays.toString(seen.toArray()));
        }
    }
}
