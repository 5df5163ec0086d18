package io.github.fallbackrouting.servlet;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes kept for later: in memory up to a limit, then in a temporary file, and given up beyond a second limit.
 *
 * <p>Keeping never fails: if the file can't be written the bytes are given up, too. Thread-safe: a host may still read when
 * its answer has been given by somebody else.
 */
final class Spool implements Closeable {

    private static final Logger LOG = System.getLogger(Spool.class.getName());

    /** The first buffer, at least and at most: the size that the sender announces is a hint and no promise. */
    private static final int MIN_BUFFER = 512;

    private static final int MAX_FIRST_BUFFER = 16 << 10;

    private static final byte[] NOTHING = {};

    private final int memoryLimit;
    private final long limit;
    private final Path directory;

    private final long expected;

    private byte[] memory = NOTHING;
    private int inMemory;
    private long size;
    private @Nullable Path file;
    private @Nullable OutputStream fileOut;
    private boolean givenUp;

    /**
     * @param memoryLimit the most bytes in memory
     * @param limit the most bytes altogether
     * @param expected how many bytes are expected; negative if unknown
     * @param directory for the temporary file
     */
    Spool(int memoryLimit, long limit, long expected, Path directory) {
        this.memoryLimit = memoryLimit;
        this.limit = limit;
        this.directory = directory;
        this.expected = expected;
    }

    /** Keeps more bytes, or gives all of them up. */
    synchronized void append(byte[] bytes, int offset, int length) {
        if (givenUp || length <= 0) {
            return;
        }
        if (size + length > limit) {
            close();
            return;
        }
        size += length;
        if (file == null && inMemory + length <= memoryLimit) {
            if (inMemory + length > memory.length) {
                memory = Arrays.copyOf(memory, grown(inMemory + length));
            }
            System.arraycopy(bytes, offset, memory, inMemory, length);
            inMemory += length;
        } else {
            appendToFile(bytes, offset, length);
        }
    }

    /** How large the buffer is to be that needs to take this much. */
    private int grown(int needed) {
        // Who has sent that much may be believed.
        long believed = inMemory == 0 ? Math.min(Math.max(expected, MIN_BUFFER), MAX_FIRST_BUFFER) : expected;
        long grown = Math.max(Math.max(memory.length * 2L, needed), believed <= memoryLimit ? believed : 0);
        return (int) Math.min(grown, memoryLimit);
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
        return givenUp || file != null ? 0 : memoryLimit - inMemory;
    }

    /** How many bytes are kept. */
    synchronized long size() {
        return size;
    }

    /** What is kept, from the first byte on. */
    synchronized InputStream open() throws IOException {
        if (givenUp) {
            throw new IOException("the bytes were given up");
        }
        InputStream head = new ByteArrayInputStream(memory, 0, inMemory);
        Path rest = file;
        return rest == null ? head : new java.io.SequenceInputStream(head, Files.newInputStream(rest));
    }

    /** Drops what is kept, and keeps nothing more. */
    @Override
    public synchronized void close() {
        givenUp = true;
        deleteFile();
        memory = NOTHING;
        inMemory = 0;
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
