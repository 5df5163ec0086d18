package io.github.fallbackrouting.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.bench.WallAction.Ending;
import io.github.fallbackrouting.bench.WallAction.Refuse;
import io.github.fallbackrouting.bench.WallAction.Reset;
import io.github.fallbackrouting.bench.WallAction.Silence;
import io.github.fallbackrouting.bench.WallAction.Speak;
import io.github.fallbackrouting.bench.WallJournal.Admitted;
import io.github.fallbackrouting.cases.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One connection of a caller to the wall; it carries requests until one of both closes it. */
final class WallConnection {

    private final Socket socket;
    private final Wall wall;
    private final InputStream in;
    private final OutputStream out;

    WallConnection(Socket socket, Wall wall) throws IOException {
        this.socket = socket;
        this.wall = wall;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** @throws IOException when the caller leaves */
    void serve() throws IOException, InterruptedException {
        while (answer(WallRequest.read(in)) == Next.REQUEST) {
            // The next one.
        }
    }

    private enum Next {
        REQUEST,
        END
    }

    private Next answer(WallRequest request) throws IOException, InterruptedException {
        String path = request.path().replaceFirst("\\?.*", "");
        if (path.startsWith("/control/")) {
            return send(200, "", wall.control(request.method() + " " + path, request.body()));
        }
        if (request.method().equals("GET") && path.endsWith("/models")) {
            return send(200, "", Wall.models());
        }
        if (!request.method().equals("POST") || !path.endsWith("/chat/completions")) {
            Refuse unknown = Refuse.of(
                    404, "invalid_request_error", "unknown_url", "", "There is no " + request.method() + " " + path);
            return send(404, "", error(unknown));
        }
        Admitted admitted = wall.journal()
                .admit(
                        request,
                        wall.timings(),
                        String.valueOf(socket.getRemoteSocketAddress()).substring(1));
        return act(admitted, request);
    }

    private Next act(Admitted admitted, WallRequest request) throws IOException, InterruptedException {
        WallAction action = admitted.action();
        if (action instanceof Refuse refuse) {
            String pause = refuse.retryAfter()
                    .map(after -> "Retry-After: " + after.toSeconds() + "\r\n")
                    .orElse("");
            return send(refuse.status(), pause, error(refuse));
        }
        if (action instanceof Silence silence) {
            if (!callerStays(silence.length())) {
                wall.journal().left(admitted.entry());
            }
            return Next.END;
        }
        if (action instanceof Reset) {
            socket.setSoLinger(true, 0);
            return Next.END;
        }
        Speak speak = (Speak) action;
        WallSpeech speech = new WallSpeech(speak, request, wall.nextId());
        return request.stream() ? stream(speak, speech) : whole(speak, speech);
    }

    private static Json error(Refuse refuse) {
        return WallSpeech.object("error", refuse.error());
    }

    private Next stream(Speak speak, WallSpeech speech) throws IOException, InterruptedException {
        out.write("""
                HTTP/1.1 200 OK\r
                Content-Type: text/event-stream; charset=utf-8\r
                Cache-Control: no-cache\r
                Transfer-Encoding: chunked\r
                X-Accel-Buffering: no\r
                Connection: keep-alive\r
                \r
                """.getBytes(UTF_8));
        if (!callerStays(speak.delay())) {
            return Next.END;
        }
        event(speech.first());
        for (int i = 0; i < speak.pieces().size(); i++) {
            TimeUnit.NANOSECONDS.sleep(wall.timings().gap().toNanos());
            if (speak.malformedBefore().isPresent() && speak.malformedBefore().getAsInt() == i) {
                event(speech.malformed());
            }
            event(speech.piece(i));
        }
        if (breaksOff(speak)) {
            return Next.END;
        }
        event(speech.finish());
        if (speech.hasUsage()) {
            event(speech.usageEvent());
        }
        if (speak.ending() == Ending.DONE) {
            event("[DONE]");
        }
        out.write("0\r\n\r\n".getBytes(UTF_8));
        return Next.REQUEST;
    }

    /** One event is one chunk. */
    private void event(Object data) throws IOException {
        byte[] event = ("data: " + data + "\n\n").getBytes(UTF_8);
        byte[] size = (Integer.toHexString(event.length) + "\r\n").getBytes(UTF_8);
        byte[] chunk = new byte[size.length + event.length + 2];
        System.arraycopy(size, 0, chunk, 0, size.length);
        System.arraycopy(event, 0, chunk, size.length, event.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        out.write(chunk);
    }

    /** The answer to a caller that wants no stream: the same faults, as far as they can be told from one another. */
    private Next whole(Speak speak, WallSpeech speech) throws IOException, InterruptedException {
        if (!callerStays(speak.delay())) {
            return Next.END;
        }
        if (speak.ending() == Ending.CUT || speak.ending() == Ending.STALLED) {
            byte[] body = speech.completion().toString().getBytes(UTF_8);
            out.write(head(200, "", body.length).getBytes(UTF_8));
            out.write(body, 0, body.length / 2);
            return breaksOff(speak) ? Next.END : Next.REQUEST;
        }
        String body = speak.malformedBefore().isPresent()
                ? speech.malformed()
                : speech.completion().toString();
        return send(200, "", body.getBytes(UTF_8));
    }

    private boolean breaksOff(Speak speak) throws IOException, InterruptedException {
        if (speak.ending() == Ending.STALLED) {
            callerStays(wall.timings().stall());
        }
        return speak.ending() == Ending.CUT || speak.ending() == Ending.STALLED;
    }

    private Next send(int status, String headers, Json body) throws IOException {
        return send(status, headers, body.toString().getBytes(UTF_8));
    }

    private Next send(int status, String headers, byte[] body) throws IOException {
        byte[] head = head(status, headers, body.length).getBytes(UTF_8);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        out.write(all);
        return Next.REQUEST;
    }

    private static String head(int status, String headers, int length) {
        return "HTTP/1.1 " + status + " " + reason(status) + "\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + length + "\r\nConnection: keep-alive\r\n\r\n";
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }

    /** Waits, and says whether the caller was still there in the end. */
    private boolean callerStays(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        try {
            if (length.isZero()) {
                return true;
            }
            socket.setSoTimeout(Math.toIntExact(length.toMillis()));
            in.mark(1);
            if (in.read() < 0) {
                return false;
            }
            // It speaks already of what it wants next.
            in.reset();
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        } catch (SocketTimeoutException stillThere) {
            return forgetTimeout();
        } catch (IOException gone) {
            return false;
        }
        return forgetTimeout();
    }

    private boolean forgetTimeout() {
        try {
            socket.setSoTimeout(0);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }
}
