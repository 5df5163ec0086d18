package io.github.fallbackrouting.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Prices;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.Deployments;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Hop;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Outcome;
import io.github.fallbackrouting.routing.Outcome.Failed;
import io.github.fallbackrouting.routing.Outcome.Served;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CostTest {

    private static final Usage PLAIN = new Usage(1_000, 0, 0, 100, 0, 1_100);

    private static final Deployment FREE = Deployments.deployment("a1");

    private static final Deployment PRICED = priced(new Prices(
            new BigDecimal("2.5e-06"), new BigDecimal("1e-05"), Optional.empty(), Optional.empty(), Optional.empty()));

    private static Deployment priced(Prices prices) {
        return Deployments.config("a1")
                .with("a1", settings -> settings.prices(prices))
                .build()
                .groups()
                .deployments()
                .get(0);
    }

    private static Attempt attempt(Deployment deployment, Outcome outcome, Optional<Duration> content, Usage usage) {
        Hop hop = new Hop(deployment, Reason.RETRY);
        return new Attempt(hop, outcome, Duration.ZERO, Duration.ofSeconds(1), content, usage);
    }

    private static Attempt served(Deployment deployment, Usage usage) {
        return attempt(deployment, new Served(200), Optional.empty(), usage);
    }

    private static Optional<String> cost(Deployment deployment, Usage usage) {
        return served(deployment, usage).cost().map(Cost::text);
    }

    @Test
    void isExact() {
        assertEquals(Optional.of("0.0035"), cost(PRICED, PLAIN));
        assertEquals(Optional.of("0.00001"), cost(PRICED, new Usage(4, 0, 0, 0, 0, 4)), "and has no exponent");
    }

    @Test
    void chargesCachedAndReasoningTokensAsAnyOthersWhereNothingElseIsSaid() {
        assertEquals(cost(PRICED, PLAIN), cost(PRICED, new Usage(1_000, 600, 200, 100, 70, 1_100)));
    }

    @Test
    void chargesCachedAndReasoningTokensTheirOwnPrices() {
        Deployment all = priced(new Prices(
                new BigDecimal("3"),
                new BigDecimal("15"),
                Optional.of(new BigDecimal("0.3")),
                Optional.of(new BigDecimal("3.75")),
                Optional.of(new BigDecimal("60"))));

        // 200 * 3 + 600 * 0.3 + 200 * 3.75 + 30 * 15 + 70 * 60
        assertEquals(Optional.of("6180"), cost(all, new Usage(1_000, 600, 200, 100, 70, 1_100)));
    }

    @Test
    void isNotKnownWithoutPricesOrUsage() {
        assertEquals(Optional.empty(), cost(FREE, PLAIN));
        assertEquals(Optional.empty(), cost(PRICED, Usage.NONE));
    }

    @Test
    void ofAnAnswerIsThatOfEveryPart() {
        Failed cut = new Failed(FailureKind.BROKEN_ANSWER, 200, "cut short");
        Attempt failed = attempt(PRICED, cut, Optional.empty(), PLAIN);
        Attempt broken = attempt(PRICED, cut, Optional.of(Duration.ofMillis(5)), PLAIN);
        Attempt unknown = attempt(PRICED, cut, Optional.of(Duration.ofMillis(5)), Usage.NONE);
        Attempt good = served(PRICED, PLAIN);

        assertEquals(Optional.of("0.0035"), Cost.ofAnswer(List.of(good)).map(Cost::text));
        assertEquals(Optional.of("0.007"), Cost.ofAnswer(List.of(broken, good)).map(Cost::text));
        assertEquals(
                Optional.of("0.0035"),
                Cost.ofAnswer(List.of(failed, good)).map(Cost::text),
                "what was thrown away is no part of it");
        assertEquals(Optional.empty(), Cost.ofAnswer(List.of(unknown, good)), "never less than it was");
        assertEquals(Optional.empty(), Cost.ofAnswer(List.of(good, failed)));
        assertEquals(Optional.empty(), Cost.ofAnswer(List.of()));
    }
}
