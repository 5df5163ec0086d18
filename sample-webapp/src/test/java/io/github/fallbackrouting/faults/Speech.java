package io.github.fallbackrouting.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * What a deployment has to say to one request. Immutable.
 *
 * @param deployment who speaks
 * @param request whose answer it is
 * @param streamed whether events are asked for
 * @param begun what the client has of the text already
 */
public record Speech(String deployment, String request, boolean streamed, String begun) {

    private static final List<String> WORDS =
            List.of(" hears", " naïve", " \"quotes\"", " and", " 漢字", " \\n", " of", " 🙂", " its", " own");

    /** The whole text that anybody answers this request with. */
    public static String text(String request) {
        StringBuilder text = new StringBuilder("Request " + request);
        int seed = request.hashCode();
        for (int i = 0; i < 3 + Math.floorMod(seed, 5); i++) {
            text.append(WORDS.get(Math.floorMod(seed / (i + 1), WORDS.size())));
        }
        return text.append(" (").append(request).append(")").toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private String id() {
        return "\"id\":\"" + deployment + "/" + request + "\"";
    }

    /** A whole answer. */
    public String json() {
        return "{" + id() + ",\"object\":\"chat.completion\",\"created\":1,\"model\":\"" + deployment
                + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                + quoted(text(request))
                + "},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}";
    }

    /** The body of a failure. */
    public String error() {
        return "{\"error\":{\"message\":\"" + deployment + "/" + request + " is overloaded\",\"type\":\"server_error\","
                + "\"param\":null,\"code\":\"overloaded\"}}";
    }

    /** An event with the failure. */
    public String errorEvent() {
        return "data: " + error() + "\n\n";
    }

    /** The event that comes before any content. */
    public String role() {
        return event("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }

    /** The events with the text that the client does not have yet, a word each; one without text if it has all. */
    public List<String> contents() {
        List<String> events = new ArrayList<>();
        for (String piece : text(request).substring(begun.length()).split("(?= )", -1)) {
            events.add(event("{\"content\":" + quoted(piece) + "}", "null"));
        }
        return events;
    }

    /** The event that says why nothing follows. */
    public String finish() {
        return event("{}", "\"stop\"");
    }

    /** The last event. */
    public String done() {
        return "data: [DONE]\n\n";
    }

    private String event(String delta, String finish) {
        return "data: {" + id() + ",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"" + deployment
                + "\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    /** All that is said if nothing goes wrong, piece by piece. */
    public List<String> pieces() {
        if (!streamed) {
            return List.of(json());
        }
        List<String> pieces = new ArrayList<>();
        pieces.add(role());
        pieces.addAll(contents());
        pieces.add(finish());
        pieces.add(done());
        return pieces;
    }

    /** What a whole answer of this one's consists of. */
    public byte[] whole() {
        return String.join("", pieces()).getBytes(UTF_8);
    }

    /** The type of a good answer. */
    public String contentType() {
        return streamed ? "text/event-stream" : "application/json";
    }
}
