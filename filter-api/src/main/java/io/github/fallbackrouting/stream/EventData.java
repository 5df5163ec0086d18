package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.json.JsonPaths;
import io.github.fallbackrouting.json.JsonScanner;
import io.github.fallbackrouting.json.JsonScanner.Members;

/**
 * Reads the data of a stream's events, one after the other, with one scanner for all of them: a scanner for each was half of
 * what a chunk allocated. Not thread-safe.
 */
final class EventData {

    private static final JsonPaths PATHS = JsonPaths.of(
            "error",
            "type",
            "index",
            "sequence_number",
            "choices",
            "choices[].index",
            "choices[].delta",
            "choices[].delta.content",
            "choices[].delta.reasoning_content",
            "choices[].delta.reasoning",
            "choices[].delta.tool_calls",
            "choices[].delta.function_call",
            "choices[].delta.refusal",
            "choices[].delta.audio",
            "choices[].text",
            "choices[].finish_reason",
            "delta",
            "delta.text",
            "delta.partial_json",
            "delta.thinking",
            "delta.stop_reason",
            "delta.stop_details",
            "content_block.type",
            "message.usage",
            "response.error",
            "response.usage",
            "usage");

    private Members taker = member -> {};
    private final JsonScanner scanner = new JsonScanner(member -> taker.found(member), PATHS);

    /**
     * Reads one event's.
     *
     * @param found hears of the values
     * @return the scanner at its end, valid until the next one is read
     */
    JsonScanner read(byte[] source, int offset, int length, Members found) {
        taker = found;
        scanner.restart();
        scanner.feed(source, offset, length);
        return scanner;
    }
}
