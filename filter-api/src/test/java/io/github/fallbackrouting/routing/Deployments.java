package io.github.fallbackrouting.routing;

import io.github.fallbackrouting.config.AnswerModel;
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
import io.github.fallbackrouting.config.Prices;
import io.github.fallbackrouting.config.ReportRules;
import io.github.fallbackrouting.config.RetryRules;
import io.github.fallbackrouting.config.RetryRules.Budget;
import io.github.fallbackrouting.config.RoutingStrategy;
import io.github.fallbackrouting.config.SelectionRules;
import io.github.fallbackrouting.config.StreamRules;
import io.github.fallbackrouting.config.Target;
import io.github.fallbackrouting.config.Timeouts;
import io.github.fallbackrouting.json.Usage;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Deployments and configurations for tests. */
public final class Deployments {

    private Deployments() {}

    /** What an answer says that says only how many tokens it took. */
    static Usage used(long tokens) {
        return new Usage(tokens, 0, 0, 0, 0, tokens);
    }

    /**
     * A deployment named after its group: {@code a1} is the id of one in group {@code a}, whose model is {@code
     * provider/a1-model}.
     */
    public static Deployment deployment(String id) {
        return deployment(id, id.replaceAll("\\d+$", ""), "provider/" + id + "-model");
    }

    /** A deployment somewhere that nobody calls. */
    public static Deployment deployment(String id, String group, String model) {
        return deployment(id, group, model, Dialect.OPENAI, DeploymentSettings.NONE);
    }

    private static Deployment deployment(
            String id, String group, String model, Dialect dialect, DeploymentSettings settings) {
        return new Deployment(
                id,
                group,
                model,
                model.substring(model.indexOf('/') + 1),
                dialect,
                new Endpoint(URI.create("http://deployment.invalid"), null, Map.of()),
                settings);
    }

    /** A configuration of these deployments, with the defaults for everything that is not said. */
    public static Config config(String... ids) {
        return config(Stream.of(ids).map(Deployments::deployment).toList());
    }

    /** The same for deployments with other names. */
    public static Config config(List<Deployment> deployments) {
        return new Config(deployments);
    }

    /** Builds a configuration. */
    public static final class Config {

        private final List<Deployment> deployments;
        private final Map<String, String> aliases = new LinkedHashMap<>();
        private final Map<String, List<Target>> general = new LinkedHashMap<>();
        private final Map<String, List<Target>> contextWindow = new LinkedHashMap<>();
        private final Map<String, List<Target>> contentPolicy = new LinkedHashMap<>();
        private int maxFallbacks = Fallbacks.DEFAULT_MAX;

        private int numRetries = RetryRules.DEFAULT.numRetries();
        private final Map<ErrorClass, Integer> policy = new EnumMap<>(ErrorClass.class);
        private final Map<String, Map<ErrorClass, Integer>> groupPolicies = new LinkedHashMap<>();
        private Duration maxRetryAfter = RetryRules.DEFAULT.maxRetryAfter();
        private int maxAttempts = RetryRules.DEFAULT.maxAttempts();
        private Budget budget = RetryRules.DEFAULT.budget();

        private RoutingStrategy strategy = RoutingStrategy.SIMPLE_SHUFFLE;
        private boolean preCallChecks;
        private boolean weightedFailover;
        private Optional<Set<Integer>> nextLevelOn = Optional.empty();

        private Duration cooldown = CooldownRules.DEFAULT.time();
        private OptionalInt allowedFails = OptionalInt.empty();
        private final Map<ErrorClass, Integer> allowedFailsPolicy = new EnumMap<>(ErrorClass.class);
        private WhenAllRest whenAllRest = WhenAllRest.TRY_SOONEST;
        private StreamRules streams = StreamRules.DEFAULT;

        private Timeouts timeouts = Timeouts.DEFAULT;
        private HoldLimits hold = HoldLimits.DEFAULT;
        private ReportRules report = ReportRules.DEFAULT;

        private Config(List<Deployment> deployments) {
            this.deployments = new ArrayList<>(deployments);
        }

