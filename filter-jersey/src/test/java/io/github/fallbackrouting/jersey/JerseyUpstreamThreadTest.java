package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.routing.Upstream;
import io.github.fallbackrouting.routing.UpstreamFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many threads there are, whom they hold and when they end. */
class JerseyUpstreamThreadTest {

    /** The workers, the timer and the selector of the HTTP client. */
    private static final int MOST = TransportThreads.WORKERS + 2;

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static Set<Thread> ours(Set<Thread> before) {
        return threads().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.getName().startsWith("fallback-routing-")
                        || thread.getName().startsWith("HttpClient-"))
                .collect(Collectors.toSet());
    }

    @Test
    void theFactoryIsFoundAndWhatItMakesWorks() throws Exception {
        UpstreamFactory factory =
                ServiceLoader.load(UpstreamFactory.class).findFirst().orElseThrow();

        assertInstanceOf(JerseyUpstreamFactory.class, factory);
        try (ScriptedServer server = ScriptedServer.start();
                Upstream upstream = factory.create()) {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
            try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
                assertEquals("hello", BodyReading.all(response));
            }
        }
    }

    @Test
    void manyCallsThatWaitTakeNoThreadEach() throws Exception {
        int many = 48;
        Set<Thread> before = threads();
        CountDownLatch gate = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start();
                JerseyUpstream upstream = new JerseyUpstream()) {
            List<CompletableFuture<Upstream.Response>> answers = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                server.then(ScriptedServer.READ_REQUEST, ScriptedServer.await(gate), ScriptedServer.answer(200, "{}"));
                answers.add(upstream.send(Requests.to(server.url("/v1")).build()));
            }

            server.requests(many);

            Set<Thread> ours = ours(before);
            assertTrue(ours.size() <= MOST, ours::toString);
            Set<Thread> others = threads();
            others.removeAll(before);
            others.removeAll(ours);
            others.removeIf(thread -> thread.getName().equals("scripted-server"));
            assertEquals(Set.of(), others);
            assertEquals(0, answers.stream().filter(CompletableFuture::isDone).count());
            gate.countDown();
            for (CompletableFuture<Upstream.Response> answer : answers) {
                try (Upstream.Response response = answer.get(10, TimeUnit.SECONDS)) {
                    assertEquals("{}", BodyReading.all(response));
                }
            }
            assertEquals(many, server.connections());
        }
    }

    @Test
    void manyBodiesThatAreSlowTakeNoThreadEach() throws Exception {
        int many = 500;
        Set<Thread> before = threads();
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(many);
        ServerSocket roomy = new ServerSocket(0, many, InetAddress.getLoopbackAddress());
        try (ScriptedServer server = ScriptedServer.over(roomy, "http");
                JerseyUpstream upstream = new JerseyUpstream()) {
            List<CompletableFuture<String>> bodies = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                server.then(
                        ScriptedServer.READ_REQUEST,
                        ScriptedServer.send("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello "),
                        ScriptedServer.await(gate),
                        ScriptedServer.send("world"));
                bodies.add(upstream.send(Requests.to(server.url("/v1")).build()).thenCompose(response -> {
                    StringBuilder read = new StringBuilder();
                    return ReadingOn.toTheEnd(response::next, piece -> {
                                read.append(StandardCharsets.UTF_8.decode(piece));
                                begun.countDown();
                            })
                            .thenApply(end -> read.toString());
                }));
            }
            assertTrue(begun.await(20, TimeUnit.SECONDS), () -> begun.getCount() + " have not begun");

            Set<Thread> ours = ours(before);
            assertTrue(ours.size() <= MOST, ours::toString);
            Set<Thread> others = threads();
            others.removeAll(before);
            others.removeAll(ours);
            others.removeIf(thread -> thread.getName().equals("scripted-server"));
            assertEquals(Set.of(), others);
            assertEquals(0, bodies.stream().filter(CompletableFuture::isDone).count());
            gate.countDown();
            for (CompletableFuture<String> body : bodies) {
                assertEquals("hello world", body.get(20, TimeUnit.SECONDS));
            }
            assertEquals(many, server.connections());
        }
    }

    @Test
    void noThreadHoldsTheWebApplication() throws Exception {
        Thread caller = Thread.currentThread();
        ClassLoader original = caller.getContextClassLoader();
        Set<Thread> before = threads();
        try (URLClassLoader webapp = new URLClassLoader(new URL[0], original);
                ScriptedServer server = ScriptedServer.start()) {
            caller.setContextClassLoader(webapp);
            try (Upstream upstream = new JerseyUpstreamFactory().create()) {
                server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
                try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
                    assertEquals("hello", BodyReading.all(response));
                }

                assertSame(webapp, caller.getContextClassLoader());
                Set<Thread> ours = ours(before);
                assertTrue(ours.size() >= 3, ours::toString);
                for (Thread thread : ours) {
                    assertNotEquals(webapp, thread.getContextClassLoader(), thread::toString);
                    assertTrue(thread.isDaemon(), thread::toString);
                }
            }
        } finally {
            caller.setContextClassLoader(original);
        }
    }

    @Test
    void whatIsCompletedRunsOnAWorker() throws Exception {
        try (ScriptedServer server = ScriptedServer.start();
                JerseyUpstream upstream = new JerseyUpstream()) {
            CountDownLatch gate = new CountDownLatch(1);
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.await(gate), ScriptedServer.answer(200, "{}"));
            CompletableFuture<String> thread = upstream.send(
                            Requests.to(server.url("/v1")).build())
                    .thenApply(response -> {
                        response.close();
                        return Thread.currentThread().getName();
                    });
            gate.countDown();

            assertTrue(thread.get(5, TimeUnit.SECONDS).startsWith("fallback-routing-worker-"));
        }
    }

    @Test
    void closingEndsEveryThreadAndEveryCall() throws Exception {
        Set<Thread> before = threads();
        try (ScriptedServer waiting = ScriptedServer.start();
                ScriptedServer streaming = ScriptedServer.start()) {
            waiting.then(ScriptedServer.READ_REQUEST, ScriptedServer.AWAIT_PEER);
            streaming.then(
                    ScriptedServer.READ_REQUEST,
                    ScriptedServer.send("HTTP/1.1 200 OK\r\n\r\nh"),
                    ScriptedServer.AWAIT_PEER);
            Upstream upstream = new JerseyUpstreamFactory().create();
            CompletableFuture<Upstream.Response> answer =
                    upstream.send(Requests.to(waiting.url("/v1")).build());
            waiting.requests(1);
            Upstream.Response response = Requests.to(streaming.url("/v1")).sendWith(upstream);
            assertEquals("h", BodyReading.piece(response));
            CompletableFuture<Optional<ByteBuffer>> piece = response.next();
            Set<Thread> ours = ours(before);
            assertTrue(ours.stream().anyMatch(thread -> thread.getName().startsWith("HttpClient-")), ours::toString);

            upstream.close();

            for (Thread thread : ours) {
                thread.join(5_000);
                assertFalse(thread.isAlive(), thread::toString);
            }
            assertEquals(Set.of(), ours(before));
            assertEquals(
                    "the upstream was closed during the call",
                    Requests.failure(answer).getMessage());
            assertEquals(
                    "the upstream was closed during the call",
                    assertThrows(IOException.class, () -> BodyReading.await(piece))
                            .getMessage());
            waiting.peerClosed();
            streaming.peerClosed();
            upstream.close();
        }
    }

    @Test
    void closingEndsAConnectionThatWasKept() throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "{}"), ScriptedServer.AWAIT_PEER);
            JerseyUpstream upstream = new JerseyUpstream();
            try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
                BodyReading.all(response);
            }

            upstream.close();

            server.peerClosed();
        }
    }

    @Test
    void afterClosingEveryCallFails() throws Exception {
        try (ScriptedServer server = ScriptedServer.start()) {
            JerseyUpstream upstream = new JerseyUpstream();
            upstream.close();

            assertEquals(
                    "the upstream is closed",
                    Requests.to(server.url("/v1")).failWith(upstream).getMessage());
            assertEquals(0, server.connections());
        }
    }

    @Test
    void aWorkerMayCloseTheUpstream() throws Exception {
        Set<Thread> before = threads();
        try (ScriptedServer server = ScriptedServer.start()) {
            CountDownLatch gate = new CountDownLatch(1);
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.await(gate), ScriptedServer.answer(200, "{}"));
            JerseyUpstream upstream = new JerseyUpstream();
            CompletableFuture<Void> closed =
                    upstream.send(Requests.to(server.url("/v1")).build()).thenAccept(response -> upstream.close());
            gate.countDown();
            closed.get(5, TimeUnit.SECONDS);

            for (Thread thread : ours(before)) {
                thread.join(5_000);
                assertFalse(thread.isAlive(), thread::toString);
            }
        }
    }
}
