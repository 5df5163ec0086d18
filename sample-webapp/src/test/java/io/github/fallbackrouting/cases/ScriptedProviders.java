package io.github.fallbackrouting.cases;

import io.github.fallbackrouting.servers.RequestHead;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All providers of a case behind one socket; the first segment of a request's path says which of them is meant. */
final class ScriptedProviders implements AutoCloseable {

    /**
     * What a provider received, and what it did with it.
     *
     * @param deployment its id
     * @param nanoTime when it came
     * @param wire what it answers; nothing of a refused connection
     * @param headers of the request, by any case
     */
    record Call(String deployment, long nanoTime, Wire wire, Map<String, String> headers) {

        Json body() {
            return wire.request();
        }

        Behaviour behaviour() {
            return wire.behaviour();
        }
    }

    private static final Json NOTHING = new Json(Map.of());

    /** In milliseconds: long enough for what came before to be read. */
    private static final int PAUSE_BEFORE_CUT = 200;

    private final ServerSocket socket;
    private final RoutingCase scripts;
    private final List<Call> journal = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    ScriptedProviders(RoutingCase scripts) {
        this.scripts = scripts;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept, "scripted-providers");
    }

    /** Without a slash at its end. */
    String base() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** All calls so far, in their order. */
    List<Call> journal() {
        return List.copyOf(journal);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                daemon(() -> serve(connection), "scripted-providers-connection");
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            String requestLine = RequestHead.line(in);
            String path = requestLine.split(" ", -1)[1];
            String deployment = path.split("/", -1)[1];
            Behaviour behaviour = next(deployment);
            if (behaviour.refusesConnection()) {
                journal.add(new Call(deployment, System.nanoTime(), new Wire(behaviour, path, NOTHING), Map.of()));
                connection.setSoLinger(true, 0);
                return;
            }
            Map<String, String> headers = RequestHead.after(requestLine, in).fields();
            Wire wire = new Wire(behaviour, path, Json.parse(body(in, headers)));
            journal.add(new Call(deployment, System.nanoTime(), wire, headers));
            TimeUnit.MILLISECONDS.sleep(behaviour.whole("delay_ms", 0));
            answer(wire, connection.getOutputStream());
        } catch (IOException e) {
            // The caller left: what it sent is in the journal or was not complete.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Behaviour next(String deployment) {
        List<Behaviour> script = scripts.upstreams().getOrDefault(deployment, List.of());
        if (script.isEmpty()) {
            // Nobody was meant to call it: that is in the journal.
            return new Behaviour(NOTHING);
        }
        int count =
                counts.computeIfAbsent(deployment, id -> new AtomicInteger()).getAndIncrement();
        return script.get(scripts.cycles() ? count % script.size() : Math.min(count, script.size() - 1));
    }

    private static String body(InputStream in, Map<String, String> headers) throws IOException {
        if (!"chunked".equals(headers.get("Transfer-Encoding"))) {
            int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }
        StringBuilder body = new StringBuilder();
        for (int size = chunk(in); size > 0; size = chunk(in)) {
            body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
            RequestHead.line(in);
        }
        return body.toString();
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(RequestHead.line(in), 16);
    }

    private static void answer(Wire wire, OutputStream out) throws IOException, InterruptedException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + wire.behaviour().status() + " X\r\n");
        wire.behaviour().headers().forEach((name, value) -> head.append(name + ": " + value.text() + "\r\n"));
        head.append("Connection: close\r\n");
        if (!wire.isStream()) {
            byte[] body = wire.body().getBytes(StandardCharsets.UTF_8);
            head.append("Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n");
            out.write(head.toString().getBytes(StandardCharsets.UTF_8));
            out.write(body);
            out.flush();
            return;
        }
        head.append("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        for (String piece : wire.pieces()) {
            int middle = wire.behaviour().flag("split_frames") ? piece.length() / 2 : 0;
            chunk(out, piece.substring(0, middle));
            chunk(out, piece.substring(middle));
        }
        if (wire.isCut()) {
            // The JDK's client forgets an answer whose end comes together with its beginning.
            TimeUnit.MILLISECONDS.sleep(PAUSE_BEFORE_CUT);
        } else {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
