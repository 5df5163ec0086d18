package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceTest {

    private static Attempt attempt(String id, Reason reason, Outcome outcome, long millis) {
        return new Attempt(
                new Hop(Deployments.deployment(id), reason),
                outcome,
                Duration.ZERO,
                Duration.ofMillis(millis),
                Optional.empty(),
                Usage.NONE);
    }

    @Test
    void countsRetriesAndMovesOverTheWholeRequest() {
        Trace trace = new Trace();
        Outcome failed = new Failed(FailureKind.OVERLOADED, 503, "");
        trace.add(attempt("a1", Reason.PRIMARY, failed, 1));
        assertEquals(0, trace.retries());
        assertEquals(0, trace.fallbacks());

        trace.add(attempt("a2", Reason.RETRY, failed, 1));
        trace.add(attempt("b1", Reason.FALLBACK, failed, 1));
        trace.add(attempt("b2", Reason.RETRY, failed, 1));
        trace.add(attempt("b3", Reason.RETRY, failed, 1));
        trace.add(attempt("c1", Reason.FALLBACK, new Served(200), 1));

        assertEquals(3, trace.retries());
        assertEquals(2, trace.fallbacks());
    }

    @Test
    void tellsALogWhatHappened() {
        Trace trace = new Trace();
        assertEquals("", trace.toString());
        trace.add(attempt("a1", Reason.PRIMARY, new Failed(FailureKind.RATE_LIMITED, 429, ""), 212));
        trace.add(attempt("a2", Reason.RETRY, new Failed(FailureKind.CONNECTION, 0, "ConnectException"), 3));
        trace.add(attempt("a3", Reason.RETRY, new Served(200), 640));

        assertEquals(
                "a1: 429 rate_limited (212 ms), a2: connection [ConnectException] (3 ms), a3: 200 (640 ms)",
                trace.toString());
    }

    @Test
    void givesAViewThatNobodyElseCanWriteTo() {
        Trace trace = new Trace();

        assertThrows(
                UnsupportedOperationException.class,
                () -> trace.attempts().add(attempt("a1", Reason.PRIMARY, new Served(200), 1)));
    }
}
