package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.cases.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the wall does with a request. */
sealed interface WallAction {

    /** For the log; begins with the status, if there is one. */
    String inWords();

    /**
     * An error answer.
     *
     * @param status of at least 400
     * @param error the object in it
     * @param retryAfter the header of that name
     * @param inWords for the log
     */
    record Refuse(int status, Json error, Optional<Duration> retryAfter, String inWords) implements WallAction {

        static Refuse of(int status, String type, String code, String param, String message) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("message", message);
            error.put("type", type);
            error.put("param", param.isEmpty() ? Json.Nothing.NULL : param);
            error.put("code", code.isEmpty() ? Json.Nothing.NULL : code);
            return new Refuse(
                    status, Json.of(error), Optional.empty(), (status + " " + (code.isEmpty() ? type : code)).strip());
        }

        Refuse after(Duration pause) {
            return new Refuse(status, error, Optional.of(pause), inWords + ", Retry-After: " + pause.toSeconds());
        }
    }

    /** A TCP reset in place of an answer. */
    record Reset() implements WallAction {
        @Override
        public String inWords() {
            return "reset";
        }
    }

    /** Not a byte, then the end. */
    record Silence(Duration length) implements WallAction {
        @Override
        public String inWords() {
            return "no response for " + length.toSeconds() + " s";
        }
    }

    /**
     * An answer, good or not.
     *
     * @param pieces what is said, word by word, each with the space before it
     * @param ending how it ends
     * @param delay before the first event
     * @param malformedBefore the index of the piece before which a broken event stands
     * @param inWords for the log
     */
    record Speak(List<String> pieces, Ending ending, Duration delay, OptionalInt malformedBefore, String inWords)
            implements WallAction {

        static Speak healthy(List<String> pieces) {
            return new Speak(pieces, Ending.DONE, Duration.ZERO, OptionalInt.empty(), "200");
        }

        Speak late(Duration pause) {
            return new Speak(pieces, ending, pause, malformedBefore, "200 after " + pause.toSeconds() + " s");
        }

        Speak only(int count, Ending end) {
            List<String> said = pieces.subList(0, Math.min(count, pieces.size()));
            return new Speak(
                    said, end, delay, malformedBefore, "200 " + end.inWords + " after " + said.size() + " words");
        }

        Speak endingWith(Ending end) {
            return new Speak(pieces, end, delay, malformedBefore, "200 " + end.inWords);
        }

        Speak malformedBefore(int index) {
            return new Speak(pieces, ending, delay, OptionalInt.of(index), "200 with a malformed event");
        }
    }

    /** How a stream ends. */
    enum Ending {
        /** As it should. */
        DONE("whole"),
        /** As it should, but for the last event. */
        WITHOUT_DONE("without [DONE]"),
        /** The connection is closed within the stream. */
        CUT("cut"),
        /** Nothing more comes for a while, then the connection is closed. */
        STALLED("stalled");

        private final String inWords;

        Ending(String inWords) {
            this.inWords = inWords;
        }
    }
}
