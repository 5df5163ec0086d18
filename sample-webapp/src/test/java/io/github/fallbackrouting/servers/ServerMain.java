package io.github.fallbackrouting.servers;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.ObjectName;

/** A server in a process of its own, which says what is left in it whenever it is asked. */
public final class ServerMain {

    /** Where it listens. */
    public static final String PORT = "port ";

    /** What it is asked, and how it answers. */
    public static final String MEASURE = "measure";

    /** The same, about what its process has used up so far; it costs next to nothing. */
    public static final String SPENT = "spent";

    private static final Pattern OURS = Pattern.compile(
            "(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(io\\.github\\.fallbackrouting\\.(?:servlet|jersey|routing)\\.[\\w.]+)(?=\\s|$)");

    private ServerMain() {}

    /**
     * Serves until nobody asks any more: until the standard input ends.
     *
     * @param arguments {@code jetty} or {@code tomcat}; the WAR; context-params, {@code name=value}
     */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> params = new LinkedHashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] param = arguments[i].split("=", 2);
            params.put(param[0], param[1]);
        }
        Container container = switch (arguments[0]) {
            case "jetty" -> new OnJetty() {};
            case "tomcat" -> new OnTomcat() {};
            default -> throw new IllegalArgumentException("There is no " + arguments[0]);
        };
        Server server = container.start(Path.of(arguments[1]), params);
        System.out.println(PORT + server.port());
        serve();
        server.stop();
        System.exit(0);
    }

    private static void serve() throws IOException, JMException {
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            if (line.equals(MEASURE)) {
                System.out.println(MEASURE + " " + measure());
            } else if (line.equals(SPENT)) {
                System.out.println(SPENT + " " + spent());
            }
        }
    }

    /** Instances of our classes, threads and heap, after a collection. */
    private static Map<String, Long> measure() throws JMException {
        Map<String, Long> measured = new TreeMap<>();
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Matcher ours = OURS.matcher(histogram);
        while (ours.find()) {
            measured.put(ours.group(2).replace("io.github.fallbackrouting.", ""), Long.parseLong(ours.group(1)));
        }
        measured.put(
                "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        measured.put(
                "threads",
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("fallback-routing"))
                        .count());
        measured.put("all-threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
        return measured;
    }

    /**
     * Nanoseconds of CPU, those of the compiler and the collector too; bytes that its present threads have allocated; nanoseconds
     * that its compilers were at work.
     */
    private static Map<String, Long> spent() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                // -1: a thread that has just ended
                .filter(bytes -> bytes > 0)
                .sum();
        return new TreeMap<>(Map.of(
                "cpu",
                system.getProcessCpuTime(),
                "allocated",
                allocated,
                "compiled",
                TimeUnit.MILLISECONDS.toNanos(
                        ManagementFactory.getCompilationMXBean().getTotalCompilationTime())));
    }
}
