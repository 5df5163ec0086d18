package io.github.fallbackrouting.sample.demo;

import io.github.fallbackrouting.sample.demo.WireAnswer.Events;
import io.github.fallbackrouting.sample.demo.WireAnswer.Whole;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model deployment on a loopback port of its own, which fails on demand. Thread-safe. */
final class FakeDeployment implements AutoCloseable {

    private static final int BACKLOG = 50;

    private final FakeModel model;
    private final ExecutorService threads;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final int port;

    private volatile Fault fault = Fault.NONE;
    private volatile @Nullable String lastModel;
    /** What holds the port: a socket that listens, or one that is only bound and so makes the system refuse. */
    private Closeable door;

    private CompletableFuture<Void> accepting;

    /** Starts it on a free port; it has no fault yet. */
    FakeDeployment(FakeModel model) throws IOException {
        this.model = model;
        this.threads = Executors.newCachedThreadPool(task -> new Thread(task, "demo-" + model.deployment()));
        ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        this.port = server.getLocalPort();
        this.door = server;
        this.accepting = CompletableFuture.runAsync(() -> accept(server), threads);
    }

    /** What its answers call it. */
    String name() {
        return model.deployment();
    }

    /** Where it is: what a client appends {@code /chat/completions} to. */
    String base() {
        return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/v1";
    }

    /** How many requests it has read since its start. */
    int calls() {
        return calls.get();
    }

    /** The {@code model} of the last request that named one, escaped as JSON. */
    Optional<String> lastModel() {
        return Optional.ofNullable(lastModel);
    }

    /** How it fails at present. */
    Fault fault() {
        return fault;
    }

    /** From now on it fails like this. */
    synchronized void fail(Fault next) throws IOException {
        if (next == Fault.REFUSED && fault != Fault.REFUSED) {
            door.close();
            // The system listens on until the thread has left accept().
            accepting.join();
            Socket refusing = new Socket();
            refusing.setReuseAddress(true);
            refusing.bind(address());
            door = refusing;
        } else if (next != Fault.REFUSED && fault == Fault.REFUSED) {
            door.close();
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(address(), BACKLOG);
            door = server;
            accepting = CompletableFuture.runAsync(() -> accept(server), threads);
        }
        fault = next;
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void accept(ServerSocket server) {
        try (server) {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The door was shut: fail(REFUSED) or close().
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            WireRequest request = WireRequest.read(connection.getInputStream());
            calls.incrementAndGet();
            request.model().ifPresent(name -> lastModel = name);
            answer(request, connection);
        } catch (IOException gone) {
            // The caller went away.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    private void answer(WireRequest request, Socket connection) throws IOException, InterruptedException {
        OutputStream out = connection.getOutputStream();
        switch (fault) {
            case NONE -> model.answer(request).send(out);
            case RATE_LIMITED -> rateLimited().send(out);
            case OVERLOADED ->
                FakeModel.error(503, "The engine is overloaded.", "server_error", "overloaded")
                        .send(out);
            case SERVER_ERROR ->
                FakeModel.error(500, "The server had an error.", "server_error", "internal_error")
                        .send(out);
            case UNAUTHORIZED ->
                FakeModel.error(401, "This API key has been revoked.", "invalid_request_error", "invalid_api_key")
                        .send(out);
            case REFUSED, RESET -> connection.setSoLinger(true, 0);
            case HANG -> awaitClose(connection.getInputStream());
            case HTML ->
                new Whole(200, List.of("Content-Type: text/html"), "<html><body>Please come back later.</body></html>")
                        .send(out);
            case EMPTY -> Whole.json(200, "").send(out);
            case TRUNCATED -> model.answer(request).sendCut(out);
            case STALL -> {
                model.answer(request).sendCut(out);
                awaitClose(connection.getInputStream());
            }
            case ERROR_IN_200 -> errorIn200(request).send(out);
        }
    }

    private static WireAnswer rateLimited() {
        Whole error = FakeModel.error(429, "Rate limit reached.", "requests", "rate_limit_exceeded");
        return new Whole(429, List.of("Content-Type: application/json", "Retry-After: 1"), error.body());
    }

    private static WireAnswer errorIn200(WireRequest request) {
        Whole error = FakeModel.error(200, "The server had an error.", "server_error", "internal_error");
        return request.stream() ? new Events(List.of(error.body()), Pace.atOnce()) : error;
    }

    private static void awaitClose(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // What else the caller sends is not looked at.
        }
    }

    /** Shuts the door, breaks the connections and waits for the threads, 5 s at most. */
    @Override
    public synchronized void close() throws IOException {
        door.close();
        accepting.join();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdown();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
