package io.github.fallbackrouting.sample.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** An answer as it goes over the wire; the connection is closed after it. */
sealed interface WireAnswer {

    /** Sends all of it. */
    void send(OutputStream out) throws IOException, InterruptedException;

    /** Sends less than its head promises. */
    void sendCut(OutputStream out) throws IOException, InterruptedException;

    /**
     * An answer of known length.
     *
     * @param headers whole lines, without those that frame the body
     */
    record Whole(int status, List<String> headers, String body) implements WireAnswer {

        public Whole {
            headers = List.copyOf(headers);
        }

        /** JSON. */
        static Whole json(int status, String body) {
            return new Whole(status, List.of("Content-Type: application/json"), body);
        }

        @Override
        public void send(OutputStream out) throws IOException {
            send(out, body.getBytes(UTF_8).length);
        }

        @Override
        public void sendCut(OutputStream out) throws IOException {
            send(out, body.getBytes(UTF_8).length / 2);
        }

        private void send(OutputStream out, int count) throws IOException {
            byte[] bytes = body.getBytes(UTF_8);
            writeHead(out, status, headers, "Content-Length: " + bytes.length);
            out.write(bytes, 0, count);
            out.flush();
        }
    }

    /**
     * An event stream, one chunk per event.
     *
     * @param data of each event
     * @param pace between two of them
     */
    record Events(List<String> data, Pace pace) implements WireAnswer {

        public Events {
            data = List.copyOf(data);
        }

        @Override
        public void send(OutputStream out) throws IOException, InterruptedException {
            send(out, data);
            writeChunk(out, "");
        }

        @Override
        public void sendCut(OutputStream out) throws IOException, InterruptedException {
            send(out, data.subList(0, data.size() / 2));
        }

        private void send(OutputStream out, List<String> events) throws IOException, InterruptedException {
            writeHead(out, 200, List.of("Content-Type: text/event-stream"), "Transfer-Encoding: chunked");
            for (int i = 0; i < events.size(); i++) {
                if (i > 0) {
                    pace.awaitNext();
                }
                writeChunk(out, "data: " + events.get(i) + "\n\n");
            }
        }

        private static void writeChunk(OutputStream out, String text) throws IOException {
            int length = text.getBytes(UTF_8).length;
            out.write((Integer.toHexString(length) + "\r\n" + text + "\r\n").getBytes(UTF_8));
            out.flush();
        }
    }

    private static void writeHead(OutputStream out, int status, List<String> headers, String framing)
            throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " \r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append(framing).append("\r\nConnection: close\r\n\r\n");
        out.write(head.toString().getBytes(UTF_8));
    }
}
