package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.cases.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A provider that breaks in sixteen ways; the model that is asked for selects which. Thread-safe.
 *
 * <p>{@code POST …/chat/completions} and {@code GET …/models} are the provider's. A harness steers it by {@code POST
 * /control/reset}, {@code POST /control/config} with {@code {"profile": "full" | "fast", "timing": {…}}}, {@code GET
 * /control/log} and {@code GET /control/health}.
 */
final class Wall implements AutoCloseable {

    /** Where a harness expects it. */
    static final int PORT = 8401;

    private final ServerSocket door;
    private final WallJournal journal = new WallJournal();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile Timings timings;

    /**
     * Takes requests at once.
     *
     * @param port where to listen; 0: wherever it is free
     * @throws IOException if it is taken
     */
    Wall(int port, Timings timings) throws IOException {
        this.timings = timings;
        door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept, "wall");
    }

    /** On a port that is free. */
    static Wall of(Profile profile) throws IOException {
        return new Wall(0, profile.timings());
    }

    /** What callers append {@code /chat/completions} to. */
    URI base() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort() + "/v1");
    }

    WallJournal journal() {
        return journal;
    }

    Timings timings() {
        return timings;
    }

    String nextId() {
        return "chatcmpl-fb-" + ids.incrementAndGet();
    }

    /** What a harness asks for, such as {@code POST /control/reset}. */
    Json control(String what, Json body) {
        return switch (what) {
            case "POST /control/reset" -> {
                journal.reset();
                yield WallSpeech.object("ok", true);
            }
            case "POST /control/config" -> {
                configure(body);
                yield WallSpeech.object("ok", true);
            }
            case "GET /control/log" ->
                WallSpeech.object(
                        "entries",
                        journal.entries().stream().map(LogEntry::toJson).toList());
            case "GET /control/health" -> WallSpeech.object("status", "ok");
            default -> WallSpeech.object("ok", false, "error", "There is no " + what);
        };
    }

    private void configure(Json body) {
        Timings chosen = body.member("profile")
                .flatMap(name -> Profile.of(name.text()))
                .map(Profile::timings)
                .orElse(timings);
        timings = body.member("timing").map(chosen::with).orElse(chosen);
    }

    /** The provider's list of models. */
    static Json models() {
        List<Json> models = Stream.concat(
                        Stream.of(FaultModel.OK, FaultModel.OK_NO_PREFILL),
                        Stream.of(Scenario.values()).map(Scenario::model))
                .map(name -> WallSpeech.object("id", name, "object", "model", "created", 0, "owned_by", "wall"))
                .toList();
        return WallSpeech.object("object", "list", "data", models);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                connections.add(socket);
                daemon(() -> serve(socket), "wall-connection");
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new WallConnection(socket, this).serve();
        } catch (IOException | NumberFormatException gone) {
            // The caller left, or is none.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private static void daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
