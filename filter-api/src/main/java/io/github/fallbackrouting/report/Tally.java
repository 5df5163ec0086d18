package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ModelGroup;
import io.github.fallbackrouting.config.ModelGroups;
import io.github.fallbackrouting.config.Prices;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.report.CallFinished.End;
import io.github.fallbackrouting.report.DeploymentCounts.LastFailure;
import io.github.fallbackrouting.routing.Attempt;
import io.github.fallbackrouting.routing.FailureKind;
import io.github.fallbackrouting.routing.Outcome.Failed;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of the calls and attempts of one filter, by model group and by deployment, and keeps the last calls.
 *
 * <p>What it holds does not grow: callers may ask for any name that a wildcard matches, and all of these are counted for the
 * wildcard. Thread-safe; what is read while calls end may be short of a part of the latest.
 */
public final class Tally implements FallbackListener {

    private final ModelGroups groups;
    private final Map<String, Deployed> deployments = new HashMap<>();
    private final Map<String, Asked> byName = new HashMap<>();
    private final LongAdder untouched = new LongAdder();
    private final RecentCalls recent = new RecentCalls();

    /** @param groups all that may be asked for, or asked */
    public Tally(ModelGroups groups) {
        this.groups = groups;
        groups.deployments().forEach(deployment -> {
            deployments.put(deployment.id(), new Deployed(deployment.settings().prices()));
            byName.putIfAbsent(deployment.group(), new Asked(groups.deployments()));
        });
    }

    @Override
    public void attempted(AttemptEnded event) {
        Deployed asked = deployments.get(event.attempt().hop().deployment().id());
        if (asked != null) {
            asked.count(event);
        }
    }

    @Override
    public void finished(CallFinished event) {
        if (event.end() == End.UNTOUCHED) {
            untouched.increment();
            return;
        }
        recent.add(event);
        Asked group = group(event.group());
        if (group != null) {
            group.count(event);
        }
        if (event.end() == End.ANSWERED) {
            event.answeredBy().ifPresent(served -> answered(served, event));
        }
    }

    private void answered(Deployment served, CallFinished event) {
        Deployed counted = deployments.get(served.id());
        if (counted != null) {
            counted.answered(event);
        }
    }

    /** A group under its own name, under an alias, or under a name that its pattern matches. */
    private @Nullable Asked group(String name) {
        Asked itself = byName.get(name);
        if (itself != null) {
            return itself;
        }
        List<String> names = groups.named(name).map(ModelGroup::names).orElseGet(() -> List.of(name));
        return byName.get(names.get(names.size() - 1));
    }

    /** What became of the attempts at this deployment; nothing if there is none of this id. */
    public DeploymentCounts ofDeployment(String id) {
        Deployed asked = deployments.get(id);
        return (asked == null ? new Deployed(Optional.empty()) : asked).counts();
    }

    /** What became of the calls for this group, by its name in the file; nothing if there is none. */
    public GroupCounts ofGroup(String name) {
        Asked group = byName.get(name);
        return (group == null ? new Asked(List.of()) : group).counts();
    }

    /** Requests to covered endpoints that asked for none of our models, or went past us. */
    public long untouched() {
        return untouched.sum();
    }

    /** The calls that ended last, the newest first; without {@link #untouched()}. */
    public List<CallFinished> recent() {
        return recent.newestFirst();
    }

