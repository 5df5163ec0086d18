package io.github.fallbackrouting.servers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An answer that is read while it comes, over a connection that stays open behind it. */
final class OpenAnswer implements AutoCloseable {

    /** How an answer ended. */
    enum End {
        /** As its framing says. */
        COMPLETE,
        /** The connection ended before. */
        CUT
    }

    private final Socket socket;
    private final InputStream in;
    private final String statusLine;
    private final List<String> fields = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<String> trailers = new ArrayList<>();
    private long untilChunkEnds;
    private boolean ended;
    private End end = End.CUT;

    private OpenAnswer(Socket socket, InputStream in) throws IOException {
        this.socket = socket;
        this.in = in;
        statusLine = RequestHead.line(in);
        readFields(fields);
        untilChunkEnds =
                header("Content-Length").map(Long::parseLong).orElse(endsWithConnection() ? Long.MAX_VALUE : 0);
        ended = isChunked() ? false : untilChunkEnds == 0;
        end = ended ? End.COMPLETE : End.CUT;
    }

    /** Posts JSON over a connection of its own, and returns when the answer's head is there. */
    static OpenAnswer post(int port, String path, String body, String... headers) throws IOException {
        Socket socket = connect(port);
        try {
            return send(socket, new BufferedInputStream(socket.getInputStream()), path, body, headers);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static OpenAnswer send(Socket socket, InputStream in, String path, String body, String... headers)
            throws IOException {
        write(socket, path, body, headers);
        return new OpenAnswer(socket, in);
    }

    private static void write(Socket socket, String path, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + String.join(
                        "", List.of(headers).stream().map(line -> line + "\r\n").toList())
                + "Content-Length: " + bytes.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(bytes);
        socket.getOutputStream().write(request.toByteArray());
        socket.getOutputStream().flush();
    }

    /**
     * Posts again over the same connection, once this answer is complete.
     *
     * @return empty if the server had closed the connection, with nothing more on it
     */
    Optional<OpenAnswer> thenPost(String path, String nextBody, String... headers) throws IOException {
        try {
            write(socket, path, nextBody, headers);
            in.mark(1);
            if (in.read() < 0) {
                return Optional.empty();
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Closed before we wrote, or while we did.
            return Optional.empty();
        }
        in.reset();
        return Optional.of(new OpenAnswer(socket, in));
    }

    private void readFields(List<String> to) throws IOException {
        for (String line = RequestHead.line(in); !line.isEmpty(); line = RequestHead.line(in)) {
            to.add(line);
        }
    }

    private boolean isChunked() {
        return header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent();
    }

    /** RFC 9112, section 6.3; Undertow sends such an answer where it says {@code Connection: close}. */
    private boolean endsWithConnection() {
        return !isChunked() && header("Content-Length").isEmpty() && closesConnection();
    }

    int status() {
        return Integer.parseInt(statusLine.substring(9, 12));
    }

    Optional<String> header(String name) {
        return fields.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** Whether the server takes no further request over the connection (RFC 9112, section 9.6). */
    boolean closesConnection() {
        return header("Connection").filter("close"::equalsIgnoreCase).isPresent();
    }

    /** Status and fields, as they can be compared with those of an answer that is whole. */
    RawAnswer head() {
        return new RawAnswer(statusLine, List.copyOf(fields), new byte[0]);
    }

    /** Reads until the body has this in it; fails if the answer ends before. */
    OpenAnswer await(String part) throws IOException {
        while (!body().contains(part)) {
            if (ended) {
                throw new AssertionError("the answer ended, " + end + ", without '" + part + "': " + body());
            }
            readSome();
        }
        return this;
    }

    /** Reads until the answer ends, one way or the other. */
    OpenAnswer toEnd() throws IOException {
        while (!ended) {
            readSome();
        }
        return this;
    }

    private void readSome() throws IOException {
        try {
            if (untilChunkEnds == 0) {
                nextChunk();
                return;
            }
            byte[] piece = new byte[(int) Math.min(8192, untilChunkEnds)];
            int n = in.read(piece);
            if (n < 0 && endsWithConnection()) {
                finish();
                return;
            }
            if (n < 0) {
                throw new EOFException();
            }
            body.write(piece, 0, n);
            untilChunkEnds -= n;
            if (untilChunkEnds == 0 && !isChunked()) {
                finish();
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing for 15 s after: " + body(), e);
        } catch (IOException e) {
            // The connection ended in the middle: that is what is to be told.
            ended = true;
        }
    }

    private void nextChunk() throws IOException {
        // Jetty sends the end of a chunk's line with the next chunk.
        String size = isFirstChunk() ? RequestHead.line(in) : RequestHead.line(in) + RequestHead.line(in);
        untilChunkEnds = Long.parseLong(size.replaceAll(";.*", "").strip(), 16);
        if (untilChunkEnds == 0) {
            readFields(trailers);
            finish();
        }
    }

    private boolean isFirstChunk() {
        return body.size() == 0;
    }

    private void finish() {
        ended = true;
        end = End.COMPLETE;
    }

    /** How it ended; of use once it did. */
    End end() {
        return end;
    }

    /** What has come so far, without its chunk framing. */
    String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** The lines behind the last chunk. */
    List<String> trailers() {
        return trailers;
    }

    /** Leaves, in the middle of the answer or behind it. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
