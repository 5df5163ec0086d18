package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.stream.ClientStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A host's event stream that has been released: every whole good event goes straight to the client, with the host's own
 * flushes, and what the host does after its stream was taken away goes nowhere.
 */
@SuppressWarnings("try") // A lock is held for its block, and not otherwise used.
final class StreamedAnswer extends HttpServletResponseWrapper {

    /** Whom the host's stream is watched for. Called by the host's own thread, which has the lock. */
    interface Watcher {
        /** More of the stream came. */
        void came();

        /** The stream will not go on by itself: an error event came, or the host has closed it. */
        void stopped();

        /** The host wants to be told when it can write; it always can. */
        void listens(WriteListener listener);
    }

    private final ClientStream events;
    private final BlockLock lock;
    private final Watcher watcher;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    private boolean over;

    /**
     * @param lock held while the host writes
     * @param events takes its bytes
     */
    StreamedAnswer(HttpServletResponse real, BlockLock lock, ClientStream events, Watcher watcher) {
        super(real);
        this.lock = lock;
        this.events = events;
        this.watcher = watcher;
    }

    /** From now on whatever the host does has no effect. */
    void takeAway() {
        try (BlockLock unusedHold = lock.hold()) {
            over = true;
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        ServletOutputStream existing = stream;
        if (existing == null) {
            existing = new EventStream();
            stream = existing;
        }
        return existing;
    }

    @Override
    public PrintWriter getWriter() {
        PrintWriter existing = writer;
        if (existing == null) {
            existing = new PrintWriter(new EventWriter(getOutputStream(), Charset.forName(getCharacterEncoding())));
            writer = existing;
        }
        return existing;
    }

    /** Passes on at once what is written, but for half of a surrogate pair. */
    private static final class EventWriter extends Writer {

        private final ServletOutputStream out;
        private final Charset charset;
        private String half = "";

        EventWriter(ServletOutputStream out, Charset charset) {
            this.out = out;
            this.charset = charset;
        }

        @Override
        public void write(char[] chars, int offset, int length) throws IOException {
            String text = half + new String(chars, offset, length);
            int last = text.length() - 1;
            boolean splits = last >= 0 && Character.isHighSurrogate(text.charAt(last));
            half = splits ? text.substring(last) : "";
            out.write((splits ? text.substring(0, last) : text).getBytes(charset));
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private final class EventStream extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try (BlockLock unusedHold = lock.hold()) {
                if (over) {
                    return;
                }
                events.accept(bytes, offset, length);
                if (events.isBroken()) {
                    watcher.stopped();
                } else {
                    watcher.came();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            try (BlockLock unusedHold = lock.hold()) {
                if (!over) {
                    events.flush();
                }
            }
        }

        @Override
        public void close() {
            try (BlockLock unusedHold = lock.hold()) {
                if (!over) {
                    watcher.stopped();
                }
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            watcher.listens(listener);
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        getOutputStream().flush();
    }

    /** The client has part of the answer, or will have: there is no way back, as after a commit. */
    @Override
    public boolean isCommitted() {
        return true;
    }

    @Override
    public void reset() {
        refuse();
    }

    @Override
    public void resetBuffer() {
        refuse();
    }

    @Override
    public void sendError(int status, String message) {
        refuse();
    }

    @Override
    public void sendError(int status) {
        refuse();
    }

    @Override
    public void sendRedirect(String location) {
        refuse();
    }

    private void refuse() {
        try (BlockLock unusedHold = lock.hold()) {
            if (!over) {
                throw new IllegalStateException("the response is committed: its stream is under way");
            }
        }
    }

    @Override
    public void setStatus(int status) {
        // The head is on its way.
    }

    @Override
    public void setHeader(String name, String value) {
        // The head is on its way.
    }

    @Override
    public void addHeader(String name, String value) {
        // The head is on its way.
    }
}
