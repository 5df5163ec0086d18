package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.CooldownRules;
import io.github.fallbackrouting.config.CooldownRules.WhenAllRest;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.DeploymentSettings;
import io.github.fallbackrouting.config.Dialect;
import io.github.fallbackrouting.config.Endpoint;
import io.github.fallbackrouting.config.ErrorClass;
import io.github.fallbackrouting.config.FallbackTable;
import io.github.fallbackrouting.config.Fallbacks;
import io.github.fallbackrouting.config.HoldLimits;
import io.github.fallbackrouting.config.ModelGroups;
import io.github.fallbackrouting.config.ReportRules;
import io.github.fallbackrouting.config.RetryRules;
import io.github.fallbackrouting.config.RetryRules.Budget;
import io.github.fallbackrouting.config.RoutingStrategy;
import io.github.fallbackrouting.config.SelectionRules;
import io.github.fallbackrouting.config.StreamRules;
import io.github.fallbackrouting.config.Target;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.json.ErrorDocument;
import io.github.fallbackrouting.json.Usage;
import io.github.fallbackrouting.routing.Evidence.Answered;
import io.github.fallbackrouting.routing.Evidence.CallerLeft;
import io.github.fallbackrouting.routing.Evidence.Content;
import io.github.fallbackrouting.routing.Evidence.Threw;
import io.github.fallbackrouting.routing.Hop.Reason;
import io.github.fallbackrouting.routing.Verdict.AskHost;
import io.github.fallbackrouting.routing.Verdict.TryNext;
import io.github.fallbackrouting.routing.Verdict.Wait;
import io.github.fallbackrouting.routing.Wishes.Origin;
import java.math.BigDecimal;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten thousand requests, many at a time, in random topologies with random faults: whatever happens, the limits hold. Time
 * is stepped from event to event; the seed is the test's name.
 */
class RandomRoutesTest {

