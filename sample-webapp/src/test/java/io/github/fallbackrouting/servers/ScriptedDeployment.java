package io.github.fallbackrouting.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A deployment that answers every request with the bytes it was given, and remembers what it received. */
final class ScriptedDeployment implements AutoCloseable {

    /** What was received. */
    record Received(String requestLine, Map<String, String> headers, byte[] body) {}

    private final ServerSocket socket;
    private final List<Received> journal = new CopyOnWriteArrayList<>();
    private volatile byte[] script = new byte[0];

    ScriptedDeployment() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread acceptor = new Thread(this::accept, "scripted-deployment");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    String base() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    /** From now on answers with this body, and forgets what it received. */
    void answers(int status, String contentType, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        answersRaw(("HTTP/1.1 " + status + " X\r\nContent-Type: " + contentType
                + "\r\nopenai-organization: other\r\nSet-Cookie: from=alternate\r\nContent-Length: " + bytes.length
                + "\r\n\r\n" + body));
    }

    /** From now on answers with these bytes and closes the connection, and forgets what it received. */
    void answersRaw(String bytes) {
        script = bytes.getBytes(StandardCharsets.UTF_8);
        journal.clear();
    }

    List<Received> journal() {
        return new ArrayList<>(journal);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread server = new Thread(() -> serve(connection), "scripted-deployment-connection");
                server.setDaemon(true);
                server.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            RequestHead head = RequestHead.after(RequestHead.line(in), in);
            byte[] body = in.readNBytes(Integer.parseInt(head.fields().getOrDefault("content-length", "0")));
            journal.add(new Received(head.line(), head.fields(), body));
            OutputStream out = connection.getOutputStream();
            out.write(script);
            out.flush();
        } catch (IOException e) {
            // The caller left: what it sent is in the journal or was not complete.
            return;
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
