package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonValue.NumberValue;
import io.github.fallbackrouting.json.JsonValue.ObjectValue;
import java.util.function.ToLongFunction;

/**
 * The tokens that an answer says it took, whatever its provider calls them. Immutable.
 *
 * @param input of the request, cached ones among them
 * @param cacheRead those of the input that came from the provider's cache
 * @param cacheWrite those of the input that were put into its cache
 * @param output of the answer, reasoning among them
 * @param reasoning those of the output that are the model's reasoning
 * @param total as providers count it for their limits: {@code total_tokens}, or what the answer says of input and output
 */
public record Usage(long input, long cacheRead, long cacheWrite, long output, long reasoning, long total) {

    /** Nothing is said. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    /** What a {@code usage} object may have in it: OpenAI's chat completions and embeddings, its responses, Anthropic. */
    enum Count {
        TOTAL_TOKENS("total_tokens"),
        PROMPT_TOKENS("prompt_tokens"),
        COMPLETION_TOKENS("completion_tokens"),
        INPUT_TOKENS("input_tokens"),
        OUTPUT_TOKENS("output_tokens"),
        PROMPT_DETAILS_CACHED_TOKENS("prompt_tokens_details.cached_tokens"),
        INPUT_DETAILS_CACHED_TOKENS("input_tokens_details.cached_tokens"),
        COMPLETION_DETAILS_REASONING_TOKENS("completion_tokens_details.reasoning_tokens"),
        OUTPUT_DETAILS_REASONING_TOKENS("output_tokens_details.reasoning_tokens"),
        CACHE_READ_INPUT_TOKENS("cache_read_input_tokens"),
        CACHE_CREATION_INPUT_TOKENS("cache_creation_input_tokens");

        /** Its path in the object. */
        final String path;

        Count(String path) {
            this.path = path;
        }

        /** Where it stands in an array of all of them: a map would box each count. */
        @SuppressWarnings("EnumOrdinal")
        int place() {
            return ordinal();
        }
    }

    static final long NOT_SAID = -1;

    /** No answer takes more tokens; who says so is mistaken, and all that are counted together would soon be negative. */
    private static final long MOST = 1_000_000_000_000L;

    /**
     * Reads a {@code usage} object. Anything but an integer from 0 to 10^12 counts as not said.
     *
     * @param usage of one answer
     */
    public static Usage of(ObjectValue usage) {
        return of((Count count) -> count(usage, count.path));
    }

    /** @param counts what is said; -1: nothing */
    static Usage of(ToLongFunction<Count> counts) {
        long input = said(counts, Count.INPUT_TOKENS);
        long output = said(counts, Count.OUTPUT_TOKENS);
        boolean isNewer = input != NOT_SAID || output != NOT_SAID;
        if (!isNewer) {
            input = said(counts, Count.PROMPT_TOKENS);
            output = said(counts, Count.COMPLETION_TOKENS);
        }
        long detailed = firstSaid(
                said(counts, Count.PROMPT_DETAILS_CACHED_TOKENS), said(counts, Count.INPUT_DETAILS_CACHED_TOKENS));
        long read = orZero(firstSaid(said(counts, Count.CACHE_READ_INPUT_TOKENS), detailed));
        long written = orZero(said(counts, Count.CACHE_CREATION_INPUT_TOKENS));
        long reasoning = orZero(firstSaid(
                said(counts, Count.COMPLETION_DETAILS_REASONING_TOKENS),
                said(counts, Count.OUTPUT_DETAILS_REASONING_TOKENS)));
        long total = firstSaid(said(counts, Count.TOTAL_TOKENS), orZero(input) + orZero(output));
        // Anthropic's input_tokens are those beside the cache: https://docs.anthropic.com, "Prompt caching".
        boolean isBesideCache = isNewer && detailed == NOT_SAID;
        long all = orZero(input) + (isBesideCache ? read + written : 0);
        return new Usage(all, Math.min(read, all), written, orZero(output), Math.min(reasoning, orZero(output)), total);
    }

    private static long said(ToLongFunction<Count> counts, Count count) {
        long said = counts.applyAsLong(count);
        return said > MOST ? NOT_SAID : said;
    }

    private static long firstSaid(long one, long other) {
        return one == NOT_SAID ? other : one;
    }

    private static long orZero(long count) {
        return Math.max(count, 0);
    }

    private static long count(ObjectValue usage, String name) {
        int dot = name.indexOf('.');
        if (dot >= 0) {
            return usage.member(name.substring(0, dot)).orElse(null) instanceof ObjectValue details
                    ? count(details, name.substring(dot + 1))
                    : NOT_SAID;
        }
        if (!(usage.member(name).orElse(null) instanceof NumberValue number)
                || number.text().length() > 18) {
            return NOT_SAID;
        }
        for (int i = 0; i < number.text().length(); i++) {
            char c = number.text().charAt(i);
            if (c < '0' || c > '9') {
                return NOT_SAID;
            }
        }
        return Long.parseLong(number.text());
    }

    /** Those of the input that have nothing to do with the provider's cache. */
    public long plainInput() {
        return Math.max(0, input - cacheRead - cacheWrite);
    }

    /** Those of the output that are no reasoning. */
    public long plainOutput() {
        return output - reasoning;
    }

    /** Whether the answer says anything of what it took. */
    public boolean isKnown() {
        return input > 0 || output > 0 || total > 0;
    }
}
