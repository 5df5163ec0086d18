package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.servers.RequestHead;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * An HTTP answer whose head has been read.
 *
 * @param status its number
 * @param fields the header fields, whatever case their names are asked in
 * @param body without its framing and its coding; ends by an {@link IOException} if it is not whole
 */
record Reply(int status, Map<String, String> fields, InputStream body) {

    /** Reads a head. */
    static Reply read(InputStream in) throws IOException {
        RequestHead head = RequestHead.after(RequestHead.line(in), in);
        String[] line = head.line().split(" ", 3);
        if (line.length < 2 || !line[0].startsWith("HTTP/1.") || !line[1].matches("[1-5]\\d\\d")) {
            throw new IOException("no status line: " + head.line());
        }
        int status = Integer.parseInt(line[1]);
        return status < 200
                ? read(in)
                : new Reply(status, head.fields(), decoded(head.fields(), framed(head.fields(), in)));
    }

    private static InputStream framed(Map<String, String> fields, InputStream in) {
        if (fields.getOrDefault("Transfer-Encoding", "").equalsIgnoreCase("chunked")) {
            return new ChunkedBody(in);
        }
        return fields.containsKey("Content-Length")
                ? new BodyOfLength(in, Long.parseLong(fields.get("Content-Length")))
                : in;
    }

    private static InputStream decoded(Map<String, String> fields, InputStream body) throws IOException {
        return switch (fields.getOrDefault("Content-Encoding", "").toLowerCase(Locale.ROOT)) {
            case "gzip" -> new GZIPInputStream(body);
            case "deflate" -> new InflaterInputStream(body);
            default -> body;
        };
    }

    /** A body whose end is an error before its announced length. */
    private static final class BodyOfLength extends FilterInputStream {

        private long left;

        BodyOfLength(InputStream in, long length) {
            super(in);
            left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(bytes, from, (int) Math.min(count, left));
            if (read < 0) {
                throw new EOFException("the body ended " + left + " bytes early");
            }
            left -= read;
            return read;
        }
    }
}
