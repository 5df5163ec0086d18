package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import io.github.fallbackrouting.routing.RestListener;
import io.github.fallbackrouting.routing.Router;
import io.github.fallbackrouting.routing.TestWorld;
import io.github.fallbackrouting.routing.Upstream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A listener that is told of calls, and what there is to see of them then. */
final class Told {

    /** When each call comes in. */
    static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

    /** When the status is looked at. */
    static final Instant NOW = START.plusSeconds(60);

    private static final Duration TOOK = Duration.ofMillis(250);

    private final Configuration configuration;
    private final FallbackListener listener;

    Told(Configuration configuration, FallbackListener listener) {
        this.configuration = configuration;
        this.listener = listener;
    }

    /** An attempt that took 250 ms, as the only one. */
    Attempt attempt(String id, Reason reason, Outcome outcome, Usage usage) {
        return attempt(deployment(id), reason, outcome, usage);
    }

    static Attempt attempt(Deployment deployment, Reason reason, Outcome outcome, Usage usage) {
        return new Attempt(new Hop(deployment, reason), outcome, Duration.ZERO, TOOK, Optional.empty(), usage);
    }

    Attempt served(String id, Reason reason) {
        return attempt(id, reason, new Served(200), Usage.NONE);
    }

    Attempt failed(String id, Reason reason, FailureKind kind, int status) {
        return attempt(id, reason, new Failed(kind, status, ""), Usage.NONE);
    }

    /** Tokens of a request and its answer. */
    static Usage usage(long input, long output) {
        return new Usage(input, 0, 0, output, 0, input + output);
    }

    Deployment deployment(String id) {
        return configuration.groups().deployments().stream()
                .filter(deployment -> deployment.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** A call that is answered by its last attempt, unless that failed. */
    void call(String callId, String group, Attempt... attempts) {
        Attempt last = attempts[attempts.length - 1];
        boolean isGood = last.outcome() instanceof Served;
        call(callId, group, isGood ? End.ANSWERED : End.FAILED, attempts);
    }

    void call(String callId, String group, End end, Attempt... attempts) {
        LlmCall call = new LlmCall(callId, START, "/chat/completions", Map.of());
        for (Attempt attempt : attempts) {
            listener.attempted(new AttemptEnded(call, group, attempt));
        }
        Optional<Attempt> last = attempts.length == 0 ? Optional.empty() : Optional.of(attempts[attempts.length - 1]);
        listener.finished(new CallFinished(
                call,
                group,
                end,
                last.map(attempt -> attempt.outcome().status()).orElse(503),
                last.map(attempt -> attempt.hop().deployment()),
                List.of(attempts),
                Duration.ofMillis(500)));
    }

    /** A filter that started a minute before {@link #NOW}, and calls nobody. */
    static FilterMonitor monitor(String name, Configuration configuration, Tally tally) {
        Upstream nobody = new Upstream() {
            @Override
            public CompletableFuture<Response> send(Request request) {
                throw new AssertionError("nobody is asked here");
            }

            @Override
            public void close() {}
        };
        Router router = new Router(
                configuration,
                nobody,
                new TestWorld().world(),
                () -> {
                    throw new AssertionError("there is no stream here");
                },
                RestListener.NONE);
        return new FilterMonitor(name, START, configuration, router, tally);
    }
}
