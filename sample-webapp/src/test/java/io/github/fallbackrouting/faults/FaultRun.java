package io.github.fallbackrouting.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.fallbackrouting.faults.FaultyDeployment.Asked;
import io.github.fallbackrouting.faults.RandomRequest.Leaving;
import io.github.fallbackrouting.faults.RunJudge.Attempt;
import io.github.fallbackrouting.faults.RunJudge.Outcome;
import io.github.fallbackrouting.faults.RunJudge.Violation;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many requests at once to the sample on a real server, whose deployments go wrong at random: whatever happens, each request
 * gets one answer that is what it has to be, and in the end nothing is left.
 */
final class FaultRun {

    /**
     * What a run is made of.
     *
     * @param container {@code jetty} or {@code tomcat}
     * @param first the number of its first request: more than 0 to play one again
     * @param requests how many
     * @param atOnce how many at a time
     */
    record Plan(String container, long seed, int first, int requests, int atOnce) {}

    /**
     * What came of it.
     *
     * @param violations what should not be, with the request that it happened to; empty if all is well
     * @param table for the console
     */
    record Result(List<String> violations, String table) {}

    /** Longer than any limit of the configuration, and so short that a run takes minutes. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    /** Beyond the deadline, and what a busy machine may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final int SHOWN = 20;

    /** Of ours that stay: eight workers, the clocks, the listeners'. */
    private static final int THREADS = 12;

    /** What a run may leave on the heap beyond what the warm-up has: classes, compiled code's data, the status page's last calls. */
    private static final long GROWTH = 12L << 20;

