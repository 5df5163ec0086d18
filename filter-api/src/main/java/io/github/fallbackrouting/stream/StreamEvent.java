package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.JsonScanner;
import io.github.fallbackrouting.json.JsonScanner.Kind;
import io.github.fallbackrouting.json.JsonScanner.Member;
import io.github.fallbackrouting.json.JsonString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event, and what it says. What it is follows from its own shape, whatever was asked for: OpenAI's chat and
 * legacy completions, OpenAI's responses, Anthropic's messages. Not thread-safe.
 */
final class StreamEvent {

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

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    /** A part of the data, in bytes from its start. */
    record Span(int from, int to) {
        int length() {
            return to - from;
        }
    }

    /** Bytes to put in the place of a part. */
    record Edit(Span span, String json) {}

    private final byte[] bytes;
    private final EventData reader;
    private String name = "";

    /** Where the data stands: in the event itself if it is one line. */
    private byte[] source;

    private int dataAt;
    private int dataLength;

    private Shape shape = Shape.NONE;
    private String type = "";
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
    private @Nullable Span delta;
    private @Nullable Span text;
    private @Nullable Span index;
    private @Nullable Span usage;
    private @Nullable Span error;
    private long sequenceNumber = -1;

    /** @param bytes of the event, with the empty line at its end if it has one */
    StreamEvent(byte[] bytes) {
        this(bytes, new EventData());
    }

    /**
     * One of many.
     *
     * @param reader reads them all, one after the other
     */
    StreamEvent(byte[] bytes, EventData reader) {
        this.bytes = bytes;
        this.reader = reader;
        this.source = bytes;
        readLines();
        if (dataLength > 0) {
            readData();
        }
    }

    private void readLines() {
        int at = start();
        int lines = 0;
        ByteArrayOutputStream joined = null;
        while (at < bytes.length) {
            int end = endOfLine(bytes, at);
            int value = valueOf("data", at, end);
            if (value >= 0) {
                lines++;
                if (lines == 1) {
                    dataAt = value;
                    dataLength = end - value;
                } else {
                    if (joined == null) {
                        joined = new ByteArrayOutputStream();
                        joined.write(bytes, dataAt, dataLength);
                    }
                    joined.write('\n');
                    joined.write(bytes, value, end - value);
                }
            } else {
                int named = valueOf("event", at, end);
                name = named < 0 ? name : new String(bytes, named, end - named, StandardCharsets.UTF_8);
            }
            at = end + 1;
        }
        if (joined != null) {
            source = joined.toByteArray();
            dataAt = 0;
            dataLength = source.length;
        }
    }

    /** Where the first line begins: behind the byte order mark, if there is one. */
    private int start() {
        boolean isMarked =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return isMarked ? 3 : 0;
    }

