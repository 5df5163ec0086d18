package io.github.fallbackrouting.servlet;

import io.github.fallbackrouting.json.AnswerEdit;
import io.github.fallbackrouting.json.AnswerLabel;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A host's JSON answer that is too long to be held: it is labelled as it goes by, and so has no length that is known
 * beforehand. Used by one thread at a time, as any response.
 */
final class EditedAnswer extends HttpServletResponseWrapper {

    private final AnswerEdit edit;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    private boolean isOver;

    EditedAnswer(HttpServletResponse real, AnswerLabel label) {
        super(real);
        this.edit = new AnswerEdit(label, this::pass);
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        getResponse().getOutputStream().write(bytes, offset, length);
    }

    /** The host has come to its end. */
    void end() throws IOException {
        if (!isOver) {
            isOver = true;
            if (writer != null) {
                writer.flush();
            }
            edit.end();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        ServletOutputStream existing = stream;
        if (existing == null) {
            existing = new EditingStream();
            stream = existing;
        }
        return existing;
    }

    @Override
    public PrintWriter getWriter() {
        PrintWriter existing = writer;
        if (existing == null) {
            existing =
                    new PrintWriter(new OutputStreamWriter(getOutputStream(), Charset.forName(getCharacterEncoding())));
            writer = existing;
        }
        return existing;
    }

    private final class EditingStream extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            edit.feed(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            getResponse().getOutputStream().flush();
        }

        @Override
        public void close() throws IOException {
            end();
            getResponse().getOutputStream().close();
        }

        @Override
        public boolean isReady() {
            try {
                return getResponse().getOutputStream().isReady();
            } catch (IOException e) {
                throw new IllegalStateException("the response has no stream", e);
            }
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            try {
                getResponse().getOutputStream().setWriteListener(listener);
            } catch (IOException e) {
                throw new IllegalStateException("the response has no stream", e);
            }
        }
    }

    @Override
    public void setContentLength(int length) {
        // It is another one.
    }

    @Override
    public void setContentLengthLong(long length) {
        // It is another one.
    }

    @Override
    public void setHeader(String name, String value) {
        if (!name.equalsIgnoreCase("Content-Length")) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!name.equalsIgnoreCase("Content-Length")) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        if (!name.equalsIgnoreCase("Content-Length")) {
            super.setIntHeader(name, value);
        }
    }
}
