package io.github.fallbackrouting.servers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer as it came over the socket, byte for byte.
 *
 * @param statusLine the first line
 * @param fields the header lines in order, as they were sent
 * @param rawBody what follows, with its chunks if it has any
 */
record RawAnswer(String statusLine, List<String> fields, byte[] rawBody) {

    private static final List<String> OURS = List.of("x-litellm-", "x-fallback-", "server-timing:", "x-should-retry:");

    /** Posts JSON over a connection of its own and reads until the server closes it. */
    static RawAnswer post(int port, String path, byte[] body, String... headers) throws IOException {
        StringBuilder head =
                new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if (Arrays.stream(headers).noneMatch(line -> line.startsWith("Content-Type:"))) {
            head.append("Content-Type: application/json\r\n");
        }
        for (String line : headers) {
            head.append(line).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        return exchange(port, head.toString(), body);
    }

    /** Sends a request whose head is complete, and reads until the server closes the connection. */
    static RawAnswer exchange(int port, String head, byte[] body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            // GlassFish closes the connection of an answer that broke off after 30 s.
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return parse(socket.getInputStream().readAllBytes());
        }
    }

    private static RawAnswer parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalStateException("no complete head in: " + text);
        }
        List<String> lines = List.of(text.substring(0, end).split("\r\n"));
        return new RawAnswer(
                lines.get(0), lines.subList(1, lines.size()), Arrays.copyOfRange(bytes, end + 4, bytes.length));
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

    /** The body without its chunk framing. */
    String body() {
        return new String(
                header("Transfer-Encoding").filter("chunked"::equals).isPresent() ? unchunked(rawBody) : rawBody,
                StandardCharsets.UTF_8);
    }

    private static byte[] unchunked(byte[] chunked) {
        InputStream in = new ByteArrayInputStream(chunked);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            while (true) {
                StringBuilder size = new StringBuilder();
                for (int c = in.read(); c != '\n'; c = in.read()) {
                    if (c < 0) {
                        throw new IllegalStateException("the chunked body is cut");
                    }
                    size.append((char) c);
                }
                int length = Integer.parseInt(size.toString().strip(), 16);
                out.write(in.readNBytes(length));
                in.skipNBytes(2);
                if (length == 0) {
                    return out.toByteArray();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the chunked body is cut", e);
        }
    }

    /**
     * All that the host is answerable for: everything but our own fields and the date. Fields of different names in the order
     * of their names, since which of them comes first says nothing (RFC 9110, section 5.3) and changes with their number on
     * Undertow.
     */
    List<String> withoutOurs() {
        return fields.stream()
                .filter(line -> OURS.stream().noneMatch(line.toLowerCase(Locale.ROOT)::startsWith))
                .filter(line -> !line.startsWith("Date:"))
                .sorted(Comparator.comparing(
                        line -> line.substring(0, line.indexOf(':')), String.CASE_INSENSITIVE_ORDER))
                .toList();
    }
}
