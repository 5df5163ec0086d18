package io.github.fallbackrouting.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The results as a table in Markdown: each with the filter beside the same without it, and beside its budget. */
final class CostTable {

    private static final String FILTER = "filter";

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** Allocations of JMH's own and of the JVM show as less than that. */
    private static final double NOTHING = 1;

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private CostTable() {}

    /**
     * What one operation costs.
     *
     * @param nanos on a processor
     * @param error of that, with 99.9 % confidence
     * @param bytes allocated
     * @param late the time on the clock that one in a hundred exceeds; not a number if it was not taken
     */
    private record Cost(double nanos, double error, double bytes, double late) {}

    private static final class Row {
        private Cost without;
        private Cost with;
        private Budget budget;
    }

    static String of(Collection<RunResult> results) {
        CostTable table = new CostTable();
        results.forEach(table::add);
        return table.print();
    }

    private void add(RunResult result) {
        BenchmarkParams params = result.getParams();
        Row row = rows.computeIfAbsent(name(params), name -> new Row());
        Cost cost = cost(result);
        if ("without".equals(params.getParam(FILTER))) {
            row.without = cost;
        } else {
            row.with = cost;
        }
        row.budget = budget(params.getBenchmark());
    }

    private static String name(BenchmarkParams params) {
        String benchmark = params.getBenchmark();
        int type = benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1);
        Map<String, String> others = new TreeMap<>();
        for (String key : params.getParamsKeys()) {
            if (!key.equals(FILTER)) {
                others.put(key, params.getParam(key));
            }
        }
        return benchmark.substring(type + 1) + (others.isEmpty() ? "" : " " + String.join(", ", others.values()));
    }

    private static Cost cost(RunResult result) {
        Result<?> cpu = result.getSecondaryResults().get(CpuProfiler.NAME);
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        boolean isSampled = result.getParams().getMode() == Mode.SampleTime;
        return new Cost(
                cpu.getScore(),
                cpu.getScoreError(),
                allocated.getScore(),
                isSampled ? result.getPrimaryResult().getStatistics().getPercentile(99) : Double.NaN);
    }

    private static Budget budget(String benchmark) {
        int dot = benchmark.lastIndexOf('.');
        try {
            return Class.forName(benchmark.substring(0, dot))
                    .getMethod(benchmark.substring(dot + 1))
                    .getAnnotation(Budget.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private String print() {
        StringBuilder table =
                new StringBuilder("| One operation | CPU ns without | with | more | Bytes without | with | more"
                        + " | Budget | Holds |\n| --- | --: | --: | --: | --: | --: | --: | --- | --- |\n");
        rows.forEach((name, row) -> table.append(line(name, row)));
        return table.toString();
    }

    private static String line(String name, Row row) {
        Cost none = new Cost(0, 0, 0, 0);
        Cost with = row.with == null ? none : row.with;
        Cost without = row.without == null ? none : row.without;
        double nanos = with.nanos() - without.nanos();
        double bytes = with.bytes() - without.bytes();
        return "| " + name + " | " + nanos(row.without) + " | " + nanos(row.with) + " | " + rounded(nanos) + " ± "
                + rounded(Math.hypot(with.error(), without.error())) + " | " + bytes(row.without) + " | "
                + bytes(row.with) + " | " + rounded(bytes) + " | " + verdict(row, with, nanos, bytes) + " |\n";
    }

    /** A budget for the worst holds if 99 of 100 keep to it. */
    private static String verdict(Row row, Cost with, double nanos, double bytes) {
        Budget budget = row.budget;
        if (budget == null || row.with == null) {
            return "| ";
        }
        boolean isSampled = !Double.isNaN(with.late());
        double time = isSampled ? with.late() : nanos;
        boolean holds = (budget.nanos() < 0 || time <= budget.nanos())
                && (budget.bytes() < 0 || bytes <= Math.max(NOTHING, budget.bytes()));
        List<String> limits = new ArrayList<>();
        if (budget.nanos() >= 0) {
            limits.add((isSampled ? "p99 " : "") + rounded(budget.nanos()) + " ns");
        }
        if (budget.bytes() >= 0) {
            limits.add(rounded(budget.bytes()) + " B");
        }
        return String.join(", ", limits) + " | " + (holds ? "yes" : "**no**")
                + (isSampled ? " (p99 " + rounded(with.late()) + ")" : "");
    }

    private static String nanos(Cost cost) {
        return cost == null ? "" : rounded(cost.nanos());
    }

    private static String bytes(Cost cost) {
        return cost == null ? "" : rounded(cost.bytes());
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.1f" : "%,.0f", value);
    }
}
