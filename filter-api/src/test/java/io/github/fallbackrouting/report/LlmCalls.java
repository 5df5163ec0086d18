package io.github.fallbackrouting.report;

import java.time.Instant;
import java.util.Map;

/** Calls for tests of listeners. */
public final class LlmCalls {

    private LlmCalls() {}

    /** One that asks for an operation; empty: its path does not tell. */
    public static LlmCall call(String operation) {
        return new LlmCall("call-1", Instant.EPOCH, operation, Map.of());
    }
}
