package io.github.fallbackrouting.servers.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What an answer consists of, step by step, whoever gives it; it travels to the host in a header field. Immutable.
 *
 * @param status the answer's
 * @param contentType the answer's
 * @param steps what comes after the head
 */
public record Script(int status, String contentType, List<Step> steps) {

    private static final int FLOODED_AT_ONCE = 64 << 10;

    private static final int FLOODS = 1 << 10;

    /** One step. */
    public sealed interface Step {

        /** Sends a piece, flushed. */
        record Say(String text) implements Step {}

        /** Sends the piece before it again and again: more than the sockets on the way to a client that does not read hold. */
        record Flood() implements Step {}

        /** Waits a while. */
        record Pause(int millis) implements Step {}

        /** Waits until this gate is opened. */
        record Gate(String name) implements Step {}

        /** Breaks off: an exception of the host's, a reset of a deployment's. */
        record Fail() implements Step {}

        /** Breaks off without a proper end, but without a fault either: the connection is closed. */
        record Cut() implements Step {}
    }

    /** Where a script is played. */
    public interface Stage {

        /** Sends a piece, flushed. */
        void say(String text) throws IOException;

        /** Breaks off; does not return. */
        void fail() throws IOException;

        /** Ends without a proper end; does not return. */
        void cut() throws IOException;
    }

    /** Copies the steps. */
    public Script {
        steps = List.copyOf(steps);
    }

    /** An answer of 200 with an event stream of these pieces. */
    public static Script events(String... pieces) {
        return new Script(200, "text/event-stream", List.of()).say(pieces);
    }

    /** An answer with this JSON. */
    public static Script json(int status, String text) {
        return new Script(status, "application/json", List.of()).say(text);
    }

    /** Then these pieces. */
    public Script say(String... pieces) {
        Script longer = this;
        for (String piece : pieces) {
            longer = longer.then(new Step.Say(piece));
        }
        return longer;
    }

    /** Then the last piece again and again, 64 MiB of it in pieces of 64 KiB. */
    public Script flood() {
        return then(new Step.Flood());
    }

    /** Then nothing for a while. */
    public Script pause(int millis) {
        return then(new Step.Pause(millis));
    }

    /** Then nothing until the gate is opened. */
    public Script gate(String name) {
        return then(new Step.Gate(name));
    }

    /** Then a fault. */
    public Script fail() {
        return then(new Step.Fail());
    }

    /** Then a closed connection. */
    public Script cut() {
        return then(new Step.Cut());
    }

    private Script then(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Script(status, contentType, longer);
    }

    /** All that is said. */
    public String text() {
        return steps.stream()
                .map(step -> step instanceof Step.Say say ? say.text() : "")
                .collect(Collectors.joining());
    }

    /** Plays all steps. */
    public void play(Stage stage) throws IOException {
        String last = "";
        for (Step step : steps) {
            if (step instanceof Step.Say say) {
                last = say.text();
                stage.say(last);
            } else if (step instanceof Step.Flood) {
                String wave = last.repeat(Math.max(1, FLOODED_AT_ONCE / last.length()));
                for (int i = 0; i < FLOODS; i++) {
                    stage.say(wave);
                }
            } else if (step instanceof Step.Pause pause) {
                sleep(pause.millis());
            } else if (step instanceof Step.Gate gate) {
                Gates.pass(gate.name());
            } else if (step instanceof Step.Cut) {
                stage.cut();
            } else {
                stage.fail();
            }
        }
    }

    private static void sleep(int millis) throws InterruptedIOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** As the value of a header field. */
    public String toField() {
        StringBuilder field = new StringBuilder(status + "," + encoded(contentType));
        for (Step step : steps) {
            field.append(',');
            if (step instanceof Step.Say say) {
                field.append('s').append(encoded(say.text()));
            } else if (step instanceof Step.Flood) {
                field.append('o');
            } else if (step instanceof Step.Pause pause) {
                field.append('p').append(pause.millis());
            } else if (step instanceof Step.Gate gate) {
                field.append('g').append(encoded(gate.name()));
            } else {
                field.append(step instanceof Step.Cut ? 'c' : 'f');
            }
        }
        return field.toString();
    }

    /** Reads what {@link #toField} wrote. */
    public static Script ofField(String field) {
        List<String> parts = List.of(field.split(",", -1));
        Script script = new Script(Integer.parseInt(parts.get(0)), decoded(parts.get(1)), List.of());
        for (String part : parts.subList(2, parts.size())) {
            String value = part.substring(1);
            script = switch (part.charAt(0)) {
                case 's' -> script.say(decoded(value));
                case 'o' -> script.flood();
                case 'p' -> script.pause(Integer.parseInt(value));
                case 'g' -> script.gate(decoded(value));
                case 'c' -> script.cut();
                default -> script.fail();
            };
        }
        return script;
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
