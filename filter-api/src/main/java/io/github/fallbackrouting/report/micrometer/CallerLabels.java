package io.github.fallbackrouting.report.micrometer;

import io.micrometer.core.instrument.Tags;

/**
 * The labels by which LiteLLM's dashboards tell callers apart: a gateway knows them by its keys, and we don't, so that all
 * have the value that LiteLLM writes where it has none. Those that would hold a person's data ({@code user_email}, {@code
 * client_ip}, {@code user_agent}) are left out.
 */
final class CallerLabels {

    /** Of the metrics about deployments. */
    static final Tags KEY = none("hashed_api_key", "api_key_alias", "team", "team_alias");

    /** Of the metrics about requests. */
    static final Tags USER = KEY.and(none("end_user", "user"));

    private CallerLabels() {}

    private static Tags none(String... names) {
        Tags tags = Tags.empty();
        for (String name : names) {
            tags = tags.and(name, DeploymentLabels.UNKNOWN);
        }
        return tags;
    }
}
