package io.github.fallbackrouting.report.micrometer;

import io.github.fallbackrouting.config.Deployment;
import io.micrometer.core.instrument.Tags;

/**
 * How labels name a deployment. That of a wildcard group has its pattern in them, whatever model callers make of it.
 *
 * @param modelId its id
 * @param modelName its model without the provider's prefix, as LiteLLM's {@code litellm_model_name} and {@code model} have it
 * @param apiBase its base URL, if the operator lets it be told
 * @param apiProvider LiteLLM's name of its provider
 * @param group the model group that it belongs to
 * @param hasPrices whether it can be said what its answers cost
 */
record DeploymentLabels(
        String modelId, String modelName, String apiBase, String apiProvider, String group, boolean hasPrices) {

    /** What LiteLLM writes where it has no value. */
    static final String UNKNOWN = "None";

    /** No deployment. */
    static final DeploymentLabels NONE = new DeploymentLabels(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, false);

    /** With its base URL. */
    static DeploymentLabels exposing(Deployment deployment) {
        return of(deployment, deployment.endpoint().base().toString());
    }

    /** Without its base URL. */
    static DeploymentLabels discreet(Deployment deployment) {
        return of(deployment, UNKNOWN);
    }

    private static DeploymentLabels of(Deployment deployment, String apiBase) {
        return new DeploymentLabels(
                deployment.id(),
                deployment.modelName(),
                apiBase,
                deployment.provider(),
                deployment.group(),
                deployment.settings().prices().isPresent());
    }

    /** What LiteLLM's {@code litellm_deployment_*} metrics have of it. */
    Tags tags() {
        return Tags.of(
                "litellm_model_name", modelName, "model_id", modelId, "api_base", apiBase, "api_provider", apiProvider);
    }

    /** What our own meters have of it. */
    Tags shortTags() {
        return Tags.of("litellm_model_name", modelName, "model_id", modelId);
    }
}