    private static final String CONFIG = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_base: "%s", api_key: filter-key, timeout: 2}
                model_info: {id: openai}
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o-west, api_base: "%s", api_key: filter-key, timeout: 2}
                model_info: {id: west}
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o-dead, api_base: "http://127.0.0.1:1/v1", api_key: filter-key}
                model_info: {id: dead}
              - model_name: claude-sonnet
                litellm_params: {model: openrouter/anthropic/claude-sonnet-4.5, api_base: "%s", api_key: filter-key, timeout: 2}
                model_info: {id: openrouter}
            router_settings:
              fallbacks: [{gpt-4o: [claude-sonnet]}]
              num_retries: 1
              enable_weighted_failover: true
              cooldown_time: 0
            fallback_routing:
              first_token_timeout: 2s
              idle_timeout: 2s
              deadline: %dms
              stream_deadline: 15s
              retry_budget: {share: 1, per_second: 100000}
              hold: {request_memory: 16KiB}
            """;

    private final Plan plan;
    private final Path war;
    private final Path directory;
    private final Map<String, List<Attempt>> attempts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> faults = new ConcurrentHashMap<>();
    private final Map<Outcome, AtomicInteger> outcomes = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong longest = new AtomicLong();

    /**
     * @param war the sample, unpacked
     * @param directory where the server works; empty
     */
    FaultRun(Plan plan, Path war, Path directory) {
        this.plan = plan;
        this.war = war;
        this.directory = directory;
    }

    Result play() throws IOException, InterruptedException {
        List<FaultyDeployment> deployments = new ArrayList<>();
        for (String name : List.of("openai", "west", "openrouter")) {
            deployments.add(new FaultyDeployment(name, SILENCE, this::fault));
        }
        String config = CONFIG.formatted(
                deployments.get(0).base(),
                deployments.get(1).base(),
                deployments.get(2).base(),
                RunJudge.DEADLINE_MILLIS);
        Map<String, String> params =
                Map.of("OPENAI_API_BASE", deployments.get(0).base(), "OPENROUTER_API_KEY", "unused");
        Path copy = SampleWar.copy(war, directory.resolve("sample"), config);
        try (SampleProcess server =
                SampleProcess.start(plan.container(), copy, List.of("-Xmx320m"), params, directory)) {
            // The first calls of everything are slow, and what they leave is no leak.
            int warmUp = Math.min(plan.requests() / 5, 2_000);
            ask(server.port(), plan.first(), warmUp);
            Map<String, Long> before = server.measure();
            long start = System.nanoTime();
            ask(server.port(), plan.first() + warmUp, plan.requests() - warmUp);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            checkAttemptsOnceMore();
            Map<String, Long> after = settled(server, deployments);
            checkLeft(before, after, deployments, server);
            return new Result(
                    List.copyOf(violations), table(took, plan.requests() - warmUp, before, after, deployments));
        } finally {
            deployments.forEach(FaultyDeployment::close);
        }
    }

    private Fault fault(Asked asked) {
        RandomRequest request =
                new RandomRequest(plan.seed(), Integer.parseInt(asked.request().substring(1)));
        boolean isHosts = asked.authorization().equals(RunJudge.HOSTS_KEY);
        List<Attempt> journal = attempts.computeIfAbsent(asked.request(), name -> new ArrayList<>());
        synchronized (journal) {
            int turn = (int) journal.stream()
                    .filter(attempt -> attempt.deployment().equals(asked.deployment()))
                    .count();
            Fault fault = request.fault(asked.deployment(), turn, isHosts);
            journal.add(new Attempt(asked.deployment(), isHosts, asked.begun(), fault, asked.streamed()));
            faults.computeIfAbsent(fault.name(), name -> new AtomicInteger()).incrementAndGet();
            return fault;
        }
    }

    private List<Attempt> attempts(RandomRequest request) {
        List<Attempt> journal = attempts.computeIfAbsent(request.name(), name -> new ArrayList<>());
        synchronized (journal) {
            return List.copyOf(journal);
        }
    }

    // ---- asking -----------------------------------------------------------------------------------------------------

    private void ask(int port, int first, int count) throws InterruptedException {
        AtomicInteger next = new AtomicInteger(first);
        CountDownLatch done = new CountDownLatch(plan.atOnce());
        for (int i = 0; i < plan.atOnce(); i++) {
            Thread caller = new Thread(
                    () -> {
                        try {
                            call(port, next, first + count);
                        } finally {
                            done.countDown();
                        }
                    },
                    "caller");
            caller.setDaemon(true);
            caller.start();
        }
        done.await();
    }

    /** One caller's requests, one after the other over a connection as long as that may be used. */
    private void call(int port, AtomicInteger next, int end) {
        Connection connection = new Connection(port);
        for (int number = next.getAndIncrement(); number < end; number = next.getAndIncrement()) {
            RandomRequest request = new RandomRequest(plan.seed(), number);
            long start = System.nanoTime();
            try {
                outcomes.computeIfAbsent(one(connection, request), outcome -> new AtomicInteger())
                        .incrementAndGet();
            } catch (Violation | IOException | RuntimeException e) {
                violations.add("request " + number + (request.isStream() ? " (stream)" : "") + ": " + e + "\n    "
                        + attempts(request));
                connection.close();
            }
            longest.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
        connection.close();
    }

    private Outcome one(Connection connection, RandomRequest request) throws IOException, Violation {
        InputStream in = connection.send(request);
        Leaving leaving = request.leaving();
        if (leaving == Leaving.BEFORE_ANSWER) {
            connection.leaveAfter(request.leavesAfter());
            new RunJudge(request, attempts(request)).checkAttempts();
            return Outcome.LEFT;
        }
        StrictAnswer answer;
        try {
            answer = StrictAnswer.read(in, bytes -> {
                if (leaving == Leaving.WITHIN_ANSWER && bytes >= request.leavesAfter()) {
                    throw new Left();
                }
            });
        } catch (Left e) {
            connection.close();
            new RunJudge(request, attempts(request)).checkAttempts();
            return Outcome.LEFT;
        } catch (SocketTimeoutException e) {
            throw new Violation("no answer, or no end of it, in " + PATIENCE.toSeconds() + " s");
        }
        if (answer.endsConnection()) {
            connection.close();
        } else if (in.available() > 0) {
            throw new Violation("bytes behind the answer");
        }
        return new RunJudge(request, attempts(request)).judge(answer);
    }

    /** The client leaves. */
    private static final class Left extends IOException {

        private static final long serialVersionUID = 1L;
    }

    /** A client's connection, opened anew whenever it has been closed. */
    private static final class Connection {

        private final int port;
        private Socket socket = new Socket();
        private InputStream in = InputStream.nullInputStream();

        Connection(int port) {
            this.port = port;
        }

        InputStream send(RandomRequest request) throws IOException {
            if (!socket.isConnected() || socket.isClosed()) {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout((int) PATIENCE.toMillis());
                in = new BufferedInputStream(socket.getInputStream());
            }
            byte[] body = request.body().getBytes(UTF_8);
            String head =
                    "POST /app/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "x-litellm-call-id: call-" + request.name() + "\r\n"
                            + (request.takesTrailers() ? "TE: trailers\r\n" : "")
                            + "Content-Length: " + body.length + "\r\n\r\n";
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.getBytes(ISO_8859_1));
            bytes.writeBytes(body);
            socket.getOutputStream().write(bytes.toByteArray());
            socket.getOutputStream().flush();
            return in;
        }

        void leaveAfter(int millis) throws IOException {
            socket.setSoTimeout(Math.max(1, millis));
            try {
                int unused = in.read();
            } catch (SocketTimeoutException e) {
                // Nothing has come yet: as it should be.
                close();
                return;
            }
            close();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    // ---- what is left -----------------------------------------------------------------------------------------------

    /** Late attempts, of requests whose clients have left, count too. */
    private void checkAttemptsOnceMore() {
        attempts.forEach((name, journal) -> {
            RandomRequest request = new RandomRequest(plan.seed(), Integer.parseInt(name.substring(1)));
            try {
                new RunJudge(request, attempts(request)).checkAttempts();
            } catch (Violation e) {
                violations.add("request " + name + " in the end: " + e.getMessage() + "\n    " + journal);
            }
        });
    }

    /** Waits until nothing is under way, as long as anything may be. */
    private static Map<String, Long> settled(SampleProcess server, List<FaultyDeployment> deployments)
            throws IOException, InterruptedException {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Long> measured = server.measure();
        while (System.nanoTime() < patience && (pending(measured) > 0 || busy(deployments) > 0)) {
            TimeUnit.MILLISECONDS.sleep(500);
            measured = server.measure();
        }
        return measured;
    }

    private static int busy(List<FaultyDeployment> deployments) {
        return deployments.stream().mapToInt(FaultyDeployment::busy).sum();
    }

    private static long pending(Map<String, Long> measured) {
        return measured.getOrDefault("servlet.Exchange", 0L)
                + measured.getOrDefault("servlet.Rescue", 0L)
                + measured.getOrDefault("jersey.Call", 0L)
                + measured.getOrDefault("servlet.Spool", 0L)
                + Math.max(0, measured(measured, "threads") - THREADS)
                + measured(measured, "files");
    }

    private static long measured(Map<String, Long> measured, String name) {
        return Objects.requireNonNull(measured.get(name), name);
    }

    private void checkLeft(
            Map<String, Long> before, Map<String, Long> after, List<FaultyDeployment> deployments, SampleProcess server)
            throws IOException {
        if (pending(after) > 0) {
            violations.add("left in the end: " + after);
        }
        if (busy(deployments) > 0) {
            violations.add(busy(deployments) + " deployments still answer in the end");
        }
        int connections =
                deployments.stream().mapToInt(FaultyDeployment::connections).sum();
        // The host's client and ours keep one each for every request that they had under way at a time, at the most.
        if (connections > 2 * deployments.size() * plan.atOnce()) {
            violations.add(connections + " connections are open in the end");
        }
        long heapBefore = measured(before, "heap");
        long heapAfter = measured(after, "heap");
        if (heapAfter > heapBefore + GROWTH) {
            violations.add("heap: " + heapBefore + " bytes before, " + heapAfter + " in the end");
        }
        server.mistakes().forEach(violations::add);
    }

    private String table(
            Duration took,
            int requests,
            Map<String, Long> before,
            Map<String, Long> after,
            List<FaultyDeployment> deployments) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                "%s, seed %d: %d requests, %d at a time, %.1f s, %.0f a second, longest %.1f s%n",
                plan.container(),
                plan.seed(),
                requests,
                plan.atOnce(),
                took.toMillis() / 1000.0,
                requests * 1000.0 / Math.max(1, took.toMillis()),
                longest.get() / 1e9));
        table.append("outcomes: ").append(new TreeMap<>(outcomes)).append('\n');
        table.append("attempts by fault: ").append(new TreeMap<>(faults)).append('\n');
        table.append("before: ").append(before).append('\n');
        table.append("after:  ").append(after).append('\n');
        table.append("connections left at the deployments: ")
                .append(deployments.stream().map(FaultyDeployment::connections).toList())
                .append('\n');
        table.append("violations: ").append(violations.size()).append('\n');
        violations.stream()
                .limit(SHOWN)
                .forEach(each -> table.append("  ").append(each).append('\n'));
        return table.toString();
    }
}
