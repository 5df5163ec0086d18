package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonScanner.Kind;
import io.github.fallbackrouting.json.JsonScanner.Member;

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

    private static final int NOT_SAID = -1;

    private static final JsonPaths PATHS = JsonPaths.of(
            "error",
            "choices[].finish_reason",
            "stop_reason",
            "stop_details",
            "usage.total_tokens",
            "usage.input_tokens",
            "usage.output_tokens",
            "usage.prompt_tokens",
            "usage.completion_tokens");

    private final JsonScanner scanner = new JsonScanner(this::found, PATHS);
    private boolean error;
    private boolean filtered;
    private boolean refused;
    private boolean explained;
    private long total = NOT_SAID;
    private long input = NOT_SAID;
    private long output = NOT_SAID;
    private long prompt = NOT_SAID;
    private long completion = NOT_SAID;

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

    /**
     * The tokens that the answer says it took, so far as it was looked at: {@code usage.total_tokens}; without that the sum
     * of {@code input_tokens} and {@code output_tokens}, as Anthropic names them, or of {@code prompt_tokens} and
     * {@code completion_tokens}. Anything but an integer from 0 to 10^18 - 1 counts as not said.
     *
     * @return 0 if it says nothing
     */
    public long totalTokens() {
        if (total != NOT_SAID) {
            return total;
        }
        if (input != NOT_SAID || output != NOT_SAID) {
            return Math.max(input, 0) + Math.max(output, 0);
        }
        return Math.max(prompt, 0) + Math.max(completion, 0);
    }

    private void found(Member member) {
        switch (member.path()) {
            case "error" -> error |= member.kind() == Kind.OBJECT;
            case "choices[].finish_reason" -> filtered |= member.is("content_filter");
            case "stop_reason" -> refused = member.is("refusal");
            case "stop_details" -> explained = member.kind() == Kind.OBJECT;
            case "usage.total_tokens" -> total = member.count();
            case "usage.input_tokens" -> input = member.count();
            case "usage.output_tokens" -> output = member.count();
            case "usage.prompt_tokens" -> prompt = member.count();
            case "usage.completion_tokens" -> completion = member.count();
            default -> throw new IllegalStateException("not asked for: " + member.path());
        }
    }
}
