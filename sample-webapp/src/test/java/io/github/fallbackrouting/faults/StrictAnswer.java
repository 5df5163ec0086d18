package io.github.fallbackrouting.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An answer read as RFC 9112 says and not otherwise.
 *
 * @param status its status
 * @param fields its header fields, {@code Name: value}
 * @param body without its chunks; what there is of it if it is cut
 * @param trailers the fields behind the last chunk
 * @param isComplete whether it ended as its framing says, and not because the connection did
 */
record StrictAnswer(int status, List<String> fields, byte[] body, List<String> trailers, boolean isComplete) {

    /** The answer is none. */
    static final class Malformed extends IOException {

        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 [2-5]\\d\\d( [\\x20-\\x7e]*)?");
    private static final Pattern FIELD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\\x20-\\x7e]*");
    private static final int LONGEST_LINE = 16_384;

    /** Hears what has come so far; may throw to leave. */
    interface Listener {
        void received(int bodyBytes) throws IOException;
    }

    /**
     * Reads an answer to a POST.
     *
     * @throws Malformed if it is none
     * @throws IOException if the connection ends before its head has
     */
    static StrictAnswer read(InputStream in, Listener listener) throws IOException {
        String statusLine = line(in);
        if (!STATUS.matcher(statusLine).matches()) {
            throw new Malformed("no status line: " + statusLine);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        List<String> fields = fields(in);
        listener.received(0);
        List<String> lengths = values(fields, "Content-Length");
        List<String> codings = values(fields, "Transfer-Encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new Malformed("lengths " + lengths + " and codings " + codings);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<String> trailers = new ArrayList<>();
        boolean isComplete = true;
        try {
            if (!lengths.isEmpty()) {
                copy(in, Integer.parseInt(lengths.get(0)), body, listener);
            } else if (!codings.isEmpty()) {
                if (!codings.get(0).equals("chunked")) {
                    throw new Malformed("coding " + codings);
                }
                chunks(in, body, listener);
                trailers = fields(in);
            } else if (status != 204 && status != 304) {
                throw new Malformed("an answer that ends with the connection: " + fields);
            }
        } catch (Malformed e) {
            throw e;
        } catch (EOFException | java.net.SocketException e) {
            isComplete = false;
        }
        return new StrictAnswer(status, fields, body.toByteArray(), trailers, isComplete);
    }

    private static void chunks(InputStream in, ByteArrayOutputStream body, Listener listener) throws IOException {
        for (int size = size(in); size > 0; size = size(in)) {
            copy(in, size, body, listener);
            if (!line(in).isEmpty()) {
                throw new Malformed("a chunk is longer than its size says");
            }
        }
    }

    private static int size(InputStream in) throws IOException {
        String size = line(in);
        if (!size.matches("[0-9A-Fa-f]{1,7}")) {
            throw new Malformed("a chunk's size is '" + size + "'");
        }
        return Integer.parseInt(size, 16);
    }

    private static void copy(InputStream in, int length, ByteArrayOutputStream to, Listener listener)
            throws IOException {
        byte[] piece = new byte[512];
        int left = length;
        while (left > 0) {
            int n = in.read(piece, 0, Math.min(left, piece.length));
            if (n < 0) {
                throw new EOFException("in the body");
            }
            to.write(piece, 0, n);
            left -= n;
            listener.received(to.size());
        }
    }

    private static List<String> fields(InputStream in) throws IOException {
        List<String> fields = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (!FIELD.matcher(line).matches()) {
                throw new Malformed("no field: " + line);
            }
            fields.add(line);
        }
        return fields;
    }

    /** A line without its CRLF; nothing else ends one. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("in a line: " + line);
            }
            if (line.size() > LONGEST_LINE) {
                throw new Malformed("an endless line");
            }
            line.write(c);
        }
        String text = line.toString(ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new Malformed("a line without CR: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    private static List<String> values(List<String> fields, String name) {
        return fields.stream()
                .filter(field -> field.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(field -> field.substring(name.length() + 1).strip())
                .toList();
    }

    /** The value of a field that may be there once; several make it malformed. */
    Optional<String> field(String name) throws Malformed {
        List<String> values = values(fields, name);
        if (values.size() > 1) {
            throw new Malformed(name + " stands there more than once: " + values);
        }
        return values.stream().findFirst();
    }

    String text() {
        return new String(body, UTF_8);
    }

    /** Whether the connection takes no other request. */
    boolean endsConnection() throws Malformed {
        return !isComplete
                || field("Connection").filter("close"::equalsIgnoreCase).isPresent();
    }
}
