package io.github.fallbackrouting.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What the benchmark's clients ask for. */
enum Ask {
    /** An answer of 1 KB. */
    SMALL("small", false),
    /** An answer of 100 KB. */
    LARGE("large", false),
    /** Of the host itself, nothing to do with models. */
    PING("", false),
    /** A stream of stamped chunks. */
    STREAM("stream", true),
    /** As {@link #SMALL}, but the host's own provider answers 503. */
    FAILOVER("down-small", false),
    /** A stream that lasts until it is let go, and the host's own provider answers 503. */
    SLOW("down-slow", true);

    /** What a request says that the host's own provider refuses. */
    static final String DOWN = "down-";

    private final String user;
    private final String request;

    Ask(String user, boolean streamed) {
        this.user = user;
        this.request = user.isEmpty() ? get("/app/other/ping") : post("/app/v1/chat/completions", user, streamed);
    }

    /** The bytes for the wire. */
    byte[] request() {
        return request.getBytes(US_ASCII);
    }

    /** Whether the host's own provider answers 503. */
    boolean isDown() {
        return user.startsWith(DOWN);
    }

    /** Who answers if the host is covered, as our filter says it; empty if the answer is none of its business. */
    String model() {
        if (user.isEmpty()) {
            return "";
        }
        return isDown() ? "openai/claude-sonnet" : "openai/gpt-4o";
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String post(String path, String user, boolean streamed) {
        String body = """
                {"model":"gpt-4o","user":"%s","stream":%s,"messages":[{"role":"user","content":"%s"}]}""".formatted(user, streamed, "Say something. ".repeat(60));
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }
}
