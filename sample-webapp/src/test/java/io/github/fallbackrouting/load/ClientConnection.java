package io.github.fallbackrouting.load;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;

/** A client's connection, which asks one thing after the other and takes little time itself. */
final class ClientConnection implements Closeable {

    /** Hears of an answer's body as it comes. */
    interface Body {

        /** Nobody who listens. */
        Body UNREAD = (bytes, from, count) -> {};

        /** The next bytes, without the framing. */
        void read(byte[] bytes, int from, int count);
    }

    /**
     * An answer's head, and how much there was of its body.
     *
     * @param model who answered, as our filter says it; empty without it
     */
    record Reply(int status, long length, String model) {}

    /** Longer than anything here takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String MODEL = "x-litellm-actual-model:";
    private static final String LENGTH = "content-length:";
    private static final String CHUNKED = "transfer-encoding: chunked";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[16 << 10];
    private int position;
    private int limit;

    ClientConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Sends a request and reads its answer to the end. */
    Reply exchange(byte[] request, Body body) throws IOException {
        out.write(request);
        int status = Integer.parseInt(line().substring(9, 12));
        long length = 0;
        boolean isChunked = false;
        String model = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith(LENGTH)) {
                length = Long.parseLong(lower.substring(LENGTH.length()).strip());
            } else if (lower.equals(CHUNKED)) {
                isChunked = true;
            } else if (lower.startsWith(MODEL)) {
                model = line.substring(MODEL.length()).strip();
            }
        }
        return new Reply(status, isChunked ? chunks(body) : copy(length, body), model);
    }

    private long chunks(Body body) throws IOException {
        long length = 0;
        for (int size = size(); size > 0; size = size()) {
            length += copy(size, body);
            line();
        }
        String trailer = line();
        while (!trailer.isEmpty()) {
            trailer = line();
        }
        return length;
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private long copy(long length, Body body) throws IOException {
        long left = length;
        while (left > 0) {
            if (position == limit) {
                fill();
            }
            int count = (int) Math.min(left, limit - position);
            body.read(buffer, position, count);
            position += count;
            left -= count;
        }
        return length;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            if (position == limit) {
                fill();
            }
            char c = (char) (buffer[position++] & 0xFF);
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append(c);
            }
        }
    }

    private void fill() throws IOException {
        limit = in.read(buffer);
        position = 0;
        if (limit < 0) {
            limit = 0;
            throw new EOFException("the server closed the connection within an answer");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
