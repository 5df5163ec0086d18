package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonScanner.Kind;
import io.github.fallbackrouting.json.JsonScanner.Member;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Puts a label on a JSON answer while it goes by: every other byte is the same, and its length may change.
 *
 * <p>A {@code model} that is a string gets another value, one that is missing is not added. A {@code usage} that is an object
 * gets its {@code model}, as its last member if it has none. {@code _hidden_params} gets its {@code model_used} likewise; if it
 * is no object it becomes one, and if it is missing it becomes the answer's last member. A name that stands twice, however it
 * is escaped, is met twice, so that every parser sees the same.
 *
 * <p>Bytes are held back only while a value is under way that is to be replaced, up to 12 KiB: a longer one is no model's
 * name and stays. From the first byte on that shows that the text is no JSON object all bytes are the same; a text with a
 * byte order mark is none (RFC 8259, section 8.1). Not thread-safe.
 */
public final class AnswerEdit {

    /** Takes what comes out. */
    @FunctionalInterface
    public interface Output {
        /** Takes some bytes; the array is not the taker's. */
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    /** A model id of Amazon Bedrock has up to 2048 characters, each of them six bytes if it is escaped, and two quotes. */
    private static final int VALUE_LIMIT = 6 * 2048 + 2;

    /** So many bytes are looked at before they are written: it bounds how many cuts are remembered at once. */
    private static final int PIECE = 8192;

    private static final String HIDDEN_PARAMS = "\"_hidden_params\":";
    private static final String HIDDEN_MODEL = "\"model_used\":";
    private static final String USAGE_MODEL = "\"model\":";

    /** The first of its three bytes, which begins no JSON text. */
    private static final byte BYTE_ORDER_MARK = (byte) 0xEF;

    private static final int NOWHERE = -1;
    private static final byte[] NOTHING = {};

    /** Bytes to leave out, from the start of the text, and what comes in their place. */
    private record Cut(long from, long to, byte[] replacement) {}

    private final ModelPlaces places;
    private final Optional<String> model;
    private final Optional<String> usageModel;
    private final Optional<String> hiddenModel;
    private final Output out;
    private final JsonScanner scanner;
    private final List<Cut> cuts = new ArrayList<>(2);

    /** Where the value begins that is to be replaced and has not ended yet, and what is held back of it. */
    private long valueFrom = NOWHERE;

    private byte[] held = NOTHING;
    private int heldLength;

    private long position;

    /** Whether it is known that nothing more is to be changed. */
    private boolean isUntouched;

    /** For a whole answer, of any protocol. */
    public AnswerEdit(AnswerLabel label, Output out) {
        this(label, ModelPlaces.ANSWER, out);
    }

    /** @param out takes what comes out; only it throws */
    AnswerEdit(AnswerLabel label, ModelPlaces places, Output out) {
        this.places = places;
        this.out = out;
        model = label.model().map(JsonString::quote);
        usageModel = label.usageModel().map(JsonString::quote);
        hiddenModel = label.hiddenModel().map(JsonString::quote);
        scanner = new JsonScanner(new Finder(), places.paths());
        isUntouched = label.isNone();
    }

    /**
     * The whole answer with its label.
     *
     * @return the same array if nothing changes
     */
    public static byte[] edited(byte[] whole, AnswerLabel label) {
        return edited(whole, label, ModelPlaces.ANSWER);
    }

    /**
     * A whole text with a label.
     *
     * @return the same array if nothing changes
     */
    public static byte[] edited(byte[] whole, AnswerLabel label, ModelPlaces places) {
        if (label.isNone()) {
            return whole;
        }
        ByteArrayOutputStream edited = new ByteArrayOutputStream(whole.length + 64);
        AnswerEdit edit = new AnswerEdit(label, places, edited::write);
        try {
            edit.feed(whole, 0, whole.length);
            edit.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] result = edited.toByteArray();
        return Arrays.equals(whole, result) ? whole : result;
    }

    /** Takes the next bytes of the answer. */
    public void feed(byte[] bytes, int offset, int length) throws IOException {
        if (position == 0 && length > 0 && bytes[offset] == BYTE_ORDER_MARK) {
            isUntouched = true;
        }
        int at = offset;
        int end = offset + length;
        while (at < end && !isUntouched) {
            int n = Math.min(PIECE, end - at);
            piece(bytes, at, n);
            at += n;
        }
        write(bytes, at, end - at);
    }

