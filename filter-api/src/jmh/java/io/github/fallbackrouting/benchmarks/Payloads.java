package io.github.fallbackrouting.benchmarks;

import java.nio.charset.StandardCharsets;

/** Requests and answers as OpenAI's chat completions have them. */
public final class Payloads {

    /** How many chunks with content a stream has. */
    static final int CHUNKS = 1_000;

    private static final String WORDS = "The quick brown fox jumps over the lazy dog, \\\"again\\\" and again. ";

    private Payloads() {}

    /** A request of this many bytes. */
    static byte[] request(int size) {
        return padded(
                "{\"model\":\"gpt-4o\",\"temperature\":0.2,\"messages\":[{\"role\":\"user\",\"content\":\"",
                "\"}]}",
                size);
    }

    /** A request for a stream. */
    static byte[] streamRequest() {
        return padded(
                "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"", "\"}]}", 1024);
    }

    /** A whole answer of this many bytes. */
    public static byte[] answer(int size) {
        return padded(
                "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1764000000,\"model\":\"gpt-4o-2024-08-06\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"",
                "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}}",
                size);
    }

    /** A failure of a provider's. */
    static byte[] failure() {
        return bytes(
                "{\"error\":{\"message\":\"The server is overloaded\",\"type\":\"server_error\",\"param\":null,\"code\":null}}");
    }

    /** The events of a stream, one with the role, {@link #CHUNKS} with a word each, and its end. */
    static byte[][] events() {
        byte[][] events = new byte[CHUNKS + 3][];
        events[0] = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
        for (int i = 1; i <= CHUNKS; i++) {
            events[i] = chunk("{\"content\":\" word\"}", "null");
        }
        events[CHUNKS + 1] = chunk("{}", "\"stop\"");
        events[CHUNKS + 2] = bytes("data: [DONE]\n\n");
        return events;
    }

    private static byte[] chunk(String delta, String finish) {
        return bytes("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1764000000,"
                + "\"model\":\"gpt-4o-2024-08-06\",\"system_fingerprint\":\"fp_1\",\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}\n\n");
    }

    private static byte[] padded(String head, String tail, int size) {
        StringBuilder text = new StringBuilder(size).append(head);
        int end = size - tail.length();
        while (text.length() + WORDS.length() <= end) {
            text.append(WORDS);
        }
        text.append(".".repeat(Math.max(0, end - text.length()))).append(tail);
        return bytes(text.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