        /** What is said of one deployment alone. */
        public Config with(String id, UnaryOperator<Settings> said) {
            return replace(
                    id,
                    old -> deployment(
                            old.id(),
                            old.group(),
                            old.model(),
                            old.dialect(),
                            said.apply(new Settings()).build()));
        }

        /** This deployment speaks Anthropic messages. */
        public Config anthropic(String id) {
            return replace(
                    id, old -> deployment(old.id(), old.group(), old.model(), Dialect.ANTHROPIC, old.settings()));
        }

        private Config replace(String id, UnaryOperator<Deployment> change) {
            deployments.replaceAll(old -> old.id().equals(id) ? change.apply(old) : old);
            return this;
        }

        /** {@code model_group_alias}. */
        public Config alias(String alias, String group) {
            aliases.put(alias, group);
            return this;
        }

        /** A row of {@code fallbacks}. */
        public Config fallbacks(String group, String... targets) {
            general.put(group, targets(targets));
            return this;
        }

        /** A row of {@code fallbacks} with parameters of its own. */
        public Config fallbacks(String group, Target... targets) {
            general.put(group, List.of(targets));
            return this;
        }

        /** A row of {@code context_window_fallbacks}. */
        public Config contextWindow(String group, String... targets) {
            contextWindow.put(group, targets(targets));
            return this;
        }

        /** A row of {@code content_policy_fallbacks}. */
        public Config contentPolicy(String group, String... targets) {
            contentPolicy.put(group, targets(targets));
            return this;
        }

        private static List<Target> targets(String... names) {
            return Stream.of(names).map(Target::of).toList();
        }

        /** {@code max_fallbacks}. */
        public Config maxFallbacks(int most) {
            maxFallbacks = most;
            return this;
        }

        /** {@code num_retries}. */
        public Config retries(int times) {
            numRetries = times;
            return this;
        }

        /** A key of {@code retry_policy}. */
        public Config retries(ErrorClass failure, int times) {
            policy.put(failure, times);
            return this;
        }

        /** A key of {@code model_group_retry_policy}. */
        public Config retries(String group, ErrorClass failure, int times) {
            groupPolicies
                    .computeIfAbsent(group, name -> new EnumMap<>(ErrorClass.class))
                    .put(failure, times);
            return this;
        }

        /** {@code max_retry_after}. */
        public Config maxRetryAfter(Duration longest) {
            maxRetryAfter = longest;
            return this;
        }

        /** {@code max_attempts}. */
        public Config maxAttempts(int most) {
            maxAttempts = most;
            return this;
        }

        /** {@code retry_budget}. */
        public Config budget(double share, int perSecond) {
            budget = new Budget(share, perSecond);
            return this;
        }

        /** {@code routing_strategy}. */
        public Config strategy(RoutingStrategy other) {
            strategy = other;
            return this;
        }

        /** {@code enable_pre_call_checks}. */
        public Config preCallChecks() {
            preCallChecks = true;
            return this;
        }

        /** {@code enable_weighted_failover}. */
        public Config weightedFailover() {
            weightedFailover = true;
            return this;
        }

        /** {@code order_fallback_status_codes}. */
        public Config nextLevelOn(Integer... statuses) {
            nextLevelOn = Optional.of(Set.of(statuses));
            return this;
        }

        /** {@code cooldown_time}. */
        public Config cooldown(Duration time) {
            cooldown = time;
            return this;
        }

        /** {@code allowed_fails}. */
        public Config allowedFails(int fails) {
            allowedFails = OptionalInt.of(fails);
            return this;
        }

        /** A key of {@code allowed_fails_policy}. */
        public Config allowedFails(ErrorClass failure, int fails) {
            allowedFailsPolicy.put(failure, fails);
            return this;
        }

        /** {@code when_all_cooling: refuse}. */
        public Config refuseWhenAllRest() {
            whenAllRest = WhenAllRest.REFUSE;
            return this;
        }

        /** {@code deadline}. */
        public Config deadline(Duration time) {
            return timeouts(
                    new Timeouts(timeouts.connect(), timeouts.firstToken(), timeouts.idle(), time, timeouts.attempt()));
        }

