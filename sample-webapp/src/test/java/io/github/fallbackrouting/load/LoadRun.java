package io.github.fallbackrouting.load;

import io.github.fallbackrouting.faults.SampleProcess;
import io.github.fallbackrouting.servers.Directories;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Measures the same host without the filter and with it, in turns.
 *
 * <p>A pair of JVMs lives as long as a series of rounds; in every second round the covered host goes first. Two JVMs of the
 * same code differ by some percent, as their compilers happen to decide: hence several pairs.
 */
final class LoadRun {

    /**
     * What a run is made of.
     *
     * @param second what the second host of each pair is; a bare one shows what the machine itself makes of two equal hosts, and
     *     one behind nginx what a gateway costs that does nothing
     * @param pairs of JVMs
     * @param rounds of each pair
     * @param duration of each measurement
     * @param warmUp of each host, at most
     * @param streams that are open at the same time in the end
     */
    record Plan(Host.Kind second, int pairs, int rounds, Duration duration, Duration warmUp, int streams) {}

    /** Clients of the closed loop: enough to keep two cores busy. */
    private static final int CLIENTS = 4;

    /** Connections of the open loop: enough for what a stall of some milliseconds makes wait. */
    private static final int CONNECTIONS = 16;

    private static final int STREAMS = 8;

    /** Of the throughput of the slower host. */
    private static final double LOAD = 0.5;

    private static final double FIRST_SECONDS = 0.3;

    /** A host is warm when its compilers have no more to do than this; a share of the time. */
    private static final double COMPILING = 0.05;

    /** So many turns both hosts have to be warm for. */
    private static final int STEADY_TURNS = 3;

    /** The heap is fixed, and the host's client keeps as many connections as there are clients; else the JVM's defaults. */
    private static final List<String> OPTIONS = List.of("-Xms512m", "-Xmx512m", "-Dhttp.maxConnections=64");

    private static final Map<Ask, String> CLOSED_LOOPS = closedLoops();

    private final Plan plan;
    private final Path sample;
    private final Path directory;
    private final Consumer<String> progress;
    private final Report report = new Report();

    /**
     * @param sample unpacked
     * @param directory where the servers work; empty
     * @param progress hears what is being done
     */
    LoadRun(Plan plan, Path sample, Path directory, Consumer<String> progress) {
        this.plan = plan;
        this.sample = sample;
        this.directory = directory;
        this.progress = progress;
    }

    private static Map<Ask, String> closedLoops() {
        Map<Ask, String> names = new EnumMap<>(Ask.class);
        names.put(Ask.SMALL, "Closed loop, 1 KB");
        names.put(Ask.LARGE, "Closed loop, 100 KB");
        names.put(Ask.PING, "Closed loop, not ours");
        return names;
    }

    /** All of it; the JVM options of the hosts are in the report. */
    Report play() throws IOException, InterruptedException, ExecutionException {
        Path first = LoadWar.withoutFilter(sample, directory.resolve("bare"));
        Path second = plan.second() == Host.Kind.COVERED
                ? LoadWar.withFilter(sample, directory.resolve("covered"))
                : LoadWar.withoutFilter(sample, directory.resolve("bare-too"));
        for (int i = 1; i <= plan.pairs(); i++) {
            Path place = Files.createDirectory(directory.resolve("pair-" + i));
            try (Upstream own = new Upstream(user -> user.startsWith(Ask.DOWN));
                    Upstream alternate = new Upstream(user -> false);
                    SampleProcess without =
                            start(first, Files.createDirectory(place.resolve("without")), own, alternate);
                    SampleProcess with = start(second, Files.createDirectory(place.resolve("with")), own, alternate);
                    Host bare = Host.of(without, Host.Kind.BARE, place.resolve("before-without"));
                    Host other = Host.of(with, plan.second(), place.resolve("before-with"))) {
                Pair pair = new Pair(bare, other, List.of(own, alternate));
                progress.accept("pair " + i + ": warm-up");
                warmUp(pair);
                for (int round = 1; round <= plan.rounds(); round++) {
                    progress.accept("pair " + i + ": round " + round);
                    measure(pair, round);
                }
                if (plan.second() == Host.Kind.COVERED && i == plan.pairs()) {
                    progress.accept("pair " + i + ": " + plan.streams() + " streams");
                    report.add(plan.streams(), ManyStreams.measure(pair.with(), plan.streams(), alternate));
                }
            }
        }
        Directories.delete(directory);
        return report;
    }

    /**
     * Two hosts.
     *
     * @param with with the filter
     * @param upstreams what both may ask
     */
    private record Pair(Host without, Host with, List<Upstream> upstreams) {}

    private static SampleProcess start(Path war, Path place, Upstream own, Upstream alternate) throws IOException {
        Map<String, String> params = Map.of(
                "OPENAI_API_BASE", own.base(),
                "OPENAI_API_KEY", "host-key",
                "ALTERNATE_BASE", alternate.base());
        return SampleProcess.start("jetty", war, OPTIONS, params, place);
    }

    /**
     * Until both are compiled: what a JVM has not compiled yet is most of what a request costs for half a minute, and what it
     * compiles meanwhile is counted too, for longer the more code there is. In turns, since what the compiler does for the one
     * keeps the other waiting.
     */
    private void warmUp(Pair pair) throws IOException, InterruptedException, ExecutionException {
        long end = System.nanoTime() + 2 * plan.warmUp().toNanos();
        int steady = 0;
        while (steady < STEADY_TURNS && System.nanoTime() < end) {
            steady++;
            for (Host host : List.of(pair.without(), pair.with())) {
                if (turn(host) > COMPILING) {
                    steady = 0;
                }
            }
        }
        if (steady < STEADY_TURNS) {
            progress.accept("not warm after " + plan.warmUp().toSeconds() + " s: the figures are too high");
        }
    }