    private static int endOfLine(byte[] text, int from) {
        int end = from;
        while (end < text.length && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        return end;
    }

    /** Where the value of a field begins whose line this is; -1 if it is another's. */
    private int valueOf(String field, int from, int to) {
        int colon = from + field.length();
        if (colon > to) {
            return -1;
        }
        for (int i = 0; i < field.length(); i++) {
            if (bytes[from + i] != field.charAt(i)) {
                return -1;
            }
        }
        if (colon == to) {
            return to;
        }
        if (bytes[colon] != ':') {
            return -1;
        }
        return colon + 1 < to && bytes[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private void readData() {
        if (isDone()) {
            shape = Shape.NONE;
            isEnd = true;
            return;
        }
        JsonScanner scanner = reader.read(source, dataAt, dataLength, this::found);
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
        isError |= name.equals("error") || type.equals("error");
        isContent &= !isError;
    }

    /** What was found before the mistake is not said: nobody else would have read it. */
    private void saysNothing() {
        shape = Shape.MALFORMED;
        isContent = false;
        isFinish = false;
        isError = false;
        isFiltered = false;
        isRefused = false;
        hasOther = false;
        hasOtherChoice = false;
        text = null;
        usage = null;
        error = null;
    }

    private boolean isDone() {
        int from = dataAt;
        int to = dataAt + dataLength;
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
                boolean says = type.endsWith(".delta") && delta != null && delta.length() > 2;
                isContent = says;
                hasOther = says;
            }
        }
    }

    private void found(Member member) {
        boolean isText = member.kind() == Kind.STRING;
        boolean hasMore = member.to() - member.from() > 2;
        boolean says = isText && hasMore;
        switch (member.path()) {
            case "error" -> {
                isError |= member.kind() == Kind.OBJECT || says;
                error = spanOf(member);
            }
            case "type" -> type = isText ? string(spanOf(member)) : "";
            case "index" -> index = spanOf(member);
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
            case "delta" -> delta = isText ? spanOf(member) : delta;
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
            case "content_block.type" -> blockType = isText ? string(spanOf(member)) : "";
            case "response.error" -> {
                if (member.kind() == Kind.OBJECT) {
                    error = spanOf(member);
                }
            }
            default -> {
                if (member.kind() == Kind.OBJECT) {
                    usage = spanOf(member);
                }
            }
        }
    }

    private static Span spanOf(Member member) {
        return new Span((int) member.from(), (int) member.to());
    }

    private void text(Member member, boolean says) {
        texts++;
        text = says || text == null ? spanOf(member) : text;
        isContent |= says;
        hasOtherChoice |= texts > 1;
    }

    private void other() {
        hasOther = true;
        isContent = true;
    }

    private String string(Span span) {
        int from = dataAt + span.from() + 1;
        return JsonString.unescape(new String(source, from, span.length() - 2, StandardCharsets.UTF_8));
    }

    private String json(Span span) {
        return new String(source, dataAt + span.from(), span.length(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return bytes;
    }

    /** The lines of its {@code data} as one text. */
    byte[] data() {
        return Arrays.copyOfRange(source, dataAt, dataAt + dataLength);
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
        Span said = error;
        byte[] document = said != null && shape == Shape.RESPONSES
                ? Arrays.copyOfRange(source, dataAt + said.from(), dataAt + said.to())
                : data();
        return ErrorDocument.read(document, document.length);
    }

    /** The text that it adds to the answer; often empty. */
    String text() {
        Span said = text;
        return said == null || source[dataAt + said.from()] != '"' ? "" : string(said);
    }

    @Nullable
    Span textSpan() {
        return text;
    }

    /** Anthropic's number of a content block; -1 if there is none. */
    int index() {
        Span number = index;
        try {
            return number == null ? -1 : Integer.parseInt(json(number));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Nullable
    Span indexSpan() {
        return index;
    }

    boolean isTextBlock() {
        return blockType.equals("text");
    }

    boolean isThinkingBlock() {
        return blockType.equals("thinking") || blockType.equals("redacted_thinking");
    }

    /** Whether it says what was used and nothing else, as OpenAI's last chunk with {@code include_usage} does. */
    boolean isUsageOnly() {
        return shape == Shape.CHAT && usage != null && deltas == 0 && texts == 0 && !isFinish;
    }

    @Nullable
    Span usageSpan() {
        return usage;
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
        ByteArrayOutputStream changed = new ByteArrayOutputStream(dataLength + 64);
        write(inOrder, changed);
        return new StreamEvent(bytesWith(changed.toByteArray()), reader);
    }

    /** The bytes of the same event with other data, every other byte as it is. */
    byte[] bytesWith(byte[] newData) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream(bytes.length - dataLength + newData.length + 16);
        if (source == bytes) {
            changed.write(bytes, 0, dataAt);
            changed.writeBytes(newData);
            changed.write(bytes, dataAt + dataLength, bytes.length - dataAt - dataLength);
        } else {
            writeLines(newData, changed);
        }
        return changed.toByteArray();
    }

    /** Several lines of data stay so many, but stand together, where the first one stood. */
    private void writeLines(byte[] newData, ByteArrayOutputStream to) {
        int at = start();
        to.write(bytes, 0, at);
        boolean isWritten = false;
        while (at < bytes.length) {
            int end = endOfLine(bytes, at);
            boolean endsWithBoth = end + 1 < bytes.length && bytes[end] == '\r' && bytes[end + 1] == '\n';
            int next = Math.min(bytes.length, end + (endsWithBoth ? 2 : 1));
            int value = valueOf("data", at, end);
            if (value < 0) {
                to.write(bytes, at, next - at);
            } else if (!isWritten) {
                isWritten = true;
                for (int from = 0; from <= newData.length; from = endOfLine(newData, from) + 1) {
                    to.writeBytes(DATA);
                    to.write(newData, from, endOfLine(newData, from) - from);
                    to.write(bytes, end, next - end);
                }
            }
            at = next;
        }
    }

    private void write(List<Edit> edits, ByteArrayOutputStream to) {
        int at = 0;
        for (Edit edit : edits) {
            to.write(source, dataAt + at, edit.span().from() - at);
            to.writeBytes(edit.json().getBytes(StandardCharsets.UTF_8));
            at = edit.span().to();
        }
        to.write(source, dataAt + at, dataLength - at);
    }
}
