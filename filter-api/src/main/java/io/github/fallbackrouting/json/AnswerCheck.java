package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonScanner.Kind;
import io.github.fallbackrouting.json.JsonScanner.Member;
import io.github.fallbackrouting.json.Usage.Count;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells, while a JSON answer goes by, whether it is one. Not thread-safe. */
public final class AnswerCheck {

    /** What came of it. */
    public enum Finding {
        /** One whole JSON value. */
        GOOD,
        /** No byte, or nothing but white space. */
        EMPTY,
        /** It ends too early, or is no JSON at all. */
        NOT_JSON,
        /**
         * Whole, but its outermost object has an {@code error} that is an object: how OpenAI-compatible servers report a
         * failure when the status has already been sent. ({@code "error": null} is part of a good answer of the Responses
         * API.)
         */
        ERROR,
        /**
         * Whole, but the provider's content filter kept the model's words back: one of the {@code choices} has the
         * {@code finish_reason} {@code content_filter}, or the outermost {@code stop_reason} is {@code refusal} and
         * {@code stop_details} is an object. (LiteLLM takes Anthropic's {@code refusal} without {@code stop_details} for an
         * answer: there the model itself refused.)
         */
        FILTERED
    }

    private static final String USAGE = "usage.";

    private static final JsonPaths PATHS = JsonPaths.of(Stream.concat(
                    Stream.of("error", "choices[].finish_reason", "stop_reason", "stop_details"),
                    Stream.of(Count.values()).map(count -> USAGE + count.path))
            .toArray(String[]::new));

    private static final Map<String, Count> COUNTS = Stream.of(Count.values())
            .collect(Collectors.toUnmodifiableMap(count -> USAGE + count.path, count -> count));

    private final JsonScanner scanner = new JsonScanner(this::found, PATHS);
    private boolean error;
    private boolean filtered;
    private boolean refused;
    private boolean explained;
    private final long[] counts = new long[Count.values().length];
    private boolean counted;

    /** Is at the start of another answer. */
    public void restart() {
        scanner.restart();
        error = false;
        filtered = false;
        refused = false;
        explained = false;
        counted = false;
    }

    /** Looks at the next piece. */
    public void feed(byte[] bytes, int offset, int length) {
        scanner.feed(bytes, offset, length);
    }

    /** What the answer is, if this was all of it. */
    public Finding atEnd() {
        if (scanner.isEmpty()) {
            return Finding.EMPTY;
        }
        if (!scanner.isWhole()) {
            return Finding.NOT_JSON;
        }
        if (error) {
            return Finding.ERROR;
        }
        return filtered || (refused && explained) ? Finding.FILTERED : Finding.GOOD;
    }

    /** Whether it is bad already, whatever follows. A filtered answer is not: it is one. */
    public boolean isHopeless() {
        return error || scanner.isBroken();
    }

    /** The tokens that the answer says it took, so far as it was looked at. */
    public Usage usage() {
        return counted ? Usage.of((Count count) -> counts[count.place()]) : Usage.NONE;
    }

    private void found(Member member) {
        switch (member.path()) {
            case "error" -> error |= member.kind() == Kind.OBJECT;
            case "choices[].finish_reason" -> filtered |= member.is("content_filter");
            case "stop_reason" -> refused = member.is("refusal");
            case "stop_details" -> explained = member.kind() == Kind.OBJECT;
            default -> count(member);
        }
    }

    private void count(Member member) {
        if (!counted) {
            Arrays.fill(counts, Usage.NOT_SAID);
            counted = true;
        }
        Count count = COUNTS.get(member.path());
        if (count != null) {
            counts[count.place()] = member.count();
        }
    }
}
