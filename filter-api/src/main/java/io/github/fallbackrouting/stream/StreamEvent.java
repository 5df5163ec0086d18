package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.JsonScanner;
import io.github.fallbackrouting.json.JsonScanner.Kind;
import io.github.fallbackrouting.json.JsonScanner.Member;
import io.github.fallbackrouting.json.JsonString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event after the other, and what it says. What it is follows from its own shape, whatever was asked for:
 * OpenAI's chat and legacy completions, OpenAI's responses, Anthropic's messages. Not thread-safe.
 *
 * <p>One object for all events of a stream, none of whose bytes are copied, makes a chunk cost 22 bytes of the heap instead of 462
 * (benchmark {@code Streams}). Who wants to keep an event takes it {@link #kept}.
 */
final class StreamEvent implements JsonScanner.Members {

    /** Whose event it is. */
    enum Shape {
        /** A comment, an {@code id:}, a blank line: nothing that is said to a model's client. */
        NONE,
        /** {@code choices[].delta}. */
        CHAT,
        /** {@code choices[].text}. */
        LEGACY,
        /** {@code {"type":"response.…"}}. */
        RESPONSES,
        /** {@code {"type":"message_start"}} and its kin. */
        ANTHROPIC,
        /** JSON of no shape that we know. */
        UNKNOWN,
        /** Neither JSON nor {@code [DONE]}. */
        MALFORMED
    }

    private static final Set<String> ANTHROPIC_TYPES = Set.of(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
            "ping");

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    /** A part of the data, in bytes from its start; of the next event's once that is read. */
    static final class Span {
        private int from;
        private int to = -1;

        private void set(Member member) {
            from = (int) member.from();
            to = (int) member.to();
        }

        private void clear() {
            to = -1;
        }

        private boolean isThere() {
            return to >= 0;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }

        int length() {
            return to - from;
        }
    }

    /** Bytes to put in the place of a part. */
    record Edit(Span span, String json) {}

    private final EventText lines = new EventText();
    private final EventData reader;
    private final Span delta = new Span();
    private final Span text = new Span();
    private final Span index = new Span();
    private final Span usage = new Span();
    private final Span error = new Span();

    private Shape shape = Shape.NONE;
    private String type = "";
    private String typeBefore = "";
    private String blockType = "";
    private boolean isContent;
    private boolean isFinish;
    private boolean isEnd;
    private boolean isError;
    private boolean isFiltered;
    private boolean isRefused;
    private boolean isExplained;
    private boolean hasOther;
    private boolean hasOtherChoice;
    private int choices;
    private int deltas;
    private int texts;
    private boolean hasLegacyText;
    private long sequenceNumber = -1;

    /**
     * None yet: it is to {@link #read} one after the other, each of which says nothing any more once the next is read.
     *
     * @param reader reads their data
     */
    StreamEvent(EventData reader) {
        this.reader = reader;
    }

    /** @param bytes of the event, with the empty line at its end if it has one */
    StreamEvent(byte[] bytes) {
        this(bytes, new EventData());
    }

    private StreamEvent(byte[] bytes, EventData reader) {
        this(reader);
        read(bytes, 0, bytes.length);
    }

    /**
     * Reads the next event where it stands, which has to stay there as long as this is asked.
     *
     * @param from its first byte
     * @param to behind its last byte
     */
    void read(byte[] bytes, int from, int to) {
        lines.read(bytes, from, to);
        forget();
        if (lines.dataLength() > 0) {
            readData();
        }
    }

    private void forget() {
        shape = Shape.NONE;
        typeBefore = type.isEmpty() ? typeBefore : type;
        type = "";
        blockType = "";
        isContent = false;
        isFinish = false;
        isEnd = false;
        isError = false;
        isFiltered = false;
        isRefused = false;
        isExplained = false;
        hasOther = false;
        hasOtherChoice = false;
        choices = 0;
        deltas = 0;
        texts = 0;
        hasLegacyText = false;
        sequenceNumber = -1;
        delta.clear();
        text.clear();
        index.clear();
        usage.clear();
        error.clear();
    }

    /** This event in bytes of its own: it stays when the next one is read. */
    StreamEvent kept() {
        return new StreamEvent(lines.copy(), reader);
    }

    private void readData() {
        if (isDone()) {
            shape = Shape.NONE;
            isEnd = true;
            return;
        }
        JsonScanner scanner = reader.read(lines.source(), lines.dataFrom(), lines.dataLength(), this);
        if (scanner.isEmpty()) {
            return;
        }
        if (!scanner.isWhole()) {
            saysNothing();
            return;
        }
        shape = shapeOf();
        switch (shape) {
            case ANTHROPIC -> anthropic();
            case RESPONSES -> responses();
            case UNKNOWN -> isContent = true;
            default -> {}
        }
        isError |= lines.name().equals("error") || type.equals("error");
        isContent &= !isError;
    }

    /** What was found before the mistake is not said: nobody else would have read it. */
    private void saysNothing() {
        forget();
        shape = Shape.MALFORMED;
    }

    private boolean isDone() {
        byte[] source = lines.source();
        int from = lines.dataFrom();
        int to = from + lines.dataLength();
        while (to > from && source[to - 1] <= ' ') {
            to--;
        }
        while (from < to && source[from] <= ' ') {
            from++;
        }
        return Arrays.equals(source, from, to, DONE, 0, DONE.length);
    }

    private Shape shapeOf() {
        if (choices > 0) {
            return hasLegacyText ? Shape.LEGACY : Shape.CHAT;
        }
        if (type.startsWith("response.") || (type.equals("error") && sequenceNumber >= 0)) {
            return Shape.RESPONSES;
        }
        if (ANTHROPIC_TYPES.contains(type) || type.equals("error")) {
            return Shape.ANTHROPIC;
        }
        return Shape.UNKNOWN;
    }

    private void anthropic() {
        switch (type) {
            case "content_block_start" -> {
                boolean isPlain = blockType.equals("text") || isThinkingBlock();
                hasOther = !isPlain;
                isContent = !isPlain;
            }
            case "message_stop" -> {
                isFinish = true;
                isEnd = true;
            }
            default -> {}
        }
    }

    private void responses() {
        switch (type) {
            case "response.completed", "response.incomplete" -> {
                isFinish = true;
                isEnd = true;
            }
            case "response.failed" -> isError = true;
            default -> {
                boolean says = type.endsWith(".delta") && delta.length() > 2;
                isContent = says;
                hasOther = says;
            }
        }
    }

    /** {@inheritDoc} What the data has. */
    @Override
    public void found(Member member) {
        boolean isText = member.kind() == Kind.STRING;
        boolean hasMore = member.to() - member.from() > 2;
        boolean says = isText && hasMore;
        switch (member.path()) {
            case "error" -> {
                isError |= member.kind() == Kind.OBJECT || says;
                error.set(member);
            }
            case "type" -> type = isText ? word(member, typeBefore) : "";
            case "index" -> index.set(member);
            case "sequence_number" -> sequenceNumber = member.count();
            case "choices" -> choices++;
            case "choices[].index" -> hasOtherChoice |= member.count() != 0;
            case "choices[].delta" -> hasOtherChoice |= ++deltas > 1;
            case "choices[].text" -> {
                hasLegacyText = true;
                text(member, says);
            }
            case "choices[].delta.content" -> {
                if (isText) {
                    text(member, says);
                } else if (member.kind() == Kind.ARRAY && hasMore) {
                    other();
                }
            }
            case "choices[].delta.reasoning_content", "choices[].delta.reasoning", "delta.thinking" ->
                isContent |= says;
            case "choices[].delta.tool_calls",
                    "choices[].delta.function_call",
                    "choices[].delta.refusal",
                    "choices[].delta.audio" -> {
                if (member.kind() != Kind.NULL && hasMore) {
                    other();
                }
            }
            case "choices[].finish_reason" -> {
                isFinish |= isText;
                isFiltered |= member.is("content_filter");
            }
            case "delta" -> {
                if (isText) {
                    delta.set(member);
                }
            }
            case "delta.text" -> text(member, says);
            case "delta.partial_json" -> {
                if (says) {
                    other();
                }
            }
            case "delta.stop_reason" -> {
                isFinish |= isText;
                isRefused = member.is("refusal");
            }
            case "delta.stop_details" -> isExplained = member.kind() == Kind.OBJECT;
            case "content_block.type" -> blockType = isText ? word(member, "text") : "";
            case "response.error" -> {
                if (member.kind() == Kind.OBJECT) {
                    error.set(member);
                }
            }
            default -> {
                if (member.kind() == Kind.OBJECT) {
                    usage.set(member);
                }
            }
        }
    }

    /** A string; most are the same again and again. */
    private String word(Member member, String likely) {
        return member.is(likely) ? likely : string((int) member.from(), (int) member.to());
    }

    private void text(Member member, boolean says) {
        texts++;
        if (says || !text.isThere()) {
            text.set(member);
        }
        isContent |= says;
        hasOtherChoice |= texts > 1;
    }

    private void other() {
        hasOther = true;
        isContent = true;
    }

    private String string(int from, int to) {
        return JsonString.unescape(
                new String(lines.source(), lines.dataFrom() + from + 1, to - from - 2, StandardCharsets.UTF_8));
    }

    private String json(Span span) {
        return new String(lines.source(), lines.dataFrom() + span.from(), span.length(), StandardCharsets.UTF_8);
    }

    /** The event as it stands, in an array that may be the one that it was read in. */
    byte[] bytes() {
        return lines.bytes();
    }

    /** Writes the event as it stands. */
    void writeTo(ClientStream.Output out) throws IOException {
        lines.writeTo(out);
    }

    /** The lines of its {@code data} as one text. */
    byte[] data() {
        return lines.data();
    }

    Shape shape() {
        return shape;
    }

    /** Anthropic's and the Responses API's. */
    String type() {
        return type;
    }

    /** Whether the model says something in it: text, reasoning, a tool call. */
    boolean isContent() {
        return isContent;
    }

    /** Whether it has content that is no text: a tool call, a refusal, audio. */
    boolean hasOther() {
        return hasOther;
    }

    /** Whether it is of another choice than the first. */
    boolean hasOtherChoice() {
        return hasOtherChoice;
    }

    /** Whether it says why the model has come to its end. */
    boolean isFinish() {
        return isFinish;
    }

    /** Whether nothing follows it. */
    boolean isEnd() {
        return isEnd;
    }

    boolean isError() {
        return isError;
    }

    /** Whether a content filter has put an end to the answer; Anthropic's refusal is one if it comes with details. */
    boolean isFiltered() {
        return isFiltered || (isRefused && isExplained);
    }

    /** What it says of a failure. */
    ErrorDocument error() {
        int from = lines.dataFrom();
        byte[] document = error.isThere() && shape == Shape.RESPONSES
                ? Arrays.copyOfRange(lines.source(), from + error.from(), from + error.to())
                : data();
        return ErrorDocument.read(document, document.length);
    }

    /** The text that it adds to the answer; often empty. */
    String text() {
        return hasText() ? string(text.from(), text.to()) : "";
    }

    private boolean hasText() {
        return text.isThere() && lines.source()[lines.dataFrom() + text.from()] == '"';
    }

    /** Adds that text to what there is. */
    void appendText(StringBuilder to) {
        int before = to.length();
        byte[] source = lines.source();
        int end = hasText() ? lines.dataFrom() + text.to() - 1 : 0;
        for (int i = lines.dataFrom() + text.from() + 1; i < end; i++) {
            if (source[i] < 0 || source[i] == '\\') {
                to.setLength(before);
                to.append(text());
                return;
            }
            to.append((char) source[i]);
        }
    }

    @Nullable
    Span textSpan() {
        return text.isThere() ? text : null;
    }

    /** Anthropic's number of a content block; -1 if there is none. */
    int index() {
        try {
            return index.isThere() ? Integer.parseInt(json(index)) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Nullable
    Span indexSpan() {
        return index.isThere() ? index : null;
    }

    boolean isTextBlock() {
        return blockType.equals("text");
    }

    boolean isThinkingBlock() {
        return blockType.equals("thinking") || blockType.equals("redacted_thinking");
    }

    /** Whether it says what was used and nothing else, as OpenAI's last chunk with {@code include_usage} does. */
    boolean isUsageOnly() {
        return shape == Shape.CHAT && usage.isThere() && deltas == 0 && texts == 0 && !isFinish;
    }

    @Nullable
    Span usageSpan() {
        return usage.isThere() ? usage : null;
    }

    /** The JSON text of a part. */
    String part(Span span) {
        return json(span);
    }

    long sequenceNumber() {
        return sequenceNumber;
    }

    /** The same event with other values in some places. */
    StreamEvent with(List<Edit> edits) {
        List<Edit> inOrder = edits.stream()
                .sorted((one, other) ->
                        Integer.compare(one.span().from(), other.span().from()))
                .toList();
        ByteArrayOutputStream changed = new ByteArrayOutputStream(lines.dataLength() + 64);
        write(inOrder, changed);
        return new StreamEvent(bytesWith(changed.toByteArray()), reader);
    }

    /** The bytes of the same event with other data, every other byte as it is. */
    byte[] bytesWith(byte[] newData) {
        return lines.with(newData);
    }

    private void write(List<Edit> edits, ByteArrayOutputStream to) {
        byte[] source = lines.source();
        int from = lines.dataFrom();
        int at = 0;
        for (Edit edit : edits) {
            to.write(source, from + at, edit.span().from() - at);
            to.writeBytes(edit.json().getBytes(StandardCharsets.UTF_8));
            at = edit.span().to();
        }
        to.write(source, from + at, lines.dataLength() - at);
    }
}
