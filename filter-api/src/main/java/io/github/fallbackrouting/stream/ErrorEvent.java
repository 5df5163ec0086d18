package io.github.fallbackrouting.stream;

import io.github.fallbackrouting.json.JsonString;
import io.github.fallbackrouting.stream.ClientStream.FailedStream;
import io.github.fallbackrouting.stream.StreamEvent.Shape;
import java.nio.charset.StandardCharsets;

/** An event by which a stream tells its reader that it is not complete, in the protocol of the stream. */
final class ErrorEvent {

    private ErrorEvent() {}

    /**
     * The event's bytes.
     *
     * @param shape of the stream's events; OpenAI's chat completions if it is none that we know
     * @param sequenceNumber of the last event, as the Responses API counts; -1 if it does not
     */
    static byte[] of(FailedStream failed, Shape shape, long sequenceNumber) {
        String message = JsonString.quote(failed.message());
        String code = JsonString.quote(failed.code());
        String event = switch (shape) {
            case RESPONSES ->
                "event: error\ndata: {\"type\":\"error\",\"code\":" + code + ",\"message\":" + message
                        + ",\"param\":null,\"sequence_number\":" + (sequenceNumber + 1) + "}";
            case ANTHROPIC ->
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
                        + JsonString.quote(anthropicType(failed.type())) + ",\"message\":" + message + "}}";
            default ->
                "data: {\"error\":{\"message\":" + message + ",\"type\":" + JsonString.quote(failed.type())
                        + ",\"param\":null,\"code\":" + code + "}}";
        };
        return (event + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Anthropic's own types stay; anything else is an internal error to its clients. */
    private static String anthropicType(String type) {
        return type.endsWith("_error") && !type.equals("server_error") ? type : "api_error";
    }
}
