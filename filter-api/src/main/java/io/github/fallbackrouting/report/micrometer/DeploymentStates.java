package io.github.fallbackrouting.report.micrometer;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.DeploymentState;
import io.github.fallbackrouting.routing.DeploymentState.Condition;
import java.util.List;
import java.util.function.Supplier;

/** {@code litellm_deployment_state}: 0 healthy, 1 partial outage, 2 complete outage. */
final class DeploymentStates {

    private DeploymentStates() {}

    /** @param states in the order of the deployments; empty as long as they are not known */
    static void show(
            List<Deployment> deployments, Labels labels, Supplier<List<DeploymentState>> states, Meters meters) {
        for (int i = 0; i < deployments.size(); i++) {
            int place = i;
            meters.gauge(
                    "litellm_deployment_state",
                    "0 healthy, 1 its last attempt failed or its rest is over and not proven so, 2 it rests",
                    () -> value(states.get(), place),
                    labels.of(deployments.get(i)).tags());
        }
    }

    private static double value(List<DeploymentState> states, int place) {
        return place < states.size() ? value(states.get(place).condition()) : Double.NaN;
    }

    private static int value(Condition condition) {
        return switch (condition) {
            case HEALTHY -> 0;
            case FAILING, UNPROVEN -> 1;
            case RESTING -> 2;
        };
    }
}
