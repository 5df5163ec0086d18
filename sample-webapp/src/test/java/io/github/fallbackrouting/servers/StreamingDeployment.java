package io.github.fallbackrouting.servers;

import io.github.fallbackrouting.servers.host.Script;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A deployment that plays a script for each case, told apart by the request's {@code user}, so that cases can run at the same
 * time; a case that it has no script for gets a 500.
 */
final class StreamingDeployment implements AutoCloseable {

    private static final Pattern USER = Pattern.compile("\"user\":\"([^\"]+)\"");

    /**
     * A request.
     *
     * @param requestLine its first line
     * @param headers whatever case their names are asked in
     * @param body its text
     * @param goneNanos completed with {@link System#nanoTime} when the caller goes away before the script is through
     */
    record Received(String requestLine, Map<String, String> headers, String body, CompletableFuture<Long> goneNanos) {}

    private final ServerSocket socket;
    private final Map<String, List<Script>> scripts = new ConcurrentHashMap<>();
    private final Map<String, List<Received>> journals = new ConcurrentHashMap<>();

    StreamingDeployment() {
        try {
            socket = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Without a version, as Anthropic's is. */
    String root() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    String base() {
        return root() + "/v1";
    }

    /** Plays these for the case, one for each request; the last for all that follow. */
    void plays(String caseName, Script... inTurn) {
        scripts.put(caseName, List.of(inTurn));
    }

    /** What was received for the case. */
    List<Received> journal(String caseName) {
        return List.copyOf(journal0(caseName));
    }

    private List<Received> journal0(String caseName) {
        return journals.computeIfAbsent(caseName, key -> new CopyOnWriteArrayList<>());
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Tests that count threads know ours by the name. */
    private static void start(Runnable task) {
        Thread thread = new Thread(null, task, "scripted-deployment", 256 << 10);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket connection) {
        CompletableFuture<Long> gone = new CompletableFuture<>();
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            RequestHead head = RequestHead.after(RequestHead.line(in), in);
            String body = new String(
                    in.readNBytes(Integer.parseInt(head.fields().getOrDefault("content-length", "0"))),
                    StandardCharsets.UTF_8);
            Matcher user = USER.matcher(body);
            String caseName = user.find() ? user.group(1) : "";
            List<Received> journal = journal0(caseName);
            int turn;
            synchronized (journal) {
                turn = journal.size();
                journal.add(new Received(head.line(), head.fields(), body, gone));
            }
            start(() -> watch(in, gone));
            List<Script> inTurn = scripts.getOrDefault(
                    caseName, List.of(Script.json(500, "{\"error\":{\"message\":\"no script\"}}")));
            play(inTurn.get(Math.min(turn, inTurn.size() - 1)), connection);
        } catch (IOException e) {
            // The caller left, or the script broke off.
            return;
        }
    }

    private static void watch(InputStream in, CompletableFuture<Long> gone) {
        try {
            while (in.read() >= 0) {
                // A caller has nothing more to say.
            }
        } catch (IOException e) {
            // Reset by the caller, or closed by us: whoever asks knows which.
            gone.complete(System.nanoTime());
            return;
        }
        gone.complete(System.nanoTime());
    }

    private static void play(Script script, Socket connection) throws IOException {
        ChunkStage stage = new ChunkStage(connection);
        stage.write("HTTP/1.1 " + script.status() + " X\r\nContent-Type: " + script.contentType()
                + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        script.play(stage);
        stage.write("0\r\n\r\n");
    }

    /** Plays a script in chunks. */
    private record ChunkStage(Socket connection) implements Script.Stage {

        void write(String text) throws IOException {
            OutputStream out = connection.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        @Override
        public void say(String text) throws IOException {
            if (!text.isEmpty()) {
                write(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
            }
        }

        @Override
        public void fail() throws IOException {
            connection.setSoLinger(true, 0);
            cut();
        }

        @Override
        public void cut() throws IOException {
            connection.close();
            throw new IOException("broken off as the script says");
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
