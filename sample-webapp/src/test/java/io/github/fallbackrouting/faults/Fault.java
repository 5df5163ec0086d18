package io.github.fallbackrouting.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * One way in which a deployment's answer goes wrong, or not. Immutable.
 *
 * @param name tells it apart
 * @param whole what it does to a whole answer
 * @param streamed what it does to a stream
 * @param side who may have it
 * @param play plays it
 */
public record Fault(String name, Effect whole, Effect streamed, Side side, Play play) {

    /** What comes of it. */
    public enum Effect {
        /** The answer is good. */
        GOOD,
        /** There is none that anybody could use, and nothing of it is content. */
        FAILS,
        /** It breaks off behind its first content. */
        BREAKS,
        /** Whoever reads it may see it one way or the other. */
        EITHER,
        /** It does not apply. */
        NONE
    }

    /** Who may have it. */
    public enum Side {
        ANY,
        /** Both, but {@link java.net.HttpURLConnection}, by which the host calls, may take it for good. */
        UNNOTICED_BY_HOST,
        /** A host would make something of its own out of it. */
        ALTERNATE
    }

    /** Plays it. */
    interface Play {
        void play(Wire wire, Speech speech) throws IOException;
    }

    /** What it does to an answer of this kind, as the host gets it, or as we do. */
    public Effect effect(boolean isStream, boolean isHosts) {
        return isHosts && side == Side.UNNOTICED_BY_HOST ? Effect.EITHER : isStream ? streamed : whole;
    }

    /** A good answer. */
    public static final Fault NONE = new Fault("none", Effect.GOOD, Effect.GOOD, Side.ANY, Fault::good);

    private enum Kind {
        CLOSE,
        RESET,
        SILENCE,
        GARBAGE,
        END,
        ERROR
    }

    private static final List<Fault> ALL = all();

    /** All that there are, the good answers first. */
    public static List<Fault> every() {
        return ALL;
    }

    /** The one of this name. */
    public static Fault of(String name) {
        return ALL.stream()
                .filter(fault -> fault.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fault " + name));
    }

    private static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        faults.add(NONE);
        faults.add(both("odd-pieces", Effect.GOOD, Fault::inOddPieces));
        faults.add(both("http-1.0", Effect.GOOD, Fault::http10));
        statuses(faults);
        heads(faults);
        bodies(faults);
        for (Kind kind : Kind.values()) {
            breaks(faults, kind);
        }
        return List.copyOf(faults);
    }

    private static Fault both(String name, Effect effect, Play play) {
        return new Fault(name, effect, effect, Side.ANY, play);
    }

    private static Fault unnoticed(String name, Effect effect, Play play) {
        return new Fault(name, effect, effect, Side.UNNOTICED_BY_HOST, play);
    }

    private static Fault alternates(String name, Effect effect, Play play) {
        return new Fault(name, effect, effect, Side.ALTERNATE, play);
    }

    // ---- good ones --------------------------------------------------------------------------------------------------

    private static void good(Wire wire, Speech speech) throws IOException {
        if (speech.streamed()) {
            wire.chunkedHead(speech.contentType());
            for (String piece : speech.pieces()) {
                wire.chunk(piece);
            }
            wire.lastChunk();
        } else {
            wire.whole("200 OK", speech.contentType(), speech.whole());
        }
        wire.keep();
    }

    private static void inOddPieces(Wire wire, Speech speech) throws IOException {
        wire.say("HTTP/1.1 200 OK\r\nContent-Ty");
        wire.say("pe: " + speech.contentType() + "\r\nContent-Length: " + speech.whole().length + "\r\n\r");
        wire.say("\n");
        byte[] whole = speech.whole();
        for (int at = 0; at < whole.length; at += 37) {
            wire.say(java.util.Arrays.copyOfRange(whole, at, Math.min(whole.length, at + 37)));
        }
        wire.keep();
    }

    private static void http10(Wire wire, Speech speech) throws IOException {
        wire.say("HTTP/1.0 200 OK\r\nContent-Type: " + speech.contentType() + "\r\n\r\n");
        wire.say(speech.whole());
    }

    // ---- status -----------------------------------------------------------------------------------------------------

    private static void statuses(List<Fault> faults) {
        for (String status : List.of("429 Too Many Requests", "500 Error", "502 Bad Gateway", "503 Busy", "529 Busy")) {
            faults.add(both("status-" + status.substring(0, 3), Effect.FAILS, (wire, speech) -> {
                wire.whole(status, "application/json", speech.error().getBytes(UTF_8));
                wire.keep();
            }));
        }
        faults.add(both("status-503-html", Effect.FAILS, (wire, speech) -> {
            wire.whole("503 Busy", "text/html", "<html>maintenance</html>".getBytes(UTF_8));
            wire.keep();
        }));
        faults.add(
                both(
                        "status-503-cut",
                        Effect.FAILS,
                        (wire, speech) -> wire.say(
                                "HTTP/1.1 503 Busy\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"error\":{\"mess")));
        for (String status : List.of("204 No Content", "304 Not Modified", "302 Found")) {
            faults.add(alternates(
                    "status-" + status.substring(0, 3),
                    Effect.FAILS,
                    (wire, speech) -> wire.whole(status + "\r\nLocation: /", speech.contentType(), speech.whole())));
        }
    }