    private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> keys) {
        Map<K, LongAdder> adders = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            adders.put(key, new LongAdder());
        }
        return adders;
    }

    /** The sums that are not 0, in the same order. */
    private static <K> Map<K, Long> sums(Map<K, LongAdder> adders) {
        Map<K, Long> sums = new LinkedHashMap<>();
        adders.forEach((key, adder) -> {
            if (adder.sum() != 0) {
                sums.put(key, adder.sum());
            }
        });
        return Collections.unmodifiableMap(sums);
    }

    private static <K> void increment(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder != null) {
            adder.increment();
        }
    }

    /** One deployment's. */
    private static final class Deployed {
        private final LongAdder attempts = new LongAdder();
        private final LongAdder answers = new LongAdder();
        private final LongAdder byFallback = new LongAdder();
        private final LongAdder asAlternate = new LongAdder();
        private final LongAdder input = new LongAdder();
        private final LongAdder output = new LongAdder();
        private final Optional<Spent> spent;
        private final Map<FailureKind, LongAdder> failures = adders(FailureKind.class);
        private volatile @Nullable LastFailure lastFailure;

        Deployed(Optional<Prices> prices) {
            spent = prices.map(Spent::new);
        }

        void count(AttemptEnded event) {
            Attempt attempt = event.attempt();
            attempts.increment();
            if (attempt.outcome() instanceof Failed failed) {
                increment(failures, failed.kind());
                // A caller that leaves tells nothing of the deployment.
                if (failed.kind() != FailureKind.CLIENT_GONE) {
                    Instant ended =
                            event.call().startedAt().plus(attempt.began()).plus(attempt.took());
                    lastFailure = new LastFailure(failed.kind(), failed.status(), ended);
                }
            }
            Usage usage = attempt.usage();
            if (usage.isKnown()) {
                input.add(usage.input());
                output.add(usage.output());
                spent.ifPresent(sums -> sums.add(usage));
            }
        }

        void answered(CallFinished event) {
            answers.increment();
            if (event.isByAlternate()) {
                asAlternate.increment();
            }
            if (event.isByFallback()) {
                byFallback.increment();
            }
        }

        DeploymentCounts counts() {
            return new DeploymentCounts(
                    attempts.sum(),
                    answers.sum(),
                    asAlternate.sum(),
                    byFallback.sum(),
                    sums(failures),
                    Optional.ofNullable(lastFailure),
                    input.sum(),
                    output.sum(),
                    spent.map(Spent::cost).orElse(BigDecimal.ZERO));
        }
    }

    /** The tokens that a deployment's prices are for: what all of them cost is the sum of what each call cost. */
    private static final class Spent {
        private final Prices prices;
        private final LongAdder plainInput = new LongAdder();
        private final LongAdder cacheRead = new LongAdder();
        private final LongAdder cacheWrite = new LongAdder();
        private final LongAdder plainOutput = new LongAdder();
        private final LongAdder reasoning = new LongAdder();

        Spent(Prices prices) {
            this.prices = prices;
        }

        void add(Usage usage) {
            plainInput.add(usage.plainInput());
            cacheRead.add(usage.cacheRead());
            cacheWrite.add(usage.cacheWrite());
            plainOutput.add(usage.plainOutput());
            reasoning.add(usage.reasoning());
        }

        BigDecimal cost() {
            return prices.of(plainInput.sum(), cacheRead.sum(), cacheWrite.sum(), plainOutput.sum(), reasoning.sum());
        }
    }

    /** One model group's. */
    private static final class Asked {
        private final Map<End, LongAdder> ends = adders(End.class);
        private final LongAdder byFallback = new LongAdder();
        private final LongAdder byAlternate = new LongAdder();
        private final Map<String, LongAdder> servedBy = new LinkedHashMap<>();

        /** @param all who may answer: a fallback may name any of them */
        Asked(List<Deployment> all) {
            all.forEach(deployment -> servedBy.put(deployment.id(), new LongAdder()));
        }

        void count(CallFinished event) {
            increment(ends, event.end());
            if (event.end() == End.ANSWERED) {
                event.answeredBy().ifPresent(served -> increment(servedBy, served.id()));
            }
            if (event.isByAlternate()) {
                byAlternate.increment();
            }
            if (event.isByFallback()) {
                byFallback.increment();
            }
        }

        GroupCounts counts() {
            return new GroupCounts(sums(ends), byAlternate.sum(), byFallback.sum(), sums(servedBy));
        }
    }
}
