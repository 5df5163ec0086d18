package io.github.fallbackrouting.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.bench.Answer.Kind;
import io.github.fallbackrouting.bench.Answer.Outcome;
import io.github.fallbackrouting.bench.Answer.Problem;
import io.github.fallbackrouting.cases.Json;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Asks an OpenAI-compatible endpoint, over a socket of its own for each request. Thread-safe. */
final class Caller implements AutoCloseable {

    /** Of the benchmark's callers. */
    private static final int CONNECT_MILLIS = 10_000;

    private final URI base;
    private final String key;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * Asks nothing yet.
     *
     * @param base without {@code /chat/completions}
     * @param key that is sent along
     */
    Caller(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    /** Asks for a stream, as all sixteen scenarios do. */
    Answer stream(String model, Patience patience) {
        Json body = WallSpeech.object(
                "model",
                model,
                "messages",
                question(),
                "stream",
                true,
                "stream_options",
                WallSpeech.object("include_usage", true));
        return ask(body, patience, this::readStream);
    }

    /** Asks for an answer in one piece. */
    Answer whole(String model, Patience patience) {
        return ask(WallSpeech.object("model", model, "messages", question()), patience, this::readWhole);
    }

    private static List<Json> question() {
        return List.of(WallSpeech.object("role", "user", "content", CanonicalText.QUESTION));
    }

    private Answer ask(Json body, Patience patience, Reading reading) {
        Call call = new Call(new Socket(), patience, System.nanoTime());
        try (Socket socket = call.socket()) {
            open.add(socket);
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request(body.toString().getBytes(UTF_8)));
            call.waitForFirstWord();
            Reply reply = Reply.read(new BufferedInputStream(socket.getInputStream()));
            return reply.status() == 200 ? reading.read(reply, call) : Answer.failed(refusal(reply), call.elapsed());
        } catch (SocketTimeoutException e) {
            return Answer.failed(Problem.timeout("nothing more came"), call.elapsed());
        } catch (IOException e) {
            return Answer.failed(Problem.transport(String.valueOf(e.getMessage())), call.elapsed());
        } finally {
            open.remove(call.socket());
        }
    }

    private byte[] request(byte[] body) {
        byte[] head = ("POST " + base.getPath() + "/chat/completions HTTP/1.1\r\nHost: " + base.getAuthority()
                        + "\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive"
                        + "\r\nAuthorization: Bearer " + key + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(UTF_8);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static Problem refusal(Reply reply) throws IOException {
        String body = new String(reply.body().readAllBytes(), UTF_8);
        Json error = Transcript.parsed(body)
                .flatMap(json -> json.member("error"))
                .orElse(Json.of(Map.of("message", body.isBlank() ? "status " + reply.status() : body.strip())));
        Optional<Duration> retryAfter = Optional.ofNullable(reply.fields().get("Retry-After"))
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
        return Transcript.problem(Kind.STATUS, reply.status(), error, retryAfter);
    }

    private Answer readStream(Reply reply, Call call) throws IOException {
        Transcript transcript = new Transcript();
        BufferedReader lines = new BufferedReader(new InputStreamReader(reply.body(), UTF_8));
        while (!transcript.isOver()) {
            if (transcript.hasWords()) {
                call.waitForMore();
            } else {
                call.waitForFirstWord();
            }
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            transcript.line(line);
        }
        return transcript.answer(call.elapsed());
    }

    private Answer readWhole(Reply reply, Call call) throws IOException {
        Optional<Json> body = Transcript.parsed(new String(reply.body().readAllBytes(), UTF_8));
        String text = body.flatMap(json -> json.member("choices")).stream()
                .flatMap(choices -> choices.elements().stream())
                .flatMap(choice -> choice.member("message").stream())
                .flatMap(message -> message.member("content").stream())
                .map(Json::text)
                .findFirst()
                .orElse("");
        String model =
                body.flatMap(json -> json.member("model")).map(Json::text).orElse("");
        boolean usage = body.flatMap(json -> json.member("usage"))
                .filter(Transcript::isTruthy)
                .isPresent();
        return new Answer(Outcome.SUCCESS, text, model, usage, call.elapsed(), Optional.empty());
    }

    /** Breaks off what is still being asked. */
    @Override
    public void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** How an answer with status 200 is read. */
    @FunctionalInterface
    private interface Reading {
        Answer read(Reply reply, Call call) throws IOException;
    }

    /** A request under way. */
    private record Call(Socket socket, Patience patience, long start) {

        Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - start);
        }

        void waitForFirstWord() throws IOException {
            waitFor(patience.beforeFirstWord(elapsed()));
        }

        void waitForMore() throws IOException {
            waitFor(patience.idle());
        }

        private void waitFor(Duration left) throws IOException {
            if (left.toMillis() <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout(Math.toIntExact(left.toMillis()));
        }
    }
}
