package io.github.fallbackrouting.servers;

/** The events of a chat completion's stream, as OpenAI writes them. */
final class Chat {

    static final String DONE = "data: [DONE]\n\n";

    private final String from;

    private Chat(String from) {
        this.from = from;
    }

    /** The events of this one. */
    static Chat from(String from) {
        return new Chat(from);
    }

    String role() {
        return choice("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }

    String text(String text) {
        return choice("{\"content\":\"" + text + "\"}", "null");
    }

    String toolCall() {
        return choice(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{\"}}]}",
                "null");
    }

    String finish() {
        return choice("{}", "\"stop\"");
    }

    /** Not in an event's frame: for sinks, which make one. */
    static String data(String event) {
        return event.strip().substring("data: ".length());
    }

    String[] all(String... texts) {
        String[] events = new String[texts.length + 3];
        events[0] = role();
        for (int i = 0; i < texts.length; i++) {
            events[i + 1] = text(texts[i]);
        }
        events[texts.length + 1] = finish();
        events[texts.length + 2] = DONE;
        return events;
    }

    private String choice(String delta, String finish) {
        return "data: {\"id\":\"" + from + "-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"" + from
                + "\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }
}
