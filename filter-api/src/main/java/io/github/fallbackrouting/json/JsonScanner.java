package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonPaths.Place;
import io.github.fallbackrouting.json.RequestDocument.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text piece by piece, tells whether it is whole, and reports where some of its values stand.
 *
 * <p>It follows RFC 8259 and takes {@code NaN}, {@code Infinity} and a byte order mark besides, as Python's parser and the
 * model servers written in it do. It keeps nothing of the text but a short value that was asked for, whatever its length;
 * nesting costs a bit a level. Not thread-safe.
 */
public final class JsonScanner {

    /** What a value is. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL
    }

    /** Hears of the values asked for, each as it ends; a name that stands twice is reported twice. */
    @FunctionalInterface
    public interface Members {

        /** A value has ended. */
        void found(Member member);

        /**
         * A value begins, of which its path, its kind and its beginning are known; {@link #found} follows unless the text
         * breaks off.
         */
        default void begun(Member member) {}

        /**
         * A comma separates two members of the outermost object, whether asked for or not.
         *
         * @param at in bytes from the start of the text
         */
        default void comma(long at) {}

        /**
         * A brace ends the outermost object.
         *
         * @param at in bytes from the start of the text
         */
        default void end(long at) {}
    }

    /** Hears the strings inside the members whose strings were asked for; names of members are none of them. */
    public interface Strings {

        /**
         * A string goes on.
         *
         * @param c the next ASCII character; outside of ASCII any other value for each byte or escaped UTF-16 unit
         * @return whether to hear the next one too; if not, only {@link #ended} follows
         */
        boolean next(int c);

        /**
         * The string has ended.
         *
         * @param length in bytes of UTF-8, without quotes and escapes
         */
        void ended(long length);
    }

    /** A value that was found, and the name before it; the same object every time, valid during the call only. */
    public final class Member {

        private long to;

        private Member() {}

        /** As it was asked for. */
        public String path() {
            return places[depth].path();
        }

        public Kind kind() {
            return kind;
        }

        /** Where its name begins, with the quote, in bytes from the start of the text; -1 for an array's element. */
        public long nameFrom() {
            return namesFrom[depth];
        }

        /** Where the value begins, in bytes from the start of the text. */
        public long from() {
            return valuesFrom[depth];
        }

        /** Where the value ends, exclusive. */
        public long to() {
            return to;
        }

        /** Whether it is an object or array with nothing in it. */
        public boolean isEmpty() {
            return (kind == Kind.OBJECT || kind == Kind.ARRAY) && closedEmpty;
        }

        /** Whether it is this string; if that is not ASCII, or has more than fourteen characters, it may say no though it is. */
        public boolean is(String text) {
            if (kind != Kind.STRING || keptLength > kept.length) {
                return false;
            }
            boolean plain = keptLength == text.length();
            boolean escaped = false;
            for (int i = 0; i < keptLength; i++) {
                plain = plain && kept[i] == text.charAt(i);
                escaped |= kept[i] == '\\';
            }
            return escaped ? keptText().equals(text) : plain;
        }

        /** The string; null if it is none, or longer than what is kept of it: 84 bytes at least. */
        @Nullable
        String text() {
            return kind == Kind.STRING && keptLength <= kept.length ? keptText() : null;
        }

        private String keptText() {
            return JsonString.unescape(new String(kept, 0, keptLength, StandardCharsets.UTF_8));
        }

        /** The number, if it is an integer from 0 to 10^18 - 1 without fraction and exponent; -1 if it is anything else. */
        public long count() {
            if (kind != Kind.NUMBER || keptLength == 0 || keptLength > COUNT_DIGITS) {
                return -1;
            }
            long count = 0;
            for (int i = 0; i < keptLength; i++) {
                if (kept[i] < '0' || kept[i] > '9') {
                    return -1;
                }
                count = count * 10 + (kept[i] - '0');
            }
            return count;
        }
    }

