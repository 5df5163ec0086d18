package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.ConfigurationReader;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** What all requests share, by one thread alone and by eight at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SharedMemory {

    private static final String CONFIGURATION = """
            model_list:
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_key: k}
                model_info: {id: one}
              - model_name: gpt-4o
                litellm_params: {model: openai/gpt-4o, api_key: k}
                model_info: {id: other}
            """;

    private static final Failed FAILURE = new Failed(FailureKind.OVERLOADED, 503, "");

    private Cooldowns cooldowns;
    private RetryBudget budget;
    private Deployment one;

    /** Reads the configuration. */
    @Setup
    public void start() throws IOException {
        Configuration configuration = new ConfigurationReader(name -> null)
                .read("fallback.yaml", new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)))
                .configuration();
        cooldowns = new Cooldowns(configuration, System::nanoTime, (deployment, why, time) -> {});
        budget = new RetryBudget(configuration.retries().budget(), System::nanoTime);
        one = configuration.groups().deployments().get(0);
    }

    /** A request that is served: asked whether its deployment rests, and told that it answered. */
    @Benchmark
    public boolean served() {
        return doServed();
    }

    /** The same by eight threads at once. */
    @Benchmark
    @Threads(8)
    public boolean servedByEight() {
        return doServed();
    }

    private boolean doServed() {
        boolean isResting = cooldowns.isResting(one);
        cooldowns.served(one, System.nanoTime());
        return isResting;
    }

    /** A request that fails: asked whether its deployment rests, and told that it failed. */
    @Benchmark
    public boolean failed() {
        return doFailed();
    }

    /** The same by eight threads at once. */
    @Benchmark
    @Threads(8)
    public boolean failedByEight() {
        return doFailed();
    }

    private boolean doFailed() {
        boolean isResting = cooldowns.isResting(one);
        cooldowns.failed(new Hop(one, Reason.PRIMARY), FAILURE, System.nanoTime());
        return isResting;
    }

    /** A request comes, and wants an extra attempt. */
    @Benchmark
    public boolean budget() {
        return doBudget();
    }

    /** The same by eight threads at once. */
    @Benchmark
    @Threads(8)
    public boolean budgetByEight() {
        return doBudget();
    }

    private boolean doBudget() {
        budget.deposit();
        return budget.withdraw();
    }
}
