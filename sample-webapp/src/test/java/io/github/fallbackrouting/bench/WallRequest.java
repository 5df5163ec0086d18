package io.github.fallbackrouting.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.cases.Json;
import io.github.fallbackrouting.servers.RequestHead;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the wall received it.
 *
 * @param method such as {@code POST}
 * @param path with its query
 * @param fields the header fields, whatever case their names are asked in
 * @param body its JSON; an empty object if it is none
 */
record WallRequest(String method, String path, Map<String, String> fields, Json body) {

    /**
     * The next request of a connection.
     *
     * @throws IOException if the caller leaves before its end
     */
    static WallRequest read(InputStream in) throws IOException {
        RequestHead head = RequestHead.after(RequestHead.line(in), in);
        List<String> line = List.of(head.line().split(" ", -1));
        if (line.size() != 3) {
            throw new IOException("no request line: " + head.line());
        }
        String body = new String(body(in, head.fields()), UTF_8);
        return new WallRequest(line.get(0), line.get(1), head.fields(), json(body));
    }

    private static byte[] body(InputStream in, Map<String, String> fields) throws IOException {
        if (!"chunked".equalsIgnoreCase(fields.get("Transfer-Encoding"))) {
            return exactly(Integer.parseInt(fields.getOrDefault("Content-Length", "0")), in);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(RequestHead.line(in), 16);
                size > 0;
                size = Integer.parseInt(RequestHead.line(in), 16)) {
            body.writeBytes(exactly(size, in));
            RequestHead.line(in);
        }
        RequestHead.after("", in);
        return body.toByteArray();
    }

    private static byte[] exactly(int count, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the body ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    private static Json json(String body) {
        try {
            return Json.parse(body);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Json.of(Map.of());
        }
    }

    /** The model that is asked for, as it came. */
    String model() {
        return field("x-fb-model")
                .or(() -> body.member("model").map(Json::text))
                .orElse("");
    }

    /** Whether an event stream is asked for. */
    boolean stream() {
        return body.member("stream").filter(Json::isTrue).isPresent();
    }

    /** Whether the stream is to end with a usage block. */
    boolean includesUsage() {
        return body.member("stream_options")
                .flatMap(options -> options.member("include_usage"))
                .filter(Json::isTrue)
                .isPresent();
    }

    /** Of the last message; empty if there is none. */
    String lastRole() {
        return lastMessage()
                .flatMap(message -> message.member("role"))
                .map(Json::text)
                .orElse("");
    }

    /** The beginning of the answer, if the caller gave one. */
    Optional<String> prefill() {
        return lastRole().equals("assistant") ? lastMessage().map(WallRequest::content) : Optional.empty();
    }

    /** Four of each message, and one of each word. */
    int promptTokens() {
        return messages().stream()
                .mapToInt(message -> 4 + words(content(message)))
                .sum();
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : CanonicalText.collapsed(text).split(" ", -1).length;
    }

    private List<Json> messages() {
        return body.member("messages").map(Json::elements).orElse(List.of());
    }

    private Optional<Json> lastMessage() {
        return messages().isEmpty()
                ? Optional.empty()
                : Optional.of(messages().get(messages().size() - 1));
    }

    /** A text, or the texts of a list of parts. */
    private static String content(Json message) {
        StringBuilder text = new StringBuilder();
        message.member("content").ifPresent(content -> {
            if (content.value() instanceof String whole) {
                text.append(whole);
            }
            content.elements().forEach(part -> part.member("text").ifPresent(piece -> text.append(piece.text())));
        });
        return text.toString();
    }

    /** A header field; empty if it is absent or blank. */
    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isBlank());
    }
}
