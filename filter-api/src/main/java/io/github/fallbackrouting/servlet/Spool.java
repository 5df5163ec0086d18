package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.json.RequestDocument;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Bytes kept for later: in memory up to a limit, then in a temporary file, and given up beyond a second limit.
 *
 * <p>Keeping never fails: if the file can't be written the bytes are given up, too. Thread-safe: a host may still read when
 * its answer has been given by somebody else.
 */
final class Spool implements RequestDocument.Source, Closeable {

    private static final Logger LOG = System.getLogger(Spool.class.getName());

    private static final InputStream NOTHING = InputStream.nullInputStream();

    private final HoldLimits limits;
    private final Path directory;
    private final PagedBytes memory;
    private int readers;
    private long size;
    private @Nullable Path file;
    private @Nullable OutputStream fileOut;
    private boolean givenUp;

    /**
     * @param limits how much of a request to keep
     * @param pages for what is kept in memory
     * @param directory for the temporary file
     */
    Spool(HoldLimits limits, Pool<PagedBytes.Page> pages, Path directory) {
        this.limits = limits;
        this.directory = directory;
        this.memory = new PagedBytes(pages);
    }

    /** Keeps more bytes, or gives all of them up. */
    synchronized void append(byte[] bytes, int offset, int length) {
        if (givenUp || length <= 0) {
            return;
        }
        if (size + length > limits.requestDisk()) {
            close();
            return;
        }
        size += length;
        if (file == null && memory.size() + length <= limits.requestMemory()) {
            memory.append(bytes, offset, length);
        } else {
            appendToFile(bytes, offset, length);
        }
    }

    private void appendToFile(byte[] bytes, int offset, int length) {
        try {
            OutputStream out = fileOut;
            if (out == null) {
                // Only its owner may read it, where the file system knows owners: it holds what a user said.
                Path created = Files.createTempFile(directory, "fallback-routing-", ".body");
                file = created;
                out = Files.newOutputStream(created);
                fileOut = out;
            }
            out.write(bytes, offset, length);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A body can't be kept in a temporary file in " + directory + ": " + e);
            close();
        }
    }

    /** Whether everything was dropped, because it was too much or could not be written. */
    synchronized boolean isGivenUp() {
        return givenUp;
    }

    /** How many bytes can still be kept without fail. */
    synchronized int memoryLeft() {
        return givenUp || file != null ? 0 : limits.requestMemory() - memory.size();
    }

    /** How many bytes are kept. */
    synchronized long size() {
        return size;
    }

    /** What is kept, from the first byte on; its memory is used again only if it has been closed. */
    @Override
    public synchronized InputStream open() throws IOException {
        if (givenUp) {
            throw new IOException("the bytes were given up");
        }
        Path rest = file;
        InputStream head = memory.open();
        InputStream all = rest == null ? head : new java.io.SequenceInputStream(head, Files.newInputStream(rest));
        readers++;
        return new Opened(all);
    }

    /** Where the bytes stand: opening them would cost a covered request 80 bytes more (benchmark {@code Covered}). */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        synchronized (this) {
            if (!givenUp && file == null) {
                memory.writeTo(out);
                return;
            }
        }
        RequestDocument.Source.super.writeTo(out);
    }

    /**
     * Keeps the memory from being used again until it is closed, and reads nothing of it any more when it is: a call that is
     * given up has its body closed by another thread than the one that reads it.
     */
    private final class Opened extends FilterInputStream {

        Opened(InputStream all) {
            super(all);
        }

        @Override
        public synchronized int read() throws IOException {
            return in.read();
        }

        @Override
        public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, length);
        }

        @Override
        public synchronized long skip(long n) throws IOException {
            return in.skip(n);
        }

        @Override
        public synchronized int available() throws IOException {
            return in.available();
        }

        @Override
        public synchronized void close() throws IOException {
            InputStream open = in;
            if (open == NOTHING) {
                return;
            }
            in = NOTHING;
            synchronized (Spool.this) {
                readers--;
            }
            open.close();
        }
    }

    /** Drops what is kept, and keeps nothing more. */
    @Override
    public synchronized void close() {
        givenUp = true;
        deleteFile();
        if (readers == 0) {
            memory.free();
        } else {
            memory.drop();
        }
        size = 0;
    }

    private void deleteFile() {
        OutputStream out = fileOut;
        Path created = file;
        fileOut = null;
        file = null;
        try {
            if (out != null) {
                out.close();
            }
            if (created != null) {
                Files.deleteIfExists(created);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The temporary file " + created + " can't be deleted: " + e);
        }
    }
}
