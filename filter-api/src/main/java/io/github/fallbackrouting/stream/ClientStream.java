package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.config.MalformedEvents;
import io.github.fallbackrouting.json.AnswerLabel;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.stream.StreamEvent.Edit;
import io.github.fallbackrouting.stream.StreamEvent.Shape;
import io.github.fallbackrouting.stream.StreamEvent.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the client of one streamed answer gets once it has been released: every whole good event of whoever answers, and
 * nothing twice, whoever goes on with it. Used by one thread at a time.
 *
 * <p>Bytes of an event that is not whole are kept back, and so is an error event: it ends the part of whoever sent it, and
 * somebody else may {@link #resume}. Good events come out byte for byte as they came, but for those at a seam and the values
 * that a {@link #label} replaces or adds.
 */
public final class ClientStream {

    /** Where the events go. */
    public interface Output {
        /** Takes some bytes, which stand there during the call only, and which the client need not get at once. */
        void write(byte[] bytes, int offset, int length) throws IOException;

        /** Lets the client get what has been written. */
        void flush() throws IOException;
    }

    /** How a deployment was asked to go on. */
    public enum Manner {
        /** With {@link ClientStream#prefill()} as the beginning of its answer. */
        PREFILLED,
        /** From the beginning: it is expected to say the same once more. */
        RESTARTED
    }

    /**
     * Why a stream is not complete.
     *
     * @param message for people
     * @param type such as {@code server_error}
     * @param code such as {@code stream_interrupted}
     */
    public record FailedStream(String message, String type, String code) {}

    private final Output out;
    private final MalformedEvents malformedEvents;
    private final EventCutter cutter;
    private final Events events = new Events();
    private final StreamEvent current = new StreamEvent(new EventData());
    private final Transcript transcript;
    private final UsageSum usage = new UsageSum();

    private EventLabel label = EventLabel.NONE;
    private boolean withholdsUsage;
    private @Nullable Splice splice;
    private String comment = "";
    private Shape shape = Shape.NONE;
    private ErrorDocument error = ErrorDocument.NONE;
    private boolean isBroken;
    private boolean isOver;
    private boolean isFinished;
    private boolean hasMismatch;
    private long sequenceNumber = -1;
    private long contents;
    private int malformed;

    /**
     * @param out takes what the client gets; only it throws
     * @param malformed what becomes of events that are no JSON
     * @param limit the most bytes of an event, and the most characters of the text that is remembered: a stream with more is
     *     passed through, but can't be continued
     */
    public ClientStream(Output out, MalformedEvents malformed, int limit) {
        this.out = out;
        this.malformedEvents = malformed;
        this.cutter = new EventCutter(limit);
        this.transcript = new Transcript(limit);
    }

    /**
     * What comes from now on says this of its model; nothing is put on an event that is longer than the limit, or of a shape
     * that we don't know.
     *
     * @param newLabel of the deployment that answers; after {@link #resume} the next one has its own
     */
    public void label(AnswerLabel newLabel) {
        label = new EventLabel(newLabel);
    }

    /** From now on the client does not get the chunk that says what was used and nothing else: it has not asked for it. */
    public void withholdUsage() {
        withholdsUsage = true;
    }

    /**
     * Whether a client gets just as many bytes of a stream as there are, and the stream has its end, so that nobody will have to
     * add to it.
     *
     * @param stream all of it
     * @param malformed what becomes of events that are no JSON
     * @param limit the most bytes of an event
     * @param label what the events are to say of their model
     */
    public static boolean isPassedWhole(byte[] stream, MalformedEvents malformed, int limit, AnswerLabel label) {
        Counter counter = new Counter();
        ClientStream client = new ClientStream(counter, malformed, limit);
        client.label(label);
        try {
            client.accept(stream, 0, stream.length);
            client.finish();
        } catch (IOException e) {
            throw new IllegalStateException("counting does not throw", e);
        }
        boolean hasEnd = client.isOver() || client.isFinished() || client.isForeign();
        return hasEnd && counter.bytes == stream.length;
    }

    private static final class Counter implements Output {

        private long bytes;

        @Override
        public void write(byte[] written, int offset, int length) {
            bytes += length;
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }
    }

    /** Takes bytes of whoever answers. */
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        cutter.feed(bytes, offset, length, events);
    }

    private final class Events implements EventCutter.Events {

        @Override
        public void event(byte[] bytes, int from, int to) throws IOException {
            if (isStopped() && !isOver) {
                return;
            }
            current.read(bytes, from, to);
            if (!isOver) {
                take(current);
            } else if (current.shape() == Shape.NONE) {
                current.writeTo(out);
            }
        }

        @Override
        public void loose(byte[] bytes, int offset, int length) throws IOException {
            boolean isRestOfLineEnd = length == 1 && !isBroken && !hasMismatch;
            if (splice != null || (isStopped() && !isRestOfLineEnd)) {
                return;
            }
            out.write(bytes, offset, length);
            if (!isRestOfLineEnd) {
                contents++;
                transcript.lose();
            }
        }
    }

    private boolean isStopped() {
        return isBroken || isOver || hasMismatch;
    }

    private void take(StreamEvent event) throws IOException {
        if (event.shape() == Shape.MALFORMED) {
            malformed++;
            if (malformedEvents == MalformedEvents.FORWARD && splice == null) {
                transcript.lose();
                contents++;
                shape = shape == Shape.NONE ? Shape.UNKNOWN : shape;
                event.writeTo(out);
            }
            return;
        }
        if (event.isError()) {
            error = event.error();
            isBroken = true;
            return;
        }
        Splice seam = splice;
        if (seam == null) {
            pass(event);
            return;
        }
        note(event);
        Splice.Result result = seam.take(event.kept());
        hasMismatch = result.isMismatch();
        if (result.isJoined()) {
            splice = null;
        }
        for (StreamEvent joined : result.events()) {
            pass(joined);
        }
    }

    /** What counts although the client does not get it. */
    private void note(StreamEvent event) {
        if (event.isContent()) {
            contents++;
        }
        if (event.type().equals("message_start")) {
            said(event);
        }
    }

    private Optional<Edit> said(StreamEvent event) {
        Span span = event.usageSpan();
        return span == null ? Optional.empty() : usage.said(event.part(span)).map(sum -> new Edit(span, sum));
    }

    private void pass(StreamEvent event) throws IOException {
        StreamEvent placed = transcript.place(event);
        Optional<Edit> sum = said(placed);
        if (withholdsUsage && placed.isUsageOnly()) {
            return;
        }
        StreamEvent last = sum.isPresent() ? placed.with(List.of(sum.get())) : placed;
        if (last.isEnd()) {
            writeComment();
            isOver = true;
        }
        if (last.shape() != Shape.NONE && shape != last.shape()) {
            shape = shape == Shape.NONE || shape == Shape.UNKNOWN ? last.shape() : shape;
        }
        if (last.sequenceNumber() >= 0) {
            sequenceNumber = last.sequenceNumber();
        }
        isFinished |= last.isFinish() || last.isEnd();
        contents += last.isContent() ? 1 : 0;
        transcript.add(last);
        if (label.isNone()) {
            last.writeTo(out);
        } else {
            byte[] labelled = label.on(last);
            out.write(labelled, 0, labelled.length);
        }
    }

    private void writeComment() throws IOException {
        if (!comment.isEmpty()) {
            byte[] bytes = (": " + comment + "\n\n").getBytes(StandardCharsets.UTF_8);
            comment = "";
            out.write(bytes, 0, bytes.length);
        }
    }

    /** Passes a flush on. */
    public void flush() throws IOException {
        out.flush();
    }

    /** Writes a comment that says nothing, so that a client that has gone is noticed; between events only. */
    public void comment() throws IOException {
        if (cutter.isBetweenEvents() && !isOver) {
            byte[] bytes = {':', '\n', '\n'};
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }

    /** Whether an error event came: whoever answers has failed. */
    public boolean isBroken() {
        return isBroken;
    }

    /** What the error event says; nothing if none came. */
    public ErrorDocument error() {
        return error;
    }

    /** Whether what was to go on with the stream neither goes on nor begins the same. */
    public boolean hasMismatch() {
        return hasMismatch;
    }

    /** Whether the stream's own end came, {@code [DONE]} and its kin. */
    public boolean isOver() {
        return isOver;
    }

    /** Whether the model has come to its end: some servers send no {@code [DONE]} after that. */
    public boolean isFinished() {
        return isFinished;
    }

    /** Whether the stream has a shape that we don't know, so that only its sender can tell its end. */
    public boolean isForeign() {
        return shape == Shape.UNKNOWN;
    }

    /** How many events with content have come. */
    public long contents() {
        return contents;
    }

    /** How many events were no JSON. */
    public int malformed() {
        return malformed;
    }

    /** Whether somebody else can go on with the stream: there is some text, and nothing but text. */
    public boolean isContinuable() {
        boolean isKnown = shape == Shape.CHAT || shape == Shape.LEGACY || shape == Shape.ANTHROPIC;
        return isKnown && !isFinished && !hasMismatch && transcript.isContinuable();
    }

    /** The text that the client has, so far as it can be continued. */
    public String text() {
        return transcript.text();
    }

    /** The same without white space at its end, which providers refuse in a beginning of an answer. */
    public String prefill() {
        return transcript.text().stripTrailing();
    }

    /** What whoever answers now says that its part used. */
    public Usage usage() {
        return usage.ofPart();
    }

    /**
     * What comes from now on is another deployment's, from its first byte.
     *
     * @param newComment is written as an event-stream comment before the end of the stream
     */
    public void resume(Manner manner, String newComment) {
        cutter.restart();
        usage.nextPart();
        isBroken = false;
        error = ErrorDocument.NONE;
        comment = newComment.replaceAll("[\\r\\n]+", " ");
        transcript.nextPart();
        splice = new Splice(manner, transcript);
    }

    /** Whoever answers has come to a good end. */
    public void finish() throws IOException {
        Splice seam = splice;
        if (seam != null) {
            splice = null;
            for (StreamEvent held : seam.finish()) {
                pass(held);
            }
        }
        byte[] rest = cutter.rest();
        if (rest.length > 0 && !isStopped()) {
            StreamEvent last = new StreamEvent(rest);
            if (last.isFinish() || last.isEnd()) {
                pass(last);
            }
        }
        writeComment();
        out.flush();
    }

    /** Tells the client that its answer is not complete. */
    public void fail(FailedStream how) throws IOException {
        byte[] event = ErrorEvent.of(how, shape, sequenceNumber);
        out.write(event, 0, event.length);
        out.flush();
    }
}
