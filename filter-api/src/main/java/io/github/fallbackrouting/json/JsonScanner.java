package io.github.fallbackrouting.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a JSON text piece by piece, tells whether it is whole, and reports where some members of its outermost object
 * stand.
 *
 * <p>It follows RFC 8259 and takes {@code NaN}, {@code Infinity} and a byte order mark besides, as Python's parser and the
 * model servers written in it do. It keeps nothing of the text, whatever its length; nesting costs a bit a level. Not
 * thread-safe.
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

    /** Hears of the members asked for, each as its value ends; a name that stands twice is reported twice. */
    @FunctionalInterface
    public interface Members {

        /**
         * A member's value has ended.
         *
         * @param name the member's name, unescaped
         * @param kind what its value is
         * @param from where the value begins, in bytes from the start of the text
         * @param to where the value ends, exclusive
         */
        void found(String name, Kind kind, long from, long to);
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

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** The longest form of a name of ten letters, every one of them escaped. */
    private static final int NAME_LIMIT = 60;

    private final Members members;
    private final String[] names;
    private final byte[] name = new byte[NAME_LIMIT];

    private State state = State.START;
    private long position;

    private long[] objects = new long[1];
    private int depth;

    /** Whether the string being read is a member's name, and whether that member is one of the outermost object's. */
    private boolean readingName;

    private boolean inOuterName;
    private int nameLength;
    private int unicodeDigits;
    private String literal = "";
    private int literalRead;
    private Kind kind = Kind.NULL;

    private int wanted = -1;
    private long valueFrom;
    private Kind outerKind = Kind.NULL;

    private long firstMember = -1;
    private boolean memberSeen;

    /**
     * A scanner at the start of a text.
     *
     * @param members hears of the members
     * @param names the names to report, of at most ten characters each
     */
    public JsonScanner(Members members, String... names) {
        this.members = members;
        this.names = names.clone();
    }

    /** Reads on. After the first mistake it reads no further. */
    public void feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int i = offset; i < end && state != State.BROKEN; i++, position++) {
            byte b = bytes[i];
            if (state == State.STRING && b != '"' && b != '\\' && (b >= 0x20 || b < 0)) {
                if (inOuterName) {
                    keepName(b);
                }
            } else {
                step(b);
            }
        }
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
    public long firstMember() {
        return firstMember;
    }

    /** Whether the outermost object has any member. */
    public boolean hasMembers() {
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
        if (wanted >= 0 && depth == 1) {
            valueFrom = position;
        }
        switch (b) {
            case '{' -> open(Kind.OBJECT);
            case '[' -> open(Kind.ARRAY);
            case '"' -> {
                kind = Kind.STRING;
                state = State.STRING;
            }
            case 't' -> literal("true", Kind.TRUE);
            case 'f' -> literal("false", Kind.FALSE);
            case 'n' -> literal("null", Kind.NULL);
            case 'N' -> literal("NaN", Kind.NUMBER);
            case 'I' -> literal("Infinity", Kind.NUMBER);
            case '-' -> number(State.MINUS);
            case '0' -> number(State.ZERO);
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(State.INTEGER);
            default -> state = State.BROKEN;
        }
    }

    private void open(Kind container) {
        if (depth == 0 && container == Kind.OBJECT) {
            firstMember = position + 1;
        }
        if (depth == 1) {
            outerKind = container;
        }
        if (depth >> 6 == objects.length) {
            objects = Arrays.copyOf(objects, objects.length * 2);
        }
        long bit = 1L << (depth & 63);
        objects[depth >> 6] = container == Kind.OBJECT ? objects[depth >> 6] | bit : objects[depth >> 6] & ~bit;
        depth++;
        state = container == Kind.OBJECT ? State.FIRST_NAME : State.FIRST_ELEMENT;
    }

    private void close() {
        depth--;
        kind = outerKind;
        valueEnded(position + 1);
    }

    private void name(byte b) {
        if (b == '"') {
            inOuterName = depth == 1;
            memberSeen |= inOuterName;
            nameLength = 0;
            readingName = true;
            state = State.STRING;
        } else if (!isSpace(b)) {
            state = State.BROKEN;
        }
    }

    private void keepName(byte b) {
        if (nameLength < NAME_LIMIT) {
            name[nameLength] = b;
        }
        nameLength = Math.min(nameLength + 1, NAME_LIMIT + 1);
    }

    private void string(byte b) {
        if (b == '\\') {
            if (inOuterName) {
                keepName(b);
            }
            state = State.ESCAPE;
        } else if (b != '"') {
            state = State.BROKEN;
        } else if (readingName) {
            readingName = false;
            wanted = inOuterName ? wantedName() : wanted;
            inOuterName = false;
            state = State.COLON;
        } else {
            valueEnded(position + 1);
        }
    }

    private int wantedName() {
        if (nameLength > NAME_LIMIT) {
            return -1;
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].length() == nameLength && isPlain(names[i])) {
                return i;
            }
        }
        for (int i = 0; i < nameLength; i++) {
            if (name[i] == '\\') {
                String unescaped = JsonString.unescape(new String(name, 0, nameLength, StandardCharsets.UTF_8));
                return Arrays.asList(names).indexOf(unescaped);
            }
        }
        return -1;
    }

    private boolean isPlain(String candidate) {
        for (int i = 0; i < nameLength; i++) {
            if (name[i] != candidate.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void escape(byte b) {
        if (inOuterName) {
            keepName(b);
        }
        switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> state = State.STRING;
            case 'u' -> {
                unicodeDigits = 0;
                state = State.UNICODE;
            }
            default -> state = State.BROKEN;
        }
    }

    private void unicode(byte b) {
        if (inOuterName) {
            keepName(b);
        }
        if (Character.digit(b, 16) < 0) {
            state = State.BROKEN;
        } else if (++unicodeDigits == 4) {
            state = State.STRING;
        }
    }

    private void number(State begun) {
        kind = Kind.NUMBER;
        state = begun;
    }

    private void number(byte b) {
        if (state == State.MINUS && b == 'I') {
            literal("Infinity", Kind.NUMBER);
            return;
        }
        State next = nextInNumber(b);
        if (next != State.BROKEN || !isWholeNumber()) {
            state = next;
        } else {
            valueEnded(position);
            step(b);
        }
    }

    /** RFC 8259, section 6. */
    private State nextInNumber(byte b) {
        boolean digit = b >= '0' && b <= '9';
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

    private void literal(String text, Kind kind) {
        this.kind = kind;
        literal = text;
        literalRead = 1;
        state = State.LITERAL;
    }

    private void literal(byte b) {
        if (b != literal.charAt(literalRead)) {
            state = State.BROKEN;
        } else if (++literalRead == literal.length()) {
            valueEnded(position + 1);
        }
    }

    private void valueEnded(long to) {
        if (depth == 0) {
            state = State.DONE;
            return;
        }
        if (depth == 1 && wanted >= 0) {
            members.found(names[wanted], kind, valueFrom, to);
            wanted = -1;
        }
        state = State.AFTER_VALUE;
    }

    private void afterValue(byte b) {
        boolean inObject = (objects[(depth - 1) >> 6] & 1L << ((depth - 1) & 63)) != 0;
        if (b == ',') {
            state = inObject ? State.NAME : State.VALUE;
        } else if (b == (inObject ? '}' : ']')) {
            close();
        } else if (!isSpace(b)) {
            state = State.BROKEN;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
