package io.github.fallbackrouting.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.cases.Json;
import io.github.fallbackrouting.servers.RequestHead;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A deployment that answers every request as its script says, faults included, and keeps good connections open. Thread-safe. */
public final class FaultyDeployment implements AutoCloseable {

    private static final Pattern USER = Pattern.compile("\"user\":\"([^\"]+)\"");
    private static final Pattern STREAM = Pattern.compile("\"stream\": ?true");
    private static final String ASSISTANT = "{\"role\":\"assistant\",\"content\":";

    /** A request that has arrived. */
    public record Asked(
            String deployment, String request, boolean streamed, String begun, String authorization, int bytes) {}

    /** Says what is to go wrong. */
    public interface Script {
        /** The fault with which this request is answered. Any thread. */
        Fault fault(Asked asked);
    }

    private final String name;
    private final Duration silence;
    private final Script script;
    private final ServerSocket door;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger busy = new AtomicInteger();

    /**
     * Takes requests at once.
     *
     * @param name its id
     * @param silence how long a silence lasts if the caller stays
     */
    public FaultyDeployment(String name, Duration silence, Script script) {
        this.name = name;
        this.silence = silence;
        this.script = script;
        try {
            door = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** What callers append {@code /chat/completions} to. */
    public String base() {
        return "http://127.0.0.1:" + door.getLocalPort() + "/v1";
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /** How many requests are being answered. */
    public int busy() {
        return busy.get();
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
        Thread thread = new Thread(null, task, "scripted-deployment", 256 << 10);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean isKept = true;
            while (isKept) {
                RequestHead head = RequestHead.after(RequestHead.line(in), in);
                int length = Integer.parseInt(head.fields().getOrDefault("content-length", "0"));
                byte[] body = in.readNBytes(length);
                if (body.length < length) {
                    return;
                }
                busy.incrementAndGet();
                try {
                    isKept = answer(new Wire(socket, in, silence), head, new String(body, UTF_8));
                } finally {
                    busy.decrementAndGet();
                }
            }
        } catch (IOException e) {
            // The caller left, or the script broke off.
            return;
        } finally {
            connections.remove(socket);
        }
    }

    private boolean answer(Wire wire, RequestHead head, String body) throws IOException {
        // Large requests are all padding, which stands behind these.
        String beginning = body.substring(0, Math.min(body.length(), 300));
        Matcher user = USER.matcher(beginning);
        if (!user.find()) {
            throw new IllegalArgumentException("a request of nobody's: " + head + " " + beginning);
        }
        String request = user.group(1);
        Asked asked = new Asked(
                name,
                request,
                STREAM.matcher(beginning).find(),
                begun(body),
                head.fields().getOrDefault("authorization", ""),
                body.length());
        script.fault(asked).play().play(wire, new Speech(name, request, asked.streamed(), asked.begun()));
        return wire.isKept();
    }

    /** What the last message has of the answer, if it is the assistant's. */
    private static String begun(String body) {
        int at = body.lastIndexOf(ASSISTANT);
        return at < 0
                ? ""
                : Json.parse(body.substring(at, body.indexOf('}', body.indexOf("\"}", at)) + 1))
                        .member("content")
                        .orElseThrow()
                        .text();
    }

    @Override
    public void close() {
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
