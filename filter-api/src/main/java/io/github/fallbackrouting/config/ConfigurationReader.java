package io.github.fallbackrouting.config;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads a LiteLLM {@code config.yaml}: {@code model_list}, {@code router_settings}, {@code litellm_settings}, one key of
 * {@code general_settings}, and the section {@code fallback_routing}, which is ours. Only YAML's own values are made from a file, never objects of its choosing.
 * Thread-safe if the environment is.
 */
public final class ConfigurationReader {

    private final Environment environment;

    /** @param environment answers {@code os.environ/NAME} */
    public ConfigurationReader(Environment environment) {
        this.environment = Objects.requireNonNull(environment, "environment");
    }

    /**
     * Reads a file whole.
     *
     * @param source what the operator calls the file; begins every sentence about it
     * @param yaml in UTF-8, at most 1 MiB; not closed
     * @throws ConfigurationException if there are mistakes in it: all of them, a line each, with file, line, key, what was
     *     found and what was expected
     * @throws IOException if it can't be read
     */
    public Loaded read(String source, InputStream yaml) throws IOException {
        Findings findings = new Findings(source);
        YamlMap root = new YamlFile(new Reading(findings, environment)).read(yaml);
        Settings settings = new Settings(root);
        OwnSection own = new OwnSection(root.section("fallback_routing"));
        ModelList models = new ModelList(
                root,
                new EndpointReader.Surroundings(
                        new TrustReader(settings.litellm("ssl_verify")), own.privateAddresses()));
        Map<String, String> aliases = new AliasRows(settings, models.groups()).rows();
        Names names = new Names(models.groups(), aliases.keySet(), models.ids());
        Fallbacks fallbacks = new FallbackSection(settings, names).fallbacks();
        RetryRules retries = new RetrySection(settings, names).rules(own);
        SelectionRules selection = new SelectionSection(settings).rules();
        CooldownSection cooldown = new CooldownSection(settings);
        CooldownRules cooldowns = cooldown.rules(own);
        Set<ClientControl> clientControls = own.clientControls();
        Timeouts timeouts =
                own.timeouts(settings.either("timeout", "request_timeout").flatMap(Seconds::positive));
        HoldLimits hold = own.hold();
        YamlMap general = root.section("general_settings");
        StreamRules streams = own.streams(timeouts, general.get("always_include_stream_usage"));
        boolean interruptsHost = own.interruptsHost();
        ReportRules report = own.report();
        own.refuseOthers();
        settings.tellUnused();
        UnusedSettings.tell(general);
        UnusedSettings.tell(root);
        findings.throwIfMistaken();
        Configuration configuration = new Configuration(
                new ModelGroups(cooldown.applyTo(models.deployments()), aliases),
                fallbacks,
                retries,
                selection,
                cooldowns,
                clientControls,
                timeouts,
                hold,
                streams,
                interruptsHost,
                report);
        return new Loaded(configuration, findings.warnings());
    }
}
