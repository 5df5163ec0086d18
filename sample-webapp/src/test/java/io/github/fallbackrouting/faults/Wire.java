package io.github.fallbackrouting.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The connection on which a deployment answers one request, well or badly. */
public final class Wire {

    private final Socket socket;
    private final InputStream in;
    private final Duration longest;
    private boolean kept;

    /**
     * @param in what comes from the caller behind its request
     * @param longest how long a silence lasts if the caller stays
     */
    Wire(Socket socket, InputStream in, Duration longest) {
        this.socket = socket;
        this.in = in;
        this.longest = longest;
    }

    /** Whether the connection takes another request. */
    boolean isKept() {
        return kept;
    }

    /** The answer is complete: another one may follow. */
    void keep() {
        kept = true;
    }

    void say(String text) throws IOException {
        say(text.getBytes(UTF_8));
    }

    void say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** A chunk with this text. */
    void chunk(String text) throws IOException {
        say(Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
    }

    /** The end of all chunks. */
    void lastChunk() throws IOException {
        say("0\r\n\r\n");
    }

    /** The head of an answer whose body comes in chunks. */
    void chunkedHead(String contentType) throws IOException {
        say("HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    /** An answer whose length is given. */
    void whole(String status, String contentType, byte[] body) throws IOException {
        say("HTTP/1.1 " + status + "\r\nContent-Type: " + contentType + "\r\nContent-Length: " + body.length
                + "\r\n\r\n");
        say(body);
    }

    /** Nothing, until the caller leaves or it has lasted long enough. */
    void silence() throws IOException {
        socket.setSoTimeout((int) longest.toMillis());
        try {
            while (in.read() >= 0) {
                // A caller has nothing more to say.
            }
        } catch (SocketTimeoutException e) {
            // It is still there.
            return;
        }
    }

    /** Ends with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Says that nothing more comes, and goes on listening. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
        silence();
    }
}
