package io.github.fallbackrouting.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a deployment of Azure OpenAI is: in the classic form, with the deployment in the path and the version in the query,
 * or in the v1 form, which looks like OpenAI's own. As LiteLLM's {@code llms/azure/common_utils.py} decides.
 *
 * @param base an operation's path is appended to it
 * @param query {@code api-version=…}; null in the v1 form
 */
record AzureAddress(String base, @Nullable String query) {

    /** LiteLLM's {@code AZURE_DEFAULT_API_VERSION}. */
    static final String DEFAULT_VERSION = "2025-02-01-preview";

    /** The values of {@code api_version} that stand for the v1 form: LiteLLM's {@code _is_azure_v1_api_version}. */
    private static final Set<String> V1 = Set.of("v1", "latest", "preview");

    /**
     * The address of a deployment.
     *
     * @param url as configured, without a slash at its end: the resource, or already one of the forms
     * @param deployment the deployment's name, not encoded; one with a wildcard leaves a {@code *} for the whole name,
     *     {@link Endpoint#forModel}
     * @param version {@code api_version}
     */
    static AzureAddress of(String url, String deployment, String version) {
        if (url.endsWith("/openai/v1")) {
            return new AzureAddress(url, null);
        }
        String resource = url.endsWith("/openai") ? url : url + "/openai";
        if (V1.contains(version)) {
            return new AzureAddress(resource + "/v1", null);
        }
        String query = "api-version=" + version;
        if (url.contains("/openai/deployments/")) {
            return new AzureAddress(url, query);
        }
        return new AzureAddress(
                resource + "/deployments/" + (deployment.contains("*") ? "*" : segment(deployment)), query);
    }

    /** A name as one segment of a path, dots at its beginning encoded too: two of them alone would lead elsewhere. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%7E", "~")
                .replaceFirst("^\\.", "%2E");
    }
}
