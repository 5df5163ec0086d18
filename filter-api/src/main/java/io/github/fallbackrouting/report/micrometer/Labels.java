package io.github.fallbackrouting.report.micrometer;

import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ModelGroups;
import java.util.HashMap;
import java.util.Map;

/**
 * The values that labels may have: what the configuration names, and nothing that a caller makes up. Immutable.
 */
final class Labels {

    private final ModelGroups groups;
    private final Map<String, DeploymentLabels> byId = new HashMap<>();

    Labels(Configuration configuration) {
        groups = configuration.groups();
        for (Deployment deployment : groups.deployments()) {
            byId.put(
                    deployment.id(),
                    configuration.report().exposesApiBase()
                            ? DeploymentLabels.exposing(deployment)
                            : DeploymentLabels.discreet(deployment));
        }
    }

    /** {@code requested_model}: the name that was asked for, or the pattern of the wildcard group that serves it. */
    String requested(String group) {
        return group.isEmpty()
                ? DeploymentLabels.UNKNOWN
                : groups.nameFor(group).orElse(DeploymentLabels.UNKNOWN);
    }

    DeploymentLabels of(Deployment deployment) {
        return byId.getOrDefault(deployment.id(), DeploymentLabels.NONE);
    }
}