    private static final int TOPOLOGIES = 100;
    private static final int REQUESTS = 50;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_122})
    void limitsHoldWhateverHappens(long seed) {
        Random random = new Random(seed);
        int attempts = 0;
        for (int i = 0; i < TOPOLOGIES; i++) {
            Simulation simulation = new Simulation(random, "seed " + seed + ", topology " + i);
            attempts += simulation.run();
        }
        assertTrue(attempts > TOPOLOGIES * REQUESTS, "only " + attempts + " attempts: the faults are too tame");
    }

    /** One topology with its faults, and all its requests. */
    private static final class Simulation {

        private final Random random;
        private final String name;
        private final SteppedClock clock = new SteppedClock();
        private final Configuration configuration;
        private final Policies policies;
        private final List<String> groups;
        private final Map<String, Double> badness = new HashMap<>();
        private final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.<Event>comparingLong(event -> event.at() - Long.MIN_VALUE)
                        .thenComparingInt(Event::number));
        private final List<Long> paid = new ArrayList<>();
        private final List<Long> arrivals = new ArrayList<>();
        private final long origin;
        private final Map<String, Integer> underWay = new HashMap<>();
        private int numbers;
        private int attempts;
        private int verdicts;

        Simulation(Random random, String name) {
            this.random = random;
            this.name = name;
            this.origin = clock.getAsLong();
            this.configuration = topology();
            this.groups = List.copyOf(configuration.groups().names());
            this.policies = Policies.of(
                    configuration,
                    new World(
                            clock,
                            () -> Instant.ofEpochSecond(0, clock.getAsLong() - origin),
                            random::nextDouble,
                            (time, task) -> {
                                throw new AssertionError("nobody may sleep here");
                            }),
                    RestListener.NONE);
        }

        private long now() {
            return clock.getAsLong() - origin;
        }

        int run() {
            for (int i = 0; i < REQUESTS; i++) {
                long at = now() + (long) (random.nextDouble() * 20_000_000_000L);
                events.add(new Event(at, numbers++, this::arrive));
            }
            while (!events.isEmpty()) {
                Event event = events.poll();
                clock.step(Duration.ofNanos(Math.max(0, event.at() - now())));
                event.action().run();
            }
            assertEquals(REQUESTS, verdicts, name + ": requests that came to exactly one end");
            for (Deployment deployment : configuration.groups().deployments()) {
                assertEquals(
                        0, policies.traffic().underWay(deployment), name + ": attempts never ended at " + deployment);
            }
            // No rest and no probe's place lasts for ever.
            clock.step(Duration.ofHours(25));
            for (Deployment deployment : configuration.groups().deployments()) {
                assertTrue(policies.cooldowns().enter(deployment), name + ": still resting: " + deployment);
            }
            return attempts;
        }

        private void arrive() {
            arrivals.add(now());
            String group = groups.get(random.nextInt(groups.size()));
            Ask ask = new Ask(
                    configuration.groups().named(group).orElseThrow(),
                    pick(configuration.groups().named(group).orElseThrow().deployments()),
                    wishes());
            new Request(ask).begin();
        }

        private Wishes wishes() {
            return new Wishes(
                    random.nextInt(10) == 0 ? Optional.of(Fallbacks.NONE) : Optional.empty(),
                    random.nextInt(10) == 0 ? OptionalInt.of(random.nextInt(60)) : OptionalInt.empty(),
                    random.nextInt(10) == 0
                            ? Optional.of(Duration.ofMillis(1 + random.nextInt(3000)))
                            : Optional.empty(),
                    random.nextInt(10) == 0
                            ? Optional.of(Duration.ofMillis(1 + random.nextInt(9000)))
                            : Optional.empty(),
                    random.nextInt(5) == 0 ? Origin.CLIENT_RETRY : Origin.CALLER,
                    random.nextInt(300));
        }

        private <T> T pick(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        /** One request, driven as a server would, and its journal. */
        private final class Request {

            private final Ask ask;
            private final Route route;
            private final long began = clock.getAsLong();
            private final Duration deadline;
            private final boolean firstExtraIsFree;
            private final List<Hop> journal = new ArrayList<>();
            private final Map<String, Long> failedAt = new HashMap<>();
            private final Map<String, Duration> demanded = new HashMap<>();
            private boolean ended;
            private boolean mayInsist;

            Request(Ask ask) {
                this.ask = ask;
                Duration limit = configuration.timeouts().deadline();
                this.deadline = ask.wishes()
                        .deadline()
                        .filter(wished -> wished.compareTo(limit) < 0)
                        .orElse(limit);
                this.firstExtraIsFree = policies.cooldowns().isResting(ask.primary());
                this.route = new Route(policies, ask, began, Journal.NONE);
            }

            void begin() {
                boolean armed = random.nextInt(4) > 0;
                mayInsist = true;
                Verdict verdict = armed ? route.start() : new AskHost();
                if (verdict instanceof AskHost) {
                    if (armed && configuration.cooldowns().whenAllRest() == WhenAllRest.REFUSE) {
                        assertTrue(
                                policies.cooldowns().restLeft(ask.primary()).isZero(),
                                where() + "the host was asked while it rests");
                    }
                    ask(new Hop(ask.primary(), Reason.PRIMARY));
                } else {
                    follow(verdict);
                }
            }

            private void follow(Verdict verdict) {
                assertTrue(!ended, where() + "a verdict after the last");
                if (verdict instanceof TryNext next) {
                    ask(next.hop());
                } else if (verdict instanceof Wait wait) {
                    assertTrue(wait.time().compareTo(Duration.ZERO) > 0, where() + "a wait for nothing");
                    assertTrue(wait.time().compareTo(left()) < 0, where() + "a wait beyond the deadline");
                    at(wait.time(), () -> follow(route.resume()));
                } else {
                    ended = true;
                    verdicts++;
                    check();
                }
            }

            private void ask(Hop hop) {
                attempts++;
                String id = hop.deployment().id();
                assertTrue(
                        journal.isEmpty() || left().compareTo(Duration.ZERO) > 0, where() + "asked after the deadline");
                if (hop.reason() != Reason.PRIMARY) {
                    boolean rests =
                            policies.cooldowns().restLeft(hop.deployment()).compareTo(Duration.ZERO) > 0;
                    boolean insisted = mayInsist && journal.isEmpty() && everybodyRests();
                    assertTrue(!rests || insisted, where() + id + " was asked while it rests");
                    boolean isExtra = !journal.isEmpty()
                            && !(journal.size() == 1
                                    && firstExtraIsFree
                                    && journal.get(0).reason() == Reason.PRIMARY);
                    if (isExtra) {
                        pay();
                    }
                }
                String key = id + hop.overrides();
                Long failed = failedAt.get(key);
                if (failed != null) {
                    assertEquals(
                            Reason.RETRY, hop.reason(), where() + id + " was asked twice, and not as the same again");
                    Duration pause = Duration.ofNanos(clock.getAsLong() - failed);
                    Duration least = demanded.getOrDefault(key, Duration.ofMillis(500));
                    assertTrue(
                            pause.compareTo(least) >= 0,
                            where() + id + " was asked again after " + pause + " instead of " + least);
                }
                journal.add(hop);
                underWay.merge(id, 1, Integer::sum);
                Duration took = Duration.ofMillis(random.nextInt(2000));
                at(took, () -> answer(hop, key));
            }

            private boolean everybodyRests() {
                return ask.group().deployments().stream()
                        .allMatch(member -> policies.cooldowns().isResting(member)
                                || !policies.selection()
                                        .hasRoom(member, ask.wishes().promptTokens()));
            }

            private void answer(Hop hop, String key) {
                Evidence evidence = evidence(hop.deployment().id());
                underWay.merge(hop.deployment().id(), -1, Integer::sum);
                failedAt.put(key, clock.getAsLong());
                demanded.remove(key);
                if (evidence instanceof Answered answered) {
                    answered.retryAfter().ifPresent(time -> demanded.put(key, time));
                }
                follow(route.after(evidence));
            }

            private void pay() {
                paid.add(now());
                long since = now() - 10_000_000_000L;
                // Slices of a second: up to one more than ten count.
                long requests = arrivals.stream()
                        .filter(at -> at >= since - 1_000_000_000L)
                        .count();
                long extras =
                        paid.stream().filter(at -> at > since + 1_000_000_000L).count();
                Budget budget = configuration.retries().budget();
                assertTrue(
                        extras <= requests * budget.share() + 10L * budget.perSecond(),
                        where() + extras + " extra attempts for " + requests + " requests");
            }

            private void check() {
                assertTrue(
                        journal.size() <= configuration.retries().maxAttempts(),
                        where() + "more attempts than the cap");
                List<Attempt> traced = route.trace().attempts();
                assertEquals(journal, traced.stream().map(Attempt::hop).toList(), where() + "the trace");
                int moves = 0;
                int retries = 0;
                for (int i = 0; i < journal.size(); i++) {
                    Reason reason = journal.get(i).reason();
                    moves += reason == Reason.FALLBACK ? 1 : 0;
                    retries += reason == Reason.RETRY ? 1 : 0;
                    assertTrue(
                            i == 0 || (reason != Reason.PRIMARY && reason != Reason.INSTEAD), where() + "begins twice");
                    if (i > 0 && reason == Reason.RETRY) {
                        assertEquals(
                                journal.get(i - 1).deployment().group(),
                                journal.get(i).deployment().group(),
                                where() + "a retry in another group");
                    }
                }
                assertEquals(moves, route.trace().fallbacks(), where() + "attempted fallbacks");
                assertEquals(retries, route.trace().retries(), where() + "attempted retries");
                int max = ask.wishes()
                        .fallbacks()
                        .orElse(configuration.fallbacks())
                        .max();
                assertTrue(moves <= max, where() + "more moves than max_fallbacks");
                Set<String> entered = new HashSet<>();
                for (Hop hop : journal) {
                    if (hop.reason() == Reason.FALLBACK) {
                        assertTrue(
                                entered.add(hop.deployment().group() + hop.overrides()),
                                where() + "a group entered twice");
                    }
                }
            }

            private Duration left() {
                return deadline.minusNanos(clock.getAsLong() - began);
            }

            private void at(Duration later, Runnable action) {
                events.add(new Event(now() + later.toNanos(), numbers++, action));
            }

            private String where() {
                return name + ", request for " + ask.group().name() + " "
                        + journal.stream().map(hop -> hop.deployment().id()).toList() + ": ";
            }
        }

        private Evidence evidence(String id) {
            if (random.nextDouble() >= badness.getOrDefault(id, 0.0)) {
                return new Answered(200, random.nextInt(20) == 0 ? Content.FILTERED : Content.GOOD);
            }
            Optional<Duration> retryAfter =
                    random.nextInt(3) == 0 ? Optional.of(Duration.ofMillis(random.nextInt(15_000))) : Optional.empty();
            return switch (random.nextInt(14)) {
                case 0, 1, 2 -> new Answered(429, Content.GOOD, ErrorDocument.NONE, retryAfter, Usage.NONE);
                case 3, 4 -> new Answered(503, Content.GOOD, ErrorDocument.NONE, retryAfter, Usage.NONE);
                case 5, 6 -> new Answered(500, Content.GOOD);
                case 7 -> new Answered(401, Content.GOOD);
                case 8 -> new Answered(404, Content.GOOD);
                case 9 -> random.nextBoolean() ? new Answered(400, Content.GOOD) : new CallerLeft();
                case 10 ->
                    new Answered(
                            400,
                            Content.GOOD,
                            new ErrorDocument(
                                    random.nextBoolean() ? "context_length_exceeded" : "content_filter", "", "", ""),
                            Optional.empty(),
                            Usage.NONE);
                case 11 -> new Threw(0, new SocketException("reset"));
                case 12 -> new Threw(0, new HttpTimeoutException("too late"));
                default -> new Answered(200, Content.NOT_JSON);
            };
        }

        private Configuration topology() {
            List<Deployment> deployments = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int group = 0; group < count; group++) {
                int members = 1 + random.nextInt(4);
                for (int member = 0; member < members; member++) {
                    String id = "g" + group + "-" + member;
                    deployments.add(new Deployment(
                            id,
                            "g" + group,
                            "openai/" + id,
                            id,
                            Dialect.OPENAI,
                            new Endpoint(URI.create("http://deployment.invalid"), null, Map.of()),
                            settings()));
                    badness.put(id, pick(List.of(0.0, 0.2, 0.6, 1.0)));
                }
            }
            Fallbacks fallbacks = new Fallbacks(table(count), table(count), table(count), random.nextInt(6));
            return new Configuration(
                    new ModelGroups(deployments, Map.of("alias", "g0")),
                    fallbacks,
                    new RetryRules(
                            random.nextInt(4),
                            random.nextInt(4) == 0
                                    ? Map.of(pick(List.of(ErrorClass.values())), random.nextInt(4))
                                    : Map.of(),
                            Map.of(),
                            Duration.ofSeconds(random.nextInt(12)),
                            1 + random.nextInt(10),
                            pick(List.of(new Budget(0.2, 10), new Budget(0.2, 1), new Budget(0, 0), new Budget(2, 0)))),
                    new SelectionRules(
                            pick(List.of(RoutingStrategy.values())),
                            random.nextBoolean(),
                            random.nextInt(4) == 0,
                            random.nextInt(4) == 0 ? Optional.of(Set.of(429, 503)) : Optional.empty()),
                    new CooldownRules(
                            Duration.ofMillis(pick(List.of(0, 500, 5000, 30_000))),
                            random.nextBoolean() ? OptionalInt.of(random.nextInt(4)) : OptionalInt.empty(),
                            Map.of(),
                            pick(List.of(WhenAllRest.values())),
                            CooldownRules.PassOver.AUTO),
                    Set.of(),
                    new Timeouts(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1 + random.nextInt(20)),
                            Optional.empty()),
                    HoldLimits.DEFAULT,
                    StreamRules.DEFAULT,
                    false,
                    ReportRules.DEFAULT);
        }

        private DeploymentSettings settings() {
            return new DeploymentSettings(
                    random.nextInt(3) == 0 ? OptionalInt.of(random.nextInt(3)) : OptionalInt.empty(),
                    random.nextInt(3) == 0 ? Optional.of(BigDecimal.valueOf(random.nextInt(3))) : Optional.empty(),
                    random.nextInt(6) == 0 ? OptionalInt.of(random.nextInt(30)) : OptionalInt.empty(),
                    OptionalInt.empty(),
                    random.nextInt(6) == 0 ? OptionalInt.of(random.nextInt(9)) : OptionalInt.empty(),
                    Optional.empty(),
                    random.nextInt(6) == 0 ? Optional.of(Duration.ofMillis(random.nextInt(3000))) : Optional.empty(),
                    random.nextInt(6) == 0 ? OptionalInt.of(random.nextInt(300)) : OptionalInt.empty(),
                    Optional.empty());
        }

        private FallbackTable table(int groupCount) {
            Map<String, List<Target>> rows = new LinkedHashMap<>();
            for (int group = 0; group < groupCount; group++) {
                if (random.nextInt(3) > 0) {
                    rows.put(
                            random.nextInt(8) == 0 ? "*" : "g" + group,
                            IntStream.range(0, random.nextInt(4))
                                    .mapToObj(i -> new Target(
                                            "g" + random.nextInt(groupCount),
                                            random.nextInt(6) == 0 ? Map.of("temperature", "0") : Map.of()))
                                    .toList());
                }
            }
            return new FallbackTable(rows);
        }
    }

    private record Event(long at, int number, Runnable action) {}
}