    /** A little of everything; the share of the time in which the host's compilers were at work. */
    private static double turn(Host host) throws IOException, InterruptedException, ExecutionException {
        Duration part = Duration.ofMillis(500);
        long started = System.nanoTime();
        long compiled = host.spent().getOrDefault("compiled", 0L);
        ClosedLoop.measure(host, Ask.SMALL, CLIENTS, part.multipliedBy(4));
        ClosedLoop.measure(host, Ask.LARGE, CLIENTS, part);
        ClosedLoop.measure(host, Ask.PING, CLIENTS, part);
        StreamLoad.measure(host, STREAMS, part);
        // Two HTTP clients' worth of code: what one client asks in a minute would not have it compiled.
        ClosedLoop.measure(host, Ask.FAILOVER, CLIENTS, part.multipliedBy(4));
        double more = host.spent().getOrDefault("compiled", 0L) - compiled;
        return more / (System.nanoTime() - started);
    }

    // ---- a round ----------------------------------------------------------------------------------------------------

    /** What is measured of one host. */
    private interface Measurement<T> {
        /** Takes its time. */
        T of(Host host) throws IOException, InterruptedException, ExecutionException;
    }

    /** What came of it for either host. */
    private record Both<T>(T without, T with) {}

    private static <T> Both<T> both(Pair pair, int round, Measurement<T> measurement)
            throws IOException, InterruptedException, ExecutionException {
        if (round % 2 == 0) {
            T with = measurement.of(pair.with());
            return new Both<>(measurement.of(pair.without()), with);
        }
        T without = measurement.of(pair.without());
        return new Both<>(without, measurement.of(pair.with()));
    }

    private <T> void add(String name, int decimals, Both<T> both, ToDoubleFunction<T> value) {
        report.figure(name, decimals).add(value.applyAsDouble(both.without()), value.applyAsDouble(both.with()));
    }

    private void measure(Pair pair, int round) throws IOException, InterruptedException, ExecutionException {
        double slower = Double.MAX_VALUE;
        for (Map.Entry<Ask, String> loop : CLOSED_LOOPS.entrySet()) {
            Ask ask = loop.getKey();
            Both<ClosedLoop> both = both(pair, round, host -> ClosedLoop.measure(host, ask, CLIENTS, plan.duration()));
            String what = loop.getValue();
            add(what + ": requests/s", 0, both, ClosedLoop::perSecond);
            add(what + ": CPU µs per request", 1, both, ClosedLoop::cpuMicros);
            add(what + ": KiB allocated per request", 2, both, result -> result.allocated() / 1024);
            if (ask == Ask.SMALL) {
                slower = Math.min(both.without().perSecond(), both.with().perSecond());
            }
        }
        fixedRate(pair, round, slower * LOAD);
        streams(pair, round);
        oneByOne(pair, round, Ask.SMALL, "One at a time: success");
        oneByOne(pair, round, Ask.FAILOVER, "One at a time: 503 passed on, or failed over");
    }

    private void fixedRate(Pair pair, int round, double perSecond)
            throws IOException, InterruptedException, ExecutionException {
        Both<Percentiles> both = both(pair, round, host -> fixedRate(host, perSecond));
        for (double percent : List.of(50.0, 99.0, 99.9)) {
            add(rank("Fixed rate, 1 KB: latency", percent), 0, both, times -> times.microsAt(percent));
        }
    }

    private Percentiles fixedRate(Host host, double perSecond)
            throws IOException, InterruptedException, ExecutionException {
        List<ClientConnection> connections = new ArrayList<>();
        try {
            List<FixedRate.Call> calls = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                ClientConnection connection = host.connect();
                connections.add(connection);
                calls.add(() -> host.call(connection, Ask.SMALL, ClientConnection.Body.UNREAD));
            }
            int first = (int) (perSecond * FIRST_SECONDS);
            int count = first + (int) (perSecond * plan.duration().toMillis() / 1_000);
            long[] latencies = new FixedRate(System::nanoTime, LockSupport::parkNanos).play(calls, perSecond, count);
            return new Percentiles(FixedRate.settled(latencies, first));
        } finally {
            for (ClientConnection connection : connections) {
                connection.close();
            }
        }
    }

    private void streams(Pair pair, int round) throws IOException, InterruptedException, ExecutionException {
        Both<StreamLoad> both = both(pair, round, host -> StreamLoad.measure(host, STREAMS, plan.duration()));
        for (double percent : List.of(50.0, 99.0)) {
            add(
                    rank("Streams: first content", percent),
                    0,
                    both,
                    streams -> streams.first().microsAt(percent));
        }
        for (double percent : List.of(50.0, 99.0)) {
            add(
                    rank("Streams: delay of a chunk", percent),
                    0,
                    both,
                    streams -> streams.delay().microsAt(percent));
        }
        add("Streams: CPU µs per chunk", 1, both, streams -> streams.chunks().cpuMicros());
        add(
                "Streams: KiB allocated per chunk",
                2,
                both,
                streams -> streams.chunks().allocated() / 1024);
    }

    private void oneByOne(Pair pair, int round, Ask ask, String name)
            throws IOException, InterruptedException, ExecutionException {
        Both<Percentiles> both =
                both(pair, round, host -> OneByOne.measure(host, ask, plan.duration(), pair.upstreams()));
        for (double percent : List.of(50.0, 99.0)) {
            add(rank(name, percent), 0, both, times -> times.microsAt(percent));
        }
    }

    private static String rank(String name, double percent) {
        return name + ", p" + BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString() + " µs";
    }
}
