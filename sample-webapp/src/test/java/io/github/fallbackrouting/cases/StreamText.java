package io.github.fallbackrouting.cases;

import java.util.Optional;

/**
 * What a reader makes of an event stream.
 *
 * @param text all the answer's text
 * @param done whether it came to its proper end
 * @param error whether there was an error event
 * @param model the first that it names; empty if none
 */
public record StreamText(String text, boolean done, boolean error, String model) {

    /** Reads a whole stream, or what there is of it. */
    public static StreamText of(String stream) {
        StringBuilder text = new StringBuilder();
        boolean done = false;
        boolean error = false;
        String model = "";
        for (String line : stream.split("\n", -1)) {
            if (!line.startsWith("data:")) {
                continue;
            }
            String data = line.substring("data:".length()).strip();
            if (data.equals("[DONE]")) {
                done = true;
                continue;
            }
            Optional<Json> event = event(data);
            if (event.isEmpty()) {
                continue;
            }
            Json json = event.get();
            done = done
                    || json.member("type")
                            .filter(type -> type.text().equals("message_stop"))
                            .isPresent();
            error = error || json.member("error").isPresent();
            if (model.isEmpty()) {
                model = json.member("model")
                        .or(() -> json.member("message").flatMap(message -> message.member("model")))
                        .map(Json::text)
                        .orElse("");
            }
            json.member("delta").flatMap(delta -> delta.member("text")).ifPresent(piece -> text.append(piece.text()));
            json.member("choices").map(Json::elements).stream()
                    .flatMap(choices -> choices.stream())
                    .flatMap(choice -> choice.member("delta").stream())
                    .flatMap(delta -> delta.member("content").stream())
                    .forEach(piece -> text.append(piece.text()));
        }
        return new StreamText(text.toString(), done, error, model);
    }

    private static Optional<Json> event(String data) {
        try {
            return Optional.of(Json.parse(data));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // A stream that was cut ends within an event.
            return Optional.empty();
        }
    }
}