    // ---- head -------------------------------------------------------------------------------------------------------

    private static void heads(List<Fault> faults) {
        faults.add(both("half-closed", Effect.FAILS, (wire, speech) -> wire.halfClose()));
        faults.add(both("not-http", Effect.FAILS, (wire, speech) -> wire.say("SSH-2.0-OpenSSH_9.9\r\n\r\n")));
        faults.add(both("nul-head", Effect.FAILS, (wire, speech) -> wire.say("\0\0\0\0\r\n\r\n")));
        faults.add(lengths("length-text", Effect.FAILS, "many"));
        faults.add(lengths("length-negative", Effect.FAILS, "-5"));
        faults.add(lengths("length-huge", Effect.FAILS, "99999999999999999999"));
        faults.add(new Fault(
                "two-lengths",
                Effect.EITHER,
                Effect.EITHER,
                Side.ALTERNATE,
                (wire, speech) -> lengthOf(wire, speech, speech.whole().length + "\r\nContent-Length: 7")));
        faults.add(unnoticed("length-too-long", Effect.FAILS, (wire, speech) -> {
            String text = speech.streamed() ? speech.role() : speech.json();
            lengthOf(wire, speech, Integer.toString(text.length() + 500), text.getBytes(UTF_8));
        }));
        faults.add(new Fault(
                "length-too-short",
                Effect.FAILS,
                Effect.BREAKS,
                Side.UNNOTICED_BY_HOST,
                (wire, speech) -> lengthOf(wire, speech, Integer.toString(speech.whole().length / 2))));
        faults.add(both("chunks-and-length", Effect.EITHER, (wire, speech) -> {
            wire.say("HTTP/1.1 200 OK\r\nContent-Type: " + speech.contentType()
                    + "\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n");
            wire.chunk(new String(speech.whole(), UTF_8));
            wire.lastChunk();
        }));
        faults.add(alternates("hints", Effect.EITHER, (wire, speech) -> {
            for (int i = 0; i < 3; i++) {
                wire.say("HTTP/1.1 103 Early Hints\r\nLink: </" + i + ">\r\n\r\n");
            }
            good(wire, speech);
        }));
        faults.add(alternates("continues", Effect.EITHER, (wire, speech) -> {
            for (int i = 0; i < 200; i++) {
                wire.say("HTTP/1.1 100 Continue\r\n\r\n");
            }
            wire.silence();
        }));
    }

    private static Fault lengths(String name, Effect effect, String length) {
        return unnoticed(name, effect, (wire, speech) -> lengthOf(wire, speech, length));
    }

    private static void lengthOf(Wire wire, Speech speech, String length) throws IOException {
        lengthOf(wire, speech, length, speech.whole());
    }

    private static void lengthOf(Wire wire, Speech speech, String length, byte[] body) throws IOException {
        wire.say("HTTP/1.1 200 OK\r\nContent-Type: " + speech.contentType() + "\r\nContent-Length: " + length
                + "\r\nConnection: close\r\n\r\n");
        wire.say(body);
    }

    // ---- body -------------------------------------------------------------------------------------------------------