    private enum State {
        START,
        VALUE,
        FIRST_ELEMENT,
        FIRST_NAME,
        NAME,
        COLON,
        AFTER_VALUE,
        STRING,
        ESCAPE,
        UNICODE,
        MINUS,
        ZERO,
        INTEGER,
        POINT,
        FRACTION,
        EXPONENT,
        EXPONENT_SIGN,
        EXPONENT_DIGITS,
        LITERAL,
        DONE,
        BROKEN
    }

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The number 1 in each of eight bytes. */
    private static final long EACH = 0x0101_0101_0101_0101L;

    private static final long HIGHEST_BIT_OF_EACH = 0x8080_8080_8080_8080L;

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};

    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private static final byte[] NAN = {'N', 'a', 'N'};

    private static final byte[] INFINITY = {'I', 'n', 'f', 'i', 'n', 'i', 't', 'y'};

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** The longest form of a text of fourteen letters, such as {@code content_filter}, every one of them escaped. */
    private static final int TEXT_LIMIT = 84;

    /** For so many times 64 levels the room is kept for the next text. */
    private static final int MOST_KEPT = 16;

    /** As many digits as any {@code long} has room for. */
    private static final int COUNT_DIGITS = 18;

    private static final Strings UNHEARD = new Strings() {
        @Override
        public boolean next(int c) {
            return false;
        }

        @Override
        public void ended(long length) {}
    };

    /** Who takes the bytes of the string or number being read. */
    private enum Ear {
        NONE,
        /** They are kept: a name that may be one of those asked for, or a value that was. */
        KEPT,
        /** {@link Strings} hears them. */
        HEARD
    }

    private final Members members;
    private final Strings strings;
    private final Member member = new Member();

    private final OutputStream reader = new OutputStream() {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            feed(bytes, offset, length);
        }
    };

    private State state = State.START;
    private long position;

    private long[] objects = new long[1];
    private int depth;

    /**
     * How many of the containers being read are places that something is looked for in. They are the outermost ones: inside
     * of any other nothing is looked for.
     */
    private int followed;

    /** By the depth of the container around it: the place of the value being read, where it and its name begin. */
    private final Place[] places;

    private final long[] valuesFrom;
    private final long[] namesFrom;

    private Ear ear = Ear.NONE;
    private final byte[] kept;
    private int keptLength;

    /** Whether the string being read is a member's name, and whether it is in a member whose strings are heard. */
    private boolean readingName;

    private boolean hearing;
    private long stringFrom;
    private int escapeSurplus;
    private int unicodeDigits;
    private int unicode;
    private byte[] literal = NULL;
    private int literalRead;
    private Kind kind = Kind.NULL;

    /** Whether nothing stood in the object or array that ended last. */
    private boolean closedEmpty;

    private long firstMember = -1;
    private boolean memberSeen;

    /**
     * A scanner at the start of a text.
     *
     * @param members hears of the values
     * @param paths the values to report
     */
    public JsonScanner(Members members, JsonPaths paths) {
        this(members, UNHEARD, paths);
    }

    /**
     * A scanner at the start of a text.
     *
     * @param members hears of the values
     * @param strings hears the strings
     * @param paths the values to report, and whose strings to hear
     */
    public JsonScanner(Members members, Strings strings, JsonPaths paths) {
        this.members = members;
        this.strings = strings;
        int levels = paths.depth() + 1;
        places = new Place[levels];
        places[0] = paths.root();
        valuesFrom = new long[levels];
        namesFrom = new long[levels];
        kept = new byte[Math.max(TEXT_LIMIT, paths.longestName())];
    }

    /** Is at the start of another text. */
    public void restart() {
        state = State.START;
        position = 0;
        depth = 0;
        followed = 0;
        ear = Ear.NONE;
        readingName = false;
        hearing = false;
        firstMember = -1;
        memberSeen = false;
        if (objects.length > MOST_KEPT) {
            // One text of nothing but brackets is not to take memory for good.
            objects = new long[1];
        }
    }

    /** Reads on. After the first mistake it reads no further. */
    public void feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end && state != State.BROKEN) {
            int next = atOnce(bytes, i, end);
            if (next == i) {
                State before = state;
                step(bytes[i]);
                next = state == before ? endOfRun(bytes, i + 1, end) : i + 1;
            }
            position += next - i;
            i = next;
        }
    }

    /**
     * Takes what can be taken without a look at each byte: what stands for itself in a string, or all of a name, a string or a
     * literal that has come in one piece. {@link #step} alone would do: with this an answer of 1 KB takes 0.8 µs instead of 1.05,
     * and a chunk of a stream 0.4 instead of 0.6.
     *
     * @return where it has come to; where it began, if there is no such thing
     */
    private int atOnce(byte[] bytes, int from, int end) {
        return switch (state) {
            case STRING -> inString(bytes, from, end);
            case FIRST_NAME, NAME -> bytes[from] == '"' ? wholeName(bytes, from, end) : from;
            case FIRST_ELEMENT, VALUE ->
                switch (bytes[from]) {
                    case '"' -> wholeString(bytes, from, end);
                    case 'n' -> wholeLiteral(bytes, from, end, Kind.NULL, NULL);
                    case 't' -> wholeLiteral(bytes, from, end, Kind.TRUE, TRUE);
                    case 'f' -> wholeLiteral(bytes, from, end, Kind.FALSE, FALSE);
                    default -> from;
                };
            default -> from;
        };
    }

    /** A name without escapes, and the colon behind it. */
    private int wholeName(byte[] bytes, int from, int end) {
        int close = firstNotPlain(bytes, from + 1, end);
        if (close == end || bytes[close] != '"') {
            return from;
        }
        nameBegins();
        if (depth == followed) {
            places[depth] = places[depth - 1].memberNamed(bytes, from + 1, close - from - 1);
        }
        boolean isColonNext = close + 1 < end && bytes[close + 1] == ':';
        state = isColonNext ? State.VALUE : State.COLON;
        return isColonNext ? close + 2 : close + 1;
    }

    /** A string without escapes that is not heard. */
    private int wholeString(byte[] bytes, int from, int end) {
        if (depth == followed ? places[depth].isHeard() : hearing) {
            return from;
        }
        int close = firstNotPlain(bytes, from + 1, end);
        if (close == end || bytes[close] != '"') {
            return from;
        }
        valueBegins(Kind.STRING);
        if (isAskedFor()) {
            keep(bytes, from + 1, close);
        }
        valueEnded(position + close + 1 - from);
        return close + 1;
    }

    private int wholeLiteral(byte[] bytes, int from, int end, Kind literalKind, byte[] text) {
        int to = from + text.length;
        if (to > end || !Arrays.equals(bytes, from, to, text, 0, text.length)) {
            return from;
        }
        valueBegins(literalKind);
        valueEnded(position + text.length);
        return to;
    }

    /** Takes what stands for itself in a string, as far as it goes; of a string that nobody takes the simple escapes, too. */
    private int inString(byte[] bytes, int from, int end) {
        switch (ear) {
            case HEARD -> {
                if (isPlain(bytes[from])) {
                    hear(bytes[from]);
                    return from + 1;
                }
                return from;
            }
            case KEPT -> {
                int next = firstNotPlain(bytes, from, end);
                keep(bytes, from, next);
                return next;
            }
            default -> {
                int next = firstNotPlain(bytes, from, end);
                while (next < end - 1 && bytes[next] == '\\' && isEscape(bytes[next + 1])) {
                    escapeSurplus++;
                    next = firstNotPlain(bytes, next + 2, end);
                }
                return next;
            }
        }
    }

    /** Whether it is all of an escape, behind its backslash. */
    private static boolean isEscape(byte b) {
        return switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> true;
            default -> false;
        };
    }

    /**
     * Passes over what changes nothing after a byte that changed nothing: white space, of which an indented text has much, and
     * digits, of which embeddings are made.
     */
    private int endOfRun(byte[] bytes, int from, int end) {
        int i = from;
        if (isSpace(bytes[from - 1])) {
            while (i < end && isSpace(bytes[i])) {
                i++;
            }
        } else if (ear == Ear.NONE && isWholeNumber()) {
            while (i < end && isDigit(bytes[i])) {
                i++;
            }
        }
        return i;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Whether it stands for itself in a string. */
    private static boolean isPlain(byte b) {
        return b != '"' && b != '\\' && (b >= 0x20 || b < 0);
    }

    /**
     * The end if all are plain. Most of any text that is read here is the inside of long strings: looking at eight bytes at once
     * makes a covered answer of 100 KB cost 61 µs instead of 84, though every thirtieth byte of it is escaped (benchmark {@code
     * Covered}).
     */
    private static int firstNotPlain(byte[] bytes, int from, int end) {
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long found = notPlain((long) EIGHT_BYTES.get(bytes, i));
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < end && isPlain(bytes[i])) {
            i++;
        }
        return i;
    }

    /**
     * Has the highest bit of each byte set that is a quote, a backslash or a control character, and perhaps that of some behind
     * the first of these; by the subtraction of Hacker's Delight, second edition, section 6-1.
     */
    private static long notPlain(long eight) {
        long quotes = (eight ^ EACH * '"') - EACH;
        long backslashes = (eight ^ EACH * '\\') - EACH;
        long controls = eight - EACH * 0x20;
        // None of them has the highest bit itself.
        return (quotes | backslashes | controls) & ~eight & HIGHEST_BIT_OF_EACH;
    }

    /**
     * Reads a text; one that is in memory where it stands.
     *
     * @return how many bytes it has, or up to the first mistake in it
     */
    long readAll(Source source) throws IOException {
        source.writeTo(reader);
        return position;
    }

    /** Whether the text up to here is one whole JSON value and nothing else. */
    public boolean isWhole() {
        return state == State.DONE || (depth == 0 && isWholeNumber());
    }

    /** Whether there was nothing but white space. */
    public boolean isEmpty() {
        return state == State.START || (state == State.VALUE && depth == 0);
    }

    /** Whether no continuation can make this JSON any more. */
    public boolean isBroken() {
        return state == State.BROKEN;
    }

    /** Where the outermost object's first member may be inserted, right behind its brace; -1 if the text is no object. */
    long firstMember() {
        return firstMember;
    }

    /** Whether the outermost object has any member. */
    boolean hasMembers() {
        return memberSeen;
    }

    private void step(byte b) {
        switch (state) {
            case START -> start(b);
            case VALUE -> value(b);
            case FIRST_ELEMENT -> {
                if (b == ']') {
                    close();
                } else {
                    value(b);
                }
            }
            case FIRST_NAME -> {
                if (b == '}') {
                    close();
                } else {
                    name(b);
                }
            }
            case NAME -> name(b);
            case COLON -> {
                if (b == ':') {
                    state = State.VALUE;
                } else if (!isSpace(b)) {
                    state = State.BROKEN;
                }
            }
            case AFTER_VALUE -> afterValue(b);
            case STRING -> string(b);
            case ESCAPE -> escape(b);
            case UNICODE -> unicode(b);
            case MINUS, ZERO, INTEGER, POINT, FRACTION, EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS -> number(b);
            case LITERAL -> literal(b);
            case DONE -> {
                if (!isSpace(b)) {
                    state = State.BROKEN;
                }
            }
            case BROKEN -> {}
        }
    }

    private void start(byte b) {
        if (position < BYTE_ORDER_MARK.length && b == BYTE_ORDER_MARK[(int) position]) {
            return;
        }
        if (position > 0 && position < BYTE_ORDER_MARK.length) {
            state = State.BROKEN;
            return;
        }
        state = State.VALUE;
        value(b);
    }

    private void value(byte b) {
        if (isSpace(b)) {
            return;
        }
        Kind begun = kindOf(b);
        if (begun == null) {
            state = State.BROKEN;
            return;
        }
        valueBegins(begun);
        switch (b) {
            case '{', '[' -> open(begun);
            case '"' -> {
                state = State.STRING;
                stringFrom = position + 1;
                escapeSurplus = 0;
                if (hearing) {
                    ear = Ear.HEARD;
                } else if (isAskedFor()) {
                    ear = Ear.KEPT;
                }
            }
            case 't' -> literal(TRUE);
            case 'f' -> literal(FALSE);
            case 'n' -> literal(NULL);
            case 'N' -> literal(NAN);
            case 'I' -> literal(INFINITY);
            case '-' -> number(State.MINUS, b);
            case '0' -> number(State.ZERO, b);
            default -> number(State.INTEGER, b);
        }
    }

    /** Of the value that this byte begins; null if none does. */
    private static @Nullable Kind kindOf(byte b) {
        return switch (b) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            case 'N', 'I', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            default -> null;
        };
    }

    private void valueBegins(Kind begun) {
        kind = begun;
        if (depth == followed) {
            valuesFrom[depth] = position;
            keptLength = 0;
            hearing = places[depth].isHeard();
            if (places[depth].isReported()) {
                members.begun(member);
            }
        }
    }

    private boolean isAskedFor() {
        return depth == followed && places[depth].isReported();
    }

    private void open(Kind container) {
        if (depth == 0 && container == Kind.OBJECT) {
            firstMember = position + 1;
        }
        boolean follow = depth == followed && places[depth].leadsInto(container);
        if (depth >> 6 == objects.length) {
            objects = Arrays.copyOf(objects, objects.length * 2);
        }
        long bit = 1L << (depth & 63);
        objects[depth >> 6] = container == Kind.OBJECT ? objects[depth >> 6] | bit : objects[depth >> 6] & ~bit;
        depth++;
        if (follow) {
            followed = depth;
            namesFrom[depth] = -1;
            // An array's elements all have one place; an object's member gets its own with its name.
            places[depth] = container == Kind.ARRAY ? places[depth - 1].elements() : Place.NOWHERE;
        }
        state = container == Kind.OBJECT ? State.FIRST_NAME : State.FIRST_ELEMENT;
    }

    private void close() {
        if (depth == followed) {
            followed--;
        }
        depth--;
        kind = isObject(depth) ? Kind.OBJECT : Kind.ARRAY;
        closedEmpty = state == State.FIRST_NAME || state == State.FIRST_ELEMENT;
        if (depth == 0 && kind == Kind.OBJECT) {
            members.end(position);
        }
        valueEnded(position + 1);
    }

    private void name(byte b) {
        if (b == '"') {
            nameBegins();
            if (depth == followed) {
                keptLength = 0;
                ear = Ear.KEPT;
            }
            readingName = true;
            state = State.STRING;
        } else if (!isSpace(b)) {
            state = State.BROKEN;
        }
    }

    private void nameBegins() {
        memberSeen |= depth == 1;
        if (depth == followed) {
            namesFrom[depth] = position;
        }
    }

    private void keep(byte b) {
        if (keptLength < kept.length) {
            kept[keptLength] = b;
        }
        keptLength = Math.min(keptLength + 1, kept.length + 1);
    }

    private void keep(byte[] bytes, int from, int to) {
        int length = to - from;
        if (keptLength < kept.length) {
            System.arraycopy(bytes, from, kept, keptLength, Math.min(length, kept.length - keptLength));
        }
        keptLength = Math.min(keptLength + length, kept.length + 1);
    }

    private void hear(int c) {
        if (!strings.next(c)) {
            ear = Ear.NONE;
        }
    }

    private void string(byte b) {
        if (b == '\\') {
            if (ear == Ear.KEPT) {
                keep(b);
            }
            state = State.ESCAPE;
        } else if (b != '"') {
            state = State.BROKEN;
        } else if (readingName) {
            nameEnded();
        } else {
            if (hearing) {
                ear = Ear.NONE;
                strings.ended(position - stringFrom - escapeSurplus);
            }
            valueEnded(position + 1);
        }
    }

    private void nameEnded() {
        readingName = false;
        ear = Ear.NONE;
        state = State.COLON;
        if (depth == followed) {
            places[depth] =
                    keptLength > kept.length ? Place.NOWHERE : places[depth - 1].memberNamed(kept, 0, keptLength);
        }
    }

    private void escape(byte b) {
        if (ear == Ear.KEPT) {
            keep(b);
        }
        if (isEscape(b)) {
            escapeSurplus++;
            if (ear == Ear.HEARD) {
                hear(JsonString.escaped((char) b));
            }
            state = State.STRING;
        } else if (b == 'u') {
            unicodeDigits = 0;
            unicode = 0;
            state = State.UNICODE;
        } else {
            state = State.BROKEN;
        }
    }

    private void unicode(byte b) {
        if (ear == Ear.KEPT) {
            keep(b);
        }
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            state = State.BROKEN;
            return;
        }
        unicode = unicode << 4 | digit;
        if (++unicodeDigits == 4) {
            escapeSurplus += 6 - bytesOf((char) unicode);
            if (ear == Ear.HEARD) {
                hear(unicode);
            }
            state = State.STRING;
        }
    }

    /** In UTF-8; a surrogate is half of a character of four. */
    private static int bytesOf(char c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    private void number(State begun, byte b) {
        state = begun;
        if (isAskedFor()) {
            ear = Ear.KEPT;
            keep(b);
        }
    }

    private void number(byte b) {
        if (state == State.MINUS && b == 'I') {
            literal(INFINITY);
            return;
        }
        State next = nextInNumber(b);
        if (next != State.BROKEN || !isWholeNumber()) {
            state = next;
            if (ear == Ear.KEPT) {
                keep(b);
            }
        } else {
            valueEnded(position);
            step(b);
        }
    }

    /** RFC 8259, section 6. */
    private State nextInNumber(byte b) {
        boolean digit = isDigit(b);
        boolean exponent = b == 'e' || b == 'E';
        return switch (state) {
            case MINUS -> digit ? (b == '0' ? State.ZERO : State.INTEGER) : State.BROKEN;
            case ZERO -> b == '.' ? State.POINT : exponent ? State.EXPONENT : State.BROKEN;
            case INTEGER -> digit ? State.INTEGER : b == '.' ? State.POINT : exponent ? State.EXPONENT : State.BROKEN;
            case POINT -> digit ? State.FRACTION : State.BROKEN;
            case FRACTION -> digit ? State.FRACTION : exponent ? State.EXPONENT : State.BROKEN;
            case EXPONENT -> digit ? State.EXPONENT_DIGITS : b == '+' || b == '-' ? State.EXPONENT_SIGN : State.BROKEN;
            default -> digit ? State.EXPONENT_DIGITS : State.BROKEN;
        };
    }

    private boolean isWholeNumber() {
        return state == State.ZERO
                || state == State.INTEGER
                || state == State.FRACTION
                || state == State.EXPONENT_DIGITS;
    }

    private void literal(byte[] text) {
        literal = text;
        literalRead = 1;
        state = State.LITERAL;
    }

    private void literal(byte b) {
        if (b != literal[literalRead]) {
            state = State.BROKEN;
        } else if (++literalRead == literal.length) {
            valueEnded(position + 1);
        }
    }

    private void valueEnded(long to) {
        if (depth == 0) {
            state = State.DONE;
            return;
        }
        state = State.AFTER_VALUE;
        if (depth == followed) {
            ear = Ear.NONE;
            if (places[depth].isReported()) {
                member.to = to;
                members.found(member);
            }
        }
    }

    private void afterValue(byte b) {
        boolean inObject = isObject(depth - 1);
        if (b == ',') {
            state = inObject ? State.NAME : State.VALUE;
            if (inObject && depth == 1) {
                members.comma(position);
            }
        } else if (b == (inObject ? '}' : ']')) {
            close();
        } else if (!isSpace(b)) {
            state = State.BROKEN;
        }
    }

    /** Whether the container at this depth, counted from 0, is an object and no array. */
    private boolean isObject(int level) {
        return (objects[level >> 6] & 1L << (level & 63)) != 0;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
