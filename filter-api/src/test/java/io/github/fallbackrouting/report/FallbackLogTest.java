package io.github.fallbackrouting.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Deployments;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FallbackLogTest {

    private static FellBack event(String callId, Optional<Attempt> failed) {
        LlmCall call = new LlmCall(callId, Instant.EPOCH, "/chat/completions", Map.of());
        return new FellBack(call, "a", failed, new Hop(Deployments.deployment("b1"), Reason.FALLBACK));
    }

    @Test
    void isOneLineOfKeysAndValues() {
        Attempt failed = new Attempt(
                new Hop(Deployments.deployment("a1"), Reason.PRIMARY),
                new Failed(FailureKind.RATE_LIMITED, 429, ""),
                Duration.ZERO,
                Duration.ofMillis(16),
                Optional.empty(),
                Usage.NONE);

        assertEquals(
                "event=fallback call_id=call-1 group=a from=a1 from_model=provider/a1-model outcome=\"429 rate_limited\""
                        + " took_ms=16 billable=no to_group=b to=b1 to_model=provider/b1-model",
                FallbackLog.line(event("call-1", Optional.of(failed))));
    }

    @Test
    void saysNothingOfAHostThatWasNotAsked() {
        assertEquals(
                "event=fallback call_id=call-1 group=a to_group=b to=b1 to_model=provider/b1-model",
                FallbackLog.line(event("call-1", Optional.empty())));
    }

    @Test
    void letsNobodyWriteAnotherLineOrAnotherValue() {
        assertEquals(
                "event=fallback call_id=\"x__event=fallback _a\" group=a to_group=b to=b1 to_model=provider/b1-model",
                FallbackLog.line(event("x\r\nevent=fallback \"a", Optional.empty())));
    }
}
