package io.github.fallbackrouting.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.servers.RequestHead;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A deployment that has its answers ready. Thread-safe. */
final class Upstream implements AutoCloseable {

    /** Chunks with content in a stream that ends by itself. */
    static final int CHUNKS = 20;

    /** Between two of them: many times what a host takes for one, so that no two arrive together. */
    private static final Duration GAP = Duration.ofMillis(4);

    private static final Duration SLOW_GAP = Duration.ofMillis(500);

    private static final int BACKLOG = 2_000;

    private static final byte[] SMALL = completion(1_000);
    private static final byte[] LARGE = completion(100_000);
    private static final byte[] REFUSAL = whole(
            "503 Service Unavailable",
            "{\"error\":{\"message\":\"The engine is overloaded.\",\"type\":\"server_error\",\"code\":\"overloaded\"}}");

    private final Predicate<String> refused;
    private final ServerSocket door;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch letGo = new CountDownLatch(1);

    private volatile long received;
    private volatile long answered;

    /**
     * Takes requests at once.
     *
     * @param refused the requests, by their {@code user}, that it answers with a 503
     */
    Upstream(Predicate<String> refused) {
        this.refused = refused;
        try {
            door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    private static byte[] completion(int length) {
        String usage = "{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}";
        String form = """
                {"id":"chatcmpl-load","object":"chat.completion","created":0,"model":"gpt-4o","choices":[{"index":0,"message":\
                {"role":"assistant","content":"%s"},"finish_reason":"stop"}],"usage":%s}""";
        int padding = length - form.formatted("", usage).length();
        return whole("200 OK", form.formatted("x".repeat(padding), usage));
    }

    private static byte[] whole(String status, String body) {
        return ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(ISO_8859_1);
    }

    /** What callers append {@code /chat/completions} to. */
    String base() {
        return "http://127.0.0.1:" + door.getLocalPort() + "/v1";
    }

    /** How long the last call took here, from its request's last byte to its answer's first; 0 if there was none. One caller at a time. */
    long lastNanos() {
        return answered - received;
    }

    /** As if there had been no call. */
    void forget() {
        answered = received;
    }

    /** Ends the slow streams. */
    void letGo() {
        letGo.countDown();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                connections.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(null, task, "upstream", 256 << 10);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                RequestHead head = RequestHead.after(RequestHead.line(in), in);
                String length = head.fields().get("content-length");
                if (length == null) {
                    throw new IllegalArgumentException("a request without Content-Length: " + head);
                }
                String body = new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
                received = System.nanoTime();
                answer(user(body), socket.getOutputStream());
            }
        } catch (IOException e) {
            // The caller left.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private static String user(String body) {
        String before = "\"user\":\"";
        int from = body.indexOf(before) + before.length();
        return body.substring(from, body.indexOf('"', from));
    }

    private void answer(String user, OutputStream out) throws IOException, InterruptedException {
        String asked = user.replace(Ask.DOWN, "");
        if (refused.test(user)) {
            write(out, REFUSAL);
        } else if (asked.equals("small")) {
            write(out, SMALL);
        } else if (asked.equals("large")) {
            write(out, LARGE);
        } else if (asked.equals("stream")) {
            stream(out);
        } else if (asked.equals("slow")) {
            slowStream(out);
        } else {
            throw new IllegalArgumentException("a request of nobody's: " + user);
        }
    }

    private void write(OutputStream out, byte[] answer) throws IOException {
        answered = System.nanoTime();
        out.write(answer);
    }

    private static void stream(OutputStream out) throws IOException, InterruptedException {
        begin(out);
        for (int i = 0; i < CHUNKS; i++) {
            if (i > 0) {
                TimeUnit.NANOSECONDS.sleep(GAP.toNanos());
            }
            content(out, i);
        }
        end(out);
    }

    private void slowStream(OutputStream out) throws IOException, InterruptedException {
        begin(out);
        int i = 0;
        do {
            content(out, i++);
        } while (!letGo.await(SLOW_GAP.toMillis(), TimeUnit.MILLISECONDS));
        end(out);
    }

    private static void begin(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                .getBytes(ISO_8859_1));
        event(out, chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
    }

    /** A chunk that says which it is and when it was sent. */
    private static void content(OutputStream out, int number) throws IOException {
        event(out, chunk("{\"content\":\"" + Stamp.text(number, System.nanoTime()) + "\"}", "null"));
    }

    private static void end(OutputStream out) throws IOException {
        event(out, chunk("{}", "\"stop\""));
        event(out, "[DONE]");
        out.write("0\r\n\r\n".getBytes(ISO_8859_1));
    }

    private static String chunk(String delta, String finishReason) {
        return "{\"id\":\"chatcmpl-load\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"gpt-4o\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}]}";
    }

    private static void event(OutputStream out, String data) throws IOException {
        String text = "data: " + data + "\n\n";
        out.write((Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(ISO_8859_1));
    }

    @Override
    public void close() {
        letGo();
        try {
            door.close();
            for (Socket socket : connections) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