    private static void bodies(List<Fault> faults) {
        faults.add(both("empty", Effect.FAILS, (wire, speech) -> {
            wire.whole("200 OK", speech.contentType(), new byte[0]);
            wire.keep();
        }));
        faults.add(both("html", Effect.FAILS, (wire, speech) -> {
            wire.whole("200 OK", "text/html", "<html>maintenance</html>".getBytes(UTF_8));
            wire.keep();
        }));
        faults.add(both("html-as-told", Effect.FAILS, (wire, speech) -> {
            wire.whole("200 OK", speech.contentType(), "<html>maintenance</html>".getBytes(UTF_8));
            wire.keep();
        }));
        faults.add(both("error-in-200", Effect.FAILS, (wire, speech) -> {
            wire.whole("200 OK", "application/json", speech.error().getBytes(UTF_8));
            wire.keep();
        }));
        faults.add(both("zipped", Effect.FAILS, (wire, speech) -> {
            byte[] zipped = zip(speech.whole());
            wire.say("HTTP/1.1 200 OK\r\nContent-Type: " + speech.contentType()
                    + "\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.length + "\r\n\r\n");
            wire.say(zipped);
            wire.keep();
        }));
        faults.add(both("nuls", Effect.FAILS, (wire, speech) -> {
            wire.whole("200 OK", speech.contentType(), new byte[300]);
            wire.keep();
        }));
        faults.add(both("latin-1", Effect.EITHER, (wire, speech) -> {
            wire.whole("200 OK", speech.contentType(), new String(speech.whole(), UTF_8).getBytes(ISO_8859_1));
            wire.keep();
        }));
    }

    private static byte[] zip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    // ---- broken off at some point -----------------------------------------------------------------------------------

    private static void breaks(List<Fault> faults, Kind kind) {
        String name = kind.name().toLowerCase(java.util.Locale.ROOT);
        if (kind == Kind.CLOSE || kind == Kind.RESET || kind == Kind.SILENCE) {
            faults.add(both(name + "-at-once", Effect.FAILS, (wire, speech) -> end(kind, wire, speech)));
            faults.add(both(name + "-in-status", Effect.FAILS, (wire, speech) -> {
                wire.say("HTTP/1.1 20");
                end(kind, wire, speech);
            }));
            faults.add(both(name + "-in-head", Effect.FAILS, (wire, speech) -> {
                wire.say("HTTP/1.1 200 OK\r\nContent-Type: " + speech.contentType() + "\r\nContent-Le");
                end(kind, wire, speech);
            }));
        }
        if (kind != Kind.ERROR) {
            faults.add(both(name + "-before-body", Effect.FAILS, (wire, speech) -> {
                wire.chunkedHead(speech.contentType());
                end(kind, wire, speech);
            }));
            faults.add(new Fault(name + "-in-body", Effect.FAILS, Effect.FAILS, Side.ANY, (wire, speech) -> {
                wire.chunkedHead(speech.contentType());
                if (speech.streamed()) {
                    wire.chunk(speech.role());
                }
                String first = speech.streamed() ? speech.contents().get(0) : speech.json();
                wire.chunk(first.substring(0, first.length() / 2));
                end(kind, wire, speech);
            }));
        }
        if (kind == Kind.CLOSE || kind == Kind.RESET || kind == Kind.SILENCE) {
            faults.add(both(name + "-in-chunk", Effect.FAILS, (wire, speech) -> {
                wire.chunkedHead(speech.contentType());
                wire.say("1f4\r\n" + (speech.streamed() ? speech.role() : "{\"id\":"));
                end(kind, wire, speech);
            }));
        }
        // A whole answer that is complete but for the last chunk; with it, it would be good.
        faults.add(new Fault(
                name + "-before-last-chunk",
                kind == Kind.END || kind == Kind.ERROR ? Effect.NONE : Effect.FAILS,
                takesContentAlong(kind) || kind == Kind.ERROR ? Effect.EITHER : Effect.GOOD,
                Side.ANY,
                (wire, speech) -> {
                    wire.chunkedHead(speech.contentType());
                    wire.chunk(new String(speech.whole(), UTF_8));
                    end(kind, wire, speech);
                }));
        faults.add(streams(name + "-behind-role", Effect.FAILS, (wire, speech) -> {
            wire.chunkedHead(speech.contentType());
            wire.chunk(": ping\n\n" + speech.role());
            end(kind, wire, speech);
        }));
        faults.add(streams(
                name + "-behind-content", takesContentAlong(kind) ? Effect.EITHER : Effect.BREAKS, (wire, speech) -> {
                    begin(wire, speech);
                    end(kind, wire, speech);
                }));
        faults.add(streams(
                name + "-in-second-event", takesContentAlong(kind) ? Effect.EITHER : Effect.BREAKS, (wire, speech) -> {
                    begin(wire, speech);
                    wire.chunk(speech.finish().substring(0, 30));
                    end(kind, wire, speech);
                }));
        faults.add(streams(
                name + "-behind-finish",
                takesContentAlong(kind) || kind == Kind.ERROR ? Effect.EITHER : Effect.GOOD,
                (wire, speech) -> {
                    wire.chunkedHead(speech.contentType());
                    wire.chunk(speech.role());
                    for (String content : speech.contents()) {
                        wire.chunk(content);
                    }
                    wire.chunk(speech.finish());
                    end(kind, wire, speech);
                }));
    }

    /** Content that has arrived may be lost with it, if it has not been read. */
    private static boolean takesContentAlong(Kind kind) {
        return kind == Kind.RESET || kind == Kind.GARBAGE;
    }

    private static void begin(Wire wire, Speech speech) throws IOException {
        wire.chunkedHead(speech.contentType());
        wire.chunk(speech.role());
        List<String> contents = speech.contents();
        for (String content : contents.subList(0, Math.max(1, contents.size() / 2))) {
            wire.chunk(content);
        }
    }

    private static Fault streams(String name, Effect effect, Play play) {
        return new Fault(name, Effect.NONE, effect, Side.ANY, play);
    }

    private static void end(Kind kind, Wire wire, Speech speech) throws IOException {
        switch (kind) {
            case CLOSE -> {}
            case RESET -> wire.reset();
            case SILENCE -> wire.silence();
            case GARBAGE -> wire.say("zz\r\nnonsense\r\n");
            case END -> {
                wire.lastChunk();
                wire.keep();
            }
            case ERROR -> {
                wire.chunk(speech.errorEvent());
                wire.lastChunk();
                wire.keep();
            }
        }
    }
}
