package io.github.fallbackrouting.jersey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A server that speaks bytes and does with each request what a test told it to, faults included; it keeps a journal of what
 * it received. Listens on 127.0.0.1. Thread-safe.
 *
 * <p>Scripts are used up in order, one for each exchange, whatever the connection. Without a script left it waits until the
 * other side closes.
 */
final class ScriptedServer implements AutoCloseable {

    /** One thing that the server does. */
    sealed interface Step {

        /** Reads a request, its body included, and writes it into the journal. */
        record ReadRequest() implements Step {}

        /** Reads the head of a request and leaves the body on the wire. */
        record ReadHead() implements Step {}

        /** Writes these bytes at once, each given as the character of the same number. */
        record Send(String bytes) implements Step {}

        /** Waits until the test opens the gate. */
        record Await(CountDownLatch gate) implements Step {}

        /** Writes the same bytes again and again until the other side closes. */
        record Flood(String bytes) implements Step {}

        /** Opens a gate at which the test waits. */
        record Open(CountDownLatch gate) implements Step {}

        /** Ends the connection in good order. */
        record Close() implements Step {}

        /** Ends the connection with a reset. */
        record Reset() implements Step {}

        /** Reads until the other side closes, and writes the time into the journal. */
        record AwaitPeer() implements Step {}
    }

    /**
     * A request as it came: the head without the empty line, and the body, each byte of it given as the character of the
     * same number.
     */
    record Received(int connection, String head, String body) {

        String requestLine() {
            return head.lines().findFirst().orElse("");
        }

        List<String> fields() {
            return head.lines().skip(1).toList();
        }

        String text() {
            return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    static final Step READ_REQUEST = new Step.ReadRequest();
    static final Step READ_HEAD = new Step.ReadHead();
    static final Step CLOSE = new Step.Close();
    static final Step RESET = new Step.Reset();
    static final Step AWAIT_PEER = new Step.AwaitPeer();

    static Step send(String text) {
        return new Step.Send(text);
    }

    /** A whole answer with a length. */
    static Step answer(int status, String body) {
        return send("HTTP/1.1 " + status + " Whatever\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    static Step await(CountDownLatch gate) {
        return new Step.Await(gate);
    }

    static Step flood(String text) {
        return new Step.Flood(text);
    }

    static Step open(CountDownLatch gate) {
        return new Step.Open(gate);
    }

    private final ServerSocket listener;
    private final String scheme;
    private final Queue<List<Step>> scripts = new ConcurrentLinkedQueue<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Received> requests = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CompletableFuture<Long> peerClosed = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private ScriptedServer(ServerSocket listener, String scheme) {
        this.listener = listener;
        this.scheme = scheme;
        start(this::accept);
    }

    static ScriptedServer start() throws IOException {
        return over(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), "http");
    }

    static ScriptedServer over(ServerSocket listener, String scheme) {
        return new ScriptedServer(listener, scheme);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds the script of one more exchange. */
    ScriptedServer then(Step... steps) {
        scripts.add(List.of(steps));
        return this;
    }

    URI url(String path) {
        return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort() + path);
    }

    int connections() {
        return connections.get();
    }

    /** Waits until so many requests have come, and returns all that came. */
    List<Received> requests(int atLeast) throws InterruptedException {
        awaitJournal(() -> requests.size() >= atLeast);
        lock.lock();
        try {
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    /** The only request there was so far. */
    Received request() throws InterruptedException {
        List<Received> all = requests(1);
        if (all.size() != 1) {
            throw new AssertionError("one request expected, but there were " + all);
        }
        return all.get(0);
    }

    /** Waits until a script has seen the other side close: when that was, as {@link System#nanoTime()} counts. */
    long peerClosed() throws Exception {
        return peerClosed.get(5, TimeUnit.SECONDS);
    }

    private void awaitJournal(BooleanSupplier condition) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(5);
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("waited 5 s in vain; the journal: " + requests);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                start(() -> serve(socket, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            PushbackInputStream in = new PushbackInputStream(socket.getInputStream());
            while (!socket.isClosed()) {
                // Not before the first byte: until then the test may still add the script.
                int first = in.read();
                if (first < 0) {
                    peerClosed.complete(System.nanoTime());
                    return;
                }
                in.unread(first);
                List<Step> script = scripts.poll();
                for (Step step : script == null ? List.of(AWAIT_PEER, CLOSE) : script) {
                    perform(step, socket, in, number);
                }
            }
        } catch (IOException e) {
            // The other side is gone, or the test is over.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(Step step, Socket socket, InputStream in, int number)
            throws IOException, InterruptedException {
        if (step instanceof Step.ReadRequest) {
            String head = readHead(in);
            record(new Received(number, head, readBody(in, head)));
        } else if (step instanceof Step.ReadHead) {
            record(new Received(number, readHead(in), ""));
        } else if (step instanceof Step.Send bytes) {
            socket.getOutputStream().write(bytes.bytes().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        } else if (step instanceof Step.Await wait) {
            if (!wait.gate().await(20, TimeUnit.SECONDS)) {
                throw new IOException("the test never opened the gate");
            }
        } else if (step instanceof Step.Flood bytes) {
            flood(socket.getOutputStream(), bytes.bytes().getBytes(StandardCharsets.ISO_8859_1));
        } else if (step instanceof Step.Open gate) {
            gate.gate().countDown();
        } else if (step instanceof Step.Close) {
            socket.close();
        } else if (step instanceof Step.Reset) {
            socket.setSoLinger(true, 0);
            socket.close();
        } else if (step instanceof Step.AwaitPeer) {
            awaitPeer(in);
        }
    }

    private void record(Received request) {
        lock.lock();
        try {
            requests.add(request);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void flood(OutputStream out, byte[] bytes) {
        try {
            while (true) {
                out.write(bytes);
            }
        } catch (IOException closed) {
            // As it was to be.
        }
    }

    private void awaitPeer(InputStream in) throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // Closed all the same.
        }
        peerClosed.complete(System.nanoTime());
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the other side closed in the middle of a request's head");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private static String readBody(InputStream in, String head) throws IOException {
        for (String line : head.lines().toList()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                byte[] body = in.readNBytes(Integer.parseInt(line.substring(15).strip()));
                return new String(body, StandardCharsets.ISO_8859_1);
            }
            if (line.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                throw new IOException("a chunked request was not expected");
            }
        }
        return "";
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
