package io.github.fallbackrouting.bench;

import java.time.Duration;
import java.util.List;

/** One of the sixteen ways in which a provider breaks. */
enum Scenario {
    S01(
            "fb-s01-429-retry-after",
            20,
            Check.primaryAtLeast(2).advisory(),
            Check.firstGapAtLeast(1.8).advisory(),
            Check.primaryAtMostWithin(1.5, 2)),
    S02("fb-s02-429-persistent", 40, Check.primaryAtMostWithin(3, 4), Check.primaryAtMost(6), Check.noHang()),
    S03("fb-s03-500-then-200", 20, Check.noHang(), Check.primaryAtLeast(2).advisory()),
    S04("fb-s04-503-persistent", 40, Check.primaryAtMost(6), Check.noHang()),
    S05("fb-s05-reset", 20, Check.noHang()),
    S06(
            "fb-s06-no-response",
            130,
            Check.wallAtMost(100),
            Check.noHang(),
            Check.primaryAtMost(1).advisory()),
    S07("fb-s07-slow-ttft", 60, Check.noHang(), Check.wallAtMost(15).advisory().needingFallback()),
    S08("fb-s08-stream-cut", 40, Check.noTruncatedSuccess(), Check.noHang()),
    S09(
            "fb-s09-stream-stall",
            70,
            Check.wallAtMost(45),
            Check.noTruncatedSuccess(),
            Check.aliveAfter(),
            Check.noHang()),
    S10(
            "fb-s10-malformed-chunk",
            30,
            Check.aliveAfter(),
            Check.noTruncatedSuccess(),
            Check.noHang(),
            Check.complete().advisory()),
    S11("fb-s11-no-done", 30, Check.wallAtMost(8), Check.usagePresent().advisory()),
    S12("fb-s12-context-length", 20, Check.contextRetryDiscipline(), Check.primaryAtMost(2), Check.noHang()),
    S13(
            "fb-s13-content-filter",
            20,
            Check.primaryExactly(1),
            Check.noHang(),
            Check.fallbackUsed().informational()) {
        @Override
        Ideal ideal() {
            return Ideal.ERROR;
        }
    },
    S14("fb-s14-stream-cut", 40, Check.noPrefillMasking(), Check.noTruncatedSuccess()) {
        @Override
        String fallback() {
            return FaultModel.OK_NO_PREFILL;
        }
    },
    /** A sequence of requests, from an outage into the time after it. */
    S15(
            "fb-s15-flap",
            200,
            Check.sequenceHangsAtMost(0),
            Check.sequenceAnsweredInOutage().needingFallback(),
            Check.sequenceRecoversWithin(30).needingFallback(),
            Check.sequencePrimaryAtMostRequestsInOutage().informational()),
    S16(
            "fb-s16-503-persistent",
            40,
            Check.reportedModelIsFallback().needingFallback(),
            Check.usagePresent().advisory().needingFallback(),
            Check.primaryAtMost(6));

    /** What the caller should get. */
    enum Ideal {
        SUCCESS,
        /** The primary's own error: nobody else should be asked. */
        ERROR
    }

    private final String model;
    private final Duration limit;

    @SuppressWarnings("ImmutableEnumChecker") // List.of, and a check's rule is a lambda of constants.
    private final List<Check> checks;

    Scenario(String model, int maxWallSeconds, Check... checks) {
        this.model = model;
        limit = Duration.ofSeconds(maxWallSeconds);
        this.checks = List.of(checks);
    }

    /** The primary. */
    String model() {
        return model;
    }

    String fallback() {
        return FaultModel.OK;
    }

    /** {@code max_wall_s}. */
    Duration limit() {
        return limit;
    }

    List<Check> checks() {
        return checks;
    }

    Ideal ideal() {
        return Ideal.SUCCESS;
    }
}