        /** {@code timeout}. */
        public Config attempt(Duration time) {
            return timeouts(new Timeouts(
                    timeouts.connect(),
                    timeouts.firstToken(),
                    timeouts.idle(),
                    timeouts.deadline(),
                    Optional.of(time)));
        }

        /** All time limits. */
        public Config timeouts(Timeouts all) {
            timeouts = all;
            return this;
        }

        /** Everything about streams. */
        public Config streams(StreamRules all) {
            streams = all;
            return this;
        }

        /** {@code hold.response}, in bytes. */
        public Config holdResponse(int bytes) {
            hold = new HoldLimits(1, 1, bytes, 1);
            return this;
        }

        /** {@code hold.first_event}, in bytes. */
        public Config holdFirstEvent(int bytes) {
            hold = new HoldLimits(1, 1, HoldLimits.DEFAULT.response(), bytes);
            return this;
        }

        /** {@code expose.server_timing: false}. */
        public Config withoutServerTiming() {
            return report(new ReportRules(Optional.empty(), false, false, AnswerModel.AS_SERVED, false, false));
        }

        /** What answers say of who gave them. */
        public Config report(ReportRules rules) {
            report = rules;
            return this;
        }

        /** The configuration. */
        public Configuration build() {
            return new Configuration(
                    new ModelGroups(deployments, aliases),
                    new Fallbacks(
                            new FallbackTable(general),
                            new FallbackTable(contextWindow),
                            new FallbackTable(contentPolicy),
                            maxFallbacks),
                    new RetryRules(numRetries, policy, groupPolicies, maxRetryAfter, maxAttempts, budget),
                    new SelectionRules(strategy, preCallChecks, weightedFailover, nextLevelOn),
                    new CooldownRules(
                            cooldown, allowedFails, allowedFailsPolicy, whenAllRest, CooldownRules.PassOver.AUTO),
                    Set.of(),
                    timeouts,
                    hold,
                    streams,
                    false,
                    report);
        }
    }

    /** Builds what is said of one deployment. */
    public static final class Settings {

        private OptionalInt order = OptionalInt.empty();
        private Optional<BigDecimal> weight = Optional.empty();
        private OptionalInt rpm = OptionalInt.empty();
        private OptionalInt tpm = OptionalInt.empty();
        private OptionalInt numRetries = OptionalInt.empty();
        private Optional<Duration> timeout = Optional.empty();
        private Optional<Duration> cooldownTime = Optional.empty();
        private OptionalInt maxInputTokens = OptionalInt.empty();
        private Optional<Prices> prices = Optional.empty();

        private Settings() {}

        /** {@code order}. */
        public Settings order(int level) {
            order = OptionalInt.of(level);
            return this;
        }

        /** {@code weight}. */
        public Settings weight(String share) {
            weight = Optional.of(new BigDecimal(share));
            return this;
        }

        /** {@code rpm}. */
        public Settings rpm(int requests) {
            rpm = OptionalInt.of(requests);
            return this;
        }

        /** {@code tpm}. */
        public Settings tpm(int tokens) {
            tpm = OptionalInt.of(tokens);
            return this;
        }

        /** {@code num_retries}. */
        public Settings retries(int times) {
            numRetries = OptionalInt.of(times);
            return this;
        }

        /** {@code timeout}. */
        public Settings timeout(Duration time) {
            timeout = Optional.of(time);
            return this;
        }

        /** {@code cooldown_time}. */
        public Settings cooldown(Duration time) {
            cooldownTime = Optional.of(time);
            return this;
        }

        /** {@code max_input_tokens}. */
        public Settings maxInputTokens(int tokens) {
            maxInputTokens = OptionalInt.of(tokens);
            return this;
        }

        /** {@code input_cost_per_token}, in USD. */
        public Settings cost(String dollars) {
            return prices(new Prices(
                    new BigDecimal(dollars), BigDecimal.ZERO, Optional.empty(), Optional.empty(), Optional.empty()));
        }

        /** All prices. */
        public Settings prices(Prices all) {
            prices = Optional.of(all);
            return this;
        }

        private DeploymentSettings build() {
            return new DeploymentSettings(
                    order, weight, rpm, tpm, numRetries, timeout, cooldownTime, maxInputTokens, prices);
        }
    }
}
