package io.github.fallbackrouting.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes in memory, in pages that are used again: however many there are, nothing is copied, and next to nothing allocated. A
 * covered request with 1 KB each way takes 3.1 KB of the heap instead of 5.9, and one of 100 KB takes 3.3 instead of 124
 * (benchmark {@code Covered}).
 *
 * <p>Not thread-safe; what has been {@link #open opened} may be read by another thread.
 */
final class PagedBytes {

    /** In bytes; most questions and most answers take one. */
    static final int PAGE = 8 << 10;

    private static final byte[][] NO_PAGES = {};

    private final Pool<byte[]> pool;
    private byte[][] pages = NO_PAGES;
    private int size;

    /** @param pool of pages of {@link #PAGE} bytes, in which something of others' may stand */
    PagedBytes(Pool<byte[]> pool) {
        this.pool = pool;
    }

    /** How many there are. */
    int size() {
        return size;
    }

    void append(byte[] source, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            int inPage = size % PAGE;
            int part = Math.min(left, PAGE - inPage);
            System.arraycopy(source, from, pageAt(size / PAGE), inPage, part);
            size += part;
            from += part;
            left -= part;
        }
    }

    private byte[] pageAt(int number) {
        if (number == pages.length) {
            pages = Arrays.copyOf(pages, Math.max(1, 2 * number));
        }
        byte[] page = pages[number];
        if (page == null) {
            page = pool.take();
            pages[number] = page;
        }
        return page;
    }

    /** Writes all of them. */
    void writeTo(OutputStream out) throws IOException {
        for (int at = 0; at < size; at += PAGE) {
            out.write(pages[at / PAGE], 0, Math.min(PAGE, size - at));
        }
    }

    /** All of them, in an array of the caller's own. */
    byte[] toByteArray() {
        byte[] all = new byte[size];
        for (int at = 0; at < size; at += PAGE) {
            System.arraycopy(pages[at / PAGE], 0, all, at, Math.min(PAGE, size - at));
        }
        return all;
    }

    /** Forgets them. */
    void clear() {
        size = 0;
    }

    /** Forgets them, and leaves the pages to others: nobody may read what has been opened any more. */
    void free() {
        byte[][] done = pages;
        drop();
        for (byte[] page : done) {
            if (page != null) {
                pool.giveBack(page);
            }
        }
    }

    /** Forgets them, and leaves the pages to those who still read what has been opened. */
    void drop() {
        pages = NO_PAGES;
        size = 0;
    }

    /** What is here now, from the first byte on; what is appended later is not seen. */
    InputStream open() {
        return new View(pages, size);
    }

    /** Reads what was there when it was opened. */
    private static final class View extends InputStream {

        private final byte[][] pages;
        private final int end;
        private int at;

        View(byte[][] pages, int end) {
            this.pages = pages;
            this.end = end;
        }

        @Override
        public int read() {
            if (at == end) {
                return -1;
            }
            int b = pages[at / PAGE][at % PAGE] & 0xff;
            at++;
            return b;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            int part = Math.min(length, leftInPage());
            if (part == 0) {
                return -1;
            }
            System.arraycopy(pages[at / PAGE], at % PAGE, target, offset, part);
            at += part;
            return part;
        }

        private int leftInPage() {
            return Math.min(end - at, PAGE - at % PAGE);
        }

        @Override
        public long skip(long n) {
            int skipped = (int) Math.min(Math.max(n, 0), end - at);
            at += skipped;
            return skipped;
        }

        @Override
        public int available() {
            return end - at;
        }

        /** Where it stands: it is the whole of a body that is looked through. */
        @Override
        public long transferTo(OutputStream out) throws IOException {
            int from = at;
            for (int part = leftInPage(); part > 0; part = leftInPage()) {
                out.write(pages[at / PAGE], at % PAGE, part);
                at += part;
            }
            return (long) end - from;
        }
    }
}
