package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.servers.RequestHead;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A chunked body (RFC 9112, section 7.1); one that ends before its last chunk is an error. */
final class ChunkedBody extends InputStream {

    private final InputStream in;
    private int left;
    private boolean over;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (left == 0 && !over) {
            nextChunk();
        }
        if (over) {
            return -1;
        }
        int read = in.read(bytes, from, Math.min(count, left));
        if (read < 0) {
            throw new EOFException("the body ended within a chunk");
        }
        left -= read;
        if (left == 0) {
            RequestHead.line(in);
        }
        return read;
    }

    private void nextChunk() throws IOException {
        String size = RequestHead.line(in).replaceFirst(";.*", "").strip();
        try {
            left = Integer.parseInt(size, 16);
        } catch (NumberFormatException e) {
            throw new IOException("no chunk size: " + size, e);
        }
        if (left == 0) {
            over = true;
            RequestHead.after("", in);
        }
    }
}