    private void piece(byte[] bytes, int offset, int length) throws IOException {
        long start = position;
        position += length;
        scanner.feed(bytes, offset, length);
        isUntouched = scanner.isBroken();
        if (isUntouched || position - valueFrom > VALUE_LIMIT) {
            valueFrom = NOWHERE;
        }
        if (valueFrom != NOWHERE && valueFrom < start) {
            hold(bytes, offset, length);
            return;
        }
        if (cuts.isEmpty() || cuts.get(0).from() >= start) {
            release();
        }
        heldLength = 0;
        int at = offset;
        for (Cut cut : cuts) {
            int from = offset + (int) Math.max(0, cut.from() - start);
            write(bytes, at, from - at);
            write(cut.replacement(), 0, cut.replacement().length);
            at = offset + (int) (cut.to() - start);
        }
        cuts.clear();
        int heldFrom = valueFrom == NOWHERE ? offset + length : offset + (int) (valueFrom - start);
        write(bytes, at, heldFrom - at);
        hold(bytes, heldFrom, offset + length - heldFrom);
    }

    private void hold(byte[] bytes, int offset, int length) {
        if (heldLength + length > held.length) {
            held = Arrays.copyOf(held, Math.max(heldLength + length, 2 * held.length));
        }
        System.arraycopy(bytes, offset, held, heldLength, length);
        heldLength += length;
    }

    private void release() throws IOException {
        write(held, 0, heldLength);
        heldLength = 0;
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            out.write(bytes, offset, length);
        }
    }

    /** The answer ends here, whole or not. */
    public void end() throws IOException {
        release();
    }

    /** Finds the cuts of a piece. */
    private final class Finder implements JsonScanner.Members {

        private String replacement = "";
        private boolean hasUsageModel;
        private boolean hasHiddenParams;
        private boolean hasHiddenModel;

        @Override
        public void begun(Member member) {
            switch (places.at(member.path())) {
                case MODEL -> {
                    if (member.kind() == Kind.STRING) {
                        replace(member, model);
                    }
                }
                case USAGE -> hasUsageModel = false;
                case USAGE_MODEL -> {
                    hasUsageModel = true;
                    replace(member, usageModel);
                }
                case HIDDEN_PARAMS -> {
                    hasHiddenParams = true;
                    hasHiddenModel = false;
                    if (member.kind() != Kind.OBJECT) {
                        replace(member, hiddenModel.map(value -> "{" + HIDDEN_MODEL + value + "}"));
                    }
                }
                case HIDDEN_MODEL -> {
                    hasHiddenModel = true;
                    replace(member, hiddenModel);
                }
            }
        }

        private void replace(Member member, Optional<String> value) {
            if (value.isPresent()) {
                valueFrom = member.from();
                replacement = value.get();
            }
        }

        @Override
        public void found(Member member) {
            if (valueFrom != NOWHERE) {
                if (member.to() - valueFrom <= VALUE_LIMIT) {
                    cut(valueFrom, member.to(), replacement);
                }
                valueFrom = NOWHERE;
            } else if (member.kind() == Kind.OBJECT) {
                switch (places.at(member.path())) {
                    case USAGE -> {
                        if (!hasUsageModel) {
                            usageModel.ifPresent(value -> addLast(member, USAGE_MODEL + value));
                        }
                    }
                    case HIDDEN_PARAMS -> {
                        if (!hasHiddenModel) {
                            hiddenModel.ifPresent(value -> addLast(member, HIDDEN_MODEL + value));
                        }
                    }
                    default -> {}
                }
            }
        }

        private void addLast(Member object, String added) {
            long at = object.to() - 1;
            cut(at, at, object.isEmpty() ? added : "," + added);
        }

        private void cut(long from, long to, String newText) {
            cuts.add(new Cut(from, to, newText.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void end(long at) {
            if (!hasHiddenParams) {
                String comma = scanner.hasMembers() ? "," : "";
                hiddenModel.ifPresent(value -> cut(at, at, comma + HIDDEN_PARAMS + "{" + HIDDEN_MODEL + value + "}"));
            }
        }
    }
}
