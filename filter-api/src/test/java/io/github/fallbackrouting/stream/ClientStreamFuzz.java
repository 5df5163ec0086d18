package io.github.fallbackrouting.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.MalformedEvents;
import io.github.fallbackrouting.fuzz.ReferenceEvents;
import io.github.fallbackrouting.fuzz.ReferenceJson;
import io.github.fallbackrouting.fuzz.Splits;
import io.github.fallbackrouting.stream.ClientStream.FailedStream;
import io.github.fallbackrouting.stream.ClientStream.Manner;
import io.github.fallbackrouting.stream.StreamEvent.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The client of a stream gets every good event as it came, and nothing twice, whoever goes on with it.
 *
 * <p>A NUL in the input is where one deployment breaks off and the next one begins.
 */
public final class ClientStreamFuzz {

    private static final int LIMIT = 1 << 16;
    private static final FailedStream FAILED = new FailedStream("cut\n\u2028\"", "server_error", "stream_interrupted");

    private ClientStreamFuzz() {}

    /** Any bytes. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        int nul = 0;
        while (nul < input.length && input[nul] != 0) {
            nul++;
        }
        byte[] one = Arrays.copyOf(input, nul);
        byte[] other = Arrays.copyOfRange(input, Math.min(input.length, nul + 1), input.length);
        for (MalformedEvents malformed : MalformedEvents.values()) {
            passed(one, malformed);
        }
        for (Manner manner : Manner.values()) {
            joined(one, other, manner);
        }
    }

    private static final class Client implements ClientStream.Output {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes.write(some, offset, length);
        }

        @Override
        public void flush() {}
    }

    private static void passed(byte[] input, MalformedEvents malformed) throws IOException {
        byte[] expected = expected(input, malformed);
        for (int[] ends : Splits.of(input)) {
            Client client = new Client();
            ClientStream stream = new ClientStream(client, malformed, LIMIT);
            Splits.feed(input, ends, stream::accept);

            // The second byte of a line's end may come too late to be held back with an event that is dropped.
            assertEquals(ReferenceEvents.of(expected), ReferenceEvents.of(client.bytes.toByteArray()));
            if (ends.length == 1) {
                assertArrayEquals(expected, client.bytes.toByteArray());
            }
            stream.fail(FAILED);
            List<String> all = ReferenceEvents.of(client.bytes.toByteArray());
            assertTrue(new StreamEvent(last(client.bytes.toByteArray())).isError(), all::toString);
        }
    }

    private static byte[] last(byte[] stream) {
        List<byte[]> events = ReferenceEvents.cut(stream);
        return events.get(events.size() - 1);
    }

    private static byte[] expected(byte[] input, MalformedEvents malformed) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        boolean isOver = false;
        for (byte[] bytes : ReferenceEvents.cut(input)) {
            StreamEvent event = new StreamEvent(bytes);
            if (isOver) {
                expected.writeBytes(event.shape() == Shape.NONE ? bytes : new byte[0]);
                continue;
            }
            if (event.isError()) {
                break;
            }
            boolean isDropped = event.shape() == Shape.MALFORMED && malformed == MalformedEvents.DROP;
            expected.writeBytes(isDropped ? new byte[0] : bytes);
            isOver = event.isEnd();
        }
        return expected.toByteArray();
    }

    private static void joined(byte[] one, byte[] other, Manner manner) throws IOException {
        String first = "";
        for (int[] ends : Splits.of(other)) {
            Client client = new Client();
            ClientStream stream = new ClientStream(client, MalformedEvents.DROP, LIMIT);
            stream.accept(one, 0, one.length);
            if (!stream.isContinuable()) {
                return;
            }
            byte[] before = client.bytes.toByteArray();
            String known = stream.text();
            stream.resume(manner, "x: a\r\n\nb");
            Splits.feed(other, ends, stream::accept);
            if (stream.isFinished() && !stream.hasMismatch() && !stream.isBroken()) {
                stream.finish();
            }
            byte[] after = client.bytes.toByteArray();
            assertArrayEquals(before, Arrays.copyOf(after, before.length), "what the client has got stays");
            List<byte[]> events = ReferenceEvents.cut(after);
            for (byte[] event : events) {
                StreamEvent read = new StreamEvent(event);
                ReferenceJson json = ReferenceJson.of(read.data());
                assertTrue(read.shape() == Shape.NONE || json.isWhole() || json.isUnknown());
                assertTrue(!read.isError(), "no error event of a deployment");
            }
            if (events.stream().allMatch(event -> new StreamEvent(event).shape() != Shape.ANTHROPIC)) {
                text(known, textOf(events), textOf(ReferenceEvents.cut(other)), manner, stream);
            }
            String said = stream.hasMismatch() + " " + stream.isBroken() + " " + stream.isOver() + " "
                    + stream.contents() + " " + stream.usage() + " " + ReferenceEvents.of(after);
            assertTrue(first.isEmpty() || first.equals(said), said);
            first = said;
        }
    }

    private static void text(String known, String got, String others, Manner manner, ClientStream stream) {
        assertTrue(got.startsWith(known), () -> got + " instead of " + known);
        if (stream.hasMismatch() || stream.isBroken() || stream.isOver() || stream.isFinished()) {
            return;
        }
        String more = got.substring(known.length());
        if (manner == Manner.RESTARTED) {
            assertTrue(
                    others.equals(known + more) || (more.isEmpty() && known.startsWith(others)),
                    () -> got + " of " + others);
        } else {
            assertTrue(others.endsWith(more), () -> more + " of " + others);
        }
    }

    private static String textOf(List<byte[]> events) {
        return events.stream()
                .map(StreamEvent::new)
                .filter(event -> event.shape() != Shape.MALFORMED)
                .map(StreamEvent::text)
                .collect(Collectors.joining());
    }
}
