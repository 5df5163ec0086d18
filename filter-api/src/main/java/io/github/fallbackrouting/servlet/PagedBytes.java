package io.github.fallbackrouting.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in memory, in pages that are used again: however many there are, nothing is copied, and next to nothing allocated. A
 * covered request with 1 KB each way took 3.1 KB of the heap instead of 5.9, and one of 100 KB 3.3 instead of 124 (benchmark
 * {@code Covered}).
 *
 * <p>Not thread-safe; what has been {@link #open opened} may be read by another thread.
 */
final class PagedBytes {

    /** In bytes; most questions and most answers take one. */
    static final int PAGE = 8 << 10;

    /** In a pool by itself, in use the beginning of a chain. */
    static final class Page {
        final byte[] bytes = new byte[PAGE];
        private @Nullable Page next;
    }

    private final Pool<Page> pool;
    private @Nullable Page first;

    /** The one that the last byte stands in. */
    private @Nullable Page last;

    private int size;

    /** @param pool of pages in which something of others' may stand */
    PagedBytes(Pool<Page> pool) {
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
            System.arraycopy(source, from, (inPage == 0 ? begin() : current()).bytes, inPage, part);
            size += part;
            from += part;
            left -= part;
        }
    }

    /** The next page: behind what has been {@link #clear cleared} it is there already. */
    private Page begin() {
        Page begun;
        if (size == 0) {
            begun = first == null ? pool.take() : first;
            first = begun;
        } else {
            Page full = current();
            begun = full.next == null ? pool.take() : full.next;
            full.next = begun;
        }
        last = begun;
        return begun;
    }

    private Page current() {
        return Objects.requireNonNull(last);
    }

    /** Writes all of them. */
    void writeTo(OutputStream out) throws IOException {
        int left = size;
        for (Page page = first; page != null && left > 0; page = page.next) {
            out.write(page.bytes, 0, Math.min(PAGE, left));
            left -= PAGE;
        }
    }

    /** All of them, in an array of the caller's own. */
    byte[] toByteArray() {
        byte[] all = new byte[size];
        int at = 0;
        for (Page page = first; page != null && at < size; page = page.next) {
            System.arraycopy(page.bytes, 0, all, at, Math.min(PAGE, size - at));
            at += PAGE;
        }
        return all;
    }

    /** Forgets them. */
    void clear() {
        size = 0;
    }

    /** Forgets them, and leaves the pages to others: nobody may read what has been opened any more. */
    void free() {
        Page page = first;
        drop();
        while (page != null) {
            Page next = page.next;
            page.next = null;
            pool.giveBack(page);
            page = next;
        }
    }

    /** Forgets them, and leaves the pages to those who still read what has been opened. */
    void drop() {
        first = null;
        last = null;
        size = 0;
    }

    /** What is here now, from the first byte on; what is appended later is not seen. */
    InputStream open() {
        return new View(first, size);
    }

    /** Reads what was there when it was opened. */
    private static final class View extends InputStream {

        private @Nullable Page page;
        private int inPage;
        private int left;

        View(@Nullable Page first, int size) {
            page = first;
            left = size;
        }

        /** The page that the next byte stands in; null at the end. */
        private @Nullable Page page() {
            if (left == 0) {
                return null;
            }
            if (inPage == PAGE && page != null) {
                page = page.next;
                inPage = 0;
            }
            return page;
        }

        /** How much there is of that page. */
        private int part() {
            return Math.min(left, PAGE - inPage);
        }

        private void pass(int count) {
            inPage += count;
            left -= count;
        }

        @Override
        public int read() {
            Page from = page();
            if (from == null) {
                return -1;
            }
            int b = from.bytes[inPage] & 0xff;
            pass(1);
            return b;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            Page from = page();
            if (from == null) {
                return -1;
            }
            int part = Math.min(length, part());
            System.arraycopy(from.bytes, inPage, target, offset, part);
            pass(part);
            return part;
        }

        @Override
        public long skip(long n) {
            long skipped = 0;
            while (skipped < n && page() != null) {
                int part = (int) Math.min(n - skipped, part());
                pass(part);
                skipped += part;
            }
            return skipped;
        }

        @Override
        public int available() {
            return left;
        }
    }
}
