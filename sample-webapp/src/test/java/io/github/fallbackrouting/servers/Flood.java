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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A deployment that begins an answer and then says the same without end, until it is cut off. */
final class Flood implements AutoCloseable {

    /** Of a flood that nobody cuts off. */
    private static final long MOST = 512L << 20;

    private final ServerSocket socket;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile String beginning = "";
    private volatile byte[] wave = new byte[0];

    Flood() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    String root() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** From now on says this, and this over and over. */
    void says(String first, String overAndOver) {
        beginning = first;
        wave = overAndOver.repeat(Math.max(1, 8192 / overAndOver.length())).getBytes(StandardCharsets.ISO_8859_1);
        sent.set(0);
        calls.set(0);
    }

    /** What the caller took, and what the two sockets hold besides. */
    long sent() {
        return sent.get();
    }

    int calls() {
        return calls.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                daemon(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            RequestHead head = RequestHead.after(RequestHead.line(in), in);
            in.skipNBytes(Integer.parseInt(head.fields().getOrDefault("content-length", "0")));
            calls.incrementAndGet();
            OutputStream out = connection.getOutputStream();
            out.write(beginning.getBytes(StandardCharsets.ISO_8859_1));
            while (sent.get() < MOST) {
                out.write(wave);
                sent.addAndGet(wave.length);
            }
        } catch (IOException e) {
            // Cut off, as it should be.
            return;
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "flood");
        thread.setDaemon(true);
        thread.start();
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
