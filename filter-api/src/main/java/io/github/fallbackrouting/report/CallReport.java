package io.github.fallbackrouting.report;

import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Journal;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the listeners of one request what becomes of it. Used by one thread at a time, but for its end, which counts once.
 */
public final class CallReport implements Journal {

    private final FallbackListener listeners;
    private final LlmCall call;
    private String group = "";
    private boolean isFinished;

    private CallReport(FallbackListener listeners, LlmCall call) {
        this.listeners = listeners;
        this.call = call;
    }

    /**
     * A request has come to a covered endpoint.
     *
     * @param id of the call
     * @param startedAt when the request came in
     * @param operation what is asked of a deployment; empty if that is not known
     * @param traceContext the caller's {@code traceparent} and {@code tracestate}
     */
    public static CallReport begin(
            FallbackListener listeners,
            String id,
            Instant startedAt,
            String operation,
            Map<String, String> traceContext) {
        CallReport report = new CallReport(listeners, new LlmCall(id, startedAt, operation, traceContext));
        listeners.started(new CallStarted(report.call));
        return report;
    }

    /** The model group that is asked for is known. */
    public void isFor(String name) {
        group = name;
    }

    @Override
    public void ended(Attempt attempt) {
        listeners.attempted(new AttemptEnded(call, group, attempt));
    }

    @Override
    public void fellBack(Optional<Attempt> failed, Hop next) {
        listeners.fellBack(new FellBack(call, group, failed, next));
    }

    /**
     * The request is over.
     *
     * @param route empty if it had none
     * @param end what the client got, as far as its status tells: a failure of the host's may have a good one
     */
    public void finish(Optional<Route> route, End end, int status, Duration took) {
        if (!endsNow()) {
            return;
        }
        List<Attempt> attempts =
                route.isEmpty() ? List.of() : route.get().trace().attempts();
        boolean isFailure = end == End.ANSWERED
                && !attempts.isEmpty()
                && attempts.get(attempts.size() - 1).outcome() instanceof Failed;
        listeners.finished(new CallFinished(
                call,
                group,
                isFailure ? End.FAILED : end,
                status,
                route.isEmpty() ? Optional.empty() : route.get().answeredBy(),
                attempts,
                took));
    }

    private synchronized boolean endsNow() {
        boolean isFirst = !isFinished;
        isFinished = true;
        return isFirst;
    }
}
